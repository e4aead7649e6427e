package gate

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// Config is what stands in a system's block of the configuration file for the work that soapstone does not do. Its yaml
// tags are the names there. The zero Config lets nothing through.
type Config struct {
	// Answers are folders and transcripts of this system alone.
	Answers Paths `yaml:"answers"`
	// Forward says where work goes that no file answers.
	Forward ForwardConfig `yaml:"forward"`
	// WSDL are files with the user's own whole contracts of the system, one for each service and version.
	WSDL Paths `yaml:"wsdl"`

	// Shared are folders that have a folder for each system, and transcripts of any. The world says them, where the
	// configuration file has them at its top.
	Shared Paths `yaml:"-"`
	// Systems are those that Shared may have folders for. A folder with answers and another name is told of; empty: none is.
	Systems []string `yaml:"-"`
	// Teller is the system whose gate says in the log what is wrong with Shared for all systems; empty: each gate does.
	Teller string `yaml:"-"`
}

//go:embed config.yaml
var defaultFile []byte

// DefaultFile is what the block of each system has in the default configuration file, with its comments: the zero Config.
func DefaultFile() []byte { return slices.Clone(defaultFile) }

// Clone returns a copy that shares nothing with c that can change.
func (c Config) Clone() Config {
	c.Answers, c.WSDL, c.Shared, c.Systems = slices.Clone(c.Answers), slices.Clone(c.WSDL), slices.Clone(c.Shared), slices.Clone(c.Systems)
	return c
}

// invalid says what is wrong with a setting of the gate, by its name in the block of the system.
func invalid(name, format string, args ...any) error {
	return fmt.Errorf("gate: %w", setting.Errorf(name, format, args...))
}

// Given names those of answers, forward and wsdl that are set, for a system that does not run and so has no gate. A folder in
// Shared that is for the system counts as answers, too.
func (c *Config) Given(system string) (names []string) {
	shared := slices.ContainsFunc(c.Shared, func(path string) bool {
		dir := source{path: path, shared: true}.folder(system)
		info, err := os.Stat(dir)
		return dir != "" && err == nil && info.IsDir()
	})
	if len(c.Answers) > 0 || shared {
		names = append(names, "answers")
	}
	if c.Forward != (ForwardConfig{}) {
		names = append(names, "forward")
	}
	if len(c.WSDL) > 0 {
		names = append(names, "wsdl")
	}
	return names
}

// Validate returns what is wrong with the settings. It looks for no file: see CheckPaths.
func (c *Config) Validate() error {
	if err := c.settings().Check(); err != nil {
		return fmt.Errorf("gate: %w", err)
	}
	return c.Forward.Validate()
}

// settings are all that stand in the configuration file.
func (c *Config) settings() setting.List {
	return append(setting.List{
		setting.Names("answers", (*[]string)(&c.Answers), func(s string) error { return checkName(s, "folder") }),
		setting.Names("wsdl", (*[]string)(&c.WSDL), func(s string) error { return checkName(s, "file") }),
	}, c.Forward.settings()...)
}

func checkName(s, what string) error {
	if s == "" {
		return fmt.Errorf("%q is no %s: write one, or leave the setting out", s, what)
	}
	return nil
}

// Resolve looks for relative paths in a folder.
func (c *Config) Resolve(dir string) {
	c.Answers.Resolve(dir)
	c.Forward.Resolve(dir)
	c.WSDL.Resolve(dir)
}

// CheckPaths looks whether what is named is there. Nobody names a folder for nothing: one that is missing is a mistake.
func (c *Config) CheckPaths() error {
	if err := c.Answers.Check(); err != nil {
		return err
	}
	if err := c.Forward.CheckPaths(); err != nil {
		return err
	}
	for _, file := range c.WSDL {
		if err := checkWSDL(file); err != nil {
			return err
		}
	}
	return nil
}

// Owns says whether a setting of a system is the gate's, and not the room's.
func Owns(name string) bool {
	first, _, _ := strings.Cut(name, ".")
	return first == "answers" || first == "forward" || first == "wsdl"
}

// Set changes one setting, named as in the configuration file; "forward" is its URL. Lists have commas between their
// elements. It changes nothing when it returns an error; whether the settings fit together is for Validate.
func (c *Config) Set(name, value string) error {
	if name == "forward" {
		name = "forward.url"
	}
	found, err := c.settings().Set(name, value)
	switch {
	case !found:
		return fmt.Errorf("gate: there is no setting %q: there is %s", name, c.settings().Names())
	case err != nil:
		return fmt.Errorf("gate: %w", err)
	}
	return nil
}

// Paths are folders and files. In a configuration file one of them may stand without a list.
type Paths []string

// Resolve looks for relative paths in a folder.
func (p Paths) Resolve(dir string) {
	for i, path := range p {
		if path != "" && !filepath.IsAbs(path) {
			p[i] = filepath.Join(dir, path)
		}
	}
}

// Check looks whether each is a folder or a transcript.
func (p Paths) Check() error {
	for i, path := range p {
		if err := checkPath(path); err != nil {
			return fmt.Errorf("gate: %w", setting.At("answers", i, fmt.Errorf("answers: %w", err)))
		}
	}
	return nil
}

func checkPath(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%q is not there: make the folder, or name another one", path)
	case err != nil:
		return fmt.Errorf("%q cannot be read: %w", path, errors.Unwrap(err))
	case !info.IsDir() && filepath.Ext(path) != transcriptSuffix:
		return fmt.Errorf("%q is neither a folder nor a transcript (*%s)", path, transcriptSuffix)
	}
	return nil
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
