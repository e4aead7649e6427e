package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fatih/color"
	"github.com/spf13/cobra"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
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
	flags.Var(oneOf{&f.minEvidence, evidences()}, "min-evidence", "leave stories out whose evidence is weaker, or not told")
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

// reporter tells what comes of stories: to people, and in the files that they asked for. Its memory is bounded, but for
// the report for a CI system.
type reporter struct {
	command string
	flags   *reportFlags
	all     int  // how many files there are
	bare    bool // the command tells of stories and counts in its own words

	people  io.Writer
	printer *diff.Printer
	json    *diff.JSONLines
	jsonOut *os.File // nil when it is stdout
	junit   *diff.JUnit
	causes  diff.Causes
	counts  diff.Counts
	left    int // stories that were left out for their evidence
	silent  int // requests of which nothing is expected
	notRun  reasons

	log      io.Writer // for progress; nil shows none
	begin    time.Time
	progress time.Time // when it was shown last
	shown    bool
}

// mostTold is up to how many stories each is told of for itself. Of more, there are the causes.
const mostTold = 20

func newReporter(command string, f *reportFlags, all int, out, log io.Writer) (*reporter, error) {
	r := &reporter{command: command, flags: f, all: all, begin: time.Now()}
	if isTerminal(log) {
		r.log = log
	}
	people := out
	switch f.json {
	case "":
	case toStdout:
		r.json, people = diff.NewJSONLines(out, nil), log
	default:
		file, err := os.Create(f.json)
		if err != nil {
			return nil, fmt.Errorf("--json: %w", err)
		}
		r.jsonOut, r.json = file, diff.NewJSONLines(file, nil)
	}
	if f.junit != "" {
		if err := canWrite(f.junit); err != nil { // before a long run, and not at its end
			return nil, fmt.Errorf("--junit: %w", err)
		}
		r.junit = diff.NewJUnit("soapstone "+command, nil)
	}
	r.people, r.printer = people, diff.NewPrinter(people, style(f.color, people))
	return r, nil
}

// canWrite finds out whether writeWhole could write a file.
func canWrite(name string) error {
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// style is how a report looks on a writer.
func style(when string, out io.Writer) diff.Style {
	s := diff.Style{}
	if isTerminal(out) {
		s.Width = 100
		if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n >= 40 {
			s.Width = n
		}
	}
	plain := os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" || !isTerminal(out)
	if when == "never" || when == "auto" && plain {
		return s
	}
	paint := func(attributes ...color.Attribute) func(string) string {
		c := color.New(attributes...)
		c.EnableColor()
		return func(text string) string { return c.Sprint(text) }
	}
	s.Outcome, s.Content, s.Form = paint(color.FgRed, color.Bold), paint(color.FgYellow), paint(color.Faint)
	s.Title, s.Path, s.Hint = paint(color.Bold), paint(color.FgCyan), paint(color.Faint)
	s.Want, s.Got, s.Mark = paint(color.FgGreen), paint(color.FgRed), paint(color.ReverseVideo)
	s.Passed, s.Differs, s.NotRun = paint(color.FgGreen), paint(color.FgRed), paint(color.FgYellow)
	return s
}

// isTerminal says whether somebody looks at what is written.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && info.Name() != os.DevNull
}

// story tells of one result. It returns false when no other is wanted.
func (r *reporter) story(result diff.Result) (more bool, err error) {
	r.counts.Count(&result)
	for _, step := range result.Steps {
		r.causes.Add(diff.Where{File: result.Story, Step: step.Number}, step.Differences)
	}
	verdict := result.Verdict()
	each := r.flags.verbose || r.all <= mostTold
	if r.bare {
		r.clearProgress()
	} else if verdict == diff.NotRun && !each {
		r.notRun.add(result.NotRun, result.Story)
	} else if each || verdict == diff.Failed {
		r.clearProgress()
		r.printer.Story(result)
	}
	if r.junit != nil {
		r.junit.Story(result)
	}
	if r.json != nil {
		err = r.json.Story(result)
	}
	r.showProgress()
	more = !r.flags.failFast || verdict == diff.Passed || verdict == diff.NotRun
	return more, errors.Join(err, r.printer.Err())
}

// leftOut counts a story that nobody asked for.
func (r *reporter) leftOut() { r.left++ }

