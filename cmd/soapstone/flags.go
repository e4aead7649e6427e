package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// variable is the environment variable of a flag.
func variable(flag string) string {
	return "SOAPSTONE_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// fromEnvironment gives the flags that the command line does not name the values of their variables.
func fromEnvironment(cmd *cobra.Command) error {
	var bad error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		value, found := os.LookupEnv(variable(f.Name))
		if !found || f.Changed || !hasVariable(f) {
			return
		}
		if err := cmd.Flags().Set(f.Name, value); err != nil {
			var wrong *pflag.InvalidValueError
			if errors.As(err, &wrong) {
				err = wrong.Unwrap()
			}
			bad = errors.Join(bad, fmt.Errorf("variable %s: %q cannot be read: %w", variable(f.Name), value, err))
		}
	})
	return bad
}

// hasVariable says whether a flag has a variable. Help is an act, not a setting.
func hasVariable(f *pflag.Flag) bool { return f.Name != "help" }

// nameVariables tells of the variables in the usage of every flag of a tree of commands.
func nameVariables(cmd *cobra.Command) {
	name := func(f *pflag.Flag) {
		if hasVariable(f) {
			f.Usage += " [$" + variable(f.Name) + "]"
		}
	}
	cmd.Flags().VisitAll(name)
	cmd.PersistentFlags().VisitAll(name)
	for _, c := range cmd.Commands() {
		nameVariables(c)
	}
}

// oneOf is the value of a flag that takes one of some words.
type oneOf struct {
	value *string
	words []string
}

func (o oneOf) String() string {
	if o.value == nil {
		return ""
	}
	return *o.value
}

func (o oneOf) Type() string { return strings.Join(o.words, "|") }

func (o oneOf) Set(s string) error {
	for _, w := range o.words {
		if s == w {
			*o.value = s
			return nil
		}
	}
	return fmt.Errorf("it must be one of %s", strings.Join(o.words, ", "))
}
