package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// helpWidth is how wide help is: nearly every terminal has as many columns.
const helpWidth = 80

// tuneHelp makes the help of a tree of commands fit a terminal, and refuses to help with a command that there is not.
func tuneHelp(root *cobra.Command) {
	root.SetUsageTemplate(strings.NewReplacer(
		".FlagUsages", fmt.Sprintf(".FlagUsagesWrapped %d", helpWidth),
		`Use "{{.CommandPath}} [command] --help" for more information about a command.`, `"{{.CommandPath}} [command] --help" tells more of a command.`,
	).Replace(root.UsageTemplate()))
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "help" {
			cmd.Args = ofCommand
		}
	}
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
