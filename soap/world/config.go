package world

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // zones are settings, and must not depend on the machine's files

	"github.com/soapstone-dev/soapstone/soap/gate"
	"github.com/soapstone-dev/soapstone/soap/setting"
)

// What a start of soapstone is to the emulated servers.
const (
	RestartNone = "none"
	RestartReal = "real"
)

// Validate returns what is wrong with the settings of all systems, or of one.
func (c *Config) Validate() error {
	if err := c.validateOwn(); err != nil {
		return err
	}
	for _, r := range rooms {
		if err := r.settings(c).Validate(); err != nil {
			return &refusal{kind: ErrInvalid, text: err.Error(), err: err}
		}
		if err := r.gate(c).Validate(); err != nil {
			return misplaced(r.name, err)
		}
	}
	return nil
}

func (c *Config) validateOwn() error {
	if c.PublicURL != "" {
		if _, err := setting.Address(c.PublicURL); err != nil {
			return invalid("publicURL", "%q is no address: %v", c.PublicURL, err)
		}
	}
	if _, err := c.Location(); err != nil {
		return err
	}
	if c.Hostname == "" || len(c.Hostname) > 255 || strings.ContainsAny(c.Hostname, " \t\r\n/<>&\"'") {
		return invalid("hostname", "%q is no host name: write one such as soapstone", c.Hostname)
	}
	if c.Restart != RestartNone && c.Restart != RestartReal {
		return invalid("restart", "%q is neither %s nor %s", c.Restart, RestartNone, RestartReal)
	}
	if err := c.Limits.validate(); err != nil {
		return err
	}
	if slices.Contains(c.Answers, "") {
		return invalid("answers", "%q is no folder: write one, or leave the setting out", "")
	}
	return c.validateSystems()
}

// Base is how clients reach the services, without a slash at its end: the public URL if there is one, else as given.
func (c *Config) Base(otherwise string) string {
	if u, err := setting.Address(c.PublicURL); err == nil {
		return u.String()
	}
	return otherwise
}

// Location is the zone of the emulated servers.
func (c *Config) Location() (*time.Location, error) {
	zone, err := setting.Zone(c.Timezone)
	if err != nil || c.Timezone == "" {
		return nil, invalid("timezone", "%q is no zone: write one such as UTC, Europe/Berlin or +02:00", c.Timezone)
	}
	return zone, nil
}

func (c *Config) validateSystems() error {
	if len(c.Systems) == 0 {
		return invalid("systems", "no system runs: name at least one of %s", strings.Join(Names(), ", "))
	}
	for i, name := range c.Systems {
		if !slices.Contains(Names(), name) {
			return invalid("systems", "%q is no system: there is %s", name, strings.Join(Names(), ", "))
		}
		if slices.Contains(c.Systems[:i], name) {
			return invalid("systems", "%s stands there twice", name)
		}
	}
	return nil
}

// Set changes one setting, named as in the configuration file: "timezone", or the system and the room's own
// name for it, such as "sqlserver.choices.faultHeader". Lists are words with commas between them. Set changes
// nothing when it returns an error; whether the settings fit together is for Validate.
func (c *Config) Set(name, value string) error {
	if limit, found := strings.CutPrefix(name, "limits."); found {
		return c.Limits.set(limit, value)
	}
	if system, rest, found := strings.Cut(name, "."); found {
		r, err := findRoom(system)
		if err != nil {
			return err
		}
		return c.setIn(r, rest, value)
	}
	switch name {
	case "publicURL":
		c.PublicURL = value
	case "timezone":
		c.Timezone = value
	case "hostname":
		c.Hostname = value
	case "restart":
		c.Restart = value
	case "systems":
		c.Systems = strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
	case "answers":
		c.Answers = gate.ParsePaths(value)
	case "trustForwarded":
		return setParsed(&c.TrustForwarded, name, value, strconv.ParseBool)
	default:
		return noSetting(name)
	}
	return nil
}

func noSetting(name string) error {
	return &refusal{kind: ErrUnknown, text: fmt.Sprintf("world: there is no setting %q: `soapstone config default` shows all", name)}
}

// setIn changes a setting of one system, on a copy of that system's settings.
func (c *Config) setIn(r room, name, value string) error {
	changed := c.clone()
	into := r.settings(&changed)
	if gate.Owns(name) {
		// A choice of the room may have the same short name, with words of its own.
		if choice := c.clone(); r.settings(&choice).Set(name, value) == nil {
			return invalid(r.name+"."+name, "%q is a word of the choice, and here a file is named: set choices.%s, or write ./%s for a file", value, name, value)
		}
		into = r.gate(&changed)
	}
	if err := into.Set(name, value); err != nil {
		return &refusal{kind: ErrInvalid, text: err.Error(), err: err}
	}
	*c = changed
	return nil
}

func setParsed[T any](field *T, name, value string, parse func(string) (T, error)) error {
	v, err := parse(value)
	if err != nil {
		return invalid(name, "%q cannot be read: give a value like the default, %v", value, *field)
	}
	*field = v
	return nil
}

func invalid(name, format string, args ...any) error {
	return &refusal{kind: ErrInvalid, text: "world: " + name + ": " + fmt.Sprintf(format, args...)}
}
