package main

import (
	"fmt"
	"strconv"

	"github.com/beevik/etree"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// Names in the copy for what gowsdl has no word for. No contract has a name that begins with a dot, since XML does
// not; gowsdl does not mind.
const (
	textName    = ".text" // an element that stands for the text of a simple content
	anyName     = ".any"  // an element that stands for a choice or a wildcard
	contentType = "Content"
	instantType = "Instant"
)

// normalise writes the copy that gowsdl is given: one schema, a complex type for each struct.
func normalise(s *structures) (*etree.Document, error) {
	doc := etree.NewDocument()
	root := doc.CreateElement("definitions")
	root.CreateAttr("xmlns", wsdl.NamespaceWSDL)
	schema := root.CreateElement("types").CreateElement("xs:schema")
	schema.CreateAttr("xmlns:xs", wsdl.NamespaceXSD)
	for i := 0; i < len(s.all); i++ { // types without a name are added as they are met
		copied := schema.CreateElement("xs:complexType")
		copied.CreateAttr("name", "T"+strconv.Itoa(i))
		f := fields{structures: s, owner: s.all[i], sequence: copied.CreateElement("xs:sequence")}
		if err := f.read(copied); err != nil {
			return nil, err
		}
	}
	return doc, nil
}

// fields writes the content of one complex type of the copy.
type fields struct {
	*structures
	owner    structure
	sequence *etree.Element
	written  map[string]string // local names of elements, and their types in the copy
}

// read writes everything that the owner's type has.
func (f *fields) read(copied *etree.Element) error {
	f.written = map[string]string{}
	t := f.owner.typ
	if t.Kind == wsdl.KindSimpleContent {
		if err := f.field(textName, scalar(t.Builtin), false); err != nil {
			return err
		}
	}
	if err := f.particles(t.Content, false); err != nil {
		return err
	}
	for _, a := range t.Attributes {
		attribute := copied.CreateElement("xs:attribute")
		attribute.CreateAttr("name", a.Name.Local)
		attribute.CreateAttr("type", scalar(a.Type.Builtin))
	}
	return nil
}

// particles writes a field for each place of a content model.
func (f *fields) particles(all []wsdl.Particle, repeated bool) error {
	for _, p := range all {
		var err error
		switch {
		case p.Element != nil:
			err = f.element(p.Element, repeated || p.Max != 1)
		case len(p.Group) == 1 && p.Group[0].Element != nil:
			err = f.particles(p.Group, true)
		case p.Group != nil:
			err = fmt.Errorf("gen: %s repeats a sequence of several elements, whose order a struct cannot keep; "+
				`mark it content="true"`, f.owner.source)
		default:
			err = f.field(anyName, contentType, true)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// element writes the field of an element. A SOAP array is its items.
func (f *fields) element(e *wsdl.Element, repeated bool) error {
	t := e.Type
	if !e.Content && t.Kind == wsdl.KindArray {
		if repeated || t.Item.Type.Kind == wsdl.KindArray {
			return fmt.Errorf(`gen: %s has %s, an array of arrays; mark that content="true"`, f.owner.source, e.Name.Local)
		}
		return f.field(e.Name.Local, f.typeName(e, t.Item.Type, t.Item.Content), true)
	}
	return f.field(e.Name.Local, f.typeName(e, t, e.Content), repeated)
}

// typeName returns the name that a type has in the copy.
func (f *fields) typeName(e *wsdl.Element, t *wsdl.Type, content bool) string {
	if content || t.Marked {
		return contentType
	}
	if t.Kind != wsdl.KindComplex && t.Kind != wsdl.KindSimpleContent {
		return scalar(t.Builtin)
	}
	f.add(f.owner.name+exported(e.Name.Local), "what "+e.Name.Local+" holds in "+f.owner.source, t)
	return "T" + strconv.Itoa(f.index[t])
}

// field writes one element of the copy. That all are nillable makes pointers of gowsdl's scalars. The same name twice
// is one field, as when versions of a contract have it in different places.
func (f *fields) field(name, typeName string, repeated bool) error {
	form := fmt.Sprint(typeName, repeated)
	if before, twice := f.written[name]; twice {
		if before == form && name != anyName {
			return nil
		}
		if name == anyName {
			name = "a choice or wildcard"
		}
		return fmt.Errorf(`gen: %s has %s twice, which one field cannot hold; mark it content="true"`, f.owner.source, name)
	}
	f.written[name] = form
	element := f.sequence.CreateElement("xs:element")
	element.CreateAttr("name", name)
	element.CreateAttr("type", typeName)
	element.CreateAttr("nillable", "true")
	if repeated {
		element.CreateAttr("maxOccurs", "unbounded")
	}
	return nil
}

// scalar returns the type that the copy has for one of XML Schema. gowsdl makes int32 of integer, float64 of decimal,
// decodes dateTime without errors and does not know the rest, so it sees only types that it gets right.
func scalar(builtin string) string {
	switch builtin {
	case "boolean", "byte", "short", "int", "long", "unsignedByte", "unsignedShort", "unsignedInt", "unsignedLong",
		"float", "double":
		return "xs:" + builtin
	case "integer", "nonPositiveInteger", "negativeInteger", "nonNegativeInteger", "positiveInteger":
		return "xs:long"
	case "dateTime":
		return instantType
	}
	return "xs:string"
}
