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
			return asSaid(setting.In(r.name, err))
		}
		if err := r.gate(c).Validate(); err != nil {
			return misplaced(r.name, err)
		}
	}
	return nil
}

func (c *Config) validateOwn() error {
	if err := c.settings().Check(); err != nil {
		return refuse(err)
	}
	if len(c.Systems) == 0 {
		return invalid("systems", "no system runs: name at least one of %s", strings.Join(Names(), ", "))
	}
	for i, name := range c.Systems {
		if slices.Contains(c.Systems[:i], name) {
			return refuse(setting.At("systems", i, fmt.Errorf("systems: %s stands there twice", name)))
		}
	}
	return nil
}

// settings are those of all systems together.
func (c *Config) settings() setting.List {
	return append(setting.List{
		setting.Checked("publicURL", &c.PublicURL, checkPublicURL),
		setting.Checked("timezone", &c.Timezone, checkZone),
		setting.Checked("hostname", &c.Hostname, checkHostname),
		setting.Flag("trustForwarded", &c.TrustForwarded),
		setting.Word("restart", &c.Restart, RestartNone, RestartReal),
		setting.Words("systems", &c.Systems, checkSystem),
		setting.Names("answers", (*[]string)(&c.Answers), checkAnswers),
	}, c.Limits.settings()...)
}

func checkPublicURL(s string) error {
	if s == "" {
		return nil
	}
	if _, err := setting.Address(s); err != nil {
		return fmt.Errorf("%q is no address: %w", s, err)
	}
	return nil
}

func checkZone(s string) error {
	_, err := setting.Zone(s)
	if err == nil && s == "" {
		err = fmt.Errorf("%q is no zone: write one such as UTC, Europe/Berlin or +02:00", s)
	}
	return err
}

func checkHostname(s string) error {
	if s == "" || len(s) > 255 || strings.ContainsAny(s, " \t\r\n/<>&\"'") {
		return fmt.Errorf("%q is no host name: write one such as soapstone", s)
	}
	return nil
}

func checkSystem(s string) error {
	if !slices.Contains(Names(), s) {
		return fmt.Errorf("%q is no system: there is %s", s, strings.Join(Names(), ", "))
	}
	return nil
}

func checkAnswers(path string) error {
	if path == "" {
		return fmt.Errorf("%q is no folder: write one, or leave the setting out", path)
	}
	return nil
}
