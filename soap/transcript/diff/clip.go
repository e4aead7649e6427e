package diff

import (
	"strings"
	"unicode/utf8"
)

// clip shortens a text in its middle to at most n characters.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)
	tail := n / 3
	return string(r[:n-1-tail]) + "…" + string(r[len(r)-tail:])
}

// clipAt is what stands in a body around a place, in bytes: as much as `soapstone check` shows.
func clipAt(s string, at int) string {
	const before, after = 60, 120
	return between(s, max(0, min(at, len(s))-before), min(len(s), at+after), "\uFFFD")
}

// clipAround shortens a text to what a difference keeps, so that the place where it begins to differ from the other is
// in it.
func clipAround(s, other string) string {
	if len(s) <= longest {
		return s
	}
	from := max(0, firstDifference(s, other)-longest/4)
	to := min(len(s), from+longest)
	return between(s, max(0, to-longest), to, "")
}

// between is a part of a text, with an ellipsis at each end where there is more, and with something in the place of half
// characters.
func between(s string, from, to int, half string) string {
	cut := strings.ToValidUTF8(s[from:to], half)
	if from > 0 {
		cut = "…" + cut
	}
	if to < len(s) {
		cut += "…"
	}
	return cut
}
