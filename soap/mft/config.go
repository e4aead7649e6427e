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

// demoPassword is the password of the demo accounts, which everybody knows.
const demoPassword = "soapstone"

// Default returns the settings of DefaultFile.
func Default() Config {
	demo := func(name, department string, rights ...string) Account {
		return Account{Name: name, Password: demoPassword, Rights: rights, Department: department}
	}
	views := []string{"ViewAlertRight", "ViewAuditRight", "ViewGroupRight", "ViewUserRight"}
	return Config{
		Context: "cfcc", Timeout: "30m", Choices: defaultChoices(),
		Accounts: []Account{
			demo("admin", "", administratorRight, transferRight),
			demo("HelpDeskUser", "", slices.Concat([]string{"HelpDeskRight", updateSessionRight}, views)...),
			demo("TransferUser", "", transferRight),
			demo("AuditorUser", "", views...),
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

// DemoAccount is a demo account, with an empty name when there is none.
func (c *Config) DemoAccount() (name, password string) {
	for _, a := range c.Accounts {
		if isDemo(a) {
			return a.Name, a.Password
		}
	}
	return "", ""
}

// isDemo says whether an account is one of Default by name and password: one of somebody's own may have the same password.
func isDemo(a Account) bool {
	return slices.ContainsFunc(Default().Accounts, func(d Account) bool { return d.Name == a.Name && d.Password == a.Password })
}

// DropDemoAccounts takes the demo accounts out.
func (c *Config) DropDemoAccounts() {
	c.Accounts = slices.DeleteFunc(slices.Clone(c.Accounts), isDemo)
}

// Validate returns what is wrong with the settings.
func (c *Config) Validate() error {
	if err := c.validate(); err != nil {
		return fmt.Errorf("mft: %w", err)
	}
	return nil
}

func (c *Config) validate() error {
	if c.Context == "" || strings.Trim(c.Context, pathLetters) != "" {
		return fmt.Errorf("context: %q is no context path: write letters, digits, _ and -, such as cfcc", c.Context)
	}
	if _, err := setting.Minutes(c.Timeout); err != nil {
		return fmt.Errorf("timeout: %w", err)
	}
	if !setting.Printable(c.Hostname) || strings.ContainsAny(c.Hostname, " <>&\"'/") || len(c.Hostname) > 255 {
		return fmt.Errorf("hostname: %q is no host name: write one such as mft.example.com", c.Hostname)
	}
	if _, err := setting.Zone(c.Timezone); err != nil {
		return err
	}
	names := map[string]bool{}
	for _, a := range c.Accounts {
		if err := a.validate(); err != nil {
			return fmt.Errorf("accounts: %w", err)
		}
		if names[a.Name] {
			return fmt.Errorf("accounts: two are called %s: give each a name of its own", a.Name)
		}
		names[a.Name] = true
	}
	return c.Choices.settings().Check()
}

const pathLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

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

// Set changes one setting by its name: a choice ("departmentRule", also "choices.departmentRule"), one of context,
// timeout, hostname and timezone, or a setting of an account ("DeptAdmin.manages", lists with commas in them). It
// changes nothing when it returns an error; whether the settings fit together is for Validate.
func (c *Config) Set(name, value string) error {
	if err := c.set(name, value); err != nil {
		return fmt.Errorf("mft: %w", err)
	}
	return nil
}

func (c *Config) set(name, value string) error {
	if found, err := c.Choices.settings().Set(name, value); found {
		return err
	}
	next := *c
	switch name {
	case "context":
		next.Context = value
	case "timeout":
		next.Timeout = value
	case "hostname":
		next.Hostname = value
	case "timezone":
		next.Timezone = value
	default:
		return c.setAccount(name, value)
	}
	if err := next.validate(); err != nil {
		return err
	}
	*c = next
	return nil
}

func (c *Config) setAccount(name, value string) error {
	at := strings.LastIndexByte(name, '.')
	if at < 0 || strings.HasPrefix(name, "choices.") {
		return fmt.Errorf("there is no setting %q: give a choice such as departmentRule, one of context, timeout, hostname and timezone, or ACCOUNT.SETTING such as DeptAdmin.manages", name)
	}
	for i, a := range c.Accounts {
		if a.Name != name[:at] {
			continue
		}
		if err := a.set(name[at+1:], value); err != nil {
			return err
		}
		c.Accounts = slices.Clone(c.Accounts) // others may have the list too
		c.Accounts[i] = a
		return nil
	}
	return fmt.Errorf("there is no account %q: add it to accounts", name[:at])
}
