package diff

import (
	"cmp"
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
	if d.Kind == Order { // what moved is another in each
		d.Hint, _, _ = strings.Cut(d.Hint, ":")
	}
	want, got := inShort(d.Want), inShort(d.Got)
	key := keyOf(d.Kind, want, got)
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

// keyOf is what differences of one place have in common in their values.
func keyOf(kind Kind, want, got string) [2]string {
	switch kind {
	case Missing, Extra, Space, Limit, Order:
		return [2]string{} // the value is not what matters
	case Status, Fault:
		// One fault may come instead of the answers of several operations.
		w, g := withoutAnswer(want), withoutAnswer(got)
		if w != want || g != got {
			return [2]string{w, g}
		}
	}
	return core(want, got)
}

// withoutAnswer takes from what joined says of an answer the name of its element.
func withoutAnswer(s string) string {
	if i := strings.IndexByte(s, '<'); i >= 0 && strings.HasSuffix(s, ">") {
		return s[:i] + "<"
	}
	return s
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
