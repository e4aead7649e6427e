package mask

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"strings"
)

// Literal returns a message in which what looks like a placeholder stands for itself, once it is filled by [FillRequest]: "${" is
// "$${" there. What records a client puts a request through it before the secrets in it are hidden.
func Literal(m Message) Message {
	escape := func(s string) string { return strings.ReplaceAll(s, "${", "$${") }
	m = m.clone()
	m.Start = escape(m.Start)
	for i := range m.Fields {
		m.Fields[i].Value = escape(m.Fields[i].Value)
	}
	if bytes.Contains(m.Body, []byte("${")) {
		m.Body = []byte(escape(string(m.Body)))
	}
	return m
}

var (
	// slotHere is a placeholder at the beginning of a text.
	slotHere = regexp.MustCompile(`^(?:` + placeholder.String() + `)`)
	// alikeHere is what somebody may have meant as one. What is within braces otherwise, in bytes by chance or in a script, is none.
	alikeHere = regexp.MustCompile(`^\$\{ *[A-Za-z][^{}"<>\r\n]{0,200}\}|^\$\{ *(?:secret|basic|digest|ntlm|negotiate)\b[^{}"<>\r\n]{0,40}`)
)

// UnknownError says that something in a request looks like a placeholder, and is none.
type UnknownError struct{ Text string }

// Error names those that there are.
func (e *UnknownError) Error() string {
	return fmt.Sprintf("mask: %s is no placeholder of a request: there are ${secret NAME}, ${basic USER}, ${digest USER}, ${ntlm USER} and ${negotiate USER} "+
		"(a literal ${ is written $${)", e.Text)
}

// request fills a text of a request, and remembers what it does not know.
func (f *filler) request(text string, form syntax) string {
	var out strings.Builder
	for {
		at := strings.Index(text, "${")
		switch {
		case at < 0:
			return out.String() + text
		case at > 0 && text[at-1] == '$':
			out.WriteString(text[:at-1] + "${")
			text = text[at+len("${"):]
			continue
		}
		out.WriteString(text[:at])
		text = text[at:]
		if found := slotHere.FindString(text); found != "" {
			out.WriteString(f.slot(found, form))
			text = text[len(found):]
			continue
		}
		if found := alikeHere.FindString(text); found != "" {
			f.unknown = cmp.Or(f.unknown, error(&UnknownError{found}))
		}
		out.WriteString("${")
		text = text[len("${"):]
	}
}
