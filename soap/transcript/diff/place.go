package diff

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/wide"
	"github.com/soapstone-dev/soapstone/soap/near"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// piece is a part of an expected text: literal text, or a placeholder.
type piece struct {
	literal string
	name    string // "" for literal text
	source  string // as written
	pattern string // a regular expression for what may stand there
	// offset and window are those of a time; window is negative when any instant will do.
	offset, window time.Duration
}

// placeholders are all that there are, in order, each with what may stand in its place, as a regular expression.
var placeholders = []struct{ name, pattern string }{
	{"absent", ``},
	{"any", `.*`},
	{"hash", `[0-9A-Za-z+/=_.!%-]{16,}`},
	{"match", ``}, // what it says itself
	{"number", `[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`},
	{"optional", `.*`},
	{"time", timePatterns},
	{"uuid", `\{?[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\}?`},
}

func placeholderNames() (names []string) {
	for _, p := range placeholders {
		names = append(names, p.name)
	}
	return names
}

// others are the names of placeholders that are not ours: they stand for values of requests, and package mask owns them.
func others() []string { return []string{"secret", "basic", "digest", "ntlm", "negotiate"} }

// Literal writes a text so that nothing in it is a placeholder: "${" becomes "$${". What records answers puts them
// through it.
func Literal(s string) string { return strings.ReplaceAll(s, "${", "$${") }

// LiteralMessage is a message of which nothing is a placeholder: see [Literal].
func LiteralMessage(m *transcript.Message) *transcript.Message {
	out := &transcript.Message{Start: Literal(m.Start), Body: m.Body}
	for _, f := range m.Fields {
		out.Fields = append(out.Fields, transcript.Field{Name: f.Name, Value: Literal(f.Value)})
	}
	if order, ok := wide.Order(m.Body); ok { // where they are read as well
		out.Body = wide.Change(m.Body, order, Literal)
	} else if bytes.Contains(m.Body, []byte("${")) {
		out.Body = []byte(Literal(string(m.Body)))
	}
	return out
}

// Pattern is the first placeholder in a text that stands for what differs from run to run, as it is written; "" when there is
// none. Those are for who compares with this package alone.
func Pattern(s string) string {
	pieces, err := parsePieces(s)
	if err != nil {
		return ""
	}
	for _, p := range pieces {
		if p.name != "" {
			return p.source
		}
	}
	return ""
}

// parsePieces parts a text at its placeholders. The error says which one cannot be read, and why.
func parsePieces(s string) (pieces []piece, err error) {
	var text strings.Builder
	end := func() {
		if text.Len() > 0 {
			pieces = append(pieces, piece{literal: text.String()})
			text.Reset()
		}
	}
	for s != "" {
		i := strings.Index(s, "${")
		if i < 0 {
			break
		}
		if i > 0 && s[i-1] == '$' {
			text.WriteString(s[:i-1] + "${")
			s = s[i+2:]
			continue
		}
		text.WriteString(s[:i])
		s = s[i:]
		length := closing(s)
		if length < 0 {
			begin, _, _ := strings.Cut(s, "\n")
			return nil, &unreadable{begin, fmt.Errorf("%s has no closing brace (a literal ${ is written $${)", clip(s, 40))}
		}
		source := s[:length]
		s = s[length:]
		name, argument, _ := strings.Cut(source[2:length-1], " ")
		if verb, _, _ := strings.Cut(name, ":"); slices.Contains(others(), verb) {
			text.WriteString(source)
			continue
		}
		p, err := newPiece(name, strings.TrimSpace(argument), source)
		if err != nil {
			return nil, &unreadable{source, err}
		}
		end()
		pieces = append(pieces, p)
	}
	text.WriteString(s)
	end()
	return pieces, nil
}

// unreadable is why a placeholder cannot be read.
type unreadable struct {
	source string // as written
	error
}

// closing returns the length of a placeholder at the beginning of s, -1 when it does not end. Braces inside are in pairs,
// or have a backslash before them.
func closing(s string) int {
	open := 0
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '{':
			open++
		case '}':
			if open--; open == 0 {
				return i + 1
			}
		}
	}
	return -1
}

func newPiece(name, argument, source string) (piece, error) {
	p := piece{name: name, source: source, window: -1}
	i := slices.Index(placeholderNames(), name)
	if i < 0 {
		return p, unknownPlaceholder(name, source)
	}
	p.pattern = placeholders[i].pattern
	switch {
	case name == "match":
		if argument == "" {
			return p, fmt.Errorf("%s names no regular expression: write ${match REGEX}", source)
		}
		if _, err := regexp.Compile(argument); err != nil {
			return p, fmt.Errorf("%s: %w", source, err)
		}
		p.pattern = argument
	case name == "time" && argument != "":
		return p, p.span(argument)
	case argument != "":
		return p, fmt.Errorf("%s: ${%s} takes nothing more", source, name)
	}
	return p, nil
}

func unknownPlaceholder(name, source string) error {
	word, _, _ := strings.Cut(name, ":")
	if meant := near.Word(word, slices.Concat(placeholderNames(), others())); meant != "" {
		return fmt.Errorf("%s is no placeholder: is %s meant? (a literal ${ is written $${)", clip(source, 60), clip(strings.Replace(source, word, meant, 1), 60))
	}
	return fmt.Errorf("%s is no placeholder: there are %s (a literal ${ is written $${)", clip(source, 60), strings.Join(placeholderNames(), ", "))
}

// span reads what follows in ${time +30m ±5s}: by how much the instant lies after that of the answer, and by how much
// it may be off.
func (p *piece) span(argument string) error {
	bad := func() error {
		return fmt.Errorf(`%s: after time stand "+20m" or "-20m" from the answer on, "±5s" or "+-5s", or both`, p.source)
	}
	p.window = time.Minute
	words := strings.Fields(argument)
	if len(words) > 2 {
		return bad()
	}
	for i, word := range words {
		rest, isWindow := strings.CutPrefix(word, "±")
		if !isWindow {
			rest, isWindow = strings.CutPrefix(word, "+-")
		}
		d, err := time.ParseDuration(rest)
		switch {
		case err != nil:
			return bad()
		case isWindow && d >= 0:
			p.window = d
		case !isWindow && i == 0 && strings.ContainsAny(rest[:1], "+-"):
			p.offset = d
		default:
			return bad()
		}
	}
	return nil
}
