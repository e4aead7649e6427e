package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// shuffle is two lists of items, with the same names in the same order, which are compared one by one. If they differ, it finds out
// whether they differ in their order.
type shuffle struct {
	c       *comparison
	compare func(i, j int) // an item that is wanted with one that came
	begin   mark
	differ  []differing
}

// mark is how far a comparison is.
type mark struct{ found, beyond int }

// differing is where the differences of one item are.
type differing struct {
	item     int
	from, to mark
}

func (c *comparison) mark() mark { return mark{len(c.found), c.beyond} }

// since is how many differences were found since a mark.
func (c *comparison) since(m mark) int { return len(c.found) - m.found + c.beyond - m.beyond }

// seen notes that the items at a place have been compared since a mark.
func (s *shuffle) seen(i int, from mark) {
	if s.c.since(from) > 0 {
		s.differ = append(s.differ, differing{i, from, s.c.mark()})
	}
}

// reorder takes the differences back, where there are fewer when like is compared with like. Then the order is one difference,
// which d makes of the first place at which another item stands, and what differs in each pair are others. The prints are those
// of the items, without what differs from run to run; the names say which may be compared with each other; what says what
// the items are.
func (s *shuffle) reorder(want, got []print, name func(i int) string, what string, d func(where int) Difference) {
	c := s.c
	if want == nil || got == nil || c.again { // too much has been spent already, or would be: twice at each depth
		return
	}
	to := pairs(want, got, name)
	if to == nil {
		return
	}
	before, beyond := slices.Clone(c.found[s.begin.found:]), c.beyond
	if slices.ContainsFunc(before, func(d Difference) bool { return d.Kind == Namespace }) { // which is told once
		return
	}
	c.found, c.beyond = c.found[:s.begin.found], s.begin.beyond
	where := 0
	for to[where] == where {
		where++
	}
	c.add(d(where))
	told := c.since(s.begin) // unless it is ignored
	s.again(to, before)
	if c.since(s.begin) >= len(before)+beyond-s.begin.beyond {
		c.found, c.beyond = append(c.found[:s.begin.found], before...), beyond
		return
	}
	if at := s.begin.found; told > 0 && at < len(c.found) {
		c.found[at].Hint = "the same " + what + " in another order: " + moves(to)
		if c.since(s.begin) > told {
			c.found[at].Hint = "the " + what + " are in another order: " + moves(to)
		}
	}
}

// again compares the items that did not come in their places, each with its like, and takes over what was found of the others.
func (s *shuffle) again(to []int, before []Difference) {
	c, differ := s.c, s.differ
	c.again = true
	defer func() { c.again = false }()
	for i, j := range to {
		for len(differ) > 0 && differ[0].item < i {
			differ = differ[1:]
		}
		switch {
		case i != j:
			s.compare(i, j)
		case len(differ) > 0 && differ[0].item == i:
			at := differ[0]
			kept := before[at.from.found-s.begin.found : at.to.found-s.begin.found]
			fit := min(len(kept), max(0, c.most-len(c.found)))
			c.found = append(c.found, kept[:fit]...)
			c.beyond += at.to.beyond - at.from.beyond + len(kept) - fit
		}
	}
}

// pairs says for each item that is wanted at which place it came: one that is like it, or else the next that fits. It is nil
// when those that are alike came in the order in which they are wanted.
func pairs(want, got []print, name func(i int) string) []int {
	to, taken := make([]int, len(want)), make([]bool, len(got))
	free := map[print][]int{}
	for i := range want {
		to[i] = -1
		if want[i] == got[i] {
			to[i], taken[i] = i, true
		} else {
			free[got[i]] = append(free[got[i]], i)
		}
	}
	last, crossed := -1, false
	for i, w := range want {
		if l := free[w]; to[i] < 0 && len(l) > 0 {
			to[i], free[w] = l[0], l[1:]
			taken[l[0]] = true
		}
		if to[i] >= 0 {
			crossed = crossed || to[i] < last
			last = max(last, to[i])
		}
	}
	if !crossed {
		return nil
	}
	left := map[string][]int{}
	for j := range got {
		if !taken[j] {
			left[name(j)] = append(left[name(j)], j)
		}
	}
	for i := range to {
		if to[i] < 0 {
			l := left[name(i)]
			if len(l) == 0 {
				return nil // two prints are the same by chance: both lists have the same names
			}
			to[i], left[name(i)] = l[0], l[1:]
		}
	}
	return to
}

// mostMoves is how many of the items that moved are told.
const mostMoves = 3

// moves says which items moved: as few as could be, beside all the others.
func moves(to []int) string {
	var told []string
	n := 0
	stays := longestRise(to)
	for i, j := range to {
		if stays[i] {
			continue
		}
		if n++; n <= mostMoves {
			told = append(told, fmt.Sprintf("number %d came as number %d", i+1, j+1))
		}
	}
	if n > mostMoves {
		told = append(told, fmt.Sprintf("and %d more moved", n-mostMoves))
	}
	return strings.Join(told, ", ")
}

// longestRise says which numbers belong to a longest sequence of them that rises.
func longestRise(list []int) []bool {
	ends := []int{} // by length less one: where the sequence of that length ends that ends lowest
	before := make([]int, len(list))
	for i, n := range list {
		at, _ := slices.BinarySearchFunc(ends, n, func(end, n int) int { return cmp.Compare(list[end], n) })
		before[i] = -1
		if at > 0 {
			before[i] = ends[at-1]
		}
		if at == len(ends) {
			ends = append(ends, i)
		} else {
			ends[at] = i
		}
	}
	in := make([]bool, len(list))
	for i := ends[len(ends)-1]; i >= 0; i = before[i] {
		in[i] = true
	}
	return in
}

// loosely is a text without what differs from run to run.
func (t *texts) loosely(s string, known *strings.Replacer) string {
	if known != nil {
		s = known.Replace(s)
	}
	if t.o.Strict&Times != 0 {
		return s
	}
	var b strings.Builder
	at := 0
	for _, time := range findTimes(s) {
		b.WriteString(s[at:time.from] + markTime)
		at = time.to
	}
	return b.String() + s[at:]
}
