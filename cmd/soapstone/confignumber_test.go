package main

import (
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/sqlserver"
)

// A text that looks like a number is taken as it is written, or not at all.
func TestConfigNumbers(t *testing.T) {
	for _, tt := range []struct{ password, want, err string }{
		{`7`, "7", ""},
		{`"0123"`, "0123", ""},
		{`'1.50'`, "1.50", ""},
		{`1.5`, "1.5", ""},
		{`yes`, "yes", ""},
		{`2020-01-01`, "2020-01-01", ""},
		{`true`, "true", ""},
		{`0123`, "", "f.yaml:4:17: YAML reads 0123 as 83: put it between quotes"},
		{`!!str 0123`, "", ": YAML reads 0123 as 83: put it between quotes"},
		{`0x1F`, "", "f.yaml:4:17: YAML reads 0x1F as 31: put it between quotes"},
		{`1.50`, "", "f.yaml:4:17: YAML reads 1.50 as 1.5: put it between quotes"},
		{`1_000`, "", "f.yaml:4:17: YAML reads 1_000 as 1000: put it between quotes"},
		{`True`, "", "f.yaml:4:17: YAML reads True as true: put it between quotes"},
		{`.inf`, "", "f.yaml:4:17: YAML reads .inf as +Inf: put it between quotes"},
	} {
		cfg, err := parseConfig("f.yaml", []byte("sqlserver:\n  users:\n    - name: alice\n      password: "+tt.password+"\n"))
		switch {
		case tt.err != "":
			if err == nil || !strings.HasSuffix(err.Error(), tt.err) {
				t.Errorf("%s: got %v, want %s", tt.password, err, tt.err)
			}
		case err != nil:
			t.Errorf("%s: %v", tt.password, err)
		default:
			if got := cfg.SQLServer.Users; len(got) != 1 || got[0] != (sqlserver.Account{Name: "alice", Password: tt.want}) {
				t.Errorf("%s: got %+v", tt.password, got)
			}
		}
	}
}

// What is no text may be written in any way that YAML has.
func TestConfigNumbersElsewhere(t *testing.T) {
	for _, text := range []string{
		"trustForwarded: True", "futurama:\n  enabled: FALSE", "limits:\n  bodyBytes: 0x100000", "limits:\n  bodyBytes: +1048576",
		"salesforce: {lockoutAttempts: 1_0}",
	} {
		if _, err := parseConfig("f.yaml", []byte(text+"\n")); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// What is no number, duration, text or truth is told in the words of the file, with its place.
func TestConfigTypes(t *testing.T) {
	for _, tt := range []struct{ text, err string }{
		{"salesforce:\n  sessionTimeout: 7200.5\n", `2:19: "7200.5" is not a whole number`},
		{"salesforce:\n  sessionTimeout: 72e2\n", ""},
		{"limits:\n  bodyBytes: 1.5\n", `2:14: "1.5" is not a whole number`},
		{"limits:\n  bodyBytes: 99999999999999999999\n", `2:14: "99999999999999999999" is not a whole number, or too large for one`},
		{"salesforce:\n  sessionTimeout: 15m\n", `2:19: "15m" is not a whole number: write it without m, in the unit that ` + "`soapstone config default` says"},
		{"limits:\n  bodyBytes: 16 MB\n", `2:14: "16 MB" is not a whole number: write it without MB, in the unit that ` + "`soapstone config default` says"},
		{"salesforce:\n  sessionTimeout: soon\n", `2:19: "soon" is not a whole number`},
		{"mft:\n  accounts:\n    - name: ci\n      password: a: b\n", `4:17: mapping value is not allowed in this context: indent this line as those beside it, and put a text with a colon between quotes`},
		{"mft:\n  accounts:\n    - name: ci\n     password: a\n", `4:6: value is not allowed in this context: indent this line as those beside it, and put a text with a colon between quotes`},
		{"limits:\n  headTime: 1.5s\n  idleTime: 2 m\n", `3:13: "2 m" is not a duration such as 60s or 1h30m`},
		{"salesforce:\n  sessionTimeout: [900]\n", `2:19: here stands a list, which is not a whole number`},
		{"futurama:\n  timeout:\n    - 30m\n", `3:5: here stands a list, which is not a text`},
		{"futurama:\n  timeout: {minutes: 30}\n", `2:12: here stands a group of settings, which is not a text`},
		{"trustForwarded: \"true\"\n", `1:17: the text "true" is not true or false: write it without quotes`},
		{"salesforce:\n  users:\n    - name: *@example.com\n", `3:14: '@' is a reserved character: put a text that begins so between quotes`},
		{"sqlserver:\n  users:\n    - {name: \"CORP\\zoe\", password: x}\n", `3:20: found unknown escape character 'z': put a text with a backslash between single quotes`},
		{"salesforce:\n  sessionReuse: off\n", `2:3: there is no setting "sessionReuse" here: it stands under salesforce.choices`},
		{"sessionReuse: off\n", `1:1: there is no setting "sessionReuse" here: it stands under salesforce.choices`},
		{"sqlserver:\n  sessionTimeout: 30\n", `2:3: there is no setting "sessionTimeout" here: it stands under sqlserver.endpoints[]`},
		{"choices: {}\n", `1:1: there is no setting "choices" here: there is answers, futurama, hostname, limits, mft, model204, publicURL, restart, salesforce, sqlserver, systems, timezone, trustForwarded`}, // each system has some
		{"mft: &all\n  contxt: /x\n", `2:3: there is no setting "contxt" here (did you mean "context"?)`},
		{"mft:\n  users: []\n", `2:3: there is no setting "users" here: there is accounts, answers, choices, context, forward, hostname, timeout, timezone, wsdl`},
		{"sqlserver:\n\tserver: A\n", "2:1: found character '\t' that cannot start any token: indent with spaces, YAML takes no tabs there"},
	} {
		_, err := parseConfig("f.yaml", []byte(tt.text))
		if err == nil && tt.err != "" || err != nil && err.Error() != "f.yaml:"+tt.err {
			t.Errorf("%q\n got %v\nwant %s", tt.text, err, tt.err)
		}
	}
}
