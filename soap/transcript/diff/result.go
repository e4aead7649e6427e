package diff

import (
	"fmt"
	"strings"
	"time"
)

// Result is what came of playing one story.
type Result struct {
	Story    string // where it stands
	System   string
	Evidence string
	// Compared is how many answers were compared.
	Compared int
	// Steps are the steps in which something differed, in order.
	Steps []Step
	// NotRun says why the story was not played, "" when it was.
	NotRun string
	// Error says why it could not be played to its end, "" when it was.
	Error string
	Took  time.Duration
}

// Step is a step in which something differed.
type Step struct {
	Number      int // of the request
	Operation   string
	Differences []Difference
}

// Verdict is the result in a word.
type Verdict string

// The verdicts.
const (
	Passed  Verdict = "passed"
	Differs Verdict = "differs"
	Failed  Verdict = "failed"
	NotRun  Verdict = "not run"
)

// Verdict tells the result in a word. A story that could not be played to its end has failed, whatever differed before.
func (r *Result) Verdict() Verdict {
	switch {
	case r.NotRun != "":
		return NotRun
	case r.Error != "":
		return Failed
	case len(r.Steps) > 0:
		return Differs
	}
	return Passed
}

// hidden is the result without secrets. The steps of r stay as they are.
func (r Result) hidden(hide func(string) string) Result {
	if hide == nil {
		return r
	}
	r.Story, r.NotRun, r.Error = hide(r.Story), hide(r.NotRun), hide(r.Error)
	steps := make([]Step, len(r.Steps))
	for i, s := range r.Steps {
		s.Operation = hide(s.Operation)
		l := make([]Difference, len(s.Differences))
		for j, d := range s.Differences {
			l[j] = d.hidden(hide)
		}
		s.Differences = l
		steps[i] = s
	}
	r.Steps = steps
	return r
}

func (c Cause) hidden(hide func(string) string) Cause {
	if hide == nil {
		return c
	}
	c.Path, c.Want, c.Got, c.Hint = hide(c.Path), hide(c.Want), hide(c.Got), hide(c.Hint)
	c.First = c.First.hidden(hide)
	c.Example.File = hide(c.Example.File)
	return c
}

// Counts are how many stories came out how.
type Counts struct {
	Passed, Differ, Failed, NotRun int
	// Compared are the answers that were compared.
	Compared int
}

// Count counts a result in.
func (c *Counts) Count(r *Result) {
	switch r.Verdict() {
	case Passed:
		c.Passed++
	case Differs:
		c.Differ++
	case Failed:
		c.Failed++
	case NotRun:
		c.NotRun++
	}
	c.Compared += r.Compared
}

// Stories is how many there are.
func (c Counts) Stories() int { return c.Passed + c.Differ + c.Failed + c.NotRun }

// String says the counts in a sentence: "12 stories, 40 answers: 9 passed, 2 different, 1 not run".
func (c Counts) String() string {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{c.Passed, "passed"}, {c.Differ, "different"}, {c.Failed, "failed"}, {c.NotRun, "not run"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.word))
		}
	}
	s := plural(c.Stories(), "story", "stories") + ", " + plural(c.Compared, "answer", "answers")
	if len(parts) > 0 {
		s += ": " + strings.Join(parts, ", ")
	}
	return s
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
