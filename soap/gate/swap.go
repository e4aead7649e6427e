package gate

import (
	"bytes"
	"io"
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
			if s.form == inCDATA { // the beginning of an end that does not come
				s.out, s.markup = append(s.out, s.markup...), s.markup[:0]
			}
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
	case '"', '\'':
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

// json is JSON between its strings, which lax clients put between single quotes.
func (s *swap) json(c byte) {
	s.out = append(s.out, c)
	if c == '"' || c == '\'' {
		s.quote = c
		s.value(inJSON)
		s.state = (*swap).jsonString
	}
}

func (s *swap) jsonString(c byte) {
	if c == s.quote && len(s.escape) != 1 { // one is a backslash just before it
		s.finish()
		s.out = append(s.out, c)
		s.state = (*swap).json
		return
	}
	s.take(c)
}
