package reader

import (
	"strings"
	"unicode/utf8"
)

// reference reads the reference that begins with the "&" at an offset.
func (p *parser) reference(at int) (r rune, size int, err error) {
	r, size = expand(p.src[at:])
	switch {
	case size == 0:
		return 0, 0, p.badReference(at)
	case !IsChar(r):
		return 0, 0, p.fail(BadCharacter, at, "", "a reference to the character U+%04X, which is not allowed", r)
	}
	return r, size, nil
}

// badReference words what is wrong with a reference that expand does not know.
func (p *parser) badReference(at int) error {
	save := p.pos
	defer func() { p.pos = save }()
	p.pos = at + 1
	name, err := p.name()
	if err == nil && name.prefix == "" && p.pos < len(p.src) && p.src[p.pos] == ';' {
		return p.fail(BadEntity, at, name.local, "the entity %q is not declared", name.local)
	}
	return p.fail(BadEntity, at, "", `"&" does not begin a reference`)
}

// expand decodes the reference at the beginning of s. Its size is 0 if it is none. The character need not
// be one that XML allows.
func expand(s string) (r rune, size int) {
	for _, e := range [...]struct {
		text string
		r    rune
	}{{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}} {
		if strings.HasPrefix(s, e.text) {
			return e.r, len(e.text)
		}
	}
	if !strings.HasPrefix(s, "&#") {
		return 0, 0
	}
	base, i := rune(10), len("&#")
	if strings.HasPrefix(s, "&#x") {
		base, i = 16, len("&#x")
	}
	start := i
	for ; i < len(s); i++ {
		n := digit(s[i])
		if n >= base {
			break
		}
		// Beyond the last character it is wrong whatever follows, and must not overflow.
		r = min(r*base+n, utf8.MaxRune+1)
	}
	if i == start || i == len(s) || s[i] != ';' {
		return 0, 0
	}
	return r, i + 1
}

// digit returns the value of a hexadecimal digit, and something beyond all bases for what is none.
func digit(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10
	}
	return 99
}

// unescape decodes character data that was checked before.
func unescape(s string, how form) string {
	var b strings.Builder
	b.Grow(len(s))
	appendTo(&b, s, how)
	return b.String()
}

func appendTo(b *strings.Builder, s string, how form) {
	if how == plain {
		b.WriteString(s)
		return
	}
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '&' && how != section:
			r, n := expand(s[i:])
			b.WriteRune(r)
			i += n
			continue
		case c == '\r':
			// CR LF and CR alone are one line end, LF (XML 1.0, section 2.11).
			if i+1 < len(s) && s[i+1] == '\n' {
				i++
			}
			b.WriteByte(lineEnd(how))
		case c == '\n':
			b.WriteByte(lineEnd(how))
		case c == '\t' && how == inValue:
			b.WriteByte(' ')
		default:
			b.WriteByte(c)
		}
		i++
	}
}

func lineEnd(how form) byte {
	if how == inValue {
		return ' '
	}
	return '\n'
}
