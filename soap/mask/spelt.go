package mask

import (
	"bytes"
	"encoding/hex"
	"html"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// escapes are the ways of spelling that a text shows by a sign, though nobody says in what it is written: comments, scripts
// and lines of a log.
var escapes = []struct {
	in   syntax
	sign string
}{{inXML, "&"}, {inJSON, `\`}, {inURL, "%"}, {inSQL, "''"}}

// replace hides the secrets that stand in a text, as they are or spelt with escapes. Placeholders that are there are left
// alone.
func (w *walk) replace(s string) string { return w.replaceIn(s, inText) }

// replaceIn is replace for a text that is itself spelt in some syntax, which is that of its place.
func (w *walk) replaceIn(s string, own syntax) string {
	if len(w.run.index) == 0 {
		return s
	}
	s = betweenSlots(s, w.replacePlain)
	for _, e := range escapes {
		if !strings.Contains(s, e.sign) {
			continue
		}
		inner := w
		if e.in != own && !(e.in == inURL && own == inForm) {
			inner = w.in(e.in)
		}
		s = betweenSlots(s, func(part string) string {
			if !strings.Contains(part, e.sign) {
				return part
			}
			var out strings.Builder
			for line := range strings.Lines(part) { // no secret has two, and what is decoded takes room
				if strings.Contains(line, e.sign) {
					line = inner.replaceSpelt(line, e.in)
				}
				out.WriteString(line)
			}
			return out.String()
		})
	}
	return s
}

// betweenSlots changes what stands around placeholders.
func betweenSlots(s string, change func(string) string) string {
	if !strings.Contains(s, "${") {
		return change(s)
	}
	var out strings.Builder
	from := 0
	for _, p := range slotsIn(s) {
		out.WriteString(change(s[from:p[0]]) + s[p[0]:p[1]])
		from = p[1]
	}
	return out.String() + change(s[from:])
}

// replacePlain hides secrets that stand in a text as they are.
func (w *walk) replacePlain(s string) string {
	var out strings.Builder
	for {
		at, found := w.run.find(s)
		if found == nil {
			if out.Len() == 0 {
				return s
			}
			out.WriteString(s)
			return out.String()
		}
		out.WriteString(s[:at] + w.shown(found))
		s = s[at+len(found.value):]
	}
}

// replaceSpelt hides secrets that stand in a text with escapes.
func (w *walk) replaceSpelt(s string, in syntax) string {
	plain, places := decode(s, in)
	var out strings.Builder
	from := 0 // what of s is written
	for p := 0; ; {
		at, found := w.run.find(plain[p:])
		if found == nil {
			break
		}
		begin := p + at
		p = begin + len(found.value)
		if w.hides(found) {
			out.WriteString(s[from:places[begin]] + in.around(w.shown(found)))
			from = int(places[p])
		}
	}
	if from == 0 {
		return s
	}
	return out.String() + s[from:]
}

// decode undoes the escapes of a syntax, those of JSON as JavaScript has them. Places says where each byte of the text came
// from, and where the end.
func decode(s string, in syntax) (plain string, places []uint32) {
	text := make([]byte, 0, len(s))
	places = make([]uint32, 0, len(s)+1)
	for i := 0; i < len(s); {
		decoded, length := "", 0
		switch {
		case in == inXML && s[i] == '&':
			decoded, length = reference(s[i:])
		case in == inJSON && s[i] == '\\':
			decoded, length = escaped(s[i:])
		case in == inURL && s[i] == '%' && i+3 <= len(s):
			if b, err := hex.DecodeString(s[i+1 : i+3]); err == nil {
				decoded, length = string(b), 3
			}
		case in == inSQL && strings.HasPrefix(s[i:], "''"):
			decoded, length = "'", 2
		}
		if length == 0 {
			decoded, length = s[i:i+1], 1
		}
		for range len(decoded) {
			places = append(places, uint32(i))
		}
		text = append(text, decoded...)
		i += length
	}
	return string(text), append(places, uint32(len(s)))
}

// reference is the character that a reference of XML at the beginning of s stands for, and how long it is; 0 for none.
func reference(s string) (decoded string, length int) {
	const longest = 12
	end := strings.IndexByte(s[:min(len(s), longest)], ';')
	if end < 0 {
		return "", 0
	}
	if decoded = html.UnescapeString(s[:end+1]); decoded == s[:end+1] {
		return "", 0
	}
	return decoded, end + 1
}

// escaped is the character that stands behind a backslash at the beginning of s, and how long it is; 0 for none.
func escaped(s string) (decoded string, length int) {
	if len(s) < 2 {
		return "", 0
	}
	digits := map[byte]int{'u': 4, 'x': 2}[s[1]]
	if digits == 0 {
		if at := strings.IndexByte("nrtbfv", s[1]); at >= 0 {
			return "\n\r\t\b\f\v"[at : at+1], 2
		}
		_, size := utf8.DecodeRuneInString(s[1:])
		return s[1 : 1+size], 1 + size
	}
	unit, ok := number(s[2:], digits)
	if !ok {
		return "", 0
	}
	if utf16.IsSurrogate(unit) && strings.HasPrefix(s[6:], `\u`) {
		if low, ok := number(s[8:], digits); ok {
			return string(utf16.DecodeRune(unit, low)), 12
		}
	}
	return string(unit), 2 + digits
}

func number(s string, digits int) (rune, bool) {
	if len(s) < digits {
		return 0, false
	}
	n, err := strconv.ParseUint(s[:digits], 16, 16)
	return rune(n), err == nil
}

// wide hides secrets that stand as UTF-16 in what is no text: a byte for a byte, since lengths may be told beside it.
func (w *walk) wide(body []byte) []byte {
	if len(w.run.index) == 0 || bytes.IndexByte(body, 0) < 0 {
		return body
	}
	var places []int
	for i, c := range body {
		if c != 0 {
			places = append(places, i)
		}
	}
	text := string(bytes.ReplaceAll(body, []byte{0}, nil))
	var out []byte
	for p := 0; ; {
		at, found := w.run.find(text[p:])
		if found == nil {
			break
		}
		if out == nil {
			out = bytes.Clone(body)
		}
		other := w.run.issued(found.value) + strings.Repeat("x", len(found.value)) // it may be shorter
		for i := range len(found.value) {
			out[places[p+at+i]] = other[i]
		}
		p += at + len(found.value)
	}
	if out == nil {
		return body
	}
	return out
}
