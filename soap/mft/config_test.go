package mft_test

import (
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
	"github.com/soapstone-dev/soapstone/soap/mft"
)

func TestSet(t *testing.T) {
	roomtest.Set(t, "mft", mft.Default, []struct{ Name, Value, Err string }{
		{"departmentRule", "scoped", ""},
		{"choices.departmentRule", "scoped", ""},
		{"departmentRule", "lax", `mft: choices.departmentRule: "lax" is not one of strict, scoped`},
		{"departmentRule", "", `mft: choices.departmentRule: "" is not one of strict, scoped`},
		{"invalidText", "Gone", ""},
		{"invalidText", "", "mft: choices.invalidText: it is empty: give a text"},
		{"invalidText", "a\x00b", `mft: choices.invalidText: "a\x00b" cannot stand in XML`},
		{"invalidText", strings.Repeat("a", 501), "mft: choices.invalidText: it has 501 bytes"},
		{"timeout", "90s", ""},
		{"timeout", "45", ""},
		{"timeout", "0", `mft: timeout: "0" is no time above zero`},
		{"timeout", "-1m", `mft: timeout: "-1m" is no time above zero`},
		{"timeout", "soon", `mft: timeout: "soon" is no time above zero`},
		{"timeout", "99999999999999999999", `mft: timeout: "99999999999999999999" is no time`},
		{"context", "mft", ""},
		{"context", "a/b", `mft: context: "a/b" is no context path`},
		{"context", "", `mft: context: "" is no context path`},
		{"hostname", "mft.example.com", ""},
		{"hostname", "a b", `mft: hostname: "a b" is no host name`},
		{"timezone", "Europe/Berlin", ""},
		{"timezone", "+05:30", ""},
		{"timezone", "Local", `mft: timezone: "Local" is no zone`},
		{"timezone", "Mars", `mft: timezone: "Mars" is no zone`},
		{"DeptAdmin.manages", "Operations, Support", ""},
		{"DeptAdmin.department", "", ""},
		{"TransferUser.rights", "TransferRight UpdateSessionRight", ""},
		{"TransferUser.rights", "UpdateSesionRight", ""}, // no name we know, nor one that looks like it
		{"TransferUser.rights", "UpdatesessionRight", `mft: account TransferUser: rights: "UpdatesessionRight" is unknown`},
		{"TransferUser.rights", "all", `mft: account TransferUser: rights: "all" is no right`},
		{"TransferUser.manages", "Sales", "mft: account TransferUser: it manages departments and is in none"},
		{"TransferUser.password", "", "mft: account TransferUser: it has no password"},
		{"TransferUser.name", "x", `mft: account TransferUser: an account has no setting "name"`},
		{"nobody.rights", "TransferRight", `mft: there is no account "nobody"`},
		{"choices.nothing", "x", `mft: there is no setting "choices.nothing"`},
		{"nothing", "x", `mft: there is no setting "nothing"`},
	})
}

func TestValidateAccounts(t *testing.T) {
	for _, tt := range []struct {
		account mft.Account
		err     string
	}{
		{mft.Account{Name: "test*", Password: "x"}, ""},
		{mft.Account{Password: "x"}, "mft: accounts: an account has no name"},
		{mft.Account{Name: "x"}, "mft: accounts: account x: it has no password"},
		{mft.Account{Name: "a:b", Password: "x"}, "mft: accounts: account a:b: HTTP Basic"},
		{mft.Account{Name: "a\nb", Password: "x"}, `mft: accounts: account "a\nb": the name`},
		{mft.Account{Name: "a[", Password: "x"}, "mft: accounts: account a[: the pattern"},
		{mft.Account{Name: "admin", Password: "x"}, "mft: accounts: two are called admin"},
	} {
		cfg := mft.Default()
		cfg.Accounts = append(cfg.Accounts, tt.account)
		err := cfg.Validate()
		if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.HasPrefix(err.Error(), tt.err)) {
			t.Errorf("%+v: got %v, want %q", tt.account, err, tt.err)
		}
	}
}

func TestDemoAccounts(t *testing.T) {
	cfg := mft.Default()
	if name, password := cfg.DemoAccount(); name != "admin" || password != "soapstone" {
		t.Errorf("got %q, %q", name, password)
	}
	cfg.Accounts = append(cfg.Accounts, mft.Account{Name: "own", Password: "soapstone"})
	cfg.DropDemoAccounts()
	if name, _ := cfg.DemoAccount(); name != "" || len(cfg.Accounts) != 1 || cfg.Accounts[0].Name != "own" {
		t.Errorf("%+v is left", cfg.Accounts)
	}
}
