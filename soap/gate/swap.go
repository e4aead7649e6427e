package gate

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"strconv"
	"unicode/utf8"
)

// swap reads a body in which one text stands for another: wherever from is a whole text of XML, a whole value of an attribute
// or a whole string of JSON. All else stays byte for byte. It holds back no more than what may still become from. What is
// neither XML nor JSON goes through as it is.
type swap struct {
	source   io.Reader
	from, to string
	piece    []byte // for reading
	out      []byte // to be read
	err      error  // that comes behind it

	state  func(s *swap, c byte)
	quote  byte   // that ends the attribute
	markup []byte // what has come of the beginning of some markup, or the last bytes of a comment, to know its end by
	end    string // of the comment or the like

	form    form   // of the value
	held    []byte // the value so far, as it is written, nil when it is not from
	open    bool   // the value can still be from
	matched int    // how much of from it was
	lead    int    // how many bytes of white space it began with
	trail   int    // and ended with
	escape  []byte // of a reference, as far as it has come
}

// form is how a value is written.
type form int

const (
	inMarkup form = iota // with references, white space at both ends does not count
	inCDATA              // as it is
	inJSON               // with escapes
)

// newSwap reads from a source.
func newSwap(source io.Reader, from, to string) *swap {
	return &swap{source: source, from: from, to: to, piece: make([]byte, 16<<10), state: (*swap).start}
}

// swapped is a whole body with one text in place of another.
func swapped(body []byte, from, to string) []byte {
	out, err := io.ReadAll(newSwap(bytes.NewReader(body), from, to))
	if err != nil { // a reader of bytes has none
		return body
	}
	return out
}

// Read implements io.Reader.
func (s *swap) Read(p []byte) (int, error) {
	for len(s.out) == 0 {
		if s.err != nil {
			return 0, s.err
		}
		var n int
		n, s.err = s.source.Read(s.piece)
		s.out = s.out[:0]
		for _, c := range s.piece[:n] {
			s.state(s, c)
		}
		if s.err != nil {
			s.release()
		}
	}
	n := copy(p, s.out)
	s.out = s.out[n:]
	return n, nil
}

// start finds out what the body is.
func (s *swap) start(c byte) {
	switch c {
	case ' ', '\t', '\r', '\n', 0xef, 0xbb, 0xbf: // white space, or a byte order mark
		s.out = append(s.out, c)
	case '<':
		s.beginMarkup(c)
	case '{', '[':
		s.state = (*swap).json
		s.out = append(s.out, c)
	case '"':
		s.state = (*swap).json
		s.json(c)
	default:
		s.state = (*swap).through
		s.out = append(s.out, c)
	}
}

func (s *swap) through(c byte) { s.out = append(s.out, c) }

func (s *swap) beginMarkup(c byte) {
	s.out = append(s.out, c)
	s.state, s.markup = (*swap).anyMarkup, s.markup[:0]
}

// anyMarkup is after a <, until it is clear what began there.
func (s *swap) anyMarkup(c byte) {
	s.out = append(s.out, c)
	s.markup = append(s.markup, c)
	switch m := string(s.markup); {
	case m == "?":
		s.skip("?>")
	case m == "!--":
		s.skip("-->")
	case m == "![CDATA[":
		s.value(inCDATA)
		s.state = (*swap).cdata
	case bytes.HasPrefix([]byte("!--"), s.markup), bytes.HasPrefix([]byte("![CDATA["), s.markup):
	case c == '>':
		s.beginText()
	case m[0] == '!':
		s.skip(">")
	default:
		s.state = (*swap).tag
	}
}

// skip passes over what has an end of its own.
func (s *swap) skip(end string) {
	s.state, s.end, s.markup = (*swap).skipping, end, s.markup[:0]
}

func (s *swap) skipping(c byte) {
	s.out = append(s.out, c)
	if s.markup = append(s.markup, c); len(s.markup) > len(s.end) {
		s.markup = append(s.markup[:0], s.markup[1:]...)
	}
	if string(s.markup) == s.end {
		s.beginText()
	}
}

func (s *swap) tag(c byte) {
	s.out = append(s.out, c)
	switch c {
	case '>':
		s.beginText()
	case '"', '\'':
		s.quote = c
		s.value(inMarkup)
		s.state = (*swap).attribute
	}
}

func (s *swap) attribute(c byte) {
	if c != s.quote {
		s.take(c)
		return
	}
	s.finish()
	s.out = append(s.out, c)
	s.state = (*swap).tag
}

func (s *swap) beginText() {
	s.value(inMarkup)
	s.state = (*swap).text
}

func (s *swap) text(c byte) {
	if c != '<' {
		s.take(c)
		return
	}
	s.finish()
	s.beginMarkup(c)
}

// cdata ends with ]]>, which no id has in it.
func (s *swap) cdata(c byte) {
	const end = "]]>"
	s.markup = append(s.markup, c)
	for len(s.markup) > 0 && !bytes.HasPrefix([]byte(end), s.markup) {
		first := s.markup[0]
		s.markup = append(s.markup[:0], s.markup[1:]...)
		s.take(first)
	}
	if string(s.markup) != end {
		return
	}
	s.finish()
	s.out = append(s.out, end...)
	s.beginText()
}

func (s *swap) json(c byte) {
	s.out = append(s.out, c)
	if c == '"' {
		s.value(inJSON)
		s.state = (*swap).jsonString
	}
}

func (s *swap) jsonString(c byte) {
	if c == '"' && len(s.escape) != 1 { // one is a backslash just before it
		s.finish()
		s.out = append(s.out, c)
		s.state = (*swap).json
		return
	}
	s.take(c)
}

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
		s.out = append(s.out, quoted[1:len(quoted)-1]...)
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
