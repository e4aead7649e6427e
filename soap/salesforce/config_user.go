package salesforce

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/auth"
	"github.com/soapstone-dev/soapstone/soap/setting"
)

// User is who may log in. Names are compared without case and may be patterns with *, ? and [].
type User struct {
	Name     string `yaml:"name"`
	Password string `yaml:"password"`
	Token    string `yaml:"token"` // the security token behind the password: any, none or a text; empty: any
	Org      string `yaml:"org"`   // the id of an Org; empty: the first
	FullName string `yaml:"fullName"`
	Admin    bool   `yaml:"admin"`
	Expired  bool   `yaml:"expired"` // the password has expired
	Refuse   string `yaml:"refuse"`  // a code with which every login is refused
}

// The values of User.Token that are no token.
const (
	tokenAny  = "any"
	tokenNone = "none"
)

// settings are those that can be changed. The name stays what it is.
func (u *User) settings() setting.List {
	return setting.List{
		setting.Any("password", &u.Password),
		setting.Any("token", &u.Token),
		setting.Any("org", &u.Org),
		setting.Any("fullName", &u.FullName),
		setting.Flag("admin", &u.Admin),
		setting.Flag("expired", &u.Expired),
		setting.Checked("refuse", &u.Refuse, checkRefuse),
	}
}

func checkRefuse(s string) error {
	if strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != "" {
		return fmt.Errorf("%q is no code: give one such as PASSWORD_LOCKOUT", s)
	}
	return nil
}

func (c *Config) validateUsers() error {
	names := map[string]bool{}
	for i, u := range c.Users {
		own := strings.ToLower(u.Name)
		err := c.validateUser(u)
		if err == nil && names[own] {
			err = setting.In("name", fmt.Errorf("two are called %s, in whatever case: give each a name of its own", u.Name))
		}
		if err != nil {
			return setting.At("users", i, fmt.Errorf("users: %w", err))
		}
		names[own] = true
	}
	return nil
}

func (c *Config) validateUser(u User) error {
	switch {
	case u.Name == "":
		return setting.In("name", errors.New("one has no name"))
	case !auth.ValidPattern(u.Name):
		return setting.In("name", fmt.Errorf("%s: the pattern has a [ without its end", u.Name))
	case u.Password == "":
		return setting.In("password", fmt.Errorf("%s: there is no password", u.Name))
	}
	err := u.settings().Check()
	if _, ok := c.org(u.Org); err == nil && !ok {
		err = setting.Errorf("org", "%q is not among orgs: give the id of one of them", u.Org)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", u.Name, err)
	}
	return nil
}

// DemoAccount is a demo account, with an empty name when there is none.
func (c *Config) DemoAccount() (name, password string) {
	for _, u := range c.Users {
		if isDemo(u) {
			return u.Name, u.Password
		}
	}
	return "", ""
}

// isDemo says whether a user is one of Default by name and password: one of somebody's own may have the same password.
func isDemo(u User) bool {
	return slices.ContainsFunc(Default().Users, func(d User) bool { return strings.EqualFold(d.Name, u.Name) && d.Password == u.Password })
}

// AccountSettings are the settings that hold accounts, and whether there is one.
func (c *Config) AccountSettings() (names string, any bool) { return "users", len(c.Users) > 0 }

// DropDemoAccounts takes the demo accounts out.
func (c *Config) DropDemoAccounts() {
	c.Users = slices.DeleteFunc(slices.Clone(c.Users), isDemo)
}
