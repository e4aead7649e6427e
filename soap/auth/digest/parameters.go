package digest

import (
	"fmt"
	"strings"
)

// parameters reads a list of name=value with commas between them (RFC 7235, section 2.1). Names come in lower case. One
// that stands there twice is an error: two readers could each believe another.
func parameters(s string) (map[string]string, error) {
	p := map[string]string{}
	for {
		s = strings.TrimLeft(s, " \t,")
		if s == "" {
			return p, nil
		}
		name, rest, found := strings.Cut(s, "=")
		name = strings.ToLower(strings.TrimRight(name, " \t"))
		if !found || name == "" || strings.ContainsAny(name, "\" \t,") {
			return nil, fmt.Errorf("%w: something in it is no parameter", ErrMalformed)
		}
		if _, twice := p[name]; twice {
			return nil, fmt.Errorf("%w: a parameter stands there twice", ErrMalformed)
		}
		var ok bool
		if p[name], s, ok = value(strings.TrimLeft(rest, " \t")); !ok {
			return nil, fmt.Errorf("%w: a value has no end, or goes on behind it", ErrMalformed)
		}
	}
}

// value takes a value off a text: a token, or a quoted string.
func value(s string) (v, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		end := strings.IndexByte(s, ',')
		if end < 0 {
			end = len(s)
		}
		v = strings.TrimRight(s[:end], " \t")
		return v, s[end:], !strings.ContainsAny(v, "\" \t")
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			rest = strings.TrimLeft(s[i+1:], " \t")
			return b.String(), rest, rest == "" || rest[0] == ','
		case c == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
			b.WriteByte(s[i])
		default: // also a backslash that escapes nothing: clients of Windows write CORP\alice as it is
			b.WriteByte(c)
		}
	}
	return "", "", false
}
