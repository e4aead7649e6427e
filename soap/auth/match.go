package auth

import (
	"path"
	"strings"
	"unicode/utf8"
)

// Match says whether a pattern fits the whole of a name: * stands for any characters, also none, ? for one, [a-z] and
// [^a-z] for one of a class or outside it, and a backslash takes the next character as it is. Unlike in a path a slash is
// a character like any other. A pattern that is not [ValidPattern] fits no name. Case counts: who compares
// without it lowers both.
func Match(pattern, name string) bool {
	star, resume := -1, 0 // the last * that was met, and where in the name to go on behind what it stands for
	for p, n := 0, 0; p < len(pattern) || n < len(name); {
		if p < len(pattern) && pattern[p] == '*' {
			star, resume = p, n
			p++
			continue
		}
		if taken, size, ok := one(pattern[p:], name[n:]); ok {
			p, n = p+taken, n+size
			continue
		}
		if star < 0 || resume == len(name) {
			return false
		}
		_, size := utf8.DecodeRuneInString(name[resume:])
		resume += size
		p, n = star+1, resume
	}
	return ValidPattern(pattern)
}

// one matches the first character of a name with the first part of a pattern, which is no *. It says how much of each
// that took.
func one(pattern, name string) (taken, size int, ok bool) {
	if pattern == "" || name == "" {
		return 0, 0, false
	}
	_, size = utf8.DecodeRuneInString(name)
	switch pattern[0] {
	case '?':
		return 1, size, true
	case '[':
		taken = class(pattern)
		ok, _ = path.Match(pattern[:taken], name[:size]) // of a class alone, which may have a slash
		return taken, size, ok
	case '\\':
		if rest := pattern[1:]; rest != "" && strings.HasPrefix(name, rest[:runeLen(rest)]) {
			return 1 + runeLen(rest), runeLen(rest), true
		}
		return 0, 0, false
	}
	return size, size, strings.HasPrefix(pattern, name[:size])
}

func runeLen(s string) int {
	_, size := utf8.DecodeRuneInString(s)
	return size
}

// class is how long the class at the beginning of a pattern is.
func class(pattern string) int {
	for i := 1; i < len(pattern); i++ {
		switch pattern[i] {
		case '\\':
			i++
		case ']':
			return i + 1
		}
	}
	return len(pattern)
}

// ValidPattern says whether every [ of a pattern has its end, and no range in it is empty.
func ValidPattern(pattern string) bool {
	_, err := path.Match(pattern, "")
	return err == nil
}
