package main

import (
	"fmt"
	"io"
	"strings"
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
	for _, a := range s.world.Answers() {
		fmt.Fprintf(&b, "%s: answers in files: %d\n", a.System, a.Answers)
		for _, d := range a.Damaged {
			fmt.Fprintf(&b, "%s: damaged: %s\n", a.System, d)
		}
		for _, d := range a.Unused {
			fmt.Fprintf(&b, "%s: unused: %s\n", a.System, d)
		}
		for _, d := range a.Doubtful {
			fmt.Fprintf(&b, "%s: doubtful: %s\n", a.System, d)
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}
