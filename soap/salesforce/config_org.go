package salesforce

import (
	"fmt"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// Org is an organisation.
type Org struct {
	ID        string `yaml:"id"` // 15 or 18 characters
	Name      string `yaml:"name"`
	Sandbox   bool   `yaml:"sandbox"`
	SOAPLogin string `yaml:"soapLogin"` // on or off; empty: on
	API       string `yaml:"api"`       // on, disabled or currentlyDisabled; empty: on
}

// The values of Org.API and Org.SOAPLogin.
const (
	apiDisabled          = "disabled"
	apiCurrentlyDisabled = "currentlyDisabled"
	soapLoginOff         = "off"
)

// apiOff says whether the organisation has no API at present.
func (o *Org) apiOff() bool { return o.API != "" && o.API != "on" }

// settings are those that can be changed. The id stays what it is.
func (o *Org) settings() setting.List {
	return setting.List{
		setting.Any("name", &o.Name),
		setting.Flag("sandbox", &o.Sandbox),
		setting.Word("soapLogin", &o.SOAPLogin, "", "on", soapLoginOff),
		setting.Word("api", &o.API, "", "on", apiDisabled, apiCurrentlyDisabled),
	}
}

func (c *Config) validateOrgs() error {
	if len(c.Orgs) == 0 {
		return setting.Errorf("orgs", "there is none: give at least one with id and name")
	}
	seen := map[string]bool{}
	for i, o := range c.Orgs {
		id, ok := id15(o.ID)
		var err error
		switch {
		case !ok || !strings.HasPrefix(id, prefixOrg):
			err = setting.In("id", fmt.Errorf("%q is no id of an organisation: write 00D and 12 letters and digits", o.ID))
		case seen[id]:
			err = setting.In("id", fmt.Errorf("%s stands there twice", o.ID))
		default:
			if err = o.settings().Check(); err != nil {
				err = fmt.Errorf("%s: %w", o.ID, err)
			}
		}
		if err != nil {
			return setting.At("orgs", i, fmt.Errorf("orgs: %w", err))
		}
		seen[id] = true
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
	of, name := name[:at], name[at+1:]
	found, err = setting.Change(&c.Users,
		func(u User) bool { return strings.EqualFold(u.Name, of) },
		func(u *User) error { return u.settings().SetOwn("a user", name, value) })
	if !found {
		found, err = setting.Change(&c.Orgs,
			func(o Org) bool { return o.ID == of },
			func(o *Org) error { return o.settings().SetOwn("an organisation", name, value) })
	}
	if err != nil {
		return found, fmt.Errorf("%s: %w", of, err)
	}
	return found, nil
}
