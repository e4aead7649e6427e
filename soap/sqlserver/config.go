package sqlserver

import (
	_ "embed"
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/auth"
	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// Config is every setting of the emulated server. Its yaml tags are the names in the configuration file.
type Config struct {
	Endpoints []Endpoint `yaml:"endpoints"`
	Users     []Account  `yaml:"users"`     // who may log in to HTTP: Windows accounts
	Logins    []Account  `yaml:"logins"`    // who may log in by WS-Security: SQL Server logins
	Server    string     `yaml:"server"`    // @@SERVERNAME
	Timezone  string     `yaml:"timezone"`  // of GETDATE and WAITFOR TIME; empty: UTC
	Version   string     `yaml:"version"`   // 2005, 2008 or 2008R2
	Databases []string   `yaml:"databases"` // beside master, tempdb, model and msdb
	Batches   []Batch    `yaml:"batches"`   // batches with an answer of their own
	Choices   Choices    `yaml:"choices"`
}

// Account is who may log in. Names are compared without case and may be patterns with *, ? and [].
type Account struct {
	Name       string `yaml:"name"`
	Password   string `yaml:"password"`
	Database   string `yaml:"database"`   // where the login begins; empty: master
	Language   string `yaml:"language"`   // with which it begins; empty: us_english
	MustChange bool   `yaml:"mustChange"` // of a SQL login: the password has expired
}

// Batch is a batch whose answer is written down.
type Batch = batch.Canned

//go:embed config.yaml
var defaultFile []byte

// DefaultFile is this system's part of the default configuration file, with its comments.
func DefaultFile() []byte { return slices.Clone(defaultFile) }

// demoPassword is the password of the demo accounts, which everybody knows.
const demoPassword = "soapstone"

// Default returns the settings of DefaultFile.
func Default() Config {
	demo := Endpoint{Sessions: "enabled", SessionTimeout: "60", LoginType: "mixed", Batches: "enabled"}
	c := Config{
		Users:  []Account{{Name: "alice", Password: demoPassword}, {Name: "bob", Password: demoPassword}},
		Logins: []Account{{Name: "alice", Password: demoPassword}, {Name: "app", Password: demoPassword}},
		Server: "SOAPSTONE", Version: "2005", Databases: []string{"AdventureWorks"}, Choices: defaultChoices(),
	}
	for _, p := range []string{"/sql/demo", "/sql/other", "/sql/nosessions"} {
		e := demo
		e.Path = p
		if p == "/sql/nosessions" {
			e.Sessions, e.SessionTimeout = "disabled", ""
		}
		c.Endpoints = append(c.Endpoints, e)
	}
	methods := demo
	methods.Path, methods.Namespace, methods.Batches, methods.WebMethods = "/sql/methods", "http://tempUri.org/", "disabled", demoMethods()
	c.Endpoints = append(c.Endpoints, methods)
	return c
}

// Clone returns a copy that shares nothing with c that can change.
func (c Config) Clone() Config {
	c.Endpoints = slices.Clone(c.Endpoints)
	for i, e := range c.Endpoints {
		c.Endpoints[i].WebMethods = slices.Clone(e.WebMethods)
	}
	c.Users = slices.Clone(c.Users)
	c.Logins = slices.Clone(c.Logins)
	c.Databases = slices.Clone(c.Databases)
	c.Batches = slices.Clone(c.Batches)
	return c
}

// Resolve looks for the answer files of web methods in a folder, where they are relative.
func (c *Config) Resolve(dir string) {
	for _, e := range c.Endpoints {
		for i := range e.WebMethods {
			if answer := &e.WebMethods[i].Answer; *answer != "" && !filepath.IsAbs(*answer) {
				*answer = filepath.Join(dir, *answer)
			}
		}
	}
}

// DemoAccount is a demo account, with an empty name when there is none.
func (c *Config) DemoAccount() (name, password string) {
	demo := Default()
	for _, a := range c.Users {
		if isAmong(demo.Users, a) {
			return a.Name, a.Password
		}
	}
	for _, a := range c.Logins {
		if isAmong(demo.Logins, a) {
			return a.Name, a.Password
		}
	}
	return "", ""
}

// DropDemoAccounts takes the demo accounts out.
func (c *Config) DropDemoAccounts() {
	demo := Default()
	c.Users = slices.DeleteFunc(slices.Clone(c.Users), func(a Account) bool { return isAmong(demo.Users, a) })
	c.Logins = slices.DeleteFunc(slices.Clone(c.Logins), func(a Account) bool { return isAmong(demo.Logins, a) })
}

// isAmong says whether an account is a demo account, by name and password: one of somebody's own may have the same password.
func isAmong(demo []Account, a Account) bool {
	return slices.ContainsFunc(demo, func(d Account) bool { return strings.EqualFold(d.Name, a.Name) && d.Password == a.Password })
}

// Validate returns what is wrong with the settings.
func (c *Config) Validate() error {
	if err := c.validate(); err != nil {
		return fmt.Errorf("sqlserver: %w", err)
	}
	return nil
}

func (c *Config) validate() error {
	if err := c.Choices.settings().Check(); err != nil {
		return err
	}
	if _, ok := versions()[c.Version]; !ok {
		return fmt.Errorf("version: %q is not one of 2005, 2008, 2008R2", c.Version)
	}
	if _, err := setting.Zone(c.Timezone); err != nil {
		return err
	}
	if err := c.validateEndpoints(); err != nil {
		return err
	}
	for _, list := range []struct {
		name     string
		accounts []Account
	}{{"users", c.Users}, {"logins", c.Logins}} {
		names := map[string]bool{}
		for i, a := range list.accounts {
			err := a.validate(c)
			if err == nil && names[strings.ToLower(a.Name)] {
				err = fmt.Errorf("account %s: another one has this name, which is compared without case: it could never log in", a.Name)
			}
			if err != nil {
				return misplace(fmt.Errorf("%s: %w", list.name, err), "%s[%d]", list.name, i)
			}
			names[strings.ToLower(a.Name)] = true
		}
	}
	return c.validateBatches()
}

func (c *Config) validateEndpoints() error {
	if len(c.Endpoints) == 0 {
		return fmt.Errorf("endpoints: there is none: give at least one with a path")
	}
	paths, names := map[string]bool{}, map[string]bool{}
	for i, e := range c.Endpoints {
		if err := e.validate(c, paths, names); err != nil {
			return misplace(err, "endpoints[%d]", i)
		}
	}
	return nil
}

// validate checks an endpoint, and its path and name against those of the endpoints before it.
func (e Endpoint) validate(c *Config, paths, names map[string]bool) error {
	if !isPath(e.Path) {
		return fmt.Errorf("endpoints: %q is no path: write one such as /sql/demo", e.Path)
	}
	if paths[strings.ToLower(e.Path)] {
		return fmt.Errorf("endpoints: two have the path %s, which is compared without case", e.Path)
	}
	paths[strings.ToLower(e.Path)] = true
	name := e.name()
	if !isName(name) {
		return fmt.Errorf("endpoint %s: name: %q is no name for a WSDL: use letters, digits and _, and begin with no digit", e.Path, name)
	}
	if names[name] {
		return fmt.Errorf("endpoint %s: name: another one is called %s too: give each a name of its own", e.Path, name)
	}
	names[name] = true
	if !isURI(e.namespace()) {
		return fmt.Errorf("endpoint %s: namespace: %q is no URI", e.Path, e.Namespace)
	}
	if _, err := e.settings(c); err != nil {
		return err
	}
	_, err := e.methods(c)
	return err
}

func isURI(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme != ""
}

func (e Endpoint) name() string      { return first(e.Name, path.Base(e.Path)) }
func (e Endpoint) namespace() string { return first(e.Namespace, defaultNamespace) }

func isPath(s string) bool {
	return strings.HasPrefix(s, "/") && s != "/" && path.Clean(s) == s && !strings.ContainsAny(s, "?#%*")
}

func isName(s string) bool {
	for i, c := range s {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

func (a Account) validate(c *Config) error {
	switch {
	case a.Name == "":
		return fmt.Errorf("an account has no name")
	case a.Password == "":
		return fmt.Errorf("account %s: it has no password", a.Name)
	}
	if !auth.ValidPattern(a.Name) {
		return fmt.Errorf("account %s: the pattern has a [ without its end", a.Name)
	}
	if _, err := batch.NewSession(c.engine(), a.Database, a.Language); err != nil {
		return fmt.Errorf("account %s: %w", a.Name, err)
	}
	return nil
}

// Set changes one setting by its name: a choice ("faultHeader", also "choices.faultHeader"), one of server, timezone, version
// and databases (words with commas between them), or a setting of an endpoint ("/sql/demo.sessionTimeout"). It
// changes nothing when it returns an error; whether the settings fit together is for Validate.
func (c *Config) Set(name, value string) error {
	if err := c.setOne(name, value); err != nil {
		return fmt.Errorf("sqlserver: %w", err)
	}
	return nil
}

func (c *Config) setOne(name, value string) error {
	if strings.HasPrefix(name, "/") {
		return c.setEndpoint(name, value)
	}
	if found, err := c.Choices.settings().Set(name, value); found {
		return err
	}
	switch name {
	case "server":
		c.Server = value
	case "timezone":
		if _, err := setting.Zone(value); err != nil {
			return err
		}
		c.Timezone = value
	case "version":
		if _, ok := versions()[value]; !ok {
			return fmt.Errorf("version: %q is not one of 2005, 2008, 2008R2", value)
		}
		c.Version = value
	case "databases":
		c.Databases = strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
	default:
		return fmt.Errorf("there is no setting %q: give a choice such as faultHeader, one of server, timezone, version and databases, "+
			"or PATH.SETTING of an endpoint such as /sql/demo.sessionTimeout", name)
	}
	return nil
}

func (c *Config) setEndpoint(name, value string) error {
	at := strings.LastIndexByte(name, '.')
	if at < 0 {
		return fmt.Errorf("%q names no setting: write the endpoint's path, a dot and the setting, such as /sql/demo.sessionTimeout", name)
	}
	for i, e := range c.Endpoints {
		if strings.EqualFold(e.Path, name[:at]) {
			if err := e.set(name[at+1:], value); err != nil {
				return fmt.Errorf("endpoint %s: %w", e.Path, err)
			}
			c.Endpoints = slices.Clone(c.Endpoints) // others may have the list too
			c.Endpoints[i] = e
			return nil
		}
	}
	return fmt.Errorf("there is no endpoint at %s: give one of the configured paths", name[:at])
}

// version is what a release says of itself.
type version struct{ source, text string }

// versions are the releases that had native web services. The Source of messages is documented for 2005 and 2008
// ([MS-SSNWS], appendix B); that 2008 R2 has its own engine version in it is inferred.
func versions() map[string]version {
	return map[string]version{
		"2005":   {"Microsoft-SQL/9.0", "Microsoft SQL Server 2005 (soapstone emulation)"},
		"2008":   {"Microsoft-SQL/10.0", "Microsoft SQL Server 2008 (soapstone emulation)"},
		"2008R2": {"Microsoft-SQL/10.50", "Microsoft SQL Server 2008 R2 (soapstone emulation)"},
	}
}

// engine is the configuration of what runs batches.
func (c *Config) engine() batch.Config {
	v := versions()[c.Version]
	return batch.Config{
		Databases: c.Databases, Server: c.Server, Source: v.source, Version: v.text, Canned: c.Batches,
	}
}
