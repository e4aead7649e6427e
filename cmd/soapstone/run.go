package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The exit codes.
const (
	exitFine        = 0
	exitDifferences = 1 // a check ran, and its answer is no
	exitCannot      = 2 // it could not run: bad flags, bad configuration, a port in use
	exitInternal    = 3 // a mistake in soapstone itself
)

// exitError is an error with an exit code of its own. Any other ends with exitCannot.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

// run is the whole program: it returns its exit code.
func run(args []string, in io.Reader, out, log io.Writer) (code int) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(log, "soapstone: internal error: %v\n%s", p, debug.Stack())
			code = exitInternal
		}
	}()
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(log)
	cmd, err := root.ExecuteContextC(context.Background())
	if err == nil {
		return exitFine
	}
	_, _ = io.WriteString(log, logOf(cmd).lines(slog.LevelError, shown(fmt.Sprintf("soapstone: %s\n", plain(err))))) // nobody can be told
	var with *exitError
	if errors.As(err, &with) {
		return with.code
	}
	return exitCannot
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:     "soapstone",
		Short:   "Stands in for the session services of legacy SOAP systems",
		Version: buildVersion().String(), // for who asks with a flag, as nearly every program is asked
		Long: `Soapstone stands in for the session services of legacy SOAP systems, so that the
clients, code generators and recorded envelopes written against them keep a
server to run against. Start with

    soapstone serve

Nearly every flag has a variable: --log-format is SOAPSTONE_LOG_FORMAT. A flag
goes before its variable, and that before the configuration file.

Exit codes: 0 fine, 1 differences found or not healthy, 2 could not run, 3
internal error.`,
		SilenceErrors:     true,
		SilenceUsage:      true,
		Args:              noArguments,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			err := fromEnvironment(cmd)
			var warnings strings.Builder
			warnOfVariables(cmd.Root(), os.Environ(), &warnings)
			_, _ = io.WriteString(cmd.ErrOrStderr(), logOf(cmd).lines(slog.LevelWarn, warnings.String())) // nobody can be told
			return err
		},
		RunE: showHelp,
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		var (
			wrong   *pflag.InvalidValueError
			unknown *pflag.NotExistError
		)
		switch {
		case errors.As(err, &wrong):
			err = fmt.Errorf("--%s %q: %w", wrong.GetFlag().Name, wrong.GetValue(), wrongValue(wrong.GetFlag(), err))
		case errors.As(err, &unknown):
			err = unknownFlag(cmd.Flags(), unknown)
		}
		return fmt.Errorf("%w: `%s --help` shows the flags", err, cmd.CommandPath())
	})
	root.AddCommand(newServe(), newCheck(), newReplay(), newRecord(), newImport(), newConfig(), newWSDL(), newCtl(), newCA(), newHealth(), newVersion())
	eachWithVariable(root, func(f *pflag.Flag) { f.Usage += " [$" + variable(f.Name) + "]" })
	tuneHelp(root)
	return root
}

// unknownFlag says of a flag that there is not which one was meant: one that is misspelt, one of several letters behind a single
// dash, as Java and Go have them, or none, where a negative number was.
func unknownFlag(flags *pflag.FlagSet, err *pflag.NotExistError) error {
	name := err.GetSpecifiedName()
	if short, _, _ := strings.Cut(err.GetSpecifiedShortnames(), "="); short != "" {
		if strings.Trim(short[:1], "0123456789.") == "" {
			return fmt.Errorf("-%s was taken for a flag: what begins with a dash and is none goes behind --", short)
		}
		if flags.Lookup(short) != nil && len(short) > 1 {
			return fmt.Errorf("%w (did you mean \"--%s\"?)", err, short)
		}
		return err
	}
	var known []string
	flags.VisitAll(func(f *pflag.Flag) { known = append(known, "--"+f.Name) })
	return fmt.Errorf("%w%s", err, didYouMean("--"+name, known))
}

// noArguments words what is wrong with an argument where a command was expected.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	if len(names) == 0 {
		return fmt.Errorf("%s takes no arguments, and got %q", cmd.CommandPath(), args[0])
	}
	return fmt.Errorf("%s has no command %q%s: `%s --help` shows all", cmd.CommandPath(), args[0], didYouMean(args[0], names), cmd.CommandPath())
}
