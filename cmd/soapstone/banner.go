package main

import (
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// announce prints the banner. Programs read its first two lines.
func (s *server) announce(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "soapstone: listening on %s\n", s.emulated.url("http"))
	fmt.Fprintf(&b, "soapstone: admin on %s\n", s.admin.url("http"))
	if s.secure != nil {
		fmt.Fprintf(&b, "soapstone: listening on %s\n", s.secure.url("https"))
	}
	for _, p := range s.places() {
		if p.WSDL != "" { // the others are for clients that have begun at one of these
			fmt.Fprintf(&b, "%s\n", p.line())
		}
	}
	for _, line := range answerLines(s.world.Answers()) {
		fmt.Fprintln(&b, line)
	}
	_, err := io.WriteString(out, s.options.log.lines(slog.LevelInfo, b.String()))
	return err
}

// answerLines say of each system how many files answer, and which do not as they were meant to.
func answerLines(all []world.Answers) (lines []string) {
	for _, a := range all {
		lines = append(lines, fmt.Sprintf("%s: answers in files: %d", a.System, a.Answers))
		for _, d := range a.Damaged {
			lines = append(lines, fmt.Sprintf("%s: damaged: %s", a.System, d))
		}
		for _, d := range a.Unused {
			lines = append(lines, fmt.Sprintf("%s: unused: %s", a.System, d))
		}
		for _, d := range a.Doubtful {
			lines = append(lines, fmt.Sprintf("%s: doubtful: %s", a.System, d))
		}
	}
	return lines
}
