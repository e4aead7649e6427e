package replay

import (
	"cmp"
	"html"
	"slices"
	"strings"
)

// arrange puts the items of lists in an expected document in the order in which they came, where the items are told
// apart by ids that the server issued: a server that orders by its ids has another order with other ids. What each item
// says goes along with its id, and what it refers to (href="#id2", as SOAP encoding does) goes along as well. So the
// order of such a list is not compared.
func (b *bindings) arrange(want, got string) string {
	if len(b.list) < 2 {
		return want
	}
	w, g := parse(want), parse(got)
	if w == nil || g == nil {
		return want
	}
	m := mover{text: want, byID: map[string]*node{}, left: mostMoved}
	m.index(w)
	var edits []edit
	pair(w, g, func(w, g *node) {
		edits = append(edits, m.rearranged(got, w, g, b.came)...)
	})
	slices.SortFunc(edits, func(a, b edit) int { return cmp.Compare(a.from, b.from) })
	return apply(want, edits)
}

// pair calls f with the nodes of two trees that stand at the same place.
func pair(w, g *node, f func(w, g *node)) {
	f(w, g)
	for i := range min(len(w.children), len(g.children)) {
		if w.children[i].name == g.children[i].name {
			pair(w.children[i], g.children[i], f)
		}
	}
}

// mover moves the values of items in a document.
type mover struct {
	text string
	byID map[string]*node
	left int // how many values it may still move: references can lead to each other many times
}

// mostMoved is how many values are moved in a document.
const mostMoved = 1_000_000

// index remembers the nodes that others refer to.
func (m *mover) index(root *node) {
	referred := map[string]bool{}
	root.each("", func(_ string, s span) {
		if s.name == "href" {
			referred[m.text[s.from:s.to]] = true
		}
	})
	var walk func(n *node)
	walk = func(n *node) {
		for _, a := range n.attrs {
			if name := "#" + m.text[a.from:a.to]; a.name == "id" && referred[name] {
				m.byID[name] = n
			}
		}
		for _, c := range n.children {
			walk(c)
		}
	}
	walk(root)
}

// rearranged are the edits that give the children of a node the order of those of another.
func (m *mover) rearranged(got string, w, g *node, live map[string]bool) (edits []edit) {
	if len(w.children) < 2 || len(w.children) != len(g.children) {
		return nil
	}
	keys, ok := keysOf(m.text, w, live)
	came, ok2 := keysOf(got, g, live)
	if !ok || !ok2 || slices.Equal(keys, came) {
		return nil
	}
	places := make(map[string]int, len(keys))
	for i, key := range keys {
		places[key] = i
	}
	for i, key := range came {
		if key == keys[i] {
			continue
		}
		j, found := places[key]
		if key == "" || !found || w.children[i].name != w.children[j].name {
			return nil
		}
		moved, alike := m.move(w.children[i], w.children[j], 0)
		if !alike {
			return nil
		}
		edits = append(edits, moved...)
	}
	return edits
}

// keysOf are the ids in each child of a node, "" for a child without any. It says whether the ids tell the children
// apart.
func keysOf(text string, n *node, live map[string]bool) (keys []string, ok bool) {
	seen := map[string]bool{}
	for _, c := range n.children {
		var ids []string
		c.each("", func(_ string, s span) {
			if value := html.UnescapeString(text[s.from:s.to]); live[value] {
				ids = append(ids, value)
			}
		})
		key := strings.Join(ids, " ")
		if key != "" {
			if seen[key] {
				return nil, false
			}
			seen[key], ok = true, true
		}
		keys = append(keys, key)
	}
	return keys, ok
}

// value is a value of a node, and where it stands below it.
type value struct {
	path string
	span
}

func valuesOf(n *node) (l []value) {
	n.each("", func(path string, s span) { l = append(l, value{path, s}) })
	return l
}

// deepest is how many references are followed from an item on.
const deepest = 8

// move writes the values of one node in the places of those of another, which must have the same form. The names by
// which they are referred to stay.
func (m *mover) move(to, from *node, depth int) (edits []edit, alike bool) {
	a, b := valuesOf(to), valuesOf(from)
	if m.left -= len(a); len(a) != len(b) || depth > deepest || m.left < 0 {
		return nil, false
	}
	for i := range a {
		if a[i].path != b[i].path {
			return nil, false
		}
		old, by := m.text[a[i].from:a[i].to], m.text[b[i].from:b[i].to]
		switch {
		case old == by, strings.HasSuffix(a[i].path, "@type"): // whose prefix may be counted
		case m.byID["#"+old] != nil && a[i].name == "id":
		case m.byID[old] != nil && m.byID[by] != nil && a[i].name == "href":
			inner, alike := m.move(m.byID[old], m.byID[by], depth+1)
			if !alike {
				return nil, false
			}
			edits = append(edits, inner...)
		default:
			edits = append(edits, a[i].set(by))
		}
	}
	return edits, true
}

// unfold replaces ids that are written with white space in them, as base64 may be, and keeps the white space.
func (b *bindings) unfold(text string, which func(string) bool) string {
	if len(b.list) == 0 {
		return text
	}
	root := parse(text)
	if root == nil {
		return text
	}
	var edits []edit
	root.each("", func(_ string, s span) {
		raw := text[s.from:s.to]
		if !strings.ContainsAny(raw, " \t\r\n") && !strings.Contains(raw, "&#") {
			return
		}
		plain := strings.Join(strings.Fields(html.UnescapeString(raw)), "")
		if live, ok := b.live[plain]; ok && which(plain) && b.certain[plain] {
			edits = append(edits, s.set(folded(raw, inXML.spell(live))))
		}
	})
	return apply(text, edits)
}

// folded writes a text with the white space of another, in the same places.
func folded(like, text string) string {
	var out strings.Builder
	for len(like) > 0 {
		n := 1
		space := strings.IndexByte(" \t\r\n", like[0]) >= 0
		if end := strings.IndexByte(like, ';'); strings.HasPrefix(like, "&") && end > 0 {
			n = end + 1
			space = strings.TrimSpace(html.UnescapeString(like[:n])) == ""
		}
		switch {
		case space:
			out.WriteString(like[:n])
		case text != "":
			out.WriteByte(text[0])
			text = text[1:]
		}
		like = like[n:]
		if text != "" && strings.TrimSpace(html.UnescapeString(like)) == "" {
			out.WriteString(text) // all that is left, before the white space at the end
			text = ""
		}
	}
	return out.String()
}
