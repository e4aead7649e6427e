package diff

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Where is the step in which something differed.
type Where struct {
	File string `json:"file"`
	Step int    `json:"step"`
}

// Cause is what many differences have in common.
type Cause struct {
	Kind   Kind
	Weight Weight
	// Path is General(Difference.Path). Where several places have it in common, it is their last step after "…/".
	Path string
	// Want and Got are what was expected and what came, in short: instants, ids and addresses are named as such, long
	// texts lack their middle, and where there are too many different values, what they begin and end with is left.
	Want, Got string
	// Hint is that of the first difference.
	Hint string
	// Steps are the steps in which it was seen, Count the differences. A step in which two things differed that are told
	// as one counts twice.
	Steps, Count int
	// Example is where it was seen first, First what was seen there.
	Example Where
	First   Difference

	places int // paths that are told as one
}

// Causes gathers the differences of many steps by what they have in common. It keeps counts and one example of each, so that
// its memory is bounded however many there are. The zero value is ready for use, by many goroutines at once.
type Causes struct {
	mu     sync.Mutex
	groups map[place]*group
	steps  int // steps that were added, to count a cause once in each
	beyond int // differences of which no place is kept
}

// place is where and in what way something differs.
type place struct {
	kind Kind
	path string
}

// group are the differences of one place, by their values.
type group struct {
	weight Weight
	values map[[2]string]*gathered
	rest   *gathered // of values for which there was no room
}

// gathered is a cause that still grows.
type gathered struct {
	Cause
	want, got common
	step      int // in which it was seen last
}

// What Causes keeps at most: about 5 MB.
const (
	mostPlaces = 256
	mostValues = 32
)

// Add takes in the differences of one step. What follows from another difference of the step is not counted for itself:
// the status and the content type of a fault that came instead of an answer, the text of a fault whose code differs.
func (c *Causes) Add(at Where, differences []Difference) {
	if len(differences) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.groups == nil {
		c.groups = map[place]*group{}
	}
	c.steps++
	for _, d := range joined(differences) {
		c.add(at, d)
	}
}

func (c *Causes) add(at Where, d Difference) {
	p := place{d.Kind, strings.Clone(General(d.Path))}
	g := c.groups[p]
	if g == nil {
		if len(c.groups) >= mostPlaces && !c.makeRoom(d.Weight) {
			c.beyond++
			return
		}
		g = &group{weight: d.Weight, values: map[[2]string]*gathered{}}
		c.groups[p] = g
	}
	g.weight = max(g.weight, d.Weight)
	want, got := inShort(d.Want), inShort(d.Got)
	key := [2]string{want, got}
	switch d.Kind {
	case Missing, Extra, Space, Limit:
		key = [2]string{} // the value is not what matters
	}
	one := g.values[key]
	if one == nil && len(g.values) >= mostValues {
		one = g.rest
	}
	if one == nil {
		one = &gathered{Cause: Cause{Kind: d.Kind, Weight: d.Weight, Path: p.path, Hint: d.Hint, Example: at, First: kept(d)}, want: whole(want), got: whole(got)}
		if len(g.values) < mostValues {
			g.values[key] = one
		} else {
			g.rest = one
		}
	}
	one.Count++
	if one.step != c.steps {
		one.step = c.steps
		one.Steps++
	}
	one.Weight = max(one.Weight, d.Weight)
	one.want.take(want)
	one.got.take(got)
}

// kept is a difference as an example keeps it.
func kept(d Difference) Difference {
	d.Want, d.Got, d.Hint = strings.Clone(clip(d.Want, 1000)), strings.Clone(clip(d.Got, 1000)), clip(d.Hint, 300)
	return d
}

// makeRoom gives up the place that matters least, if it matters less than what is to come.
func (c *Causes) makeRoom(weight Weight) bool {
	var least place
	var found *group
	for p, g := range c.groups {
		if found == nil || cmp.Or(cmp.Compare(g.weight, found.weight), cmp.Compare(g.count(), found.count()), cmp.Compare(p.path, least.path)) < 0 {
			least, found = p, g
		}
	}
	if found == nil || found.weight >= weight {
		return false
	}
	c.beyond += found.count()
	delete(c.groups, least)
	return true
}

