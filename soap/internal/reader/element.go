package reader

import "iter"

// Name is an expanded name: a namespace, "" for none, and the part after the prefix.
type Name struct{ Space, Local string }

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
	Line, Column int    // of its "<", both from 1; columns count characters

	doc    *Document
	parent *Element
	first  *Element
	next   *Element
	attrs  []Attr
}

// Attrs returns the attributes in the order they were written.
func (e *Element) Attrs() []Attr { return e.attrs }

// Attr returns the value of an attribute. An absent attribute and an empty one differ in ok.
func (e *Element) Attr(space, local string) (value string, ok bool) { panic("not yet") }

// First returns the first element inside e, nil when there is none.
func (e *Element) First() *Element { return e.first }

// Next returns the element that follows e inside the same parent, nil when e is the last.
func (e *Element) Next() *Element { return e.next }

// Parent returns the element that e is in, nil for the root.
func (e *Element) Parent() *Element { return e.parent }

// Elements goes through the elements directly inside e.
func (e *Element) Elements() iter.Seq[*Element] { panic("not yet") }

// Child returns the first element directly inside e that has this name, nil when there is none.
func (e *Element) Child(space, local string) *Element { panic("not yet") }

// Text returns all character data directly inside e, joined: CDATA sections too, comments left out.
func (e *Element) Text() string { panic("not yet") }

// HasText says whether there is character data other than white space directly inside e.
func (e *Element) HasText() bool { panic("not yet") }

// Namespace resolves a prefix as it is in scope at e: for content that holds names, such as xsi:type.
// The empty prefix is always bound, to "" when no default namespace is declared.
func (e *Element) Namespace(prefix string) (uri string, ok bool) { panic("not yet") }

// Declared returns the namespace declarations written on e itself, in order.
func (e *Element) Declared() []Declaration { panic("not yet") }

// Source returns the bytes of e, from "<" to ">", in Document.Bytes. They must not be changed.
func (e *Element) Source() []byte { panic("not yet") }

// AppendTo appends the source of e to b, with the declarations that are in scope at e added to its start
// tag, so that the result can be read on its own.
func (e *Element) AppendTo(b []byte) []byte { panic("not yet") }
