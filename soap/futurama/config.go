package futurama

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

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
func (c *Config) Validate() error {
	if err := c.validate(); err != nil {
		return fmt.Errorf("futurama: %w", err)
	}
	return nil
}

func (c *Config) validate() error {
	if _, err := setting.Minutes(c.Timeout); err != nil {
		return fmt.Errorf("timeout: %w", err)
	}
	if _, err := setting.Zone(c.Timezone); err != nil {
		return err
	}
	for _, list := range []struct {
		name  string
		names []string
	}{{"folders", c.Folders}, {"documents", c.Documents}} {
		for _, name := range list.names {
			if name == "" || len(name) > maxName || !setting.Printable(name) {
				return fmt.Errorf("%s: %q is no name: give one of 1 to %d bytes on one line", list.name, name, maxName)
			}
		}
	}
	return c.Choices.settings().Check()
}

// Inherit takes the zone of the emulated servers where there is none of its own. The host name shows nowhere.
func (c *Config) Inherit(_, timezone string) {
	if c.Timezone == "" {
		c.Timezone = timezone
	}
}

// Set changes one setting by its name: a choice ("restDates", also "choices.restDates"), or one of enabled, timeout,
// timezone, folders and documents, which are lists with commas in them. It changes nothing when it returns an error.
func (c *Config) Set(name, value string) error {
	if err := c.set(name, value); err != nil {
		return fmt.Errorf("futurama: %w", err)
	}
	return nil
}

func (c *Config) set(name, value string) error {
	if found, err := c.Choices.settings().Set(name, value); found {
		return err
	}
	next := *c
	switch name {
	case "enabled":
		enabled, err := strconv.ParseBool(value)
		if err != nil {
			return fmt.Errorf("enabled: %q is neither true nor false", value)
		}
		next.Enabled = enabled
	case "timeout":
		next.Timeout = value
	case "timezone":
		next.Timezone = value
	case "folders":
		next.Folders = list(value)
	case "documents":
		next.Documents = list(value)
	default:
		return fmt.Errorf("there is no setting %q: give a choice such as restDates, or one of enabled, timeout, timezone, folders and documents", name)
	}
	if err := next.validate(); err != nil {
		return err
	}
	*c = next
	return nil
}

// list reads names with commas between them.
func list(value string) []string {
	names := []string{}
	for name := range strings.SplitSeq(value, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}
