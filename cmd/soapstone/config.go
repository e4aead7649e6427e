package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

func newConfig() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show and check configuration files",
		Args:  noArguments,
		RunE:  showHelp,
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "default",
		Short: "Print the default configuration, with what each setting means",
		Long: `Print the default configuration, with what each setting means. A file needs only
what differs from it. Each choice, which is a behaviour that the vendors'
documents leave open, says what evidence there is.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write(world.DefaultFile())
			return err
		},
	}, &cobra.Command{
		Use:   "check FILE",
		Short: "Check a configuration file, and the answer files that it names",
		Args:  arguments("one FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := readConfig(args[0])
			if err != nil {
				return err
			}
			if err := onPaper(cfg, func(*world.World) {}); err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			return checkAnswers(cmd.OutOrStdout(), args[0], cfg)
		},
	}, newConfigShow())
	return cmd
}

// onPaper makes a world of the settings that answers nobody, and keeps nothing when it has been looked at. Some settings
// are fine each, and not beside each other, such as two services on one path.
func onPaper(cfg world.Config, look func(*world.World)) (err error) {
	db, err := bolt.OpenTemp() // rooms need a store
	if err != nil {
		return &exitError{exitInternal, err}
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	w, err := world.New(cfg, db.Handle(), soap.NewFrozenClock(time.Unix(0, 0)), world.Options{})
	if err != nil {
		return err
	}
	defer w.Close()
	look(w)
	return nil
}

// checkAnswers says whether the files are fine that answer in place of soapstone.
func checkAnswers(out io.Writer, name string, cfg world.Config) error {
	all, err := cfg.CheckAnswers()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	damaged, unused, doubtful := 0, 0, 0
	for _, a := range all {
		damaged, unused, doubtful = damaged+len(a.Damaged), unused+len(a.Unused), doubtful+len(a.Doubtful)
		for _, d := range slices.Concat(a.Damaged, a.Unused, a.Doubtful) {
			show(out, "%s\n", d)
		}
	}
	var wrong []string
	for _, w := range []struct {
		files int
		are   string
	}{{damaged, "damaged"}, {unused, "never used"}, {doubtful, "with a word that nobody fills in"}} {
		if w.files > 0 {
			wrong = append(wrong, fmt.Sprint(w.files, " ", w.are))
		}
	}
	if wrong != nil {
		return &exitError{exitDifferences, fmt.Errorf("%s: its settings are fine; of the files with answers, %s: see above", name, strings.Join(wrong, ", "))}
	}
	_, err = fmt.Fprintf(out, "%s: fine\n", name)
	return err
}

func newConfigShow() *cobra.Command {
	var s settings
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Print the settings that hold, of flags, variables and file",
		Long: `Print the settings that hold, from flags, variables and file together, as a
configuration file. Passwords of accounts are in it.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := s.config(cmd)
			if err != nil {
				return err
			}
			text, err := yaml.MarshalWithOptions(cfg, yaml.IndentSequence(true))
			if err != nil {
				return &exitError{exitInternal, fmt.Errorf("configuration: %w", err)}
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}
	s.flags(cmd)
	return cmd
}

// settings are the flags that say what the configuration is.
type settings struct {
	file           string
	answers        []string
	publicURL      string
	timezone       string
	trustForwarded bool
}

func (s *settings) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&s.file, "config", "", "read the configuration from this `FILE`; see `soapstone config default`")
	f.StringSliceVar(&s.answers, "answers", nil, "`DIR` with answers to work that soapstone does not do, as SYSTEM/OPERATION.response.xml in it; may be repeated")
	f.StringVar(&s.publicURL, "public-url", "", "`URL` under which clients reach the emulated services; without, as each request says")
	f.StringVar(&s.timezone, "timezone", "UTC", "`ZONE` of the emulated servers, such as Europe/Berlin")
	f.BoolVar(&s.trustForwarded, "trust-forwarded", false, "believe X-Forwarded-Proto, -Host and the last address of -For, behind a proxy that sets them")
}

// config reads the file and puts the flags and variables that were given in its place.
func (s *settings) config(cmd *cobra.Command) (world.Config, error) {
	cfg, err := readConfig(s.file)
	if err != nil {
		return cfg, err
	}
	for flag, set := range map[string]func(){
		"answers":         func() { cfg.Answers = s.answers },
		"public-url":      func() { cfg.PublicURL = s.publicURL },
		"timezone":        func() { cfg.Timezone = s.timezone },
		"trust-forwarded": func() { cfg.TrustForwarded = s.trustForwarded },
	} {
		if cmd.Flags().Changed(flag) {
			set()
		}
	}
	if err := cfg.Validate(); err != nil {
		return cfg, byFlag(err)
	}
	return cfg, byFlag(cfg.CheckPaths())
}

// byFlag says which flag, or its variable, gave a value that is wrong: those of the file have been looked at.
func byFlag(err error) error {
	wrong, ok := errors.AsType[*setting.Error](err)
	if !ok {
		return err
	}
	for path, flag := range map[string]string{"answers": "answers", "publicURL": "public-url", "timezone": "timezone"} {
		if name, _, _ := strings.Cut(wrong.Path, "["); name == path {
			return fmt.Errorf("--%s or %s: %w", flag, variable(flag), err)
		}
	}
	return err
}

// arguments words what is wrong where a command takes exactly these arguments.
func arguments(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != len(names) {
			return fmt.Errorf("%s takes %s, and got %d", cmd.CommandPath(), strings.Join(names, " and "), len(args))
		}
		return nil
	}
}

// readSecret reads a token from a file, without the line end that editors leave. A field of HTTP's head has to hold it:
// one with other line ends, or spaces around it, would never come as it is.
func readSecret(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	word := trimLineEnd(string(text))
	if word != strings.TrimSpace(word) || strings.ContainsFunc(word, unicode.IsControl) {
		return "", fmt.Errorf("%s: no request can carry what is in it: write one line, with no space before or behind it", name)
	}
	return word, nil
}
