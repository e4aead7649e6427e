package model204

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// Account is who may log in.
type Account struct {
	Name       string `yaml:"name"` // a userid, or a pattern with * and ?
	Password   string `yaml:"password"`
	Privileged bool   `yaml:"privileged"` // system manager or system administrator
}

// settings are those that can be changed. The name stays what it is.
func (a *Account) settings() setting.List {
	return setting.List{setting.Any("password", &a.Password), setting.Flag("privileged", &a.Privileged)}
}

func (a *Account) validate() error {
	plain := strings.NewReplacer("*", "", "?", "x").Replace(a.Name)
	switch {
	case a.Name == "":
		return setting.In("name", errors.New("an account has no name"))
	case len(plain) > maxUserid || strings.Trim(plain, useridLetters) != "":
		return setting.In("name", fmt.Errorf("account %q: the name is no userid nor a pattern of one: %s", a.Name, useridForm))
	case a.Password == "":
		return setting.In("password", fmt.Errorf("account %s: it has no password", a.Name))
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
			return strings.NewReplacer("*", "", "?", "X").Replace(a.Name), a.Password
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
