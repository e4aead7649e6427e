package world

import (
	"fmt"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/setting"
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

func invalid(name, format string, args ...any) error {
	return &refusal{kind: ErrInvalid, text: "world: " + name + ": " + fmt.Sprintf(format, args...)}
}
