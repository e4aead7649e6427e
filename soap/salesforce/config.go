package salesforce

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// Config is every setting of the emulated servers. Its yaml tags are the names in the configuration file.
type Config struct {
	Orgs            []Org    `yaml:"orgs"`
	Users           []User   `yaml:"users"`
	SessionTimeout  int      `yaml:"sessionTimeout"` // idle seconds after which a session ends
	MinVersion      string   `yaml:"minVersion"`     // the first API version that is served
	MaxVersion      string   `yaml:"maxVersion"`     // the last one
	LoginHosts      []string `yaml:"loginHosts"`     // host names that serve login alone
	InstanceURL     string   `yaml:"instanceURL"`    // where serverUrl leads; empty: to where the login came from
	LockoutAttempts int      `yaml:"lockoutAttempts"`
	LockoutMinutes  int      `yaml:"lockoutMinutes"`
	PasswordLength  int      `yaml:"passwordLength"` // of a new password, at least
	RequestLimit    int      `yaml:"requestLimit"`   // API requests a day
	Choices         Choices  `yaml:"choices"`
}

// Org is an organisation.
type Org struct {
	ID        string `yaml:"id"` // 15 or 18 characters
	Name      string `yaml:"name"`
	Sandbox   bool   `yaml:"sandbox"`
	SOAPLogin string `yaml:"soapLogin"` // on or off; empty: on
	API       string `yaml:"api"`       // on, disabled or currentlyDisabled; empty: on
}

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

// The values of Org.API and Org.SOAPLogin.
const (
	apiDisabled          = "disabled"
	apiCurrentlyDisabled = "currentlyDisabled"
	soapLoginOff         = "off"
)

//go:embed config.yaml
var defaultFile []byte

// DefaultFile is this system's part of the default configuration file, with its comments.
func DefaultFile() []byte { return slices.Clone(defaultFile) }

// demoPassword is the password of the demo accounts, which everybody knows.
const demoPassword = "soapstone"

// Default returns the settings of DefaultFile.
func Default() Config {
	return Config{
		Orgs: []Org{{ID: "00D5e000000SoAP", Name: "Soapstone"}, {ID: "00D5e000000OtHr", Name: "Other"}},
		Users: []User{
			{Name: "admin@example.com", Password: demoPassword, Admin: true},
			{Name: "expired@example.com", Password: demoPassword, Expired: true},
			{Name: "*@example.com", Password: demoPassword},
			{Name: "*@other.example.com", Password: demoPassword, Org: "00D5e000000OtHr"},
		},
		SessionTimeout: 7200, MinVersion: "6.0", MaxVersion: "64.0", LockoutMinutes: 15, PasswordLength: 8,
		LoginHosts: []string{}, RequestLimit: 15000, Choices: defaultChoices(),
	}
}

