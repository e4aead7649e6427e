package writer

import (
	"strconv"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// Escapes says what is written otherwise than by default. The zero value: in text & < > and CR are written
// as references, in attribute values & < " and tab, LF, CR; everything else stands as it is, in UTF-8.
// References by number have upper-case hexadecimal digits (&#xD;).
type Escapes struct {
	QuoteInText    bool // " as &quot; in text too
	AposInText     bool // ' as &apos; in text too
	GreaterInValue bool // > as &gt; in attribute values too
	AposInValue    bool // ' as &apos; in attribute values too
	NonASCII       bool // characters from U+0080 on as &#x..;, as Axis 1.x does

	// Loose writes characters that XML 1.0 does not allow as references (&#x1;), which a strict reader
	// refuses, as SQL Server does with CHARACTER_SET = SQL. Otherwise they become U+FFFD, as do bytes that
	// are not UTF-8 in any case.
	Loose bool
}

// place is one of the two places of escaped text, and the mark of a byte that must be looked at there.
type place uint8

const (
	inText place = 1 << iota
	inValue
)

// lookAt marks the bytes that may not stand as they are, whatever the Escapes.
var lookAt = looks()

func looks() (t [256]place) {
	for c := range t {
		if c < 0x20 || c >= utf8.RuneSelf {
			t[c] = inText | inValue
		}
	}
	t['\t'], t['\n'] = inValue, inValue
	for _, c := range `&<>"'` {
		t[c] = inText | inValue
	}
	return t
}

func (w *Writer) escape(s string, where place) {
	done := 0
	for i := 0; i < len(s); {
		if lookAt[s[i]]&where == 0 {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !w.asIs(r, size, where) {
			w.buf = append(w.buf, s[done:i]...)
			w.reference(r, size)
			done = i + size
		}
		i += size
	}
	w.buf = append(w.buf, s[done:]...)
}

// asIs says whether a character that must be looked at may stand as it is after all.
func (w *Writer) asIs(r rune, size int, where place) bool {
	text := where == inText
	switch {
	case r == utf8.RuneError && size == 1, !reader.IsChar(r):
		return false
	case r >= utf8.RuneSelf:
		return !w.Escapes.NonASCII
	case r == '"':
		return text && !w.Escapes.QuoteInText
	case r == '\'':
		return text && !w.Escapes.AposInText || !text && !w.Escapes.AposInValue
	case r == '>':
		return !text && !w.Escapes.GreaterInValue
	}
	return false
}

// reference writes a character that cannot stand as it is.
func (w *Writer) reference(r rune, size int) {
	switch r {
	case '&':
		w.buf = append(w.buf, "&amp;"...)
	case '<':
		w.buf = append(w.buf, "&lt;"...)
	case '>':
		w.buf = append(w.buf, "&gt;"...)
	case '"':
		w.buf = append(w.buf, "&quot;"...)
	case '\'':
		w.buf = append(w.buf, "&apos;"...)
	default:
		if !reader.IsChar(r) && !w.Escapes.Loose || r == utf8.RuneError && size == 1 {
			r = utf8.RuneError
			if !w.Escapes.NonASCII {
				w.buf = utf8.AppendRune(w.buf, r)
				return
			}
		}
		w.number(r)
	}
}

// number writes a reference by number.
func (w *Writer) number(r rune) {
	w.buf = append(w.buf, "&#x"...)
	start := len(w.buf)
	w.buf = strconv.AppendInt(w.buf, int64(r), 16)
	for i, c := range w.buf[start:] {
		if c >= 'a' {
			w.buf[start+i] = c - ('a' - 'A')
		}
	}
	w.buf = append(w.buf, ';')
}
