package diff

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// json compares two bodies in JSON.
func (c *comparison) json(want, got []byte) {
	w, wantErr := parseJSON(want)
	g, gotErr := parseJSON(got)
	switch {
	case wantErr != nil && gotErr != nil:
		c.plain(want, got)
	case wantErr != nil:
		c.brokenJSON(want, got, wantErr, "what is expected cannot be read as JSON")
	case gotErr != nil:
		c.brokenJSON(want, got, gotErr, "what came cannot be read as JSON")
	default:
		c.nodes("$", w, g)
	}
}

func (c *comparison) brokenJSON(want, got []byte, err error, what string) {
	d := Difference{Kind: Body, Weight: Outcome, Path: "body", Want: shown(want, isText), Got: shown(got, isText), Hint: what + ": " + err.Error()}
	if errors.Is(err, errTooDeep) {
		d.Kind = Limit
	}
	c.add(d)
}

func (c *comparison) nodes(path string, want, got *node) {
	if want.kind == 's' && c.text.marked(want.text) {
		if c.text.anything(want.text) {
			return
		}
		if got.kind != '{' && got.kind != '[' {
			c.leaf(path, want, got)
			return
		}
	}
	switch {
	case want.kind != got.kind:
		d := Difference{Kind: Value, Path: path, Want: want.String(), Got: got.String(), Hint: fmt.Sprintf("want %s, got %s", want.what(), got.what())}
		if want.text == got.text && want.members == nil && got.members == nil {
			d.Hint = "only the type of the value: " + d.Hint
		}
		c.add(d)
	case want.kind == '{':
		c.objects(path, want, got)
	case want.kind == '[':
		c.arrays(path, want, got)
	case want.kind == 'n' && sameNumber(want.text, got.text):
	default:
		c.leaf(path, want, got)
	}
}

func (c *comparison) leaf(path string, want, got *node) {
	if v := c.text.compare(want.text, got.text); !v.equal {
		c.add(Difference{Kind: v.kind(Value), Path: path, Want: want.text, Got: got.text, Hint: v.hint})
	}
}

// objects compares members by their keys.
func (c *comparison) objects(path string, want, got *node) {
	w, g := want.members, got.members
	in := casings{want: w, got: g}
	for len(w) > 0 || len(g) > 0 {
		switch {
		case len(g) == 0 || len(w) > 0 && w[0].key < g[0].key:
			c.missingMember(path, w[0], &in)
			w = w[1:]
		case len(w) == 0 || g[0].key < w[0].key:
			if !in.isRenamed(g[0].key) {
				c.add(Difference{Kind: Extra, Path: path + keyStep(g[0].key), Got: g[0].value.String()})
			}
			g = g[1:]
		default:
			if absent, ok := c.absentNode(w[0].value); ok && absent {
				c.add(Difference{Kind: Extra, Path: path + keyStep(g[0].key), Got: g[0].value.String()})
			} else if !ok && !c.usageMember(want, got, w[0], g[0]) {
				c.nodes(path+keyStep(w[0].key), w[0].value, g[0].value)
			}
			w, g = w[1:], g[1:]
		}
	}
}

func (c *comparison) missingMember(path string, w member, in *casings) {
	if _, ok := c.absentNode(w.value); ok {
		return
	}
	d := Difference{Kind: Missing, Path: path + keyStep(w.key), Want: w.value.String()}
	if m, ok := in.renamed(w.key); ok {
		c.add(Difference{Kind: Name, Path: d.Path, Want: w.key, Got: m.key, Hint: "only the case of the name differs"})
		c.nodes(d.Path, w.value, m.value)
		return
	}
	c.add(d)
}

// casings finds the members of two objects whose keys differ in case only. It goes through the members once, and not for each
// of them, when the first is looked for.
type casings struct {
	want, got []member
	came      map[string][]member // of got, by their keys in one case: one member of each key, and two at most
	lost      map[string]bool     // keys of want in one case that are not in got as they are
}

