package diff

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// JUnit gathers results as a test report in the form that CI systems read: one suite, one case for each story. Its methods
// are called one after the other. What it keeps of a story is at most 16 kB.
type JUnit struct {
	name   string
	hide   func(string) string
	counts Counts
	took   time.Duration
	cases  bytes.Buffer
}

// NewJUnit makes a report of a run of that name, with secrets hidden if hide is not nil.
func NewJUnit(name string, hide func(string) string) *JUnit { return &JUnit{name: name, hide: hide} }

// mostOfCase is how much is kept of what differs in one story.
const mostOfCase = 16 << 10

// Story takes in a result.
func (j *JUnit) Story(r Result) {
	r = r.hidden(j.hide)
	j.counts.Count(&r)
	j.took += r.Took
	class := "soapstone"
	if r.System != "" {
		class += "." + r.System
	}
	fmt.Fprintf(&j.cases, `    <testcase name=%s classname=%s time="%s"`, attribute(r.Story), attribute(class), seconds(r.Took))
	switch r.Verdict() {
	case Passed:
		j.cases.WriteString("/>\n")
		return
	case NotRun:
		fmt.Fprintf(&j.cases, ">\n      <skipped message=%s/>\n", attribute(r.NotRun))
	case Failed:
		j.problem("error", "run", r.Error, r.Error+"\n"+described(r.Steps))
	case Differs:
		j.problem("failure", "difference", headline(r.Steps), described(r.Steps))
	}
	j.cases.WriteString("    </testcase>\n")
}

func (j *JUnit) problem(element, kind, message, text string) {
	fmt.Fprintf(&j.cases, ">\n      <%s message=%s type=%s>%s</%s>\n", element, attribute(message), attribute(kind), escaped(text), element)
}

// headline is what differs first, and how much else does.
func headline(steps []Step) string {
	n := 0
	for _, s := range steps {
		n += len(s.Differences)
	}
	if n == 0 {
		return "it differs"
	}
	s := steps[0]
	for len(s.Differences) == 0 {
		steps = steps[1:]
		s = steps[0]
	}
	head := fmt.Sprintf("step %d: %s", s.Number, s.Differences[0])
	if n > 1 {
		head += fmt.Sprintf(", and %s", plural(n-1, "more difference", "more differences"))
	}
	return head
}

// described is what differs, as it is printed without colours.
func described(steps []Step) string {
	var b strings.Builder
	p := NewPrinter(&b, Style{})
	for _, s := range steps {
		p.step(s)
		if b.Len() > mostOfCase {
			break
		}
	}
	text := b.String()
	if len(text) > mostOfCase {
		text = strings.ToValidUTF8(text[:mostOfCase], "") + "\n…"
	}
	return text
}

// Write writes the report. It may be called once all results are in.
func (j *JUnit) Write(w io.Writer) error {
	counts := fmt.Sprintf(`tests="%d" failures="%d" errors="%d" skipped="%d" time="%s"`,
		j.counts.Stories(), j.counts.Differ, j.counts.Failed, j.counts.NotRun, seconds(j.took))
	// The attribute skipped belongs to the suite alone in the schemas that are in use.
	head := fmt.Sprintf("%s<testsuites name=%s tests=\"%d\" failures=\"%d\" errors=\"%d\" time=\"%s\">\n  <testsuite name=%s %s>\n", xml.Header, attribute(j.name),
		j.counts.Stories(), j.counts.Differ, j.counts.Failed, seconds(j.took), attribute(j.name), counts)
	if _, err := io.WriteString(w, head); err != nil {
		return err
	}
	if _, err := w.Write(j.cases.Bytes()); err != nil {
		return err
	}
	_, err := io.WriteString(w, "  </testsuite>\n</testsuites>\n")
	return err
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }

func attribute(s string) string {
	return `"` + strings.ReplaceAll(escaped(clip(s, 1000)), "\n", "&#xA;") + `"`
}

// escaped is a text as XML holds it. What XML cannot hold, control characters above all, is left out.
func escaped(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r == '\n' || r == '\t':
			b.WriteRune(r)
		case r < 0x20, r == 0x7F, r >= 0x80 && r < 0xA0, r == 0xFFFE, r == 0xFFFF:
		default:
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}
