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