func (g *group) count() (n int) {
	for _, one := range g.all() {
		n += one.Count
	}
	return n
}

func (g *group) all() (l []*gathered) {
	for _, one := range g.values {
		l = append(l, one)
	}
	if g.rest != nil {
		l = append(l, g.rest)
	}
	slices.SortFunc(l, func(a, b *gathered) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.want.String(), b.want.String()), cmp.Compare(a.got.String(), b.got.String()))
	})
	return l
}

// List returns at most n causes (0: all), those that matter most first, then those seen most often, and how many
// differences are in none of them.
func (c *Causes) List(n int) (causes []Cause, beyond int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []*gathered
	for _, g := range c.groups {
		all = append(all, g.causes()...)
	}
	for _, one := range acrossPlaces(all) {
		causes = append(causes, one.cause())
	}
	slices.SortFunc(causes, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(rank(a.Kind), rank(b.Kind)), cmp.Compare(b.Steps, a.Steps),
			cmp.Compare(a.Path, b.Path), cmp.Compare(a.Want, b.Want), cmp.Compare(a.Got, b.Got))
	})
	beyond = c.beyond
	if n > 0 && len(causes) > n {
		for _, cause := range causes[n:] {
			beyond += cause.Count
		}
		causes = causes[:n]
	}
	return causes, beyond
}

// rank puts status and faults before all else of their weight.
func rank(k Kind) int {
	switch k {
	case Status, Fault:
		return 0
	}
	return 1
}

// fewValues is how many different values of one place are told one by one.
const fewValues = 4

// causes are the causes of one place. Where it has many different values, those that are frequent are causes of their
// own, and the others are one together.
func (g *group) causes() []*gathered {
	all := g.all()
	if len(all) <= fewValues && g.rest == nil {
		return all
	}
	frequent := g.count() / 10
	var l []*gathered
	var others *gathered
	for _, one := range all {
		switch {
		case one.Count > max(1, frequent) && one != g.rest:
			l = append(l, one)
		case others == nil:
			others = one.copy()
		default:
			others.merge(one)
		}
	}
	if others != nil {
		l = append(l, others)
	}
	return l
}

func (g *gathered) copy() *gathered { c := *g; return &c }

func (g *gathered) merge(other *gathered) {
	g.Count += other.Count
	g.Steps += other.Steps
	g.Weight = max(g.Weight, other.Weight)
	g.want.merge(other.want)
	g.got.merge(other.got)
	if cmp.Or(strings.Compare(other.Example.File, g.Example.File), cmp.Compare(other.Example.Step, g.Example.Step)) < 0 {
		g.Example, g.First, g.Hint = other.Example, other.First, other.Hint
	}
}

func (g *gathered) cause() Cause {
	c := g.Cause
	c.Want, c.Got = g.want.String(), g.got.String()
	return c
}

// acrossPlaces makes one cause of those that differ in nothing but their place: the namespace of any element, and the
// same change of elements of one name in several answers.
func acrossPlaces(all []*gathered) []*gathered {
	type same struct {
		kind            Kind
		last, want, got string
	}
	slices.SortFunc(all, func(a, b *gathered) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(string(a.Kind), string(b.Kind)),
			strings.Compare(a.want.String(), b.want.String()), strings.Compare(a.got.String(), b.got.String()))
	})
	by := map[same]*gathered{}
	var l []*gathered
	for _, one := range all {
		key := same{one.Kind, lastStep(one.Path), one.want.String(), one.got.String()}
		switch one.Kind {
		case Namespace:
			key.last = ""
		case Missing, Extra, Space:
			key.want, key.got = "", ""
		}
		first := by[key]
		if first == nil {
			one = one.copy()
			one.places = 1
			by[key] = one
			l = append(l, one)
			continue
		}
		first.merge(one)
		first.places++
		if last := lastStep(one.Path); last == lastStep(first.Path) {
			first.Path = "…/" + strings.TrimLeft(last, "/")
		} else {
			first.Path = "…"
		}
	}
	return l
}

func lastStep(path string) string {
	if i := strings.LastIndexAny(path, "/."); i >= 0 && path[0] != 'h' {
		return path[i+1:]
	}
	return path
}

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
