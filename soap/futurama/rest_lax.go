package futurama

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// The tokens of JSON, as far as lax looks at them: punctuation stands for itself.
const (
	nothing byte = 0
	name    byte = 'n'
	value   byte = 'v'
)

// lax reads what is nearly JSON.
type lax struct {
	in, out []byte
	open    []byte // objects and arrays that stand open
	last    byte   // the token before this one
	comma   int    // where in out the last comma is
	atComma byte   // the token before that
	most    int    // from this length of out on, control characters other than breaks and tabs are not escaped, and so refused
}

// standard makes standard JSON of what Json.NET takes by default (JsonTextReader): names without quotes, as in the request
// that is printed ("WebAPI Session management"), single quotes, line breaks in texts, comments, and a comma behind the last
// member or item. JSON that is standard stays as it is, and what is neither is left for the JSON reader to refuse.
func standard(body []byte) []byte {
	l := lax{in: body, out: make([]byte, 0, len(body)+16), most: 2*len(body) + 4096}
	for len(l.in) > 0 {
		l.token()
	}
	return l.out
}

// token takes over one token, or the space between two.
func (l *lax) token() {
	switch c := l.in[0]; c {
	case ' ', '\t', '\r', '\n':
		l.take(1)
	case '"', '\'':
		l.text()
	case '/':
		l.comment()
	case '{', '[':
		l.open = append(l.open, c)
		l.mark(c)
	case '}', ']':
		if l.last == ',' && l.atComma == value {
			l.out[l.comma] = ' '
		}
		l.open = l.open[:max(0, len(l.open)-1)]
		l.mark(value)
	case ',':
		l.comma, l.atComma = len(l.out), l.last
		l.mark(c)
	case ':':
		l.mark(c)
	default:
		l.word()
	}
}

// take takes bytes over as they are.
func (l *lax) take(n int) {
	l.out = append(l.out, l.in[:n]...)
	l.in = l.in[n:]
}

// mark takes over a token of one byte.
func (l *lax) mark(token byte) {
	l.take(1)
	l.last = token
}

// named says whether the next token has to be the name of a member.
func (l *lax) named() bool {
	return len(l.open) > 0 && l.open[len(l.open)-1] == '{' && (l.last == '{' || l.last == ',')
}

// kind is what a text or a word is here.
func (l *lax) kind() byte {
	if l.named() {
		return name
	}
	return value
}

// text takes over a text, between double quotes and with escapes that the standard knows. One without an end stays as it is.
func (l *lax) text() {
	end := closing(l.in)
	if end >= len(l.in) {
		l.take(len(l.in))
		return
	}
	inside := l.in[1:end]
	l.out = append(l.out, '"')
	for i := 0; i < len(inside); i++ {
		switch c := inside[i]; {
		case c == '\\' && inside[i+1] == '\'':
			i++
			l.out = append(l.out, '\'')
		case c == '\\':
			i++
			l.out = append(l.out, c, inside[i])
		case c == '"':
			l.out = append(l.out, '\\', c)
		case c == '\n':
			l.out = append(l.out, '\\', 'n')
		case c == '\r':
			l.out = append(l.out, '\\', 'r')
		case c == '\t':
			l.out = append(l.out, '\\', 't')
		case c < ' ' && len(l.out) < l.most:
			const digits = "0123456789abcdef"
			l.out = append(l.out, '\\', 'u', '0', '0', digits[c>>4], digits[c&0xf])
		default:
			l.out = append(l.out, c)
		}
	}
	l.out = append(l.out, '"')
	l.last, l.in = l.kind(), l.in[end+1:]
}

// comment leaves out a comment. One that has no end stays, and so does one between a name and its colon, where Json.NET takes
// none.
func (l *lax) comment() {
	length := 0
	switch {
	case l.last == name:
	case bytes.HasPrefix(l.in, []byte("//")):
		if length = bytes.IndexAny(l.in, "\r\n"); length < 0 {
			length = len(l.in)
		}
	case bytes.HasPrefix(l.in, []byte("/*")):
		if end := bytes.Index(l.in[2:], []byte("*/")); end >= 0 {
			length = 2 + end + 2
		}
	}
	if length == 0 {
		l.mark(value)
		return
	}
	l.in, l.out = l.in[length:], append(l.out, ' ')
}

// word takes over a number or a word, with quotes around it where it is a name.
func (l *lax) word() {
	if l.named() {
		n := bytes.IndexFunc(l.in, func(r rune) bool { return !inName(r) })
		if n < 0 {
			n = len(l.in)
		}
		if n > 0 {
			l.out = append(l.out, '"')
			l.take(n)
			l.out, l.last = append(l.out, '"'), name
			return
		}
	}
	kind := l.kind()
	n := bytes.IndexAny(l.in[1:], " \t\r\n\"'/{}[],:")
	if n < 0 {
		n = len(l.in) - 1
	}
	l.take(1 + n)
	l.last = kind
}

// inName says whether a name without quotes may have a character in it.
func inName(r rune) bool {
	return r == '_' || r == '$' || r != utf8.RuneError && r <= 0xffff && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
