package reader

import (
	"encoding/binary"
	"unicode/utf8"
)

// Classes of ASCII characters.
const (
	nameStart = 1 << iota // may begin a name; the colon may not, it parts prefix and name
	nameByte              // may stand in a name
	space
	special // in an attribute value: ends it, is not allowed, or stands for something else
)

var class = classes()

func classes() (t [256]uint8) {
	for c := range 128 {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_':
			t[c] = nameStart | nameByte
		case c >= '0' && c <= '9', c == '-', c == '.':
			t[c] = nameByte
		case c == ' ':
			t[c] = space
		case c == '\t', c == '\n', c == '\r':
			t[c] = space | special
		case c == '"', c == '\'', c == '<', c == '&':
			t[c] = special
		}
	}
	return t
}

func isSpace(c byte) bool { return class[c]&space != 0 }

// isNameStart is NameStartChar of XML 1.0, fifth edition, without the colon.
func isNameStart(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return class[r]&nameStart != 0
	case r < 0x300:
		return r >= 0xC0 && r != 0xD7 && r != 0xF7
	case r < 0x2000:
		return r >= 0x370 && r != 0x37E
	case r < 0x3001:
		return r == 0x200C || r == 0x200D || r >= 0x2070 && r <= 0x218F || r >= 0x2C00 && r <= 0x2FEF
	}
	return r <= 0xD7FF || r >= 0xF900 && r <= 0xFDCF || r >= 0xFDF0 && r <= 0xFFFD || r >= 0x10000 && r <= 0xEFFFF
}

// isNameChar is NameChar of XML 1.0, fifth edition, without the colon.
func isNameChar(r rune) bool {
	if r < utf8.RuneSelf {
		return class[r]&nameByte != 0
	}
	return isNameStart(r) || r == 0xB7 || r >= 0x300 && r <= 0x36F || r == 0x203F || r == 0x2040
}

// IsChar is Char of XML 1.0: what may stand in a document at all.
func IsChar(r rune) bool {
	switch {
	case r < 0x20:
		return r == '\t' || r == '\n' || r == '\r'
	case r <= 0xD7FF:
		return true
	}
	return r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune
}

// survey looks for the first byte that cannot stand in a document, be it broken UTF-8 or a character that
// XML does not allow. It takes eight bytes of plain ASCII at a time, which is what requests are made of.
// bad is len(b) when all is well.
func survey(b []byte) (bad int, ascii bool) {
	const high, twenty = 0x8080808080808080, 0x2020202020202020
	ascii = true
	for i := 0; i < len(b); {
		if i+8 <= len(b) {
			// No high bit in w: all below 0x80. No borrow in w-twenty: all from 0x20 on.
			if w := binary.LittleEndian.Uint64(b[i:]); (w|(w-twenty))&high == 0 {
				i += 8
				continue
			}
		}
		if b[i] < utf8.RuneSelf {
			if !IsChar(rune(b[i])) {
				return i, ascii
			}
			i++
			continue
		}
		ascii = false
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 || !IsChar(r) {
			return i, ascii
		}
		i += n
	}
	return len(b), ascii
}
