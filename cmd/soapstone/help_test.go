package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Help fits a terminal, but for examples, which are to be copied, and names every command and flag that there is.
func TestHelpFitsTerminal(t *testing.T) {
	commands(newRoot(), func(cmd *cobra.Command) {
		args := append(strings.Fields(cmd.CommandPath())[1:], "--help")
		var out bytes.Buffer
		if code := run(args, strings.NewReader(""), &out, &out); code != exitFine {
			t.Errorf("%q ends with %d", args, code)
		}
		part := ""
		var firsts []string
		for line := range strings.Lines(out.String()) {
			line = strings.TrimRight(line, "\n")
			if line != "" && !strings.HasPrefix(line, " ") {
				part = line
			}
			if utf8.RuneCountInString(line) > helpWidth && part != "Examples:" {
				t.Errorf("%q: %d letters: %s", args, utf8.RuneCountInString(line), line)
			}
			if fields := strings.Fields(line); len(fields) > 0 {
				firsts = append(firsts, fields[0])
			}
		}
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() && !slices.Contains(firsts, c.Name()) {
				t.Errorf("%q: the command %s is missing", args, c.Name())
			}
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden && !slices.Contains(firsts, "--"+f.Name) && !slices.Contains(firsts, "-"+f.Shorthand+",") {
				t.Errorf("%q: the flag %s is missing", args, f.Name)
			}
		})
	})
}

// commands visits a tree of commands, without those that cobra adds.
func commands(cmd *cobra.Command, visit func(*cobra.Command)) {
	visit(cmd)
	for _, c := range cmd.Commands() {
		if c.Name() != "help" {
			commands(c, visit)
		}
	}
}
