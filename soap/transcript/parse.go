package transcript

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/tools/txtar"
)

// SyntaxError says what is wrong with a file, and in which line.
type SyntaxError struct {
	Name string
	Line int
	What string
}

// Error words it as "name:line: what".
func (e *SyntaxError) Error() string { return fmt.Sprintf("%s:%d: %s", e.Name, e.Line, e.What) }

// ReadFile reads the story in a file.
func ReadFile(name string) (*Story, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("transcript: %w", err)
	}
	return Parse(name, text)
}

// Parse reads a story. The name is for messages; errors are *SyntaxError. What it accepts, Format writes as the same
// bytes.
func Parse(name string, text []byte) (*Story, error) {
	p := parser{story: &Story{Name: name}, seen: map[string]int{}}
	if first, _, _ := bytes.Cut(text, []byte("\n")); bytes.HasSuffix(first, []byte("\r")) && utf8.Valid(first) {
		return nil, &SyntaxError{Name: name, Line: 1, What: "lines end in CR LF here, and in LF alone in a transcript: " +
			"convert the file, and where git made it so, add \"*.txtar -text\" to .gitattributes"}
	}
	archive := txtar.Parse(text)
	p.header(string(archive.Comment))
	p.line = 1 + bytes.Count(archive.Comment, []byte("\n"))
	for _, f := range archive.Files {
		p.title = p.line
		p.titles = append(p.titles, p.title)
		p.line++
		p.event(f.Name, string(f.Data))
		p.line = p.title + 1 + bytes.Count(f.Data, []byte("\n"))
	}
	if p.err == nil {
		p.order()
	}
	if p.err == nil {
		p.canonical(text)
	}
	if p.err != nil {
		p.err.Name = name
		return nil, p.err
	}
	return p.story, nil
}

// parser keeps the first error; after it nothing more is looked at.
type parser struct {
	story  *Story
	seen   map[string]int // of the header's keys
	title  int            // line of the entry
	titles []int          // lines of all of them
	line   int            // line at hand
	err    *SyntaxError
}

func (p *parser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = &SyntaxError{Line: p.line, What: fmt.Sprintf(format, args...)}
	}
}

// header reads the lines before the first entry.
func (p *parser) header(text string) {
	p.story.header = text
	if strings.HasPrefix(text, "\ufeff") {
		p.line = 1
		p.fail("a byte order mark stands before the first line: save the file as UTF-8 without one")
		return
	}
	p.line = 0
	for line := range strings.SplitSeq(text, "\n") {
		p.line++
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, ok := strings.Cut(line, ": ")
		if len(p.seen) == 0 && key != "format" && !strings.HasPrefix(key, "format:") {
			p.fail("a transcript begins with the line \"format: %s\", and this is none: `soapstone import` makes them of captures", formatName)
			return
		}
		if !ok || value == "" || value != strings.TrimSpace(value) {
			p.fail("%q is no line of the form \"key: value\"", line)
			return
		}
		if p.seen[key]++; p.seen[key] > 1 && key != "set" {
			p.fail("%s stands here for the second time", key)
			return
		}
		p.field(key, value)
	}
	p.line = 1
	if p.seen["format"] == 0 {
		p.fail("a transcript begins with the line \"format: %s\"", formatName)
	}
	if p.seen["system"] == 0 {
		p.fail("a transcript names its system: \"system: sqlserver\"")
	}
}

func (p *parser) field(key, value string) {
	s := p.story
	var err error
	switch key {
	case "format":
		if value != formatName {
			p.fail("format %q is not known; this program reads %s", value, formatName)
		}
	case "system":
		s.System = value
	case "source":
		s.Source = value
	case "evidence":
		s.Evidence = Evidence(value)
		switch s.Evidence {
		case Documented, Observed, Inferred, Choice:
		default:
			p.fail("evidence is documented, observed, inferred or choice, not %q", value)
		}
	case "rows":
		for r := range strings.SplitSeq(value, " ") {
			n, err := strconv.Atoi(r)
			if err != nil || n < 1 {
				p.fail("rows are whole numbers with one blank between them; %q is none", r)
				return
			}
			s.Rows = append(s.Rows, n)
		}
	case "clock":
		s.Clock = p.instant(value)
	case "seed":
		if s.Seed, err = hex.DecodeString(value); err != nil {
			p.fail("a seed is written in hex: %v", err)
		}
	case "set":
		s.Set = p.setting(s.Set, value)
	default:
		p.fail("%q is no key of a transcript; there are format, system, source, evidence, rows, clock, seed and set", key)
	}
}

func (p *parser) instant(value string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, value)
	if err != nil || t.IsZero() {
		p.fail("%q is no instant; write it as 2005-11-07T10:00:00Z or with an offset", value)
	}
	return t
}

// setting reads one more setting of a list, in which none stands twice.
func (p *parser) setting(list []Setting, line string) []Setting {
	name, value, ok := strings.Cut(line, " = ")
	if !ok || name == "" || name != strings.TrimSpace(name) {
		p.fail("%q is no setting of the form \"name = value\"", line)
	}
	if slices.ContainsFunc(list, func(s Setting) bool { return s.Name == name }) {
		p.fail("%s is set here for the second time", name)
	}
	return append(list, Setting{Name: name, Value: value})
}

// order checks that the events make a story.
func (p *parser) order() {
	last, answered := 0, map[int]bool{}
	for i, e := range p.story.Events { // each entry is one
		p.line = p.titles[i]
		switch e := e.(type) {
		case *Request:
			if e.Number != last+1 {
				p.fail("request %d stands where request %d should: they are numbered in the order they are sent", e.Number, last+1)
			}
			last = e.Number
		case *Response:
			if e.Number > last || answered[e.Number] {
				p.fail("response %d has no request before it, or stands here twice", e.Number)
			}
			answered[e.Number] = true
		case *HangUp:
			if e.Number > last || answered[e.Number] {
				p.fail("the client of request %d cannot hang up: it waits for nothing", e.Number)
			}
			answered[e.Number] = true
		case *Given:
			if e.Number != last+1 {
				p.fail("what is given of request %d stands right before it", e.Number)
			}
		case *Loss:
			if e.Number != last+1 {
				p.fail("lose %d stands right before request %d", e.Number, e.Number)
			}
		}
	}
}

// canonical refuses what Format would write otherwise.
func (p *parser) canonical(text []byte) {
	written := Format(p.story)
	if bytes.Equal(written, text) {
		return
	}
	p.line = 1
	a, b := strings.Split(string(text), "\n"), strings.Split(string(written), "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			p.line = i + 1
			p.fail("this line is written %q", b[i])
		}
	}
	p.line = min(len(a), len(b))
	p.fail("the file ends differently from how it is written: it ends in one newline")
}
