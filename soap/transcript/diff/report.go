package diff

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Printer writes results for people. Its methods are called one after the other.
type Printer struct {
	w     io.Writer
	style Style
	err   error
}

// NewPrinter makes a report that is written to w as results come.
func NewPrinter(w io.Writer, style Style) *Printer { return &Printer{w: w, style: style} }

// Err returns the first error of the writer.
func (p *Printer) Err() error { return p.err }

func (p *Printer) line(parts ...string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.w, strings.TrimRight(strings.Join(parts, ""), " ")+"\n")
	}
}

// Story tells what differed in a story, or why it failed or was not run. Of a story that passed there is nothing to tell.
func (p *Printer) Story(r Result) {
	r = r.hidden(p.style.Hide)
	switch r.Verdict() {
	case Passed:
		return
	case NotRun:
		p.line(paint(p.style.NotRun, "not run"), "  ", Visible(r.Story), ": ", Visible(r.NotRun))
		return
	case Failed:
		p.line(paint(p.style.Differs, "failed"), "   ", paint(p.style.Title, Visible(r.Story)))
		p.line("  ", Visible(r.Error))
	default:
		p.line(paint(p.style.Differs, "differs"), "  ", paint(p.style.Title, Visible(r.Story)))
	}
	for _, s := range r.Steps {
		p.step(s)
	}
}

func (p *Printer) step(s Step) {
	p.line("  ", paint(p.style.Title, strings.TrimSpace(fmt.Sprintf("step %d  %s", s.Number, Visible(s.Operation)))))
	for _, d := range s.Differences {
		p.difference(d)
	}
}

const indent = "      "

func (p *Printer) difference(d Difference) {
	head := "    " + paint(p.style.weight(d.Weight), string(d.Kind)) + "  " + paint(p.style.Path, Visible(d.Path))
	if d.Kind == Limit && d.Want == "" && d.Got == "" {
		p.line("    ", paint(p.style.Hint, p.style.own(Visible(d.Hint))))
		return
	}
	p.line(head)
	p.values(d)
	if d.Hint != "" {
		p.line(indent, paint(p.style.Hint, p.style.own(Visible(d.Hint))))
	}
}

// sideBySide is from what width on values stand side by side.
const sideBySide = 100

func (p *Printer) values(d Difference) {
	want, got := []rune(p.value(d, d.Want)), []rune(p.value(d, d.Got))
	dots := p.style.sign("…", "...")
	switch {
	case d.Kind == Extra:
		p.line(indent, "got   ", viewOf(got, 0, len(got), p.room(), dots).painted(p.style.Got, p.style.Got))
		return
	case d.Kind == Missing:
		p.line(indent, "want  ", viewOf(want, 0, len(want), p.room(), dots).painted(p.style.Want, p.style.Want))
		return
	}
	s := stretchOf(want, got)
	if p.style.Width >= sideBySide {
		p.beside(viewOf(want, s.from, s.wantTo, p.half(), dots), viewOf(got, s.from, s.gotTo, p.half(), dots))
		return
	}
	for _, v := range []struct {
		word  string
		view  view
		color func(string) string
	}{
		{"want  ", viewOf(want, s.from, s.wantTo, p.room(), dots), p.style.Want},
		{"got   ", viewOf(got, s.from, s.gotTo, p.room(), dots), p.style.Got},
	} {
		p.line(indent, v.word, v.view.painted(v.color, p.style.Mark))
		if under := v.view.carets(); under != "" && p.style.Mark == nil {
			p.line(indent, "      ", under)
		}
	}
}

// room is how many characters of a value fit behind its word, 0 for all.
func (p *Printer) room() int {
	if p.style.Width == 0 {
		return 0
	}
	return max(20, p.style.Width-len(indent)-len("want  "))
}

// half is how many fit where two values stand in a line.
func (p *Printer) half() int { return (p.style.Width - len(indent) - len("want    got  ") - 2) / 2 }

func (p *Printer) beside(want, got view) {
	pad := strings.Repeat(" ", max(0, min(p.half(), max(len(want.text), 24))-len(want.text)))
	bar := p.style.sign("│", "|")
	p.line(indent, "want  ", want.painted(p.style.Want, p.style.Mark), pad, " ", bar, " got  ", got.painted(p.style.Got, p.style.Mark))
	left, right := want.carets(), got.carets()
	if p.style.Mark == nil && left+right != "" {
		width := len(want.text) + len(pad)
		p.line(indent, "      ", left, strings.Repeat(" ", width-utf8.RuneCountInString(left)), " ", bar, "      ", right)
	}
}

// value is a value as it is shown. White space that is all there is to see is made to be seen.
func (p *Printer) value(d Difference, s string) string {
	if s == "" {
		return orEmpty(d.Kind, s)
	}
	shown := p.style.own(Visible(s))
	if d.Kind == Space {
		return strings.ReplaceAll(shown, " ", p.style.sign("·", "_"))
	}
	if strings.TrimSpace(s) != s {
		return `"` + shown + `"`
	}
	return shown
}

