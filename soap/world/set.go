package world

import (
	"strings"

	"github.com/soapstone-dev/soapstone/soap/gate"
)

// Set changes one setting, named as in the configuration file: "timezone", or the system and the room's own
// name for it, such as "sqlserver.choices.faultHeader". Lists are words with commas between them. Set changes
// nothing when it returns an error; whether the settings fit together is for Validate.
func (c *Config) Set(name, value string) error {
	if found, err := c.settings().Set(name, value); err != nil {
		return refuse(err)
	} else if found {
		return nil
	}
	system, rest, found := strings.Cut(name, ".")
	if !found || system == "limits" {
		return refused(ErrUnknown, nil, "there is no setting %q: `soapstone config default` shows all", name)
	}
	r, err := findRoom(system)
	if err != nil {
		return err
	}
	return c.setIn(r, rest, value)
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
		return asSaid(err)
	}
	*c = changed
	return nil
}
