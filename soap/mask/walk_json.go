package mask

import (
	"cmp"
	"strings"
)

// json goes through JSON, also that of lax clients: keys without quotes, single quotes.
func (w *walk) json(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	j := jsonWalk{walk: w}
	for s != "" {
		switch c := s[0]; {
		case c == '"' || c == '\'':
			end := textEnd(s)
			raw, quote := s[1:end], ""
			if end < len(s) {
				quote = s[end : end+1]
				end++
			}
			s = s[end:]
			out.WriteByte(c)
			if j.isKey(s) {
				j.key = inJSON.unescape(raw)
				out.WriteString(raw)
			} else {
				out.WriteString(j.value(raw))
			}
			out.WriteString(quote)
		case strings.IndexByte(blanks+"{}[],:", c) >= 0:
			j.step(c)
			out.WriteByte(c)
			s = s[1:]
		default:
			end := strings.IndexAny(s, blanks+"{}[],:\"'")
			if end < 0 {
				end = len(s)
			}
			word := s[:end]
			s = s[end:]
			if j.isKey(s) {
				j.key = word
				out.WriteString(word)
			} else {
				out.WriteString(j.word(word))
			}
		}
	}
	return out.String()
}

// jsonWalk is where a walk through JSON stands.
type jsonWalk struct {
	walk  *walk
	key   string
	outer []string // the secret keys around, "" for those that are none
	said  string   // the name that a member gives to the value beside it
}

func (j *jsonWalk) isKey(rest string) bool {
	return strings.HasPrefix(strings.TrimLeft(rest, blanks), ":")
}

func (j *jsonWalk) step(c byte) {
	if strings.IndexByte("{}[]", c) >= 0 {
		j.said = ""
	}
	switch c {
	case '{', '[':
		under := ""
		if len(j.outer) > 0 {
			under = j.outer[len(j.outer)-1]
		}
		if k, exact := j.walk.run.names.kind(j.key); k != open && exact {
			under = j.key
		}
		j.outer = append(j.outer, under)
		j.key = ""
	case '}', ']':
		if len(j.outer) > 0 {
			j.outer = j.outer[:len(j.outer)-1]
		}
		j.key = ""
	case ',':
		if len(j.outer) == 0 || j.outer[len(j.outer)-1] == "" {
			j.key = ""
		}
	}
}

func (j *jsonWalk) value(raw string) string {
	w := j.walk
	before := w.under
	if len(j.outer) > 0 {
		w.under = j.outer[len(j.outer)-1]
	}
	defer func() { w.under = before }()
	if j.said != "" && isValue(j.key) {
		return w.value(j.said, raw, inJSON)
	}
	j.said = cmp.Or(w.says(j.key, inJSON.unescape(raw)), j.said)
	return w.value(j.key, raw, inJSON)
}

// word is a value without quotes. What takes the place of one that is hidden is a text, but for numbers, which stay such.
func (j *jsonWalk) word(word string) string {
	if word == "true" || word == "false" || word == "null" {
		return word
	}
	masked := j.value(word)
	if masked == word || strings.Trim(masked, "0123456789.-+eE") == "" {
		return masked
	}
	return `"` + masked + `"`
}

// textEnd is where the quote stands that ends the text at the beginning of s.
func textEnd(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case s[0]:
			return i
		}
	}
	return len(s)
}
