package model204

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/auth"
)

// Account is who may log in.
type Account struct {
	Name       string `yaml:"name"` // a userid, or a pattern with * and ?
	Password   string `yaml:"password"`
	Privileged bool   `yaml:"privileged"` // system manager or system administrator
}

// maxUserid is how long a userid may be: the owner has ten columns in $Session_List (inferred).
const maxUserid = 10

const (
	useridLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#$@_-."
	useridForm    = "it takes 1 to 10 letters, digits, #, $, @, _, - and full stops"
)

func plausibleUserid(s string) bool {
	return s != "" && len(s) <= maxUserid && strings.Trim(s, useridLetters) == ""
}

func (a Account) validate() error {
	plain := strings.NewReplacer("*", "", "?", "x").Replace(a.Name)
	switch {
	case a.Name == "":
		return fmt.Errorf("an account has no name")
	case a.Password == "":
		return fmt.Errorf("account %s: it has no password", a.Name)
	case len(plain) > maxUserid || strings.Trim(plain, useridLetters) != "":
		return fmt.Errorf("account %q: the name is no userid nor a pattern of one: %s", a.Name, useridForm)
	}
	return nil
}

// userid spells a userid as it is kept.
func (c *Config) userid(s string) string {
	if c.Choices.UseridCase == "upper" {
		return strings.ToUpper(s)
	}
	return s
}

// find returns the account of a userid: the one that is called so, else the first whose pattern fits.
func (c *Config) find(userid string) (Account, bool) {
	for _, a := range c.Accounts {
		if c.userid(a.Name) == userid {
			return a, true
		}
	}
	for _, a := range c.Accounts {
		if auth.Match(c.userid(a.Name), userid) {
			return a, true
		}
	}
	return Account{}, false
}

// login checks a userid and its password. An unknown userid takes as long as a wrong password.
func (c *Config) login(userid, password string) (user string, privileged, ok bool) {
	user = c.userid(strings.Clone(userid))
	account, found := c.find(user)
	same := auth.SamePassword(password, account.Password)
	return user, account.Privileged, found && same && plausibleUserid(user)
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

// DropDemoAccounts takes the demo accounts out.
func (c *Config) DropDemoAccounts() {
	c.Accounts = slices.DeleteFunc(slices.Clone(c.Accounts), isDemo)
}

func (c *Config) setAccount(name, value string) error {
	at := strings.LastIndexByte(name, '.')
	if at < 0 || strings.HasPrefix(name, "choices.") {
		return fmt.Errorf("there is no setting %q: give a parameter such as sesdefto, a choice such as failedClose, one of path, publicUser, threadTimeout and timezone, or ACCOUNT.SETTING such as SYSADM.privileged", name)
	}
	for i, a := range c.Accounts {
		if a.Name != name[:at] {
			continue
		}
		switch name[at+1:] {
		case "password":
			a.Password = value
		case "privileged":
			privileged, err := strconv.ParseBool(value)
			if err != nil {
				return fmt.Errorf("account %s: privileged: %q is neither true nor false", a.Name, value)
			}
			a.Privileged = privileged
		default:
			return fmt.Errorf("an account has no setting %q that can be changed: there is password and privileged", name[at+1:])
		}
		if err := a.validate(); err != nil {
			return err
		}
		c.Accounts = slices.Clone(c.Accounts) // others may have the list too
		c.Accounts[i] = a
		return nil
	}
	return fmt.Errorf("there is no account %q: add it to accounts", name[:at])
}
