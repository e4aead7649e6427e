package diff

import (
	"regexp"
	"slices"
	"strings"
)

// joined makes one difference of those in a step that have one cause: of all that a fault says; and of the status, the
// content type and the fault, or the other body, that came instead.
func joined(differences []Difference) (l []Difference) {
	var status, fault *Difference
	for _, d := range differences {
		switch {
		case d.Kind == Status && d.Weight == Outcome && status == nil:
			status = &d
		case (d.Kind == Fault || d.Kind == Body && d.Weight == Outcome) && fault == nil:
			fault = &d
		case d.Kind == Fault:
			fault.Path = wholeFault(fault.Path)
			fault.Want, fault.Got = beside(fault.Want, d.Want), beside(fault.Got, d.Got)
		default:
			l = append(l, d)
		}
	}
	switch {
	case fault != nil && status != nil:
		fault.Kind, fault.Path = Status, "status"
		fault.Want, fault.Got = beside(status.Want+":", fault.Want), beside(status.Got+":", fault.Got)
		l = slices.DeleteFunc(l, func(d Difference) bool { return d.Path == "header Content-Type" })
	case fault == nil:
		fault = status
	}
	if fault == nil {
		return l
	}
	return append([]Difference{*fault}, l...)
}

// wholeFault is the path of the fault of which a path names a part.
func wholeFault(path string) string {
	if i := strings.LastIndex(path, "Fault/"); i >= 0 {
		return path[:i+len("Fault")]
	}
	return path
}

func beside(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return a + " " + b
}

var (
	uuidFinder = regexp.MustCompile(`[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}`)
	idFinder   = regexp.MustCompile(`[0-9A-Za-z+/=_!%.-]{16,}`)
	hostFinder = regexp.MustCompile(`(?:localhost|127\.0\.0\.1|\[::1\]):\d+`)
)

// inShort is a value without what differs from run to run, and without the middle of a long one.
func inShort(s string) string {
	if len(s) > 2000 {
		s = clip(s, 2000)
	}
	var b strings.Builder
	at := 0
	for _, t := range findTimes(s) {
		b.WriteString(s[at:t.from] + "⟨time⟩")
		at = t.to
	}
	b.WriteString(s[at:])
	s = uuidFinder.ReplaceAllString(b.String(), "⟨uuid⟩")
	s = hostFinder.ReplaceAllString(s, "⟨host⟩")
	s = idFinder.ReplaceAllStringFunc(s, func(word string) string {
		if looksMade(word) {
			return "⟨id⟩"
		}
		return word
	})
	return clip(s, 200)
}

// looksMade says whether a long word was made by a machine: it holds several digits, and letters between them.
func looksMade(word string) bool {
	digits, changes, before := 0, 0, false
	for i := range len(word) {
		digit := word[i] >= '0' && word[i] <= '9'
		if digit {
			digits++
		}
		if i > 0 && digit != before {
			changes++
		}
		before = digit
	}
	return digits >= 4 && changes >= 4 || digits >= 16
}

// common is what several texts begin and end with.
type common struct {
	start, end string
	parted     bool // there is more than one text: they differ between start and end
}

func whole(s string) common { return common{start: s} }

func (c *common) take(s string) { c.merge(whole(s)) }

func (c *common) merge(other common) {
	if *c == other {
		return
	}
	a, b := c.end, other.end
	if !c.parted {
		a = c.start
	}
	if !other.parted {
		b = other.start
	}
	start := sharedPrefix(c.start, other.start)
	end := sharedSuffix(a, b)
	if !c.parted && !other.parted {
		end = end[max(0, len(start)+len(end)-min(len(a), len(b))):]
	}
	*c = common{start: strings.ToValidUTF8(start, ""), end: strings.ToValidUTF8(end, ""), parted: true}
}

// String writes the texts as one.
func (c common) String() string {
	if !c.parted {
		return c.start
	}
	return c.start + "⟨…⟩" + c.end
}

func sharedPrefix(a, b string) string {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return a[:i]
		}
	}
	return a[:n]
}

func sharedSuffix(a, b string) string {
	n := min(len(a), len(b))
	for i := range n {
		if a[len(a)-1-i] != b[len(b)-1-i] {
			return a[len(a)-i:]
		}
	}
	return a[len(a)-n:]
}
