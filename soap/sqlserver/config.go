package sqlserver

import (
	_ "embed"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap"
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

// Batch is a batch whose answer is written down.
type Batch = batch.Canned

//go:embed config.yaml
var defaultFile []byte

// DefaultFile is this system's part of the default configuration file, with its comments.
func DefaultFile() []byte { return slices.Clone(defaultFile) }

// Default returns the settings of DefaultFile.
func Default() Config {
	demo := Endpoint{Sessions: "enabled", SessionTimeout: "60", LoginType: "mixed", Batches: "enabled"}
	c := Config{
		Users:  []Account{{Name: "alice", Password: setting.DemoPassword}, {Name: "bob", Password: setting.DemoPassword}},
		Logins: []Account{{Name: "alice", Password: setting.DemoPassword}, {Name: "app", Password: setting.DemoPassword}},
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

// Inherit takes the zone of the emulated servers where there is none of its own. Their host name shows nowhere here:
// @@SERVERNAME has a default of its own.
func (c *Config) Inherit(_, timezone string) {
	if c.Timezone == "" {
		c.Timezone = timezone
	}
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

// Validate returns what is wrong with the settings.
func (c *Config) Validate() error { return setting.Of(System, c.validate()) }

func (c *Config) validate() error {
	if err := c.settings().Check(); err != nil {
		return err
	}
	if err := c.validateEndpoints(); err != nil {
		return err
	}
	if err := c.validateAccounts("users", c.Users); err != nil {
		return err
	}
	if err := c.validateAccounts("logins", c.Logins); err != nil {
		return err
	}
	return c.validateBatches()
}

// settings are all but endpoints, accounts and batches.
func (c *Config) settings() setting.List {
	return append(setting.List{
		setting.Checked("server", &c.Server, checkServer),
		setting.Read("timezone", &c.Timezone, setting.Zone),
		setting.Word("version", &c.Version, slices.Sorted(maps.Keys(versions()))...),
		setting.Words("databases", &c.Databases, nil),
	}, c.Choices.settings()...)
}

// checkServer refuses what @@SERVERNAME, an nvarchar(128), could not hold, and what no message could bear.
func checkServer(s string) error {
	const most = 128
	if utf8.RuneCountInString(s) > most || !setting.Printable(s) {
		return fmt.Errorf("%q is no name of a server: give one of at most %d characters on one line", soap.Clip(s), most)
	}
	return nil
}

func (c *Config) validateBatches() error {
	for i, b := range c.Batches {
		// The engine wraps the pattern, and its error would show that.
		if _, err := regexp.Compile(b.Pattern); err != nil {
			return setting.At("batches", i, setting.In("pattern", fmt.Errorf("batches: pattern %q: %w", b.Pattern, err)))
		}
	}
	if _, err := batch.New(c.engine()); err != nil {
		return setting.Errorf("batches", "%w", err)
	}
	return nil
}

// Set changes one setting by its name: a choice ("faultHeader", also "choices.faultHeader"), one at the top of the file, of
// which databases are words with commas between them, or a setting of an endpoint ("/sql/demo.sessionTimeout"). It
// changes nothing when it returns an error; whether the settings fit together is for Validate.
func (c *Config) Set(name, value string) error { return setting.Of(System, c.set(name, value)) }

func (c *Config) set(name, value string) error {
	if strings.HasPrefix(name, "/") {
		return c.setEndpoint(name, value)
	}
	if found, err := c.settings().Set(name, value); found {
		return err
	}
	return fmt.Errorf("there is no setting %q: give a choice such as faultHeader, one of %s, or PATH.SETTING of an endpoint such as /sql/demo.sessionTimeout",
		name, c.settings().Names())
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