// mostCauses is how many causes are told at most.
const mostCauses = 100

// finish tells the causes and the counts, and writes the files.
func (r *reporter) finish() error {
	r.clearProgress()
	causes, beyond := r.causes.List(mostCauses)
	r.notRun.print(r.printer)
	if len(causes) > 1 || r.all > mostTold || r.flags.verbose || r.bare && r.counts.Differ > 1 {
		r.printer.Causes(causes, beyond)
	}
	if !r.bare {
		r.printer.Summary(r.counts)
	}
	if r.silent > 0 {
		fmt.Fprintf(r.people, "nothing is expected of %s: what came was not looked at\n", count(r.silent, "request"))
	}
	if r.left > 0 {
		fmt.Fprintf(r.people, "%d left out, whose evidence is weaker than %s\n", r.left, r.flags.minEvidence)
	}
	var err error
	if r.json != nil {
		err = r.json.Summary(r.counts, causes, beyond)
	}
	if r.jsonOut != nil {
		err = errors.Join(err, r.jsonOut.Close())
	}
	if r.junit != nil {
		var text strings.Builder
		err = errors.Join(err, r.junit.Write(&text), writeWhole(r.flags.junit, []byte(text.String()), 0o644))
	}
	return errors.Join(err, r.printer.Err())
}

// nothingLeft says that no story was as good as was asked for: a run of nothing proves nothing.
func (r *reporter) nothingLeft() error {
	if r.left == 0 || r.counts.Stories() > 0 {
		return nil
	}
	return fmt.Errorf("%s: nothing is left to %s: the evidence of no story is %s%s", r.command, r.command, r.flags.minEvidence, orBetter(r.flags.minEvidence))
}

func orBetter(evidence string) string {
	if evidence == evidences()[0] {
		return ""
	}
	return " or better"
}

// verdict is the exit code that goes with the counts. What could not be played counts most.
func (r *reporter) verdict() error {
	if err := r.nothingLeft(); err != nil {
		return err
	}
	c := r.counts
	switch {
	case c.Failed+c.NotRun > 0:
		return fmt.Errorf("%s: %d of %d stories were not played, or not to their end", r.command, c.Failed+c.NotRun, c.Stories())
	case c.Differ > 0:
		return &exitError{exitDifferences, fmt.Errorf("%s: %d of %d stories differ", r.command, c.Differ, c.Stories())}
	}
	return nil
}

// longRun is after what time progress is shown, and betweenProgress how often.
const (
	longRun         = time.Second
	betweenProgress = 200 * time.Millisecond
)

func (r *reporter) showProgress() {
	now := time.Now()
	if r.log == nil || now.Sub(r.begin) < longRun || now.Sub(r.progress) < betweenProgress {
		return
	}
	r.progress, r.shown = now, true
	fmt.Fprintf(r.log, "\r\x1b[K%d of %d, %d differ, %d not played", r.counts.Stories(), r.all, r.counts.Differ, r.counts.Failed+r.counts.NotRun)
}

func (r *reporter) clearProgress() {
	if r.shown {
		fmt.Fprint(r.log, "\r\x1b[K")
		r.shown = false
	}
}

// reasons count why stories were not run.
type reasons struct {
	list   []reason
	beyond int
}

type reason struct {
	text, example string
	count         int
}

// mostReasons is how many are told apart.
const mostReasons = 20

func (r *reasons) add(text, example string) {
	if i := slices.IndexFunc(r.list, func(old reason) bool { return old.text == text }); i >= 0 {
		r.list[i].count++
	} else if len(r.list) < mostReasons {
		r.list = append(r.list, reason{text, example, 1})
	} else {
		r.beyond++
	}
}

func (r *reasons) print(p *diff.Printer) {
	for _, one := range r.list {
		if one.count == 1 {
			p.Story(diff.Result{Story: one.example, NotRun: one.text})
		} else {
			p.Story(diff.Result{Story: fmt.Sprintf("%s and %d more", one.example, one.count-1), NotRun: one.text})
		}
	}
	if r.beyond > 0 {
		p.Story(diff.Result{Story: fmt.Sprintf("%d more", r.beyond), NotRun: "for other reasons: --verbose tells them"})
	}
}
