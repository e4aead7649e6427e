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

//go:embed config.yaml
var defaultFile []byte

// DefaultFile is this system's part of the default configuration file, with its comments.
func DefaultFile() []byte { return slices.Clone(defaultFile) }

// Default returns the settings of DefaultFile.
func Default() Config {
	return Config{
		Orgs: []Org{{ID: "00D5e000000SoAP", Name: "Soapstone"}, {ID: "00D5e000000OtHr", Name: "Other"}},
		Users: []User{
			{Name: "admin@example.com", Password: setting.DemoPassword, Admin: true},
			{Name: "expired@example.com", Password: setting.DemoPassword, Expired: true},
			{Name: "*@example.com", Password: setting.DemoPassword},
			{Name: "*@other.example.com", Password: setting.DemoPassword, Org: "00D5e000000OtHr"},
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

// Validate returns what is wrong with the settings.
func (c *Config) Validate() error { return setting.Of(System, c.validate()) }

func (c *Config) validate() error {
	if err := c.settings().Check(); err != nil {
		return err
	}
	if err := c.validateVersions(); err != nil {
		return err
	}
	if err := c.validateOrgs(); err != nil {
		return err
	}
	return c.validateUsers()
}

// validateVersions looks whether the two fit together, each of which is right by itself. Where one is the default, the
// other is the one that somebody wrote.
func (c *Config) validateVersions() error {
	lowest, _ := parseVersion(c.MinVersion)
	highest, _ := parseVersion(c.MaxVersion)
	if lowest <= highest {
		return nil
	}
	if c.MinVersion == Default().MinVersion {
		return setting.Errorf("maxVersion", "%s is below minVersion, which is %s", c.MaxVersion, c.MinVersion)
	}
	return setting.Errorf("minVersion", "%s is above maxVersion, which is %s", c.MinVersion, c.MaxVersion)
}

// settings are all but users and organisations.
func (c *Config) settings() setting.List {
	return append(setting.List{
		setting.Number("sessionTimeout", &c.SessionTimeout, 900, 86400),
		setting.Checked("minVersion", &c.MinVersion, checkVersion),
		setting.Checked("maxVersion", &c.MaxVersion, checkVersion),
		setting.Words("loginHosts", &c.LoginHosts, checkLoginHost),
		setting.Checked("instanceURL", &c.InstanceURL, checkInstanceURL),
		setting.Number("lockoutAttempts", &c.LockoutAttempts, 0, 1000),
		setting.Number("lockoutMinutes", &c.LockoutMinutes, 1, 1<<20),
		setting.Number("passwordLength", &c.PasswordLength, 1, 50),
		setting.Number("requestLimit", &c.RequestLimit, 1, 1<<31-1),
	}, c.Choices.settings()...)
}

// maxEdition is how far maxVersion can be raised: login has gone by then, and nothing else is known of what came later.
const maxEdition = 67

func checkVersion(s string) error {
	if v, ok := parseVersion(s); !ok || v > maxEdition {
		return fmt.Errorf("%q is no API version up to %d.0: write one such as 21.0", s, maxEdition)
	}
	return nil
}

func checkLoginHost(s string) error {
	if s == "" || strings.ContainsAny(s, "/: ") {
		return fmt.Errorf("%q is no host name: write one such as login.example.com, without scheme and port", s)
	}
	return nil
}

func checkInstanceURL(s string) error {
	if s == "" {
		return nil
	}
	if _, err := setting.Address(s); err != nil {
		return fmt.Errorf("%q is no address: %w", s, err)
	}
	return nil
}

// Set changes one setting by its name: one at the top of the file, of which loginHosts are names with commas between them, a
// choice ("sessionReuse", also "choices.sessionReuse"), or a setting of a user or an organisation by its name or id
// ("expired@example.com.token"). It changes nothing when it returns an error; whether the settings fit together is for
// Validate.
func (c *Config) Set(name, value string) error { return setting.Of(System, c.set(name, value)) }

func (c *Config) set(name, value string) error {
	if found, err := c.settings().Set(name, value); found {
		return err
	}
	if found, err := c.setPart(name, value); found {
		return err
	}
	return fmt.Errorf("there is no setting %q: give a choice such as sessionReuse, one of %s, or NAME.SETTING of a user or organisation such as admin@example.com.token", name, c.settings().Names())
}

// timeout is the idle time after which a session ends.
func (c *Config) timeout() time.Duration { return time.Duration(c.SessionTimeout) * time.Second }
