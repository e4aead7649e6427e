package salesforce_test

import (
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
	"github.com/soapstone-dev/soapstone/soap/salesforce"
)

func TestSet(t *testing.T) {
	roomtest.Set(t, "salesforce", salesforce.Default, []struct{ Name, Value, Err string }{
		{"sessionReuse", "off", ""},
		{"choices.sessionReuse", "user", ""},
		{"sessionReuse", "maybe", `choices.sessionReuse: "maybe" is not one of user+address+client, user+address, user, off`},
		{"limitInfoHeader", "off", ""},
		{"overRequestLimit", "refuse", ""},
		{"requestLimit", "7", ""},
		{"requestLimit", "none", `requestLimit: "none" is no number from 1 to`},
		{"sessionTimeout", "900", ""},
		{"sessionTimeout", "899", `"899" is no number from 900 to 86400`},
		{"minVersion", "21.0", ""},
		{"minVersion", "21", `minVersion: "21" is no API version`},
		{"maxVersion", "v30.0", `maxVersion: "v30.0" is no API version`},
		{"loginHosts", "login.example.com, test.example.com", ""},
		{"instanceURL", "https://na1.example.com", ""},
		{"instanceURL", "https://na1.example.com/", ""},
		{"lockoutAttempts", "10", ""},
		{"lockoutMinutes", "0", `"0" is no number from 1 to`},
		{"passwordLength", "5", ""},
		{"expired@example.com.expired", "false", ""},
		{"expired@example.com.expired", "perhaps", `expired: "perhaps" is neither true nor false`},
		{"*@example.com.token", "none", ""},
		{"admin@example.com.colour", "red", `a user has no setting "colour" that can be changed: there is password`},
		{"00D5e000000SoAP.sandbox", "true", ""},
		{"00D5e000000SoAP.colour", "red", "an organisation has no setting"},
		{"nobody.token", "x", `there is no setting "nobody.token"`},
		{"colour", "red", `there is no setting "colour"`},
	})
}

func TestValidate(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(*salesforce.Config)
		want  string
	}{
		{"no organisation", func(c *salesforce.Config) { c.Orgs = nil }, "orgs: there is none"},
		{"no id", func(c *salesforce.Config) { c.Orgs[0].ID = "005000000000001" }, "is no id of an organisation"},
		{"a bad checksum", func(c *salesforce.Config) { c.Orgs[0].ID = "00D36000000bLGTAAA" }, "is no id of an organisation"},
		{"two of one id", func(c *salesforce.Config) { c.Orgs[1].ID = c.Orgs[0].ID }, "stands there twice"},
		{"a word of an organisation", func(c *salesforce.Config) { c.Orgs[0].API = "perhaps" }, `api: "perhaps" is not one of`},
		{"a user without a name", func(c *salesforce.Config) { c.Users[0].Name = "" }, "users: one has no name"},
		{"a user without a password", func(c *salesforce.Config) { c.Users[0].Password = "" }, "admin@example.com: there is no password"},
		{"a bad pattern", func(c *salesforce.Config) { c.Users[0].Name = "[" }, "without its end"},
		{"a user of no organisation", func(c *salesforce.Config) { c.Users[0].Org = "00D000000000000" }, "is not among orgs"},
		{"a code that is none", func(c *salesforce.Config) { c.Users[0].Refuse = "a<b" }, "is no code"},
		{"a short session", func(c *salesforce.Config) { c.SessionTimeout = 60 }, `sessionTimeout: "60" is no number from 900 to 86400`},
		{"versions the wrong way round", func(c *salesforce.Config) { c.MinVersion = "64.0"; c.MaxVersion = "63.0" }, "minVersion: 64.0 is above maxVersion"},
		{"a last version before the first", func(c *salesforce.Config) { c.MaxVersion = "5.0" }, "maxVersion: 5.0 is below minVersion, which is 6.0"},
		{"a version beyond", func(c *salesforce.Config) { c.MaxVersion = "99.0" }, "is no API version up to"},
		{"a login host with a port", func(c *salesforce.Config) { c.LoginHosts = []string{"login.example.com:443"} }, "is no host name"},
		{"a path for an instance", func(c *salesforce.Config) { c.InstanceURL = "/services" }, "is no address"},
		{"a choice", func(c *salesforce.Config) { c.Choices.SessionReuse = "" }, `choices.sessionReuse: "" is not one of`},
	} {
		cfg := salesforce.Default()
		tt.spoil(&cfg)
		if _, err := salesforce.New(cfg, nil); err == nil || !strings.HasPrefix(err.Error(), "salesforce: ") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestDemoAccounts(t *testing.T) {
	cfg := salesforce.Default()
	if name, password := cfg.DemoAccount(); name != "admin@example.com" || password != "soapstone" {
		t.Errorf("the demo account is %q, %q", name, password)
	}
	cfg.Users = append(cfg.Users, salesforce.User{Name: "own", Password: "soapstone"})
	cfg.Users[0].Password = "changed"
	cfg.DropDemoAccounts()
	if name, _ := cfg.DemoAccount(); name != "" || len(cfg.Users) != 2 {
		t.Errorf("left are %v", cfg.Users)
	}
}

func TestUsersOfOneName(t *testing.T) {
	cfg := salesforce.Default()
	cfg.Users = append(cfg.Users, salesforce.User{Name: "ADMIN@example.com", Password: "x"})
	if err := cfg.Validate(); err == nil || !strings.HasPrefix(err.Error(), "salesforce: users: two are called ADMIN@example.com") {
		t.Errorf("got %v", err)
	}
}

func TestPatternOfUsersFitsASlash(t *testing.T) {
	r := start(t)
	r.login("o/brien@example.com")
}
