package sqlserver_test

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
	"github.com/soapstone-dev/soapstone/soap/sqlserver"
)

// The example of a batch with an answer of its own, in the comment of the default file, is one.
func TestExampleOfABatch(t *testing.T) {
	var example strings.Builder
	for line := range strings.Lines(string(sqlserver.DefaultFile())) {
		if text, ok := strings.CutPrefix(line, "#   "); ok && (example.Len() > 0 || strings.HasPrefix(text, "- batch:")) {
			example.WriteString(text)
		}
	}
	cfg := sqlserver.Default()
	if err := yaml.UnmarshalWithOptions([]byte(example.String()), &cfg.Batches, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	if len(cfg.Batches) != 1 {
		t.Fatalf("%d batches in %s", len(cfg.Batches), example.String())
	}
	a := startWith(t, cfg).batch("", cfg.Batches[0].Batch)
	for _, want := range []string{"<row><Name>Riders Company</Name></row>", "<sqlrowcount:Count>1<"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("no %s in %s", want, a.body)
		}
	}
}

func TestSet(t *testing.T) {
	roomtest.Set(t, "sqlserver", sqlserver.Default, []struct{ Name, Value, Err string }{
		{"faultHeader", "none", ""},
		{"choices.faultHeader", "terminate+id", ""},
		{"faultHeader", "perhaps", `choices.faultHeader: "perhaps" is not one of terminate, terminate+id, none`},
		{"faultHeader", "", `choices.faultHeader: "" is not one of terminate`},
		{"defaultSessionTimeout", "never", ""},
		{"defaultSessionTimeout", "-1", `"-1" is neither never nor a number of seconds`},
		{"defaultSessionTimeout", "2147483648", "is neither never nor"},
		{"stoppedStatus", "404", ""},
		{"stoppedStatus", "200", `"200" is no HTTP status of an error`},
		{"digestNonceLifetime", "1", ""},
		{"digestNonceLifetime", "0", `"0" is no number of seconds from 1 to`},
		{"transactionCode", "Stale", ""},
		{"transactionCode", "<x>", `"<x>" is no fault code`},
		{"server", "S", ""},
		{"server", strings.Repeat("é", 128), ""},
		{"server", strings.Repeat("é", 129), "is no name of a server: give one of at most 128 characters"},
		{"server", "a\x01", `server: "a\x01" is no name of a server`},
		{"version", "2008", ""},
		{"version", "2012", `"2012" is not one of 2005, 2008, 2008R2`},
		{"databases", "a, b", ""},
		{"/sql/demo.sessionTimeout", "never", ""},
		{"/SQL/Demo.headerLimit", "100", ""},
		{"/sql/demo.headerLimit", "many", `endpoint /sql/demo: headerLimit: "many" is no number from 0 to`},
		{"/sql/demo.colour", "red", `an endpoint has no setting "colour"`},
		{"/sql/none.sessions", "enabled", "there is no endpoint at /sql/none"},
		{"/sql/demo", "x", "names no setting"},
		{"colour", "red", `there is no setting "colour"`},
	})
}

