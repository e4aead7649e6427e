package reader

import (
	"iter"
	"slices"
	"strings"
)

// Name is an expanded name: a namespace, "" for none, and the part after the prefix.
type Name struct{ Space, Local string }

// Clone is the name in memory of its own, for who keeps it longer than the document.
func (n Name) Clone() Name { return Name{Space: strings.Clone(n.Space), Local: strings.Clone(n.Local)} }

// Attr is an attribute. Namespace declarations are not attributes; see Element.Declared.
type Attr struct {
	Name   Name
	Prefix string // as written, "" for none
	Value  string // decoded and normalised
}

// Declaration is a namespace declaration: xmlns:Prefix="URI", or xmlns="URI" with an empty Prefix.
type Declaration struct{ Prefix, URI string }

// Element is an element of a Document, valid until the document's Release.
type Element struct {
	Name         Name
	Prefix       string // as written, "" for none
	Line, Column int    // of its "<", both from 1; lines end with LF, columns count characters

	doc                   *Document
	parent, next          *Element
	first, last           *Element
	attrs                 []Attr
	start, nameEnd, end   int // offsets in the document
	declFrom, declTo      int // in Document.decls
	firstPiece, lastPiece int // indices into Document.pieces plus one, 0 for none
	hasText               bool
}

// Attrs returns the attributes in the order they were written.
func (e *Element) Attrs() []Attr { return e.attrs }

// Attr returns the value of an attribute. An absent attribute and an empty one differ in ok.
func (e *Element) Attr(space, local string) (value string, ok bool) {
	for i := range e.attrs {
		if a := &e.attrs[i]; a.Name.Local == local && a.Name.Space == space {
			return a.Value, true
		}
	}
	return "", false
}

// First returns the first element inside e, nil when there is none.
func (e *Element) First() *Element { return e.first }

// Next returns the element that follows e inside the same parent, nil when e is the last.
func (e *Element) Next() *Element { return e.next }

// Parent returns the element that e is in, nil for the root.
func (e *Element) Parent() *Element { return e.parent }

// Elements goes through the elements directly inside e.
func (e *Element) Elements() iter.Seq[*Element] {
	return func(yield func(*Element) bool) {
		for child := e.first; child != nil; child = child.next {
			if !yield(child) {
				return
			}
		}
	}
}

// Child returns the first element directly inside e that has this name, nil when there is none.
func (e *Element) Child(space, local string) *Element {
	for child := e.first; child != nil; child = child.next {
		if child.Name.Local == local && child.Name.Space == space {
			return child
		}
	}
	return nil
}

// Text returns all character data directly inside e, joined: CDATA sections too, comments left out.
func (e *Element) Text() string {
	if e.firstPiece == 0 {
		return ""
	}
	d := e.doc
	only := &d.pieces[e.firstPiece-1]
	if only.next == 0 && only.form == plain {
		return d.src[only.start:only.end]
	}
	var b strings.Builder
	for i := e.firstPiece; i != 0; i = d.pieces[i-1].next {
		s := &d.pieces[i-1]
		appendTo(&b, d.src[s.start:s.end], s.form)
	}
	return b.String()
}

// HasText says whether there is character data other than white space directly inside e.
func (e *Element) HasText() bool { return e.hasText }

// Namespace resolves a prefix as it is in scope at e: for content that holds names, such as xsi:type.
// The empty prefix is always bound, to "" when no default namespace is declared.
func (e *Element) Namespace(prefix string) (uri string, ok bool) {
	for at := e; at != nil; at = at.parent {
		for _, decl := range at.Declared() {
			if decl.Prefix == prefix {
				return decl.URI, true
			}
		}
	}
	if prefix == "xml" {
		return xmlNamespace, true
	}
	return "", prefix == ""
}

// Declared returns the namespace declarations written on e itself, in order.
func (e *Element) Declared() []Declaration {
	return e.doc.decls[e.declFrom:e.declTo:e.declTo]
}

// Offset is where e begins in Document.Bytes.
func (e *Element) Offset() int { return e.start }

// Source returns the bytes of e, from "<" to ">", in Document.Bytes. They must not be changed.
func (e *Element) Source() []byte { return e.doc.buf[e.start:e.end:e.end] }

// StartTag returns the bytes of e's start tag.
func (e *Element) StartTag() []byte {
	var quote byte
	source := e.Source()
	for i, c := range source {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return source[: i+1 : i+1]
		}
	}
	return source
}

// AppendTo appends the source of e to b, with the declarations that are in scope at e added to its start
// tag, so that the result can be read on its own.
func (e *Element) AppendTo(b []byte) []byte {
	d := e.doc
	b = append(b, d.src[e.start:e.nameEnd]...)
	var seen []string
	for at := e; at != nil; at = at.parent {
		for i := at.declFrom; i < at.declTo; i++ {
			prefix := d.decls[i].Prefix
			if slices.Contains(seen, prefix) {
				continue
			}
			seen = append(seen, prefix)
			if at != e {
				b = append(b, " xmlns"...)
				if prefix != "" {
					b = append(append(b, ':'), prefix...)
				}
				b = append(append(b, '='), d.bindings[i].quoted...)
			}
		}
	}
	return append(b, d.src[e.nameEnd:e.end]...)
}

// name returns the name as written.
func (e *Element) name() string { return e.doc.src[e.start+1 : e.nameEnd] }
