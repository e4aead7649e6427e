package model204_test

import (
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
	"github.com/soapstone-dev/soapstone/soap/model204"
)

func TestSet(t *testing.T) {
	roomtest.Set(t, "model204", model204.Default, []struct{ Name, Value, Err string }{
		{"failedClose", "close", ""},
		{"choices.failedClose", "close", ""},
		{"failedClose", "leave", `model204: choices.failedClose: "leave" is not one of keep, close`},
		{"sesdefto", "0", ""},
		{"sesdefto", "43200", ""},
		{"sesdefto", "43201", `model204: sesdefto: "43201" is no number from 0 to 43200`},
		{"sesdefow", "-1", `model204: sesdefow: "-1" is no number from`},
		{"sesdefow", "", `model204: sesdefow: "" is no number`},
		{"sesmaxto", "0", ""},
		{"sesmaxto", "99999999", ""},
		{"sesmaxto", "-2", `model204: sesmaxto: "-2" is no number from`},
		{"sesmaxto", "1h", `model204: sesmaxto: "1h" is no number`},
		{"sesumax", "0", ""},
		{"sesumax", "1048576", `model204: sesumax: "1048576" is no number from`},
		{"users", "0", `model204: users: "0" is no number from`},
		{"publicLimit", "0", ""},
		{"privateLimit", "x", `model204: privateLimit: "x" is no number`},
		{"threadTimeout", "90s", ""},
		{"threadTimeout", "90", ""},
		{"threadTimeout", "0", `model204: threadTimeout: "0" is no time above zero`},
		{"threadTimeout", "soon", `model204: threadTimeout: "soon" is no time above zero`},
		{"path", "/online/session", ""},
		{"path", "m204", `model204: path: "m204" is no path`},
		{"path", "/", `model204: path: "/" is no path`},
		{"path", "/a b", `model204: path: "/a b" is no path`},
		{"publicUser", "", ""},
		{"publicUser", "nobody at all", `model204: publicUser: "nobody at all" is no userid`},
		{"timezone", "Europe/Berlin", ""},
		{"timezone", "+05:30", ""},
		{"timezone", "Local", `model204: timezone: "Local" is no zone`},
		{"SYSADM.privileged", "false", ""},
		{"SYSADM.privileged", "perhaps", `model204: account SYSADM: privileged: "perhaps" is neither`},
		{"HARPO*.password", "horn", ""},
		{"HARPO*.password", "", "model204: account HARPO*: it has no password"},
		{"HARPO*.name", "x", `model204: account HARPO*: an account has no setting "name"`},
		{"CHICO.password", "x", `model204: there is no account "CHICO"`},
		{"nothing", "x", `model204: there is no setting "nothing"`},
		{"choices.nothing", "x", `model204: there is no setting "choices.nothing"`},
	})
}

func TestValidateAccounts(t *testing.T) {
	for _, tt := range []struct {
		account model204.Account
		err     string
	}{
		{model204.Account{Name: "CHICO*", Password: "x"}, ""},
		{model204.Account{Name: "chico", Password: "x"}, ""},
		{model204.Account{Password: "x"}, "model204: accounts: an account has no name"},
		{model204.Account{Name: "CHICO"}, "model204: accounts: account CHICO: it has no password"},
		{model204.Account{Name: "ELEVENBYTES", Password: "x"}, `model204: accounts: account "ELEVENBYTES": the name`},
		{model204.Account{Name: "A[", Password: "x"}, `model204: accounts: account "A[": the name`},
		{model204.Account{Name: "sysadm", Password: "x"}, "model204: accounts: two are called sysadm"},
	} {
		cfg := model204.Default()
		cfg.Accounts = append(cfg.Accounts, tt.account)
		err := cfg.Validate()
		if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.HasPrefix(err.Error(), tt.err)) {
			t.Errorf("%+v: got %v, want %q", tt.account, err, tt.err)
		}
	}
}

func TestDemoAccounts(t *testing.T) {
	cfg := model204.Default()
	if name, password := cfg.DemoAccount(); name != "HARPO" || password != "soapstone" {
		t.Errorf("got %q, %q", name, password)
	}
	cfg.Accounts = append(cfg.Accounts, model204.Account{Name: "OWN", Password: "soapstone"})
	cfg.DropDemoAccounts()
	if name, _ := cfg.DemoAccount(); name != "" || len(cfg.Accounts) != 1 || cfg.Accounts[0].Name != "OWN" {
		t.Errorf("%+v is left", cfg.Accounts)
	}
}

func TestNewRefuses(t *testing.T) {
	cfg := model204.Default()
	cfg.SESDEFTO = -1
	if _, err := model204.New(cfg, nil); err == nil || !strings.HasPrefix(err.Error(), "model204: sesdefto") {
		t.Error(err)
	}
}
