package wsdl

import (
	"slices"

	"github.com/beevik/etree"
)

// schemas are the schemas of one document while they are read. All names are known before any content is
// read, so that definitions may refer to each other in any order and to themselves.
type schemas struct {
	spaces     []string // target namespaces
	types      map[Name]*definition
	elements   map[Name]*Element
	attributes map[Name]*etree.Element
	order      []*definition // every type, also those without a name, in document order
}

// definition is a type and where it is defined.
type definition struct {
	typ    *Type
	at     *etree.Element
	state  state
	schema *schemas
}

type state int

const (
	fresh state = iota
	busy
	done
)

// readSchemas reads every schema below root into c.
func readSchemas(root *etree.Element, c *Contract) (*schemas, error) {
	s := &schemas{
		types:      make(map[Name]*definition),
		elements:   make(map[Name]*Element),
		attributes: make(map[Name]*etree.Element),
	}
	var all []*etree.Element
	for _, types := range children(root, NamespaceWSDL, "types") {
		all = append(all, children(types, NamespaceXSD, "schema")...)
	}
	for _, schema := range all {
		s.spaces = append(s.spaces, attr(schema, "targetNamespace"))
	}
	for _, schema := range all {
		if err := s.register(schema); err != nil {
			return nil, err
		}
	}
	for _, schema := range all {
		for _, e := range children(schema, NamespaceXSD, "element") {
			element, err := s.global(e)
			if err != nil {
				return nil, err
			}
			c.Elements = append(c.Elements, element)
		}
	}
	for i := 0; i < len(s.order); i++ { // reading one may add types without a name
		if err := s.order[i].read(); err != nil {
			return nil, err
		}
	}
	for _, d := range s.order {
		if d.typ.Name != (Name{}) {
			c.Types = append(c.Types, d.typ)
		}
	}
	return s, nil
}

// register notes the names that a schema defines.
func (s *schemas) register(schema *etree.Element) error {
	space := attr(schema, "targetNamespace")
	for _, e := range schema.ChildElements() {
		if e.NamespaceURI() != NamespaceXSD {
			return fault(e, "is not of XML Schema; a schema holds nothing else")
		}
		name := Name{space, attr(e, "name")}
		switch e.Tag {
		case "annotation":
			continue
		case "import":
			if err := s.imported(e); err != nil {
				return err
			}
			continue
		case "simpleType", "complexType":
			if s.types[name] != nil {
				return fault(e, "is defined twice; remove one")
			}
			d, err := s.define(e)
			if err != nil {
				return err
			}
			d.typ.Name = name
			s.types[name] = d
		case "element":
			if _, twice := s.elements[name]; twice {
				return fault(e, "is declared twice; remove one")
			}
			s.elements[name] = &Element{Name: name}
		case "attribute":
			s.attributes[name] = e
		default:
			return fault(e, "is not supported; write out what it stands for")
		}
		if name.Local == "" {
			return fault(e, "has no name; add it")
		}
	}
	return nil
}

// imported checks that what is imported stands in the same document, or is known without one.
func (s *schemas) imported(e *etree.Element) error {
	space := attr(e, "namespace")
	known := []string{NamespaceXSD, NamespaceEncoding, NamespaceWSDL, namespaceXML}
	if slices.Contains(s.spaces, space) || slices.Contains(known, space) {
		return nil
	}
	return fault(e, "no schema here has the target namespace %q; other files are not read, write it here", space)
}

// define notes a type, to be read later.
func (s *schemas) define(e *etree.Element) (*definition, error) {
	m, err := marksOf(e)
	if err != nil {
		return nil, err
	}
	d := &definition{typ: &Type{Kind: KindComplex}, at: e, schema: s}
	if e.Tag == "simpleType" {
		d.typ.Kind = KindSimple
	}
	mixed, _ := parseBool(attr(e, "mixed"))
	d.typ.Marked = m.content || mixed
	s.order = append(s.order, d)
	return d, nil
}

// typeNamed finds a type by name for a reference at e.
func (s *schemas) typeNamed(e *etree.Element, name Name) (*Type, error) {
	if d := s.types[name]; d != nil {
		return d.typ, nil
	}
	if name.Space == NamespaceXSD || name.Space == NamespaceEncoding {
		if t := Builtin(name.Local); t != nil {
			return t, nil
		}
	}
	return nil, fault(e, "there is no type %s; define it, or correct the name or its prefix", name)
}

// elementNamed finds a global element by name for a reference at e.
func (s *schemas) elementNamed(e *etree.Element, name Name) (*Element, error) {
	if g := s.elements[name]; g != nil {
		return g, nil
	}
	if name == (Name{NamespaceXSD, "schema"}) { // as the types of a DataSet refer to it
		return &Element{Name: name, Type: Builtin("anyType"), Min: 1, Max: 1, Content: true}, nil
	}
	return nil, fault(e, "there is no element %s; declare it, or correct the name or its prefix", name)
}
