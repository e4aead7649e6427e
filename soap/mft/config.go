package mft

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// Config is every setting of the emulated server. Its yaml tags are the names in the configuration file.
type Config struct {
	Context  string    `yaml:"context"`  // the path of the web application, without slashes
	Timeout  string    `yaml:"timeout"`  // how long a session may be idle: a duration, or minutes
	Hostname string    `yaml:"hostname"` // that faults bear; empty: soapstone
	Timezone string    `yaml:"timezone"` // of sessionIDDate; empty: UTC
	Accounts []Account `yaml:"accounts"`
	Choices  Choices   `yaml:"choices"`
}

//go:embed config.yaml
var defaultFile []byte

// DefaultFile is this system's part of the default configuration file, with its comments.
func DefaultFile() []byte { return slices.Clone(defaultFile) }

// Default returns the settings of DefaultFile.
func Default() Config {
	demo := func(name, department string, rights ...string) Account {
		return Account{Name: name, Password: setting.DemoPassword, Rights: rights, Department: department}
	}
	views := []string{"ViewAlertRight", "ViewAuditRight", "ViewGroupRight", "ViewUserRight"}
	audits := []string{"ViewServerCredentialRight", "ViewServerRight", "ViewTransferDefinitionRight"}
	return Config{
		Context: "cfcc", Timeout: "30m", Choices: defaultChoices(),
		Accounts: []Account{
			demo("admin", "", administratorRight, transferRight),
			demo("HelpDeskUser", "", slices.Concat([]string{"HelpDeskRight", updateSessionRight}, views)...),
			demo("TransferUser", "", transferRight),
			demo("AuditorUser", "", slices.Concat(views, audits)...),
			demo("Viewer", "", viewSessionRight),
			demo("DeptAdmin", "Sales", administratorRight),
			demo("SalesOperator", "Sales", updateSessionRight),
			demo("SalesUser", "Sales", transferRight),
		},
	}
}

// Clone returns a copy that shares nothing with c that can change.
func (c Config) Clone() Config {
	c.Accounts = slices.Clone(c.Accounts)
	for i := range c.Accounts {
		a := &c.Accounts[i]
		a.Rights, a.Manages = slices.Clone(a.Rights), slices.Clone(a.Manages)
	}
	return c
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
		if err == nil && names[a.Name] {
			err = setting.In("name", fmt.Errorf("two are called %s: give each a name of its own", a.Name))
		}
		if err != nil {
			return setting.At("accounts", i, fmt.Errorf("accounts: %w", err))
		}
		names[a.Name] = true
	}
	return nil
}

// settings are all but the accounts.
func (c *Config) settings() setting.List {
	return append(setting.List{
		setting.Checked("context", &c.Context, checkContext),
		setting.Read("timeout", &c.Timeout, setting.Minutes),
		setting.Checked("hostname", &c.Hostname, checkHostname),
		setting.Read("timezone", &c.Timezone, setting.Zone),
	}, c.Choices.settings()...)
}

func checkContext(s string) error {
	if s == "" || strings.Trim(s, pathLetters) != "" {
		return fmt.Errorf("%q is no context path: write letters, digits, _ and -, such as cfcc", s)
	}
	return nil
}

const pathLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

func checkHostname(s string) error {
	if !setting.Printable(s) || strings.ContainsAny(s, " <>&\"'/") || len(s) > 255 {
		return fmt.Errorf("%q is no host name: write one such as mft.example.com", s)
	}
	return nil
}

// Inherit takes the host name and the zone of the emulated servers where there are none of its own.
func (c *Config) Inherit(hostname, timezone string) {
	if c.Hostname == "" {
		c.Hostname = hostname
	}
	if c.Timezone == "" {
		c.Timezone = timezone
	}
}

// hostname is what faults bear.
func (c *Config) hostname() string {
	if c.Hostname == "" {
		return "soapstone"
	}
	return c.Hostname
}

// Set changes one setting by its name: a choice ("departmentRule", also "choices.departmentRule"), one at the top of the
// file, or a setting of an account ("DeptAdmin.manages", lists with commas in them). It changes nothing when it returns an
// error; whether the settings fit together is for Validate.
func (c *Config) Set(name, value string) error { return setting.Of(System, c.set(name, value)) }

func (c *Config) set(name, value string) error {
	if found, err := c.settings().Set(name, value); found {
		return err
	}
	at := strings.LastIndexByte(name, '.')
	if at < 0 || strings.HasPrefix(name, "choices.") {
		return fmt.Errorf("there is no setting %q: give a choice such as departmentRule, one of %s, or ACCOUNT.SETTING such as DeptAdmin.manages", name, c.settings().Names())
	}
	is := func(a Account) bool { return a.Name == name[:at] }
	found, err := setting.Change(&c.Accounts, is, func(a *Account) error { return a.set(name[at+1:], value) })
	if !found {
		return fmt.Errorf("there is no account %q: add it to accounts", name[:at])
	}
	return err
}
