package batch

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is what a token is.
type kind uint8

const (
	end         kind = iota
	word             // a keyword or an identifier
	quoted           // an identifier in brackets or double quotes, text without them
	literal          // 'text', without the quotes
	national         // N'text'
	integer          // 12
	exact            // 1.5
	float            // 1e5
	money            // $1.5, without the sign of the currency
	hexadecimal      // 0xAB, without 0x
	variable         // @x and @@x
	symbol           // one character of punctuation
)

type token struct {
	kind kind
	text string
	line int
}

// is says whether the token is the keyword or symbol.
func (t token) is(s string) bool {
	return (t.kind == word || t.kind == symbol) && strings.EqualFold(t.text, s)
}

// near is the token as syntax errors quote it.
func (t token) near() string {
	switch t.kind {
	case hexadecimal:
		return clip("0x" + t.text)
	case money:
		return clip("$" + t.text)
	}
	return clip(t.text)
}

// clip keeps a text that comes from the client short enough for a message.
func clip(s string) string {
	n := 0
	for i := range s {
		if n++; n > maxIdentifier {
			return s[:i]
		}
	}
	return s
}

// maxIdentifier is how many characters an identifier has at most.
const maxIdentifier = 128

// lexer reads tokens off a batch. It is a value: a copy looks ahead.
type lexer struct {
	text string
	line int
}

// next reads a token. The failures are 103, 105 and 113.
func (l *lexer) next() (token, *failure) {
	if f := l.skip(); f != nil {
		return token{}, f
	}
	t := token{line: l.line}
	if l.text == "" {
		return t, nil
	}
	c, size := utf8.DecodeRuneInString(l.text)
	switch {
	case c == '\'':
		return l.delimited(literal, '\'')
	case (c == 'N' || c == 'n') && strings.HasPrefix(l.text[1:], "'"):
		l.text = l.text[1:]
		return l.delimited(national, '\'')
	case c == '"':
		return l.delimited(quoted, '"')
	case c == '[':
		return l.delimited(quoted, ']')
	case isDigit(c), c == '.' && len(l.text) > 1 && isDigit(rune(l.text[1])):
		return l.number(), nil
	case c == '$' && len(l.text) > 1 && (isDigit(rune(l.text[1])) || l.text[1] == '.'):
		l.text = l.text[1:]
		t = l.number()
		t.kind = money
		return t, nil
	case isNameStart(c):
		t.kind, t.text = word, l.take(isNamePart)
		if c == '@' {
			t.kind = variable
		}
		return t, tooLong(t)
	}
	t.kind, t.text = symbol, l.text[:size]
	l.text = l.text[size:]
	return t, nil
}

// skip leaves out white space and comments, which nest.
func (l *lexer) skip() *failure {
	for l.text != "" {
		c, size := utf8.DecodeRuneInString(l.text)
		switch {
		case c == '\n':
			l.line++
			l.text = l.text[1:]
		case unicode.IsSpace(c) || c == 0 || c == '\ufeff':
			l.text = l.text[size:]
		case strings.HasPrefix(l.text, "--"):
			_, rest, found := strings.Cut(l.text, "\n")
			if found {
				l.line++
			}
			l.text = rest
		case strings.HasPrefix(l.text, "/*"):
			if f := l.comment(); f != nil {
				return f
			}
		default:
			return nil
		}
	}
	return nil
}

func (l *lexer) comment() *failure {
	for depth := 0; l.text != ""; {
		switch {
		case strings.HasPrefix(l.text, "/*"):
			depth++
			l.text = l.text[2:]
		case strings.HasPrefix(l.text, "*/"):
			l.text = l.text[2:]
			if depth--; depth == 0 {
				return nil
			}
		default:
			if l.text[0] == '\n' {
				l.line++
			}
			l.text = l.text[1:]
		}
	}
	return missingEndComment(l.line)
}

// delimited reads a literal or identifier up to its closing mark; the mark doubled stands for itself.
func (l *lexer) delimited(k kind, mark byte) (token, *failure) {
	t := token{kind: k, line: l.line}
	rest := l.text[1:]
	var parts strings.Builder
	for {
		i := strings.IndexByte(rest, mark)
		if i < 0 {
			return token{}, unclosedQuote(t.line, l.text[1:])
		}
		piece := rest[:i]
		rest = rest[i+1:]
		if !strings.HasPrefix(rest, string(rune(mark))) {
			t.text = piece
			if parts.Len() > 0 {
				t.text = parts.String() + piece
			}
			break
		}
		parts.WriteString(piece)
		parts.WriteByte(mark)
		rest = rest[1:]
	}
	l.line += strings.Count(l.text[:len(l.text)-len(rest)], "\n")
	l.text = rest
	return t, tooLong(t)
}

func (l *lexer) number() token {
	t := token{kind: integer, line: l.line}
	if len(l.text) > 1 && l.text[0] == '0' && (l.text[1] == 'x' || l.text[1] == 'X') {
		l.text = l.text[2:]
		t.kind, t.text = hexadecimal, l.take(isHexDigit)
		return t
	}
	whole := l.text
	l.take(isDigit)
	if strings.HasPrefix(l.text, ".") {
		t.kind = exact
		l.text = l.text[1:]
		l.take(isDigit)
	}
	if n := exponent(l.text); n > 0 {
		t.kind = float
		l.text = l.text[n:]
	}
	t.text = whole[:len(whole)-len(l.text)]
	return t
}

// exponent is how long the exponent is that s begins with. "e" alone is one: 1e is 1e0.
func exponent(s string) int {
	if s == "" || s[0] != 'e' && s[0] != 'E' {
		return 0
	}
	n := 1
	if n < len(s) && (s[n] == '+' || s[n] == '-') {
		n++
	}
	for n < len(s) && isDigit(rune(s[n])) {
		n++
	}
	return n
}

func (l *lexer) take(part func(rune) bool) string {
	i := strings.IndexFunc(l.text, func(c rune) bool { return !part(c) })
	if i < 0 {
		i = len(l.text)
	}
	s := l.text[:i]
	l.text = l.text[i:]
	return s
}

func tooLong(t token) *failure {
	if (t.kind == word || t.kind == quoted || t.kind == variable) && len(t.text) > maxIdentifier && clip(t.text) != t.text {
		return identifierTooLong(t.line, clip(t.text))
	}
	return nil
}

func isDigit(c rune) bool { return c >= '0' && c <= '9' }

func isHexDigit(c rune) bool {
	return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func isNameStart(c rune) bool {
	return c == '@' || c == '_' || c == '#' || unicode.IsLetter(c)
}

func isNamePart(c rune) bool {
	return isNameStart(c) || c == '$' || unicode.IsDigit(c)
}
