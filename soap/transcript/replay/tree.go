package replay

import (
	"encoding/xml"
	"strings"
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

// parse reads a document into a tree; nil when it cannot be read to its end.
func parse(text string) *node {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	root := &node{}
	stack := []*node{root}
	for {
		before := int(d.InputOffset())
		token, err := d.RawToken()
		if err != nil {
			if len(stack) != 1 || len(root.children) != 1 {
				return nil
			}
			return root.children[0]
		}
		top := stack[len(stack)-1]
		after := int(d.InputOffset())
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{name: token.Name.Local, attrs: attributes(text, before, after), leaf: true}
			n.text = span{from: after, to: after}
			if strings.HasSuffix(text[before:after], "/>") {
				n.text.tag = text[before+1 : before+1+strings.IndexAny(text[before+1:after], " \t\r\n/>")]
			}
			top.leaf = false
			top.children = append(top.children, n)
			stack = append(stack, n)
		case xml.EndElement:
			if len(stack) == 1 || top.name != token.Name.Local {
				return nil
			}
			top.text.to = before
			if before < top.text.from { // <a/> ends where it begins
				top.text.to = top.text.from
			}
			stack = stack[:len(stack)-1]
		}
	}
}

// attributes are those of a tag, but for declarations.
func attributes(text string, from, to int) (all []span) {
	for i := from; i < to; {
		q := strings.IndexAny(text[i:to], `"'`)
		if q < 0 {
			return all
		}
		begin := i + q + 1
		length := strings.IndexByte(text[begin:to], text[begin-1])
		if length < 0 {
			return all
		}
		name := strings.TrimRight(text[i:begin-1], " \t\r\n=")
		name = name[strings.LastIndexAny(name, " \t\r\n")+1:]
		if name != "xmlns" && !strings.HasPrefix(name, "xmlns:") {
			all = append(all, span{name: name[strings.LastIndexByte(name, ':')+1:], from: begin, to: begin + length})
		}
		i = begin + length + 1
	}
	return all
}

// each calls f with every value below a node, in order, and with its path from there on.
func (n *node) each(path string, f func(path string, s span)) {
	for _, a := range n.attrs {
		f(path+"/@"+a.name, a)
	}
	if n.leaf {
		f(path, n.text)
	}
	for _, c := range n.children {
		c.each(path+"/"+c.name, f)
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
