package mask

import "unicode/utf8"

// fromLatin1 is a text in ISO-8859-1 in UTF-8. What is in UTF-8 all the same stays as it is, and so does what only windows-1252 has a
// character for.
func fromLatin1(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	out := make([]rune, len(s))
	for i := range len(s) {
		if 0x80 <= s[i] && s[i] < 0xa0 {
			return s
		}
		out[i] = rune(s[i])
	}
	return string(out)
}

// toLatin1 is a text in ISO-8859-1; what it has no character for stays in UTF-8.
func toLatin1(s string) string {
	var out []byte
	for _, r := range s {
		if r > 0xff {
			return s
		}
		out = append(out, byte(r))
	}
	return string(out)
}

// learnLatin1 has a value found in ISO-8859-1 as well, under the name that it has.
func (r *Run) learnLatin1(value, name string) {
	if r.known[value] == nil {
		r.learn(&secret{value: value, name: name + "|" + string(inLatin1)})
	}
}