func (o *casings) look() {
	if o.came != nil {
		return
	}
	o.came, o.lost = map[string][]member{}, map[string]bool{}
	keys := map[string]bool{}
	for _, m := range o.got {
		folded := inOneCase(m.key)
		if !keys[m.key] && len(o.came[folded]) < 2 {
			o.came[folded] = append(o.came[folded], m)
		}
		keys[m.key] = true
	}
	for _, m := range o.want {
		if !keys[m.key] {
			o.lost[inOneCase(m.key)] = true
		}
	}
}

// inOneCase is the same for the texts that [strings.EqualFold] takes for equal, and for no others: ı and İ are cases of no
// other letter.
func inOneCase(s string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			least = min(least, other)
		}
		return least
	}, s)
}

// renamed is the first member that came under a key that differs from this one in case only.
func (o *casings) renamed(key string) (member, bool) {
	o.look()
	for _, m := range o.came[inOneCase(key)] {
		if m.key != key {
			return m, true
		}
	}
	return member{}, false
}

// isRenamed says whether a key that came, and that nobody wants, differs in case only from one that did not come.
func (o *casings) isRenamed(key string) bool {
	o.look()
	return o.lost[inOneCase(key)]
}

func (c *comparison) absentNode(n *node) (absent, ok bool) {
	if n.kind != 's' {
		return false, false
	}
	return c.text.absent(n.text)
}

// arrays compares elements in order, what is the same in both first.
func (c *comparison) arrays(path string, want, got *node) {
	w, g := want.members, got.members
	if len(w) == len(g) {
		s := shuffle{c: c, begin: c.mark(), compare: func(i, j int) { c.nodes(path+"["+strconv.Itoa(i)+"]", w[i].value, g[j].value) }}
		for i := range w {
			from := c.mark()
			s.compare(i, i)
			s.seen(i, from)
		}
		if len(s.differ) > 1 {
			s.reorder(c.nodePrints(w, c.text.want), c.nodePrints(g, c.text.got), func(int) string { return "" }, "values", func(int) Difference {
				return Difference{Kind: Order, Path: path, Want: want.String(), Got: got.String()}
			})
		}
		return
	}
	ws, gs := canonicals(w), canonicals(g)
	i, j := 0, 0
	for _, pair := range append(c.common(len(w), len(g), func(i, j int) bool { return ws[i] == gs[j] }), [2]int{len(w), len(g)}) {
		for i < pair[0] && j < pair[1] {
			c.nodes(path+"["+strconv.Itoa(i)+"]", w[i].value, g[j].value)
			i, j = i+1, j+1
		}
		for ; i < pair[0]; i++ {
			c.add(Difference{Kind: Missing, Path: path + "[" + strconv.Itoa(i) + "]", Want: w[i].value.String()})
		}
		for ; j < pair[1]; j++ {
			c.add(Difference{Kind: Extra, Path: path + "[" + strconv.Itoa(j) + "]", Got: g[j].value.String()})
		}
		i, j = pair[0]+1, pair[1]+1
	}
}

// nodePrints are prints of values without what differs from run to run, of one side; nil when too much has been spent already.
func (c *comparison) nodePrints(l []member, known *strings.Replacer) []print {
	p := make([]print, len(l))
	for i, m := range l {
		text := m.value.String()
		if !c.spend(1 + len(text)/8) {
			return nil
		}
		p[i] = print(offset).put(c.text.loosely(text, known))
	}
	return p
}

func canonicals(l []member) []string {
	s := make([]string, len(l))
	for i, m := range l {
		s[i] = m.value.String()
	}
	return s
}

func keyStep(key string) string {
	plain := key != ""
	for i := range len(key) {
		plain = plain && isWord(key[i])
	}
	if plain {
		return "." + key
	}
	return "[" + strconv.Quote(key) + "]"
}
