package futurama

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// Config is every setting of the emulated server. Its yaml tags are the names in the configuration file.
type Config struct {
	Enabled   bool     `yaml:"enabled"`   // webAPI/@enabled
	Timeout   string   `yaml:"timeout"`   // how long a session may be idle: a duration, or minutes
	Timezone  string   `yaml:"timezone"`  // of NextTimeout; empty: UTC
	Folders   []string `yaml:"folders"`   // that there are; empty: all
	Documents []string `yaml:"documents"` // that there are; empty: all
	Choices   Choices  `yaml:"choices"`
}

//go:embed config.yaml
var defaultFile []byte

// DefaultFile is this system's part of the default configuration file, with its comments.
func DefaultFile() []byte { return slices.Clone(defaultFile) }

// Default returns the settings of DefaultFile.
func Default() Config {
	return Config{Enabled: true, Timeout: "20m", Folders: []string{}, Documents: []string{}, Choices: defaultChoices()}
}

// Clone returns a copy that shares nothing with c that can change.
func (c Config) Clone() Config {
	c.Folders, c.Documents = slices.Clone(c.Folders), slices.Clone(c.Documents)
	return c
}

// Validate returns what is wrong with the settings.
func (c *Config) Validate() error { return setting.Of(System, c.settings().Check()) }

// settings are all that there are.
func (c *Config) settings() setting.List {
	return append(setting.List{
		setting.Flag("enabled", &c.Enabled),
		setting.Read("timeout", &c.Timeout, setting.Minutes),
		setting.Read("timezone", &c.Timezone, setting.Zone),
		setting.Names("folders", &c.Folders, checkName),
		setting.Names("documents", &c.Documents, checkName),
	}, c.Choices.settings()...)
}

// checkName checks the name of a folder or a document.
func checkName(s string) error {
	if !isName(s) {
		return fmt.Errorf("%q is no name: give one of 1 to %d bytes on one line", s, maxName)
	}
	return nil
}

// Inherit takes the zone of the emulated servers where there is none of its own. The host name shows nowhere.
func (c *Config) Inherit(_, timezone string) {
	if c.Timezone == "" {
		c.Timezone = timezone
	}
}

// Set changes one setting by its name: a choice ("restDates", also "choices.restDates"), or one at the top of the file, of
// which folders and documents are lists with commas in them. It changes nothing when it returns an error.
func (c *Config) Set(name, value string) error { return setting.Of(System, c.set(name, value)) }

func (c *Config) set(name, value string) error {
	if found, err := c.settings().Set(name, value); found {
		return err
	}
	return fmt.Errorf("there is no setting %q: give a choice such as restDates, or one of %s", name, c.settings().Names())
}