// Causes tells the causes, one line each, and how many differences are in none of them.
func (p *Printer) Causes(causes []Cause, beyond int) {
	if len(causes) == 0 {
		return
	}
	p.line(paint(p.style.Title, plural(len(causes), "cause", "causes")+":"))
	counts, kinds := 0, 0
	for _, c := range causes {
		counts, kinds = max(counts, len(fmt.Sprint(c.Steps))), max(kinds, len(c.Kind))
	}
	for _, c := range causes {
		p.cause(c.hidden(p.style.Hide), counts, kinds)
	}
	if beyond > 0 {
		p.line("  and ", plural(beyond, "more difference", "more differences"), " of other causes")
	}
}

func (p *Printer) cause(c Cause, counts, kinds int) {
	count := fmt.Sprintf("%*d%s", counts, c.Steps, p.style.sign("×", "x"))
	kind := fmt.Sprintf("%-*s", kinds, c.Kind)
	path, change := p.style.own(Visible(shortPath(c.Path))), p.change(c)
	example := fmt.Sprintf("%s step %d", Visible(c.Example.File), c.Example.Step)
	if p.style.Width > 0 {
		room := p.style.Width - len("  ") - counts - 1 - 2 - kinds - 2 - 2 - 2
		path, change, example = fit(room, path, change, example, p.style.sign("…", "..."))
	}
	if change != "" {
		change += "  "
	}
	p.line("  ", paint(p.style.Differs, count), "  ", paint(p.style.weight(c.Weight), kind), "  ", paint(p.style.Path, path), "  ", change,
		paint(p.style.Hint, example))
}

// change says what was and what came.
func (p *Printer) change(c Cause) string {
	want, got := p.style.own(Visible(c.Want)), p.style.own(Visible(c.Got))
	switch {
	case (c.Kind == Missing || c.Kind == Extra) && strings.Contains(c.Want+c.Got, "⟨…⟩"):
		if inside := beginning(c.Want + c.Got); inside != "" {
			return map[Kind]string{Missing: "want ", Extra: "got "}[c.Kind] + p.style.own(Visible(inside))
		}
		return "" // they have other values each time
	case c.Kind == Missing:
		return "want " + orEmpty(c.Kind, want)
	case c.Kind == Extra:
		return "got " + orEmpty(c.Kind, got)
	case want == got, c.Kind == Space, c.Kind == Order && strings.Contains(c.Want+c.Got, "⟨…⟩"):
		if c.Hint == "" {
			return want + p.style.sign(" → ", " -> ") + "another"
		}
		return p.style.own(Visible(c.Hint))
	}
	return orEmpty(c.Kind, want) + p.style.sign(" → ", " -> ") + orEmpty(c.Kind, got)
}

// beginning is how elements begin that hold others, as far as all of them do: their path tells only the outermost.
func beginning(value string) string {
	common, _, _ := strings.Cut(namespaces.ReplaceAllString(value, ""), "⟨")
	const longest = 60
	common = common[:min(len(common), longest)]
	common = common[:strings.LastIndexByte(common, '>')+1]
	if !strings.HasPrefix(common, "<") || strings.Count(common, "<") < 2 {
		return ""
	}
	return common + "⟨…⟩"
}

// namespaces finds their declarations.
var namespaces = regexp.MustCompile(`\sxmlns(?::[\w.-]+)?=(?:"[^"]*"|'[^']*')`)

// orEmpty is a value, or what stands for one that is not there.
func orEmpty(k Kind, s string) string {
	switch {
	case s != "":
		return s
	case k == Namespace || k == Header:
		return "(none)"
	}
	return "(empty)"
}

// shortPath leaves out what every path in an envelope begins with.
func shortPath(path string) string {
	for _, common := range []string{"/Envelope/Body/", "/Envelope/"} {
		if rest, ok := strings.CutPrefix(path, common); ok {
			return rest
		}
	}
	return path
}

// fit shortens what a cause says to a number of characters: of what changed the middle, of the path and the example the
// beginning, each only as far as it must be.
func fit(room int, path, change, example, dots string) (string, string, string) {
	length := utf8.RuneCountInString
	change = cutMiddle(change, max(room*2/5, room-length(path)-length(example)), dots)
	path = cutLeft(path, max(room*3/10, room-length(change)-length(example)), dots)
	return path, change, cutLeft(example, room-length(change)-length(path), dots)
}

// cutLeft leaves the end of a text, from a step of the path on where there is one near.
func cutLeft(s string, n int, dots string) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	rest := string(r[len(r)-max(0, n-utf8.RuneCountInString(dots)):])
	if i := strings.IndexByte(rest, '/'); i > 0 && i < len(rest)-n/3 {
		rest = rest[i:]
	}
	return dots + rest
}

func cutMiddle(s string, n int, dots string) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	room := max(2, n-utf8.RuneCountInString(dots))
	return string(r[:room-room/2]) + dots + string(r[len(r)-room/2:])
}

// Summary tells the counts.
func (p *Printer) Summary(c Counts) {
	color := p.style.Passed
	switch {
	case c.Differ+c.Failed > 0:
		color = p.style.Differs
	case c.NotRun > 0:
		color = p.style.NotRun
	}
	p.line(paint(color, c.String()))
}
