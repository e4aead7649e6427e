package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

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
	missed  int // stories that the run did not come to
	// Why stories were not run, or not to their end, when they are many.
	notRun, failed reasons
	wanted         []string // secrets that nobody gave, for want of which stories were not run

	progress progress
}

// mostTold is up to how many stories each is told of for itself. Of more, there are the causes.
const mostTold = 20

func newReporter(command string, f *reportFlags, all int, out, log io.Writer) (*reporter, error) {
	r := &reporter{command: command, flags: f, all: all, progress: progress{begin: time.Now()}}
	if isTerminal(log) {
		r.progress.out = log
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

// story tells of one result, and of the secrets for want of which it was not run. It returns false when no other is wanted.
func (r *reporter) story(result diff.Result, missing ...string) (more bool, err error) {
	result.NotRun, result.Error = plainText(result.NotRun), plainText(result.Error)
	r.counts.Count(&result)
	for _, step := range result.Steps {
		r.causes.Add(diff.Where{File: result.Story, Step: step.Number}, step.Differences)
	}
	verdict := result.Verdict()
	each := r.flags.verbose || r.all <= mostTold
	if r.bare {
		r.progress.clear()
	} else if verdict == diff.NotRun && !each {
		kind := result.NotRun
		if len(missing) > 0 {
			kind = "secrets" // which are told by name at the end
		}
		r.notRun.add(kind, result.NotRun, result.Story)
	} else if verdict == diff.Failed && !each {
		r.failed.add(withoutNumbers(result.Error), result.Error, result.Story)
	} else if each {
		r.progress.clear()
		r.printer.Story(result)
	}
	for _, name := range missing {
		if !slices.Contains(r.wanted, name) {
			r.wanted = append(r.wanted, name)
		}
	}
	if r.junit != nil {
		r.junit.Story(result)
	}
	if r.json != nil {
		err = r.json.Story(result)
	}
	r.progress.show(&r.counts, r.all)
	more = !r.flags.failFast || verdict == diff.Passed || verdict == diff.NotRun
	return more, errors.Join(err, r.printer.Err())
}

// endedEarly is why a story was not played that comes behind the one with which --fail-fast ended the run.
const endedEarly = "the run ended before the end of this story"

// unplayed takes in the stories that a run did not come to. They stand in the files for other programs, since a story that is
// missing there looks as if it was never asked for; people read in one line that the run ended early.
func (r *reporter) unplayed(files []string, why string) error {
	var err error
	for _, name := range files {
		result := diff.Result{Story: name, NotRun: why}
		if r.junit != nil {
			r.junit.Story(result)
		}
		if r.json != nil && err == nil {
			err = r.json.Story(result)
		}
	}
	r.missed = len(files)
	return err
}

// leftOut counts a story that nobody asked for.
func (r *reporter) leftOut() { r.left++ }

// mostCauses is how many causes are told at most.
const mostCauses = 100

// finish tells the causes and the counts, and writes the files.
func (r *reporter) finish() error {
	r.progress.clear()
	causes, beyond := r.causes.List(mostCauses)
	r.notRun.print(func(story, why string) { r.printer.Story(diff.Result{Story: story, NotRun: why}) })
	r.failed.print(func(story, why string) { r.printer.Story(diff.Result{Story: story, Error: why}) })
	if len(causes) > 1 || r.all > mostTold || r.flags.verbose || r.bare && r.counts.Differ > 1 {
		r.printer.Causes(causes, beyond)
	}
	if !r.bare {
		r.printer.Summary(r.counts)
	}
	if len(r.wanted) > 1 { // a single one was told with its story
		fmt.Fprint(r.people, shown(neededSecrets(r.wanted)))
	}
	if r.silent > 0 {
		fmt.Fprintf(r.people, "nothing is expected of %s: what came was not looked at\n", count(r.silent, "request"))
	}
	if r.left > 0 {
		fmt.Fprintf(r.people, "%d left out, whose evidence is weaker than %s\n", r.left, r.flags.minEvidence)
	}
	var err error
	if r.json != nil {
		counts := r.counts
		counts.NotRun += r.missed
		err = r.json.Summary(counts, causes, beyond)
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

// verdict is the exit code that goes with the counts. What could not be played counts most.
func (r *reporter) verdict() error {
	if err := r.nothingLeft(); err != nil {
		return err
	}
	c := r.counts
	switch {
	case c.Failed+c.NotRun > 0:
		return fmt.Errorf("%s: stories that were not played, or not to their end: %d of %d", r.command, c.Failed+c.NotRun, c.Stories())
	case c.Differ > 0:
		return &exitError{exitDifferences, fmt.Errorf("%s: stories that differ: %d of %d", r.command, c.Differ, c.Stories())}
	}
	return nil
}
