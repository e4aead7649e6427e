package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

// shown is a text of lines as a terminal may have it. Much of what we tell comes from somebody else: names of files and of what is in
// them, what a server or a recording says. None of that gives the terminal a command, which could hide the line above.
func shown(text string) string {
	var out strings.Builder
	for text != "" {
		at := strings.IndexAny(text, "\n\t")
		if at < 0 {
			at = len(text)
		}
		out.WriteString(diff.Visible(text[:at]))
		out.WriteString(text[at:min(at+1, len(text))])
		text = text[min(at+1, len(text)):]
	}
	return out.String()
}

// show writes what is told of others.
func show(out io.Writer, format string, args ...any) {
	_, _ = io.WriteString(out, shown(fmt.Sprintf(format, args...))) // a report; nobody can be told
}