// Clone returns a copy that shares nothing with c that can change.
func (c Config) Clone() Config {
	c.Orgs = slices.Clone(c.Orgs)
	c.Users = slices.Clone(c.Users)
	c.LoginHosts = slices.Clone(c.LoginHosts)
	return c
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

// DropDemoAccounts takes the demo accounts out.
func (c *Config) DropDemoAccounts() {
	c.Users = slices.DeleteFunc(slices.Clone(c.Users), isDemo)
}

// Validate returns what is wrong with the settings.
func (c *Config) Validate() error {
	if err := c.validate(); err != nil {
		return fmt.Errorf("salesforce: %w", err)
	}
	return nil
}

func (c *Config) validate() error {
	if err := c.Choices.settings().Check(); err != nil {
		return err
	}
	if err := c.validateOrgs(); err != nil {
		return err
	}
	names := map[string]bool{}
	for _, u := range c.Users {
		if err := c.validateUser(u); err != nil {
			return fmt.Errorf("users: %w", err)
		}
		own := strings.ToLower(u.Name)
		if names[own] {
			return fmt.Errorf("users: two are called %s, in whatever case: give each a name of its own", u.Name)
		}
		names[own] = true
	}
	if err := c.numbers().Check(); err != nil {
		return err
	}
	if err := c.validateVersions(); err != nil {
		return err
	}
	for _, h := range c.LoginHosts {
		if h == "" || strings.ContainsAny(h, "/: ") {
			return fmt.Errorf("loginHosts: %q is no host name: write one such as login.example.com, without scheme and port", h)
		}
	}
	if c.InstanceURL != "" {
		if _, err := setting.Address(c.InstanceURL); err != nil {
			return fmt.Errorf("instanceURL: %q is no address: %w", c.InstanceURL, err)
		}
	}
	return nil
}

func (c *Config) validateOrgs() error {
	if len(c.Orgs) == 0 {
		return fmt.Errorf("orgs: there is none: give at least one with id and name")
	}
	seen := map[string]bool{}
	for _, o := range c.Orgs {
		id, ok := id15(o.ID)
		if !ok || !strings.HasPrefix(id, prefixOrg) {
			return fmt.Errorf("orgs: %q is no id of an organisation: write 00D and 12 letters and digits", o.ID)
		}
		if seen[id] {
			return fmt.Errorf("orgs: %s stands there twice", o.ID)
		}
		seen[id] = true
		words := setting.List{
			setting.Word("soapLogin", &o.SOAPLogin, "", "on", soapLoginOff),
			setting.Word("api", &o.API, "", "on", apiDisabled, apiCurrentlyDisabled),
		}
		if err := words.Check(); err != nil {
			return fmt.Errorf("orgs: %s: %w", o.ID, err)
		}
	}
	return nil
}

func (c *Config) validateVersions() error {
	lowest, ok := parseVersion(c.MinVersion)
	if !ok {
		return fmt.Errorf("minVersion: %q is no API version: write one such as 21.0", c.MinVersion)
	}
	highest, ok := parseVersion(c.MaxVersion)
	if !ok || highest > maxEdition {
		return fmt.Errorf("maxVersion: %q is no API version up to %d.0: write one such as 64.0", c.MaxVersion, maxEdition)
	}
	if lowest > highest {
		return fmt.Errorf("minVersion: %s is above maxVersion, which is %s", c.MinVersion, c.MaxVersion)
	}
	return nil
}

// maxEdition is how far maxVersion can be raised: login has gone by then, and nothing else is known of what came later.
const maxEdition = 67

// numbers are the settings that are numbers.
func (c *Config) numbers() setting.List {
	return setting.List{
		setting.Number("sessionTimeout", &c.SessionTimeout, 900, 86400),
		setting.Number("lockoutAttempts", &c.LockoutAttempts, 0, 1000),
		setting.Number("lockoutMinutes", &c.LockoutMinutes, 1, 1<<20),
		setting.Number("passwordLength", &c.PasswordLength, 1, 50),
		setting.Number("requestLimit", &c.RequestLimit, 1, 1<<31-1),
	}
}

// Set changes one setting by its name: a choice ("sessionReuse", also "choices.sessionReuse"), a number such as
// sessionTimeout, minVersion, maxVersion, instanceURL, loginHosts (names with commas between them), or a setting of a user
// or an organisation by its name or id ("expired@example.com.token"). It changes nothing when it returns an error;
// whether the settings fit together is for Validate.
func (c *Config) Set(name, value string) error {
	if err := c.setOne(name, value); err != nil {
		return fmt.Errorf("salesforce: %w", err)
	}
	return nil
}

func (c *Config) setOne(name, value string) error {
	if found, err := c.numbers().Set(name, value); found {
		return err
	}
	switch name {
	case "minVersion", "maxVersion":
		if _, ok := parseVersion(value); !ok {
			return fmt.Errorf("%s: %q is no API version: write one such as 21.0", name, value)
		}
		if name == "minVersion" {
			c.MinVersion = value
		} else {
			c.MaxVersion = value
		}
		return nil
	case "instanceURL":
		c.InstanceURL = value
		return nil
	case "loginHosts":
		c.LoginHosts = strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
		return nil
	}
	if found, err := c.setPart(name, value); found {
		return err
	}
	if found, err := c.Choices.settings().Set(name, value); found {
		return err
	}
	return fmt.Errorf("there is no setting %q: give a choice such as sessionReuse, one of sessionTimeout, minVersion, maxVersion, loginHosts, instanceURL, lockoutAttempts, lockoutMinutes, passwordLength and requestLimit, or NAME.SETTING of a user or organisation such as admin@example.com.token", name)
}

// timeout is the idle time after which a session ends.
func (c *Config) timeout() time.Duration { return time.Duration(c.SessionTimeout) * time.Second }
