package main

import (
	"fmt"
	"strings"
	"testing"
)

// What is wrong is shown where it stands, in whatever words it is told, and also where the same value stands elsewhere.
// The mark » is no part of the file: it stands before what is wrong.
func TestWhatIsWrongIsShownWhereItStands(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		// The settings of all.
		{"hostname: UTC\ntimezone: »Mars\n", `"Mars" is no zone`},
		{"hostname: »a b\n", "is no host name"},
		{"publicURL: »localhost\n", "is no address"},
		{"limits:\n  elements: 7000\n  depth: »7\n", `limits.depth: "7" is no number from`},
		{"limits:\n  headTime: »25h\n", "is not from"},
		{"systems:\n  - mft\n  - »mft\n", "stands there twice"},
		{"systems: [mft, »oracle]\n", "is no system"},
		{"answers: [a, »\"\"]\n", "is no folder"},

		// SQL Server.
		{"sqlserver:\n  users:\n    - {name: a, password: x}\n    - {»name: b}\n", "it has no password"},
		{"sqlserver:\n  users:\n    - {name: a, password: x}\n    - name: b\n      password: »\"\"\n", "it has no password"},
		{"sqlserver:\n  logins:\n    - name: us_english\n      password: x\n      language: »Klingon\n", "there is no language"},
		{"sqlserver:\n  server: x\n  version: »x\n", `version: "x" is not one of`},
		{"sqlserver:\n  endpoints:\n    - path: /a\n      state: started\n    - path: »/A\n", "two have the path"},
		{"sqlserver:\n  choices:\n    emptyBody: fault\n    faultHeader: »fault\n", "choices.faultHeader"},
		{"sqlserver:\n  endpoints:\n    - path: /a\n      webmethods:\n        - name: M\n          parameters:\n            - name: flot\n              type: »flot\n", "is no type"},

		// MFT.
		{"mft:\n  hostname: soon\n  timeout: »soon\n", "is no time"},
		{"mft:\n  accounts:\n    - {name: a, password: a}\n    - {name: b, password: x, rights: [TransferRight, »all]}\n", "is no right"},
		{"mft:\n  accounts:\n    - {name: a, password: x}\n    - {password: x, name: »a}\n", "two are called a"},
		{"mft:\n  accounts:\n    - name: a\n      password: Sales\n      »manages: [Sales]\n", "it manages departments and is in none"},
		{"mft:\n  choices:\n    beans: inline\n    arrayItems: »inline\n", "choices.arrayItems"},

		// Salesforce.
		{"salesforce:\n  users:\n    - {name: a, password: a}\n    - {name: b, password: b, org: »a}\n", "is not among orgs"},
		{"salesforce:\n  orgs:\n    - id: 00D5e000000SoAP\n      api: \"on\"\n      soapLogin: »disabled\n", `soapLogin: "disabled" is not one of on, off`},
		{"salesforce:\n  »orgs: []\n", "there is none"},
		{"salesforce:\n  minVersion: \"21.0\"\n  maxVersion: »\"99.0\"\n", "is no API version"},
		{"salesforce:\n  maxVersion: »\"5.0\"\n", "maxVersion: 5.0 is below minVersion"},
		{"salesforce:\n  maxVersion: \"30.0\"\n  minVersion: »\"31.0\"\n", "minVersion: 31.0 is above maxVersion"},
		{"salesforce:\n  loginHosts:\n    - login.example.com\n    - »login.example.com:443\n", "is no host name"},
		{"salesforce:\n  sessionTimeout: »60\n  lockoutMinutes: 60\n", "is no number"},
		{"salesforce: {forward: »ftp://localhost}\n", "is no address"},
		{"salesforce:\n  forward:\n    ca: ftp://localhost\n    url: »ftp://localhost\n", "is no address"},

		// Futurama.
		{"futurama:\n  folders: [a]\n  documents:\n    - a\n    - »\"\"\n", "documents: \"\" is no name"},
		{"futurama:\n  choices:\n    missingText: »success\n", "is what clients take for success"},

		// Model 204.
		{"model204:\n  users: 43201\n  sesdefow: »43201\n", "sesdefow"},
		{"model204:\n  publicUser: »nobody at all\n", "is no userid"},
		{"model204:\n  accounts:\n    - {name: A, password: x}\n    - {name: »ELEVENBYTES, password: ELEVENBYTES}\n", "is no userid"},

		// What stands behind an anchor, and what does not stand there at all.
		{"hostname: &z Mars\ntimezone: »*z\n", "is no zone"},
		{"mft: &all\n  context: »\"\"\n", "is no context path"},
		{"hostname: a\n»salesforce:\n  orgs: [{id: 00D5e000000SoAP}]\n", "is not among orgs"},
	} {
		before, after, found := strings.Cut(tt.text, "»")
		if !found {
			t.Fatalf("%q: no mark", tt.text)
		}
		line := strings.Count(before, "\n") + 1
		column := len(before) - strings.LastIndexByte(before, '\n')
		want := fmt.Sprintf("x.yaml:%d:%d: ", line, column)
		_, err := parseConfig("x.yaml", []byte(before+after))
		if err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v, want %s … %s", tt.text, err, want, tt.want)
		}
	}
}
