package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/soapstone-dev/soapstone/soap/mask"
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
		if value == "" && f.DefValue != "" && f.DefValue != "[]" { // an empty list is one
			bad = errors.Join(bad, fmt.Errorf("variable %s: it is empty: give it a value such as %s, or unset it", variable(f.Name), f.DefValue))
			return
		}
		if err := cmd.Flags().Set(f.Name, value); err != nil {
			bad = errors.Join(bad, fmt.Errorf("variable %s: %q cannot be read: %w", variable(f.Name), value, wrongValue(f, err)))
		}
	})
	return bad
}

// wrongValue words why a flag does not take a value, where pflag hands on what the parser of that type says.
func wrongValue(f *pflag.Flag, err error) error {
	var wrong *pflag.InvalidValueError
	if errors.As(err, &wrong) {
		err = wrong.Unwrap()
	}
	switch f.Value.Type() {
	case "bool":
		return errors.New("it must be true or false")
	case "duration":
		return errors.New("it must be a duration such as 5s or 1m30s")
	case "int", "int64":
		return errors.New("it must be a whole number")
	}
	return err
}

// hasVariable says whether a flag has a variable. Help is an act, not a setting, as are the version and a list. None has what
// nobody should come upon unawares either: the update of files, sending everything to a server elsewhere, emptying one, and
// showing secrets.
func hasVariable(f *pflag.Flag) bool {
	_, without := f.Annotations[withoutVariable]
	return !without && !slices.Contains([]string{"help", "version", "list", "update", "allow-writes", "show-values"}, f.Name)
}

// withoutVariable is the annotation of a flag that has none, where flags of its name have one in other commands.
const withoutVariable = "soapstone_without_variable"

// otherVariables are those that belong to no flag: what scripts call the addresses of a server and the release that they
// install, and what soapstone's own tests read.
func otherVariables() []string {
	return []string{"SOAPSTONE_URL", "SOAPSTONE_TLS_URL", "SOAPSTONE_VERSION", "SOAPSTONE_INTEROP", "SOAPSTONE_CLIENTS", "SOAPSTONE_CRASH_ROUNDS", "SOAPSTONE_MATRIX",
		"SOAPSTONE_SOAK", "SOAPSTONE_PEERS", "SOAPSTONE_HISTORIES", "SOAPSTONE_HISTORY"}
}

// warnOfVariables tells of the variables that look like ours and belong to no flag of any command. Those that
// Kubernetes makes are left alone.
func warnOfVariables(root *cobra.Command, environment []string, log io.Writer) {
	known := otherVariables()
	eachWithVariable(root, func(f *pflag.Flag) { known = append(known, variable(f.Name)) })
	for _, line := range environment {
		name, value, _ := strings.Cut(line, "=")
		switch {
		case !strings.HasPrefix(name, "SOAPSTONE_"), slices.Contains(known, name):
		case strings.HasPrefix(name, mask.VariablePrefix):
		case isOfService(name, value):
		default:
			fmt.Fprintf(log, "soapstone: warning: no flag has the variable %s%s\n", name, didYouMean(name, known))
		}
	}
}

// isOfService says whether a variable is one that Kubernetes, or a link of Docker, makes for a service which is called
// soapstone, or soapstone-admin.
func isOfService(name, value string) bool {
	_, port, found := strings.Cut(name, "_PORT_")
	return strings.HasSuffix(name, "_SERVICE_HOST") || strings.HasSuffix(name, "_SERVICE_PORT") || strings.Contains(name, "_SERVICE_PORT_") ||
		strings.HasSuffix(name, "_PORT") && strings.Contains(value, "://") ||
		found && port != "" && '0' <= port[0] && port[0] <= '9'
}

// eachWithVariable goes through the flags of a tree of commands that have a variable.
func eachWithVariable(cmd *cobra.Command, do func(*pflag.Flag)) {
	visit := func(f *pflag.Flag) {
		if hasVariable(f) {
			do(f)
		}
	}
	cmd.Flags().VisitAll(visit)
	cmd.PersistentFlags().VisitAll(visit)
	for _, c := range cmd.Commands() {
		eachWithVariable(c, do)
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
	if !slices.Contains(o.words, s) {
		return fmt.Errorf("it must be one of %s", strings.Join(o.words, ", "))
	}
	*o.value = s
	return nil
}
