package mft

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/auth"
	"github.com/soapstone-dev/soapstone/soap/setting"
)

// Account is who may log in.
type Account struct {
	Name       string   `yaml:"name"` // may be a pattern with *, ? and []
	Password   string   `yaml:"password"`
	Rights     []string `yaml:"rights"`
	Department string   `yaml:"department"` // empty: none
	Manages    []string `yaml:"manages"`    // departments beside the own one
}

// settings are those that can be changed. The name stays what it is.
func (a *Account) settings() setting.List {
	return setting.List{
		setting.Any("password", &a.Password),
		setting.Words("rights", &a.Rights, checkRight),
		setting.Any("department", &a.Department),
		setting.Words("manages", &a.Manages, nil),
	}
}

func (a *Account) validate() error {
	switch {
	case a.Name == "":
		return setting.In("name", errors.New("an account has no name"))
	case len(a.Name) > maxName || !setting.Printable(a.Name):
		return setting.In("name", fmt.Errorf("account %q: the name cannot stand in XML", a.Name))
	case strings.Contains(a.Name, ":"):
		return setting.In("name", fmt.Errorf("account %s: HTTP Basic has no names with a colon", a.Name))
	case !auth.ValidPattern(a.Name):
		return setting.In("name", fmt.Errorf("account %s: the pattern has a [ without its end", a.Name))
	case a.Password == "":
		return setting.In("password", fmt.Errorf("account %s: it has no password", a.Name))
	case len(a.Manages) > 0 && a.Department == "":
		return setting.In("manages", fmt.Errorf("account %s: it manages departments and is in none: give it a department", a.Name))
	}
	if err := a.settings().Check(); err != nil {
		return fmt.Errorf("account %s: %w", a.Name, err)
	}
	return nil
}

// checkRight refuses what is no right, and what is one of those that matter in other case.
func checkRight(right string) error {
	if !strings.HasSuffix(right, "Right") || strings.Trim(right, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return fmt.Errorf("%q is no right: write one such as %s", right, viewSessionRight)
	}
	for _, known := range []string{administratorRight, updateSessionRight, viewSessionRight} {
		if right != known && strings.EqualFold(right, known) {
			return fmt.Errorf("%q is unknown: did you mean %s?", right, known)
		}
	}
	return nil
}

// set changes one setting of an account, and may leave it wrong.
func (a *Account) set(name, value string) error {
	if err := a.settings().SetOwn("an account", name, value); err != nil {
		return fmt.Errorf("account %s: %w", a.Name, err)
	}
	return a.validate()
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

// AccountSettings are the settings that hold accounts, and whether there is one.
func (c *Config) AccountSettings() (names string, any bool) { return "accounts", len(c.Accounts) > 0 }

// DropDemoAccounts takes the demo accounts out.
func (c *Config) DropDemoAccounts() {
	c.Accounts = slices.DeleteFunc(slices.Clone(c.Accounts), isDemo)
}
