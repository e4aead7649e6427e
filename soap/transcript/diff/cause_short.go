package diff

import (
	"regexp"
	"slices"
	"strings"
)

// joined makes one difference of those in a step that have one cause: of all that a fault says; and of the status, what
// head fields follow from it, and the fault, or the other body, that came instead.
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
	inJSON := func(d Difference) bool { return strings.HasPrefix(d.Path, "$") }
	if i := slices.IndexFunc(l, inJSON); i >= 0 && status != nil && fault == nil {
		status.Want, status.Got = beside(status.Want+":", orNothing(l[i].Want)), beside(status.Got+":", orNothing(l[i].Got))
	}
	follows := func(d Difference) bool {
		return status != nil && (strings.HasPrefix(d.Path, "header ") || inJSON(d)) ||
			fault != nil && fault.Kind == Fault && d.Kind == Text && strings.Contains(General(d.Path), "/Fault/")
	}
	l = slices.DeleteFunc(l, follows)
	first := fault
	switch {
	case status == nil:
	case fault == nil:
		first = status
	default:
		fault.Kind, fault.Path = Status, "status"
		fault.Want, fault.Got = beside(status.Want+":", orNothing(fault.Want)), beside(status.Got+":", orNothing(fault.Got))
	}
	if first == nil {
		return l
	}
	if first.Kind == Fault && !strings.Contains(first.Path, "Fault") {
		first.Path = "/Envelope/Body" // whatever the answer that did not come, or did
	}
	return append([]Difference{*first}, l...)
}

func orNothing(body string) string {
	if body == "" {
		return "no body"
	}
	return body
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
	s = idFinder.ReplaceAllStringFunc(s, withoutID)
	return clip(s, 200)
}

// withoutID is a long word, or ⟨id⟩ where it is one. Of a path its parts are looked at, since what else it says tells one from
// another.
func withoutID(word string) string {
	if path, ok := strings.CutPrefix(word, "/"); ok {
		parts := strings.Split(path, "/")
		for i, part := range parts {
			if idFinder.MatchString(part) && looksMade(part) {
				parts[i] = "⟨id⟩"
			}
		}
		return "/" + strings.Join(parts, "/")
	}
	if looksMade(word) {
		return "⟨id⟩"
	}
	return word
}

// oneCase finds what may be an id of letters in one case, such as ASP.NET's sessions have: names so long have letters in both.
var oneCase = regexp.MustCompile(`^(?:[0-9a-z]{20,}|[0-9A-Z]{20,})$`)

// looksMade says whether a long word was made by a machine: it holds several digits, and letters between them.
func looksMade(word string) bool {
	if strings.Contains(word, "//") {
		return false // a URL
	}
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
	return digits >= 4 && changes >= 4 || digits >= 16 || changes >= 2 && oneCase.MatchString(word)
}

// core is what two texts differ in, in whole words: the same change within different texts has one cause.
func core(want, got string) [2]string {
	start, end := firstDifference(want, got), 0
	for end < min(len(want), len(got))-start && want[len(want)-1-end] == got[len(got)-1-end] {
		end++
	}
	within := func(at int) bool { // a word of either text
		return at > 0 && (at < len(want) && isWord(want[at-1]) && isWord(want[at]) || at < len(got) && isWord(got[at-1]) && isWord(got[at]))
	}
	for within(start) {
		start--
	}
	for end > 0 && (isWord(want[len(want)-end]) || isWord(got[len(got)-end])) &&
		(len(want) > end && isWord(want[len(want)-end-1]) || len(got) > end && isWord(got[len(got)-end-1])) {
		end--
	}
	return [2]string{want[start : len(want)-end], got[start : len(got)-end]}
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
	start := c.start[:firstDifference(c.start, other.start)]
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

func sharedSuffix(a, b string) string {
	n := min(len(a), len(b))
	for i := range n {
		if a[len(a)-1-i] != b[len(b)-1-i] {
			return a[len(a)-i:]
		}
	}
	return a[len(a)-n:]
}
