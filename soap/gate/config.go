package gate

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

// Config is what stands in a system's block of the configuration file for the work that soapstone does not do. Its yaml
// tags are the names there. The zero Config lets nothing through.
type Config struct {
	// Answers are folders and transcripts of this system alone.
	Answers Paths `yaml:"answers"`
	// Forward says where work goes that no file answers.
	Forward ForwardConfig `yaml:"forward"`
	// WSDL is a file with the user's own whole contract of the system.
	WSDL string `yaml:"wsdl"`

	// Shared are folders that have a folder for each system, and transcripts of any. The world says them, where the
	// configuration file has them at its top.
	Shared Paths `yaml:"-"`
}

//go:embed config.yaml
var defaultFile []byte

// DefaultFile is what the block of each system has in the default configuration file, with its comments: the zero Config.
func DefaultFile() []byte { return slices.Clone(defaultFile) }

// Clone returns a copy that shares nothing with c that can change.
func (c Config) Clone() Config {
	c.Answers, c.Shared, c.Forward = slices.Clone(c.Answers), slices.Clone(c.Shared), c.Forward.Clone()
	return c
}

// Validate returns what is wrong with the settings. It opens no file.
func (c *Config) Validate() error {
	for _, p := range slices.Concat(c.Answers, c.Shared) {
		if p == "" {
			return fmt.Errorf("gate: answers: %q is no folder: write one, or leave the setting out", p)
		}
	}
	return c.Forward.Validate()
}

// Owns says whether a setting of a system is the gate's, and not the room's.
func Owns(name string) bool {
	first, _, _ := strings.Cut(name, ".")
	return first == "answers" || first == "forward" || first == "wsdl"
}

// Set changes one setting, named as in the configuration file. Lists have commas between their elements. It changes
// nothing when it returns an error.
func (c *Config) Set(name, value string) error {
	first, rest, _ := strings.Cut(name, ".")
	switch {
	case name == "answers":
		c.Answers = ParsePaths(value)
	case name == "wsdl":
		c.WSDL = value
	case first == "forward":
		return c.Forward.Set(rest, value)
	default:
		return fmt.Errorf("gate: there is no setting %q: there is answers, forward and wsdl", name)
	}
	return nil
}

// Paths are folders and files. In a configuration file one of them may stand without a list.
type Paths []string

// ParsePaths reads paths with commas between them.
func ParsePaths(s string) Paths {
	var all Paths
	for p := range strings.SplitSeq(s, ",") {
		if p = strings.TrimSpace(p); p != "" {
			all = append(all, p)
		}
	}
	return all
}

// UnmarshalYAML reads one path or a list of them.
func (p *Paths) UnmarshalYAML(unmarshal func(any) error) error {
	var one string
	if err := unmarshal(&one); err == nil {
		*p = Paths{one}
		return nil
	}
	var many []string
	if err := unmarshal(&many); err != nil {
		return err
	}
	*p = many
	return nil
}
