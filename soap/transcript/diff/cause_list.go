package diff

import (
	"cmp"
	"slices"
	"strings"
)

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
		case Value:
			key.kind = Text // the same value in XML and in JSON
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
	if i := strings.LastIndexAny(path, "/."); i >= 0 && !strings.HasPrefix(path, "header ") {
		return path[i+1:]
	}
	return path
}
