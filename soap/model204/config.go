package model204

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// Config is every setting of the emulated Online. Its yaml tags are the names in the configuration file.
type Config struct {
	Path          string    `yaml:"path"`
	PublicUser    string    `yaml:"publicUser"`    // of requests without credentials; empty: there are none
	ThreadTimeout string    `yaml:"threadTimeout"` // how long a thread may be silent: a duration, or seconds
	Users         int       `yaml:"users"`         // threads at once
	SESDEFTO      int       `yaml:"sesdefto"`      // seconds
	SESDEFOW      int       `yaml:"sesdefow"`      // seconds
	SESMAXTO      int       `yaml:"sesmaxto"`      // seconds, -1: no cap
	SESUMAX       int       `yaml:"sesumax"`       // private sessions of a userid
	PublicLimit   int       `yaml:"publicLimit"`
	PrivateLimit  int       `yaml:"privateLimit"`
	Timezone      string    `yaml:"timezone"` // of lists; empty: UTC
	Accounts      []Account `yaml:"accounts"`
	Choices       Choices   `yaml:"choices"`
}

//go:embed config.yaml
var defaultFile []byte

// DefaultFile is this system's part of the default configuration file, with its comments.
func DefaultFile() []byte { return slices.Clone(defaultFile) }

// Default returns the settings of DefaultFile.
func Default() Config {
	return Config{
		Path: "/m204/session", PublicUser: "WEBUSER", ThreadTimeout: "5m", Users: 1000,
		SESDEFTO: 900, SESDEFOW: 0, SESMAXTO: -1, SESUMAX: 1, PublicLimit: 100, PrivateLimit: 100,
		Accounts: []Account{
			{Name: "HARPO*", Password: setting.DemoPassword},
			{Name: "ZEPPO*", Password: setting.DemoPassword},
			{Name: "WEBUSER", Password: setting.DemoPassword},
			{Name: "SYSADM", Password: setting.DemoPassword, Privileged: true},
		},
		Choices: Choices{
			NotPermitted: "notFound", FailedClose: "keep", UseridCase: "upper", SesidCase: "exact", ListColumns: "right",
		},
	}
}

// Clone returns a copy that shares nothing with c that can change.
func (c Config) Clone() Config {
	c.Accounts = slices.Clone(c.Accounts)
	return c
}

// Inherit takes the zone of the emulated servers where there is none of its own.
func (c *Config) Inherit(_, timezone string) {
	if c.Timezone == "" {
		c.Timezone = timezone
	}
}

// settings are all but the accounts. The numbers have the ranges of the parameters' own pages.
func (c *Config) settings() setting.List {
	return append(setting.List{
		setting.Checked("path", &c.Path, checkPath),
		setting.Checked("publicUser", &c.PublicUser, checkPublicUser),
		setting.Read("threadTimeout", &c.ThreadTimeout, setting.Seconds),
		setting.Number("users", &c.Users, 1, 99999),
		setting.Number("sesdefto", &c.SESDEFTO, 0, 43200),
		setting.Number("sesdefow", &c.SESDEFOW, 0, 43200),
		setting.Number("sesmaxto", &c.SESMAXTO, -1, 99999999),
		setting.Number("sesumax", &c.SESUMAX, 0, 1048575),
		setting.Number("publicLimit", &c.PublicLimit, 0, 1048575),
		setting.Number("privateLimit", &c.PrivateLimit, 0, 1048575),
		setting.Read("timezone", &c.Timezone, setting.Zone),
	}, c.Choices.settings()...)
}

func checkPath(s string) error {
	if !strings.HasPrefix(s, "/") || s == "/" || strings.Trim(s, pathLetters) != "" {
		return fmt.Errorf("%q is no path: write one such as /m204/session", s)
	}
	return nil
}

const pathLetters = "/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

func checkPublicUser(s string) error {
	if s != "" && !plausibleUserid(s) {
		return fmt.Errorf("%q is no userid: %s", s, useridForm)
	}
	return nil
}

// Validate returns what is wrong with the settings.
func (c *Config) Validate() error { return setting.Of(System, c.validate()) }

func (c *Config) validate() error {
	if err := c.settings().Check(); err != nil {
		return err
	}
	names := map[string]bool{}
	for i, a := range c.Accounts {
		err := a.validate()
		if err == nil && names[c.userid(a.Name)] {
			err = setting.In("name", fmt.Errorf("two are called %s: give each a name of its own", a.Name))
		}
		if err != nil {
			return setting.At("accounts", i, fmt.Errorf("accounts: %w", err))
		}
		names[c.userid(a.Name)] = true
	}
	return nil
}

// Set changes one setting by its name: one at the top of the file, such as the parameter "sesdefto", a choice
// ("failedClose", also "choices.failedClose"), or password or privileged of an account ("SYSADM.privileged"). It
// changes nothing when it returns an error; whether the settings fit together is for Validate.
func (c *Config) Set(name, value string) error { return setting.Of(System, c.set(name, value)) }

func (c *Config) set(name, value string) error {
	if found, err := c.settings().Set(name, value); found {
		return err
	}
	at := strings.LastIndexByte(name, '.')
	if at < 0 || strings.HasPrefix(name, "choices.") {
		return fmt.Errorf("there is no setting %q: give a choice such as failedClose, one of %s, or ACCOUNT.SETTING such as SYSADM.privileged", name, c.settings().Names())
	}
	is := func(a Account) bool { return a.Name == name[:at] }
	found, err := setting.Change(&c.Accounts, is, func(a *Account) error { return a.set(name[at+1:], value) })
	if !found {
		return fmt.Errorf("there is no account %q: add it to accounts", name[:at])
	}
	return err
}
