package replay

import (
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/lax"
)

// node is an element of a document, with where its parts stand in the text.
type node struct {
	name     string // local
	attrs    []span
	text     span // what is between its tags, if that holds no element
	leaf     bool
	children []*node
}

// span is a value as it is spelt, from one index of the text to another.
type span struct {
	name     string // of the attribute, local
	from, to int
	tag      string // of an element that ends where it begins, with its prefix; "" for all else
}

// set returns the edit that writes a value in the place of another.
func (s span) set(value string) edit {
	if s.tag == "" || value == "" {
		return edit{s.from, s.to, value}
	}
	return edit{s.from - len("/>"), s.from, ">" + value + "</" + s.tag + ">"}
}

// mostDepth is how deep elements may lie inside each other. What is deeper is not compared either (see diff.Messages), and a tree
// of millions of levels, which a server may answer, would end the program with its stack.
const mostDepth = 1000

// parse reads a document into a tree; nil when its tags do not fit together, or it is too deep.
func parse(text string) *node {
	root := &node{}
	stack := []*node{root}
	for p := range lax.XML(text) {
		top := stack[len(stack)-1]
		switch p.Kind {
		case lax.Start, lax.Empty:
			n := &node{name: lax.Local(p.Of(text)), attrs: attributes(text, p), text: span{from: p.To, to: p.To}, leaf: true}
			top.leaf = false
			top.children = append(top.children, n)
			if p.Kind == lax.Empty {
				n.text.tag = p.Of(text)
			} else if stack = append(stack, n); len(stack) > mostDepth {
				return nil
			}
		case lax.End:
			if len(stack) == 1 || top.name != lax.Local(p.Of(text)) {
				return nil
			}
			top.text.to = p.From
			stack = stack[:len(stack)-1]
		}
	}
	if len(stack) != 1 || len(root.children) != 1 {
		return nil
	}
	return root.children[0]
}

// attributes are those of a tag, but for declarations.
func attributes(text string, tag lax.Piece) (all []span) {
	for a := range lax.Attributes(text, tag) {
		if a.Quoted && a.Name != "xmlns" && !strings.HasPrefix(a.Name, "xmlns:") {
			all = append(all, span{name: lax.Local(a.Name), from: a.From, to: a.To})
		}
	}
	return all
}

// each calls f with every value below a node, in order, and with its path from there on.
func (n *node) each(path string, f func(path string, s span)) {
	for _, a := range n.attrs {
		f(lax.Below(path, "@"+a.name), a)
	}
	if n.leaf {
		f(path, n.text)
	}
	for _, c := range n.children {
		c.each(lax.Below(path, c.name), f)
	}
}

// edit is a change of a text.
type edit struct {
	from, to int
	by       string
}

// apply changes a text at places that are in order. Of two that overlap the first counts.
func apply(text string, edits []edit) string {
	if len(edits) == 0 {
		return text
	}
	var out strings.Builder
	at := 0
	for _, e := range edits {
		if e.from < at {
			continue
		}
		out.WriteString(text[at:e.from])
		out.WriteString(e.by)
		at = e.to
	}
	out.WriteString(text[at:])
	return out.String()
}
