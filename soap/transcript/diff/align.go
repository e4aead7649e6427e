package diff

import (
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// children compares what is inside two elements, in order.
func (c *comparison) children(want, got *reader.Element) {
	if want.First() == nil && got.First() == nil {
		return
	}
	if sameShape(want, got) {
		c.oneByOne(want, got)
		return
	}
	ws, gs := list(want), list(got)
	if c.reordered(want, ws, gs) {
		return
	}
	c.align(want, ws, gs)
}

// oneByOne compares children that have the same names in the same order.
func (c *comparison) oneByOne(want, got *reader.Element) {
	var ws, gs []*reader.Element // which hardly anybody needs
	s := shuffle{c: c, begin: c.mark(), compare: func(i, j int) { c.absentOr(ws[i], gs[j]) }}
	n := 0
	for w, g := want.First(), got.First(); w != nil; w, g = w.Next(), g.Next() {
		from := c.mark()
		c.absentOr(w, g)
		s.seen(n, from)
		n++
	}
	if len(s.differ) < 2 {
		return
	}
	ws, gs = list(want), list(got)
	s.reorder(c.printsWithout(ws, c.text.want), c.printsWithout(gs, c.text.got), func(i int) string { return ws[i].Name.Local }, "elements", func(where int) Difference {
		return Difference{Kind: Order, Path: c.path(want), Want: oneOf(ws, where), Got: oneOf(gs, where)}
	})
}

// oneOf shows an element of a list.
func oneOf(l []*reader.Element, at int) string {
	s := string(l[at].Source())
	if at > 0 {
		s = "…" + s
	}
	if at < len(l)-1 {
		s += "…"
	}
	return s
}

// sameShape says whether the children have the same local names in the same order.
func sameShape(want, got *reader.Element) bool {
	w, g := want.First(), got.First()
	for ; w != nil && g != nil; w, g = w.Next(), g.Next() {
		if w.Name.Local != g.Name.Local {
			return false
		}
	}
	return w == nil && g == nil
}

func list(e *reader.Element) (l []*reader.Element) {
	for child := e.First(); child != nil; child = child.Next() {
		l = append(l, child)
	}
	return l
}

// absentOr compares two elements, unless the first says that there should be none.
func (c *comparison) absentOr(want, got *reader.Element) {
	if absent, _ := c.absent(want); absent {
		c.extra(got, c.path(want))
		return
	}
	c.elements(want, got)
}

// absent says whether an element stands there to say that it must not be there, or need not.
func (c *comparison) absent(e *reader.Element) (absent, ok bool) {
	if e.First() != nil {
		return false, false
	}
	return c.text.absent(strings.TrimSpace(e.Text()))
}

// reordered compares children that are all there in another order: as one difference, and each with its like.
func (c *comparison) reordered(parent *reader.Element, want, got []*reader.Element) bool {
	if len(want) != len(got) {
		return false
	}
	left := map[string][]*reader.Element{}
	for _, g := range got {
		left[g.Name.Local] = append(left[g.Name.Local], g)
	}
	pairs := make([]*reader.Element, len(want))
	for i, w := range want {
		l := left[w.Name.Local]
		if len(l) == 0 {
			return false
		}
		pairs[i], left[w.Name.Local] = l[0], l[1:]
	}
	at := len(c.found)
	c.add(Difference{Kind: Order, Path: c.path(parent), Want: namesOf(want), Got: namesOf(got), Hint: "only the order of the children differs"})
	told := len(c.found) > at // unless it is ignored, or one too many
	before := len(c.found) + c.beyond
	for i, w := range want {
		c.absentOr(w, pairs[i])
	}
	if told && len(c.found)+c.beyond > before {
		c.found[at].Hint = "the order of the children differs"
	}
	return true
}

func namesOf(l []*reader.Element) string {
	names := make([]string, 0, min(len(l), 50))
	for i, e := range l {
		if i == 50 {
			names = append(names, "…")
			break
		}
		names = append(names, e.Name.Local)
	}
	return strings.Join(names, " ")
}

// align finds which child answers to which. What is the same in both holds fast; between, names do.
func (c *comparison) align(parent *reader.Element, want, got []*reader.Element) {
	w, g := c.prints(want), c.prints(got)
	if w == nil || g == nil {
		c.gap(parent, want, got)
		return
	}
	fast := c.common(len(want), len(got), func(i, j int) bool { return w[i] == g[j] })
	i, j := 0, 0
	for _, pair := range append(fast, [2]int{len(want), len(got)}) {
		c.gap(parent, want[i:pair[0]], got[j:pair[1]])
		i, j = pair[0]+1, pair[1]+1
	}
}

// gap aligns children of which none is like any other, by name.
func (c *comparison) gap(parent *reader.Element, want, got []*reader.Element) {
	pairs := c.common(len(want), len(got), func(i, j int) bool { return want[i].Name.Local == got[j].Name.Local })
	i, j := 0, 0
	for _, pair := range append(pairs, [2]int{len(want), len(got)}) {
		c.unlike(parent, want[i:pair[0]], got[j:pair[1]])
		if pair[0] < len(want) {
			c.absentOr(want[pair[0]], got[pair[1]])
		}
		i, j = pair[0]+1, pair[1]+1
	}
}

// unlike tells of children that have no counterpart, in the same place: one whose name differs in case only, or whose
// content is the same, was renamed.
func (c *comparison) unlike(parent *reader.Element, want, got []*reader.Element) {
	if c.allRenamed(want, got) {
		for i, w := range want {
			c.add(Difference{Kind: Name, Path: c.path(w), Want: written(w), Got: written(got[i]), Hint: "only the name differs"})
		}
		return
	}
	for len(want) > 0 && len(got) > 0 {
		w, g := want[0], got[0]
		if _, ok := c.absent(w); ok {
			want = want[1:]
			continue
		}
		if !c.renamed(w, g) {
			break
		}
		hint := "only the name differs"
		if strings.EqualFold(w.Name.Local, g.Name.Local) {
			hint = "only the case of the name differs"
		}
		c.add(Difference{Kind: Name, Path: c.path(w), Want: written(w), Got: written(g), Hint: hint})
		c.inside(w, g)
		want, got = want[1:], got[1:]
	}
	for _, w := range want {
		if _, ok := c.absent(w); ok || c.inlined && referred(w) {
			continue
		}
		c.add(Difference{Kind: Missing, Path: c.path(w), Want: content(w), Hint: missingHint(w)})
	}
	for _, g := range got {
		if c.inlined && referred(g) {
			continue
		}
		c.extra(g, c.path(parent)+c.lastStep(g))
	}
}

// allRenamed says whether elements differ from others in nothing but their names.
func (c *comparison) allRenamed(want, got []*reader.Element) bool {
	if len(want) == 0 || len(want) != len(got) {
		return false
	}
	for i, w := range want {
		if _, ok := c.absent(w); ok || strings.EqualFold(w.Name.Local, got[i].Name.Local) || !c.sameInside(w, got[i]) {
			return false
		}
	}
	return true
}

// inside compares two elements of different names.
func (c *comparison) inside(want, got *reader.Element) {
	c.attributes(want, got)
	c.texts(want, got)
	c.children(want, got)
}

func (c *comparison) renamed(w, g *reader.Element) bool {
	if strings.EqualFold(w.Name.Local, g.Name.Local) {
		return true
	}
	return c.sameInside(w, g) && content(w) != ""
}

func missingHint(e *reader.Element) string {
	if isNil(e) {
		return "want xsi:nil, got no element at all"
	}
	return ""
}

func (c *comparison) extra(e *reader.Element, path string) {
	d := Difference{Kind: Extra, Path: path, Got: content(e)}
	if isNil(e) {
		d.Hint = "got xsi:nil where no element is expected"
	}
	c.add(d)
}
