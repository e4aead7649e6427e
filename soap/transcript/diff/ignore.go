package diff

import "strings"

// At makes an Options.Ignore of paths as reports tell them: whole, as causes have them, without what every path in an
// envelope begins with, or cut off at the left and with "…" or "..." there. What lies below one of them is ignored as well.
func At(paths ...string) func(path string) bool {
	at := make([]string, len(paths))
	for i, p := range paths {
		at[i] = General(strings.TrimSpace(p))
	}
	return func(path string) bool {
		for _, p := range at {
			if end, cut := cutOff(p); cut && endsWithin(path, end) || !cut && (isWithin(path, p) || isWithin(shortPath(path), p)) {
				return true
			}
		}
		return false
	}
}

// cutOff is what is left of a path that was cut off at the left.
func cutOff(p string) (end string, cut bool) {
	if end, cut = strings.CutPrefix(p, "…"); !cut {
		end, cut = strings.CutPrefix(p, "...")
	}
	return end, cut && end != ""
}

// isWithin says whether a path is another one, or lies below it.
func isWithin(path, p string) bool {
	rest, ok := strings.CutPrefix(path, p)
	return ok && p != "" && (rest == "" || strings.ContainsAny(rest[:1], "/.[@ "))
}

// endsWithin says whether a path, or one that it lies below, ends with some of its steps.
func endsWithin(path, end string) bool {
	for at := range path {
		if isWithin(path[at:], end) {
			return true
		}
	}
	return false
}
