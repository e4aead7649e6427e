package model204

import (
	"strings"
	"unicode/utf8"
)

// matches compares a text with a pattern, in which * stands for any characters, ? for one, and a double quote takes the
// next character as it is. The page of $Session_List shows * and, for public sessions, a quoted one; that ? is one
// as well is inferred from the page of functions like it that documents all three ("$List_Global_Del and
// $List_Session_Del"). That a quote at the end is itself is a choice.
func matches(pattern, s string) bool {
	star, resume, starred := "", "", false // the pattern behind the last *, and where the text may go on for it
	for pattern != "" || s != "" {
		if rest, ok := strings.CutPrefix(pattern, "*"); ok {
			pattern, star, resume, starred = rest, rest, s, true
			continue
		}
		if p, t, ok := matchOne(pattern, s); ok {
			pattern, s = p, t
			continue
		}
		if !starred || resume == "" {
			return false
		}
		_, size := utf8.DecodeRuneInString(resume)
		resume = resume[size:]
		pattern, s = star, resume
	}
	return true
}

// matchOne compares the first character of a text with what stands first in a pattern, and returns what is behind them.
func matchOne(pattern, s string) (behind, rest string, ok bool) {
	if pattern == "" || s == "" {
		return "", "", false
	}
	_, size := utf8.DecodeRuneInString(s)
	if pattern[0] == '?' {
		return pattern[1:], s[size:], true
	}
	if pattern[0] == '"' && len(pattern) > 1 {
		pattern = pattern[1:]
	}
	behind, ok = strings.CutPrefix(pattern, s[:size])
	return behind, s[size:], ok
}
