package wsdl

import (
	"strconv"

	"github.com/beevik/etree"
)

// global reads a global element into its place in s.elements.
func (s *schemas) global(e *etree.Element) (*Element, error) {
	element := s.elements[Name{attr(schemaOf(e), "targetNamespace"), attr(e, "name")}]
	element.Min, element.Max = 1, 1
	return element, s.declared(e, element)
}

// local reads an element inside a type: a declaration, or a reference with bounds and marks of its own.
func (s *schemas) local(e *etree.Element) (*Element, error) {
	element := new(Element)
	if ref, ok := lookup(e, "", "ref"); ok {
		name, err := resolve(e, ref)
		if err != nil {
			return nil, err
		}
		target, err := s.elementNamed(e, name)
		if err != nil {
			return nil, err
		}
		*element = *target
		if target.Type == nil {
			// A type is read only after every global element, so this is a mistake of ours, not of the document.
			return nil, fault(e, "refers to %s before it is known", name)
		}
		m, err := marksOf(e)
		if err != nil {
			return nil, err
		}
		element.Since, element.Until = m.and(element.Since, element.Until)
		element.Content = element.Content || m.content
		element.Min, element.Max, err = bounds(e)
		return element, err
	}
	if element.Name.Local = attr(e, "name"); element.Name.Local == "" {
		return nil, fault(e, "has neither name nor ref; add one")
	}
	qualified, err := isQualified(e, "elementFormDefault")
	if err != nil {
		return nil, err
	}
	if qualified {
		element.Name.Space = attr(schemaOf(e), "targetNamespace")
	}
	if element.Min, element.Max, err = bounds(e); err != nil {
		return nil, err
	}
	return element, s.declared(e, element)
}

// declared reads what global and local declarations have in common.
func (s *schemas) declared(e *etree.Element, element *Element) error {
	m, err := marksOf(e)
	if err != nil {
		return err
	}
	element.Since, element.Until = m.since, m.until
	if value, ok := lookup(e, "", "nillable"); ok {
		if element.Nillable, err = parseBool(value); err != nil {
			return fault(e, "nillable %q is no boolean; write true or false", value)
		}
	}
	if element.Type, err = s.typeAt(e); err != nil {
		return err
	}
	element.Content = m.content || byHand(element.Type)
	return nil
}

// byHand says whether what is of type t is content without a mark on the element.
func byHand(t *Type) bool { return t.Marked || t.Builtin == "anyType" }

// typeAt finds the type of a declaration: named, written inside it, or anyType.
func (s *schemas) typeAt(e *etree.Element) (*Type, error) {
	if _, ok := lookup(e, "", "type"); ok {
		name, err := qname(e, "type")
		if err != nil {
			return nil, err
		}
		return s.typeNamed(e, name)
	}
	for _, kind := range []string{"complexType", "simpleType"} {
		if inline := child(e, NamespaceXSD, kind); inline != nil {
			d, err := s.define(inline)
			if err != nil {
				return nil, err
			}
			return d.typ, nil
		}
	}
	if e.Tag == "attribute" {
		return Builtin("anySimpleType"), nil
	}
	return Builtin("anyType"), nil
}

// defaultOf returns the default or fixed value of a declaration.
func defaultOf(e *etree.Element) *string {
	for _, kind := range []string{"default", "fixed"} {
		if value, ok := lookup(e, "", kind); ok {
			return &value
		}
	}
	return nil
}

// schemaOf returns the schema that e stands in.
func schemaOf(e *etree.Element) *etree.Element {
	for e.Parent() != nil && !is(e, NamespaceXSD, "schema") {
		e = e.Parent()
	}
	return e
}

// isQualified says whether a local declaration is in the target namespace: by its form, else by the schema's default.
func isQualified(e *etree.Element, byDefault string) (bool, error) {
	form, ok := lookup(e, "", "form")
	if !ok {
		form = attr(schemaOf(e), byDefault)
	}
	switch form {
	case "qualified":
		return true, nil
	case "unqualified", "":
		return false, nil
	}
	return false, fault(e, "form %q is unknown; write qualified or unqualified", form)
}

// bounds reads minOccurs and maxOccurs.
func bounds(e *etree.Element) (low, high int, err error) {
	low, high = 1, 1
	if value, ok := lookup(e, "", "minOccurs"); ok {
		if low, err = strconv.Atoi(value); err != nil || low < 0 {
			return 0, 0, fault(e, "minOccurs %q is no count", value)
		}
	}
	value, ok := lookup(e, "", "maxOccurs")
	if ok && value == "unbounded" {
		return low, Unbounded, nil
	}
	if ok {
		if high, err = strconv.Atoi(value); err != nil || high < 0 {
			return 0, 0, fault(e, "maxOccurs %q is neither a count nor unbounded", value)
		}
	}
	if low > high {
		return 0, 0, fault(e, "minOccurs %d is more than maxOccurs %d", low, high)
	}
	return low, high, nil
}
