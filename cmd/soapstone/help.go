package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// helpWidth is how wide help is: nearly every terminal has as many columns.
const helpWidth = 80

// tuneHelp makes the help of a tree of commands fit a terminal, and refuses to help with a command that there is not.
func tuneHelp(root *cobra.Command) {
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		_, err := fmt.Fprint(cmd.OutOrStderr(), usage(cmd))
		return err
	})
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "help" {
			cmd.Args = ofCommand
		}
	}
}

// usage is cobra's, with the flags in lines that fit.
func usage(cmd *cobra.Command) string {
	var b strings.Builder
	b.WriteString("Usage:\n")
	if cmd.Runnable() {
		fmt.Fprintf(&b, "  %s\n", cmd.UseLine())
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "  %s [command]\n", cmd.CommandPath())
	}
	if cmd.HasExample() {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		b.WriteString("\nAvailable Commands:\n")
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() || c.Name() == "help" {
				fmt.Fprintf(&b, "  %-*s %s\n", c.NamePadding(), c.Name(), c.Short)
			}
		}
	}
	if cmd.HasAvailableLocalFlags() {
		fmt.Fprintf(&b, "\nFlags:\n%s", flagUsages(cmd.LocalFlags()))
	}
	if cmd.HasAvailableInheritedFlags() {
		fmt.Fprintf(&b, "\nGlobal Flags:\n%s", flagUsages(cmd.InheritedFlags()))
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n\"%s [command] --help\" tells more of a command.\n", cmd.CommandPath())
	}
	return b.String()
}

// flagUsages has each flag beside what it means, or where that is too wide, above it.
func flagUsages(flags *pflag.FlagSet) string {
	const indent = 10
	table := flags.FlagUsages()
	fits := true
	var b strings.Builder
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\n")
		fits = fits && len(line) <= helpWidth
		name := strings.TrimLeft(line, " ")
		at := len(line) - len(name)
		name, meaning, _ := strings.Cut(name, "   ") // at least as many stand between them
		fmt.Fprintf(&b, "%*s%s\n", at, "", name)
		for _, part := range wrapped(meaning, helpWidth-indent) {
			fmt.Fprintf(&b, "%*s%s\n", indent, "", part)
		}
	}
	if fits {
		return table
	}
	return b.String()
}

// wrapped is a text in lines of at most so many letters, unless a word has more.
func wrapped(text string, width int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return append(lines, line)
}

// showHelp is what a command does that has only commands below it.
func showHelp(cmd *cobra.Command, _ []string) error { return cmd.Help() }

// ofCommand words what is wrong with the name of a command.
func ofCommand(help *cobra.Command, args []string) error {
	cmd, rest, err := help.Root().Find(args)
	if err != nil || !cmd.HasAvailableSubCommands() {
		return err
	}
	return noArguments(cmd, rest)
}
