package world

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/gate"
)

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
