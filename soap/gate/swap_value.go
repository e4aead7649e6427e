package gate

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strconv"
	"unicode/utf8"
)

// value begins a value.
func (s *swap) value(f form) {
	s.form, s.open, s.held, s.escape = f, true, s.held[:0], s.escape[:0]
	s.matched, s.lead, s.trail = 0, 0, 0
	if f == inCDATA {
		s.markup = s.markup[:0]
	}
}

// take takes the next byte of a value.
func (s *swap) take(c byte) {
	if !s.open {
		s.out = append(s.out, c)
		s.skipEscape(c)
		return
	}
	s.held = append(s.held, c)
	if !s.match(c) {
		s.release()
	}
}

// skipEscape keeps an escaped quote from ending a string that is nothing to us.
func (s *swap) skipEscape(c byte) {
	switch {
	case s.form != inJSON:
	case len(s.escape) > 0:
		s.escape = s.escape[:0]
	case c == '\\':
		s.escape = append(s.escape, c)
	}
}

// release lets go of what was held back: it is not from.
func (s *swap) release() {
	s.out = append(s.out, s.held...)
	s.held, s.open = s.held[:0], false
	if s.form == inJSON && len(s.escape) > 1 { // the escape is over as far as the end of the string is concerned
		s.escape = s.escape[:0]
	}
}

// finish ends a value.
func (s *swap) finish() {
	if !s.open || s.matched < len(s.from) || len(s.escape) > 0 {
		s.release()
		return
	}
	s.out = append(s.out, s.held[:s.lead]...)
	switch s.form {
	case inMarkup:
		var b bytes.Buffer
		_ = xml.EscapeText(&b, []byte(s.to)) // a buffer takes everything
		s.out = append(s.out, b.Bytes()...)
	case inJSON:
		quoted, _ := json.Marshal(s.to) // a text can always be quoted
		s.out = append(s.out, bytes.ReplaceAll(quoted[1:len(quoted)-1], []byte("'"), []byte(`\u0027`))...)
	default:
		s.out = append(s.out, s.to...)
	}
	s.out = append(s.out, s.held[len(s.held)-s.trail:]...)
	s.held, s.open = s.held[:0], false
}

// match says whether a value is still from, or may become it, with one byte more.
func (s *swap) match(c byte) bool {
	switch {
	case len(s.escape) > 0:
		s.escape = append(s.escape, c)
		return s.matchEscape()
	case s.form == inMarkup && c == '&', s.form == inJSON && c == '\\':
		s.escape = append(s.escape, c)
		return s.trail == 0
	case s.form != inJSON && (c == ' ' || c == '\t' || c == '\r' || c == '\n'):
		switch s.matched {
		case 0:
			s.lead++
		case len(s.from):
			s.trail++
		default:
			return false
		}
		return true
	}
	return s.matchText([]byte{c})
}

func (s *swap) matchText(text []byte) bool {
	if s.trail > 0 || !bytes.HasPrefix([]byte(s.from[s.matched:]), text) {
		return false
	}
	s.matched += len(text)
	return true
}

// longestEscape is that of a reference such as &#x0000000041;.
const longestEscape = 16

// matchEscape looks at a reference of XML or an escape of JSON, once it is there as a whole.
func (s *swap) matchEscape() bool {
	e := string(s.escape)
	if s.form == inJSON {
		if e[1] == 'u' && len(e) < len(`\u0041`) {
			return true
		}
		var text string
		if json.Unmarshal([]byte(`"`+e+`"`), &text) != nil {
			return false
		}
		s.escape = s.escape[:0]
		return s.matchText([]byte(text))
	}
	if e[len(e)-1] != ';' {
		return len(e) < longestEscape
	}
	s.escape = s.escape[:0]
	r, ok := reference(e[1 : len(e)-1])
	return ok && s.matchText(utf8.AppendRune(nil, r))
}

// reference is the character that a reference of XML stands for.
func reference(name string) (r rune, ok bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	base := 10
	digits, found := bytes.CutPrefix([]byte(name), []byte("#"))
	if hex, ok := bytes.CutPrefix(digits, []byte("x")); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(string(digits), base, 31)
	return rune(n), found && err == nil
}