func TestValidate(t *testing.T) {
	for want, change := range map[string]func(*sqlserver.Config){
		"endpoints: there is none":                                     func(c *sqlserver.Config) { c.Endpoints = nil },
		`endpoints: "sql" is no path`:                                  func(c *sqlserver.Config) { c.Endpoints[0].Path = "sql" },
		`endpoints: "/sql/../x" is no path`:                            func(c *sqlserver.Config) { c.Endpoints[0].Path = "/sql/../x" },
		"two have the path /SQL/OTHER":                                 func(c *sqlserver.Config) { c.Endpoints[2].Path = "/SQL/OTHER" },
		`name: "1" is no name`:                                         func(c *sqlserver.Config) { c.Endpoints[0].Name = "1" },
		"another one is called demo":                                   func(c *sqlserver.Config) { c.Endpoints[1].Name = "demo" },
		`namespace: "x" is no URI`:                                     func(c *sqlserver.Config) { c.Endpoints[0].Namespace = "x" },
		`endpoint /sql/demo: state: "on" is not one of started`:        func(c *sqlserver.Config) { c.Endpoints[0].State = "on" },
		`endpoint /sql/demo: database: "x" is not there`:               func(c *sqlserver.Config) { c.Endpoints[0].Database = "x" },
		`endpoint /sql/demo: headerLimit: "-1" is no number from 0 to`: func(c *sqlserver.Config) { c.Endpoints[0].HeaderLimit = -1 },
		"users: an account has no name":                                func(c *sqlserver.Config) { c.Users[0].Name = "" },
		"logins: account app: it has no password":                      func(c *sqlserver.Config) { c.Logins[1].Password = "" },
		"users: account [: the pattern has a [":                        func(c *sqlserver.Config) { c.Users[0].Name = "[" },
		`users: account alice: there is no language "Klingon": give`:   func(c *sqlserver.Config) { c.Users[0].Language = "Klingon" },
		"users: account ALICE: another one has this name":              func(c *sqlserver.Config) { c.Users[1].Name = "ALICE" },
		"batches: ": func(c *sqlserver.Config) { c.Batches = []sqlserver.Batch{{}} },
		`choices.faultHeader: "" is not one of terminate`: func(c *sqlserver.Config) { c.Choices.FaultHeader = "" },
		`choices.emptyBody: "x" is not one of`:            func(c *sqlserver.Config) { c.Choices.EmptyBody = "x" },
		`choices.stoppedStatus: "x" is no HTTP status`:    func(c *sqlserver.Config) { c.Choices.StoppedStatus = "x" },
		`version: "" is not one of`:                       func(c *sqlserver.Config) { c.Version = "" },
	} {
		cfg := sqlserver.Default()
		change(&cfg)
		err := cfg.Validate()
		if err == nil || !strings.HasPrefix(err.Error(), "sqlserver: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
		if _, newErr := sqlserver.New(cfg, nil); newErr == nil || newErr.Error() != err.Error() {
			t.Errorf("New: %v", newErr)
		}
	}
}

// A name that no client can log in with is refused where it is written, and not by a login that fails.
func TestDomainsOfAccounts(t *testing.T) {
	for _, tt := range []struct{ list, name, authentication, want string }{
		{"users", "CORP/alice", "integrated, basic", `users: account CORP/alice: a Windows login has no slash in it: write CORP\alice`},
		{"users", "CORP/alice", "ntlm", `write CORP\alice`},
		{"users", "CORP/*", "ntlm", `write CORP\*`},
		{"users", "CORP/alice", "basic, digest", ""}, // which a client may well send
		{"logins", "a/b", "integrated", ""},
		{"users", `CORP\alice`, "integrated", ""},
		{"users", `*\*`, "integrated", ""},
		{"users", `CORP\\alice`, "integrated", `account CORP\\alice: a domain and a user have one backslash between them`},
		{"users", `\alice`, "basic", "one backslash between them"},
		{"users", `CORP\`, "basic", "one backslash between them"},
		{"logins", `CORP\alice`, "basic", `logins: account CORP\alice: a SQL Server login has no domain`},
	} {
		cfg := sqlserver.Default()
		cfg.Endpoints[0].Authentication = sqlserver.Schemes(tt.authentication)
		account := []sqlserver.Account{{Name: tt.name, Password: "x"}}
		if tt.list == "users" {
			cfg.Users = account
		} else {
			cfg.Logins = account
		}
		err := cfg.Validate()
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s %s with %s: %v, want %q", tt.list, tt.name, tt.authentication, err, tt.want)
		}
	}
}

func TestDemoAccounts(t *testing.T) {
	cfg := sqlserver.Default()
	if name, password := cfg.DemoAccount(); name != "alice" || password != "soapstone" {
		t.Errorf("got %q, %q", name, password)
	}
	cfg.Users = append(cfg.Users, sqlserver.Account{Name: "own", Password: "soapstone"})
	cfg.DropDemoAccounts()
	if name, _ := cfg.DemoAccount(); name != "" || len(cfg.Users) != 1 || len(cfg.Logins) != 0 || cfg.Validate() != nil {
		t.Errorf("%q %v %v %v", name, cfg.Users, cfg.Logins, cfg.Validate())
	}
}

func TestNamesOfTheServices(t *testing.T) {
	cfg := sqlserver.Default()
	cfg.Endpoints[0].Name, cfg.Endpoints[0].Namespace = "Batch_EP2", "http://example.com/a?b=1&c=\"<"
	room, err := sqlserver.New(cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range room.Services() {
		names = append(names, s.Name)
	}
	if diff := cmp.Diff([]string{"sqlserver/Batch_EP2", "sqlserver/other", "sqlserver/nosessions", "sqlserver/methods"}, names); diff != "" {
		t.Error(diff)
	}
	c := room.Services()[0].Contract
	if c.Service != "Batch_EP2" || c.PortType != "Batch_EP2Soap" || c.TargetNamespace != cfg.Endpoints[0].Namespace {
		t.Errorf("%s %s %s", c.Service, c.PortType, c.TargetNamespace)
	}
}
