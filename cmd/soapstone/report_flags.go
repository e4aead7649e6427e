package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// reportFlags are what commands that play stories have in common.
type reportFlags struct {
	junit, json string
	minEvidence string
	failFast    bool
	color       string
	verbose     bool
}

// toStdout is the file of --json without one.
const toStdout = "-"

func (f *reportFlags) flags(cmd *cobra.Command) {
	f.color = "auto"
	flags := cmd.Flags()
	flags.StringVar(&f.junit, "junit", "", "write a report for a CI system to this `FILE`")
	flags.StringVar(&f.json, "json", "", "write each result as a line of JSON to this `FILE`, or to stdout: then the report for people goes to stderr")
	flags.Lookup("json").NoOptDefVal = toStdout
	flags.Var(oneOf{&f.minEvidence, evidences()}, "min-evidence", "leave stories out whose evidence is weaker than this `WORD`, or not told: "+strings.Join(evidences(), ", "))
	flags.BoolVar(&f.failFast, "fail-fast", false, "stop at the first story that differs or fails")
	flags.Var(oneOf{&f.color, []string{"auto", "always", "never"}}, "color", "use colours: auto means on a terminal, unless NO_COLOR is set")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "tell what differs in each story, however many there are")
}

// check refuses a file of --json that stands apart from it, where it would be taken for a transcript.
func (f *reportFlags) check(args []string) error {
	at := slices.IndexFunc(args, func(arg string) bool { return strings.Contains(filepath.Ext(arg), "json") })
	if f.json == toStdout && at >= 0 {
		return fmt.Errorf("--json: write its file behind an equals sign, --json=%s: without one it is stdout", args[at])
	}
	return nil
}

// evidences are the words for evidence, the strongest first.
func evidences() []string {
	return []string{string(transcript.Documented), string(transcript.Observed), string(transcript.Inferred), string(transcript.Choice)}
}

// weaker says whether a story is left out for its evidence.
func (f *reportFlags) weaker(s *transcript.Story) bool {
	if f.minEvidence == "" {
		return false
	}
	at := slices.Index(evidences(), string(s.Evidence))
	return at < 0 || at > slices.Index(evidences(), f.minEvidence)
}

// orBetter goes on from a word for evidence, which is the least that is asked for.
func orBetter(evidence string) string {
	if evidence == evidences()[0] {
		return ""
	}
	return " or better"
}
