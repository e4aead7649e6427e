package salesforce

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/auth"
)

func (c *Config) validateUser(u User) error {
	switch {
	case u.Name == "":
		return fmt.Errorf("one has no name")
	case u.Password == "":
		return fmt.Errorf("%s: there is no password", u.Name)
	}
	if !auth.ValidPattern(u.Name) {
		return fmt.Errorf("%s: the pattern has a [ without its end", u.Name)
	}
	if _, ok := c.org(u.Org); !ok {
		return fmt.Errorf("%s: org: %q is not among orgs: give the id of one of them", u.Name, u.Org)
	}
	if u.Refuse != "" && strings.Trim(u.Refuse, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != "" {
		return fmt.Errorf("%s: refuse: %q is no code: give one such as PASSWORD_LOCKOUT", u.Name, u.Refuse)
	}
	return nil
}

// org is the organisation of an id in either form; the first one when the id is empty.
func (c *Config) org(id string) (Org, bool) {
	want, ok := id15(id)
	for _, o := range c.Orgs {
		o.ID, _ = id15(o.ID)
		if id == "" || ok && o.ID == want {
			return o, true
		}
	}
	return Org{}, false
}

// setPart changes a setting of a user or an organisation; found says whether the name is one of those.
func (c *Config) setPart(name, value string) (found bool, err error) {
	at := strings.LastIndexByte(name, '.')
	if at < 0 {
		return false, nil
	}
	of, setting := name[:at], name[at+1:]
	for i, u := range c.Users {
		if strings.EqualFold(u.Name, of) {
			if err := u.set(setting, value); err != nil {
				return true, fmt.Errorf("%s: %w", of, err)
			}
			c.Users = slices.Clone(c.Users) // others may have the list too
			c.Users[i] = u
			return true, nil
		}
	}
	for i, o := range c.Orgs {
		if o.ID == of {
			if err := o.set(setting, value); err != nil {
				return true, fmt.Errorf("%s: %w", of, err)
			}
			c.Orgs = slices.Clone(c.Orgs)
			c.Orgs[i] = o
			return true, nil
		}
	}
	return false, nil
}

func (u *User) set(name, value string) error {
	texts := map[string]*string{"password": &u.Password, "token": &u.Token, "org": &u.Org, "fullName": &u.FullName, "refuse": &u.Refuse}
	flags := map[string]*bool{"admin": &u.Admin, "expired": &u.Expired}
	return set(name, value, texts, flags, "a user has password, token, org, fullName, admin, expired, refuse")
}

func (o *Org) set(name, value string) error {
	texts := map[string]*string{"name": &o.Name, "soapLogin": &o.SOAPLogin, "api": &o.API}
	flags := map[string]*bool{"sandbox": &o.Sandbox}
	return set(name, value, texts, flags, "an organisation has name, sandbox, soapLogin, api")
}

func set(name, value string, texts map[string]*string, flags map[string]*bool, there string) error {
	if text := texts[name]; text != nil {
		*text = value
		return nil
	}
	flag := flags[name]
	if flag == nil {
		return fmt.Errorf("there is no setting %q: %s", name, there)
	}
	on, err := strconv.ParseBool(value)
	if err != nil {
		return fmt.Errorf("%s: %q is neither true nor false", name, value)
	}
	*flag = on
	return nil
}
