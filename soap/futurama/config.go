package futurama

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
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
	if _, err := parseTimeout(c.Timeout); err != nil {
		return fmt.Errorf("timeout: %w", err)
	}
	if _, err := c.zone(); err != nil {
		return err
	}
	for _, list := range []struct {
		name  string
		names []string
	}{{"folders", c.Folders}, {"documents", c.Documents}} {
		for _, name := range list.names {
			if name == "" || len(name) > maxName || !printable(name) {
				return fmt.Errorf("%s: %q is no name: give one of 1 to %d bytes on one line", list.name, name, maxName)
			}
		}
	}
	return c.Choices.validate()
}

// maxTimeout is the most that an instant behind it can still be written.
const maxTimeout = 100 * 365 * 24 * time.Hour

// parseTimeout reads a duration, or a number of minutes.
func parseTimeout(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if n, notNumber := strconv.ParseUint(s, 10, 27); notNumber == nil {
		d, err = time.Duration(n)*time.Minute, nil
	}
	if err != nil || d <= 0 || d > maxTimeout {
		return 0, fmt.Errorf("%q is no time above zero and below a hundred years: write a duration such as 20m, or a number of minutes", s)
	}
	return d, nil
}

// zone is the zone of dates.
func (c *Config) zone() (*time.Location, error) {
	if c.Timezone == "" {
		return time.UTC, nil
	}
	if at, err := time.Parse("-07:00", c.Timezone); err == nil {
		_, offset := at.Zone()
		return time.FixedZone(c.Timezone, offset), nil
	}
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil || c.Timezone == "Local" {
		return nil, fmt.Errorf("timezone: %q is no zone: write one such as UTC, Europe/Amsterdam or +02:00", c.Timezone)
	}
	return zone, nil
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
	if found, err := c.Choices.set(strings.TrimPrefix(name, "choices."), value); found {
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
