package sqlserver

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/auth"
	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// Account is who may log in. Names are compared without case and may be patterns with *, ? and [].
type Account struct {
	Name       string `yaml:"name"`
	Password   string `yaml:"password"`
	Database   string `yaml:"database"`   // where the login begins; empty: master
	Language   string `yaml:"language"`   // with which it begins; empty: us_english
	MustChange bool   `yaml:"mustChange"` // of a SQL login: the password has expired
}

// validateAccounts checks one of the two lists of accounts.
func (c *Config) validateAccounts(list string, accounts []Account) error {
	names := map[string]bool{}
	for i, a := range accounts {
		own := strings.ToLower(a.Name)
		err := setting.In("name", c.checkDomain(list, a.Name))
		if err == nil {
			err = a.validate(c)
		}
		if err == nil && names[own] {
			err = setting.In("name", fmt.Errorf("account %s: another one has this name, which is compared without case: it could never log in", a.Name))
		}
		if err != nil {
			return setting.At(list, i, fmt.Errorf("%s: %w", list, err))
		}
		names[own] = true
	}
	return nil
}

func (a Account) validate(c *Config) error {
	switch {
	case a.Name == "":
		return setting.In("name", errors.New("an account has no name"))
	case !auth.ValidPattern(a.Name):
		return setting.In("name", fmt.Errorf("account %s: the pattern has a [ without its end", a.Name))
	case a.Password == "":
		return setting.In("password", fmt.Errorf("account %s: it has no password", a.Name))
	}
	switch _, err := batch.NewSession(c.engine(), a.Database, a.Language); {
	case errors.Is(err, batch.ErrLanguage):
		return setting.In("language", fmt.Errorf("account %s: there is no language %q: give a name that SET LANGUAGE takes, such as us_english or Deutsch", a.Name, soap.Clip(a.Language)))
	case err != nil:
		return setting.In("database", fmt.Errorf("account %s: database %q is not there: add it to databases", a.Name, soap.Clip(a.Database)))
	}
	return nil
}

// checkDomain refuses the name of an account that nobody could log in as, for what stands between domain and name in it. Names
// of Windows have no slash, but Basic and Digest take any.
func (c *Config) checkDomain(list, name string) error {
	domain, user, found := strings.Cut(name, `\`)
	switch {
	case found && list == "logins":
		return fmt.Errorf(`account %s: a SQL Server login has no domain: write it without the backslash, or under users if it is a Windows account`, name)
	case found && (domain == "" || user == "" || strings.Contains(user, `\`)):
		return fmt.Errorf(`account %s: a domain and a user have one backslash between them: write it as CORP\alice, in single quotes or none`, name)
	case list == "users" && strings.Contains(name, "/") && slices.ContainsFunc(c.Endpoints, Endpoint.takesWindowsLogins):
		return fmt.Errorf(`account %s: a Windows login has no slash in it: write %s`, name, strings.Replace(name, "/", `\`, 1))
	}
	return nil
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

// AccountSettings are the settings that hold accounts, and whether there is one.
func (c *Config) AccountSettings() (names string, any bool) {
	return "users and logins", len(c.Users) > 0 || len(c.Logins) > 0
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
