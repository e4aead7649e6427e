package main

import (
	"io"
	"os"
	"strconv"

	"github.com/fatih/color"

	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

// style is how a report looks on a writer.
func style(when string, out io.Writer) diff.Style {
	s := diff.Style{}
	if isTerminal(out) {
		s.Width = reportWidth(out.(*os.File))
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

// narrowest is the least width of a report: in less, nothing could be read.
const narrowest = 40

// reportWidth is how wide a report is on a terminal. Shells know it, and seldom export it.
func reportWidth(terminal *os.File) int {
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n >= narrowest {
		return n
	}
	if n := columns(terminal); n > 0 {
		return max(n, narrowest)
	}
	return helpWidth
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
