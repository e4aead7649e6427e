package wsdl

import (
	"strings"

	"github.com/beevik/etree"
)

// Place is where a copy of a contract is served. What is empty or zero stays as in the source document.
type Place struct {
	// Address is the soap:address.
	Address string

	// Name takes the place of the service's name at the beginning of the names of definitions, service, port,
	// binding and portType, as SQL Server names all of them after the endpoint ([MS-SSNWS], appendix A).
	Name string

	// Namespace takes the place of the target namespace, and of every mention of it, as Axis 1.x does and as the
	// NAMESPACE of a SQL Server endpoint does. A soapAction that begins with it is a mention.
	Namespace string

	// Version leaves out what its since and until marks say this version has not.
	Version Version
}

// Document writes the copy for a place: our source document with the place filled in and without our marks. The
// same place gives the same bytes.
func (c *Contract) Document(p Place) []byte {
	tree := c.filled(p)
	strip(tree.Root())
	// A served copy is written to memory, and nothing that was read from a document can fail to be written.
	b, _ := tree.WriteToBytes()
	return b
}

// At returns the contract as a copy for a place promises it, its marks still known. It fails when a version
// leaves out what another part of the same version refers to.
func (c *Contract) At(p Place) (*Contract, error) { return parse(c.filled(p)) }

// filled copies the source document and fills the place in.
func (c *Contract) filled(p Place) *etree.Document {
	tree := c.doc.Copy()
	root := tree.Root()
	if p.Version != 0 {
		filter(root, p.Version)
	}
	if p.Name != "" {
		rename(root, c.Service, p.Name)
	}
	if p.Namespace != "" {
		respace(root, c.TargetNamespace, p.Namespace)
	}
	if p.Address != "" {
		for _, service := range children(root, NamespaceWSDL, "service") {
			for _, port := range children(service, NamespaceWSDL, "port") {
				if a := child(port, NamespaceSOAP, "address"); a != nil {
					a.CreateAttr("location", p.Address)
				}
			}
		}
	}
	return tree
}

// filter removes the elements below e that version v has not, with the white space before them.
func filter(e *etree.Element, v Version) {
	for _, c := range e.ChildElements() {
		// Parse has read every mark, so none is wrong here.
		if m, _ := marksOf(c); v.Within(m.since, m.until) {
			filter(c, v)
			continue
		}
		at := c.Index()
		e.RemoveChildAt(at)
		if at > 0 {
			if space, ok := e.Child[at-1].(*etree.CharData); ok && space.IsWhitespace() {
				e.RemoveChildAt(at - 1)
			}
		}
	}
}

// rename gives the definitions, and what is named after the service, another name.
func rename(root *etree.Element, from, to string) {
	replace := func(e *etree.Element, attribute string) {
		value, ok := lookup(e, "", attribute)
		if !ok {
			return
		}
		prefix, local, found := strings.Cut(value, ":")
		if !found {
			prefix, local = "", value
		}
		if rest, ok := strings.CutPrefix(local, from); ok {
			if found {
				prefix += ":"
			}
			e.CreateAttr(attribute, prefix+to+rest)
		}
	}
	replace(root, "name")
	for _, e := range root.ChildElements() {
		switch {
		case is(e, NamespaceWSDL, "portType"):
			replace(e, "name")
		case is(e, NamespaceWSDL, "binding"):
			replace(e, "name")
			replace(e, "type")
		case is(e, NamespaceWSDL, "service"):
			replace(e, "name")
			for _, port := range children(e, NamespaceWSDL, "port") {
				replace(port, "name")
				replace(port, "binding")
			}
		}
	}
}

// respace puts one namespace in place of another, in every attribute and declaration that is exactly it and at the
// beginning of every soapAction.
func respace(e *etree.Element, from, to string) {
	for i := range e.Attr {
		a := &e.Attr[i]
		if a.Value == from {
			a.Value = to
		} else if rest, ok := strings.CutPrefix(a.Value, from); ok && a.Key == "soapAction" {
			a.Value = to + rest
		}
	}
	for _, c := range e.ChildElements() {
		respace(c, from, to)
	}
}

// strip removes our marks and the declarations of their namespace.
func strip(e *etree.Element) {
	// The elements below e still need the declarations on e to know their marks.
	for _, c := range e.ChildElements() {
		strip(c)
	}
	var kept []etree.Attr
	for _, a := range e.Attr {
		declares := isDeclaration(a) && a.Value == NamespaceMarks
		if !declares && (isDeclaration(a) || attrSpace(e, a) != NamespaceMarks) {
			kept = append(kept, a)
		}
	}
	e.Attr = kept
}
