package wsdl

import (
	"strings"

	"github.com/beevik/etree"
)

// read reads the definition into its type, once.
func (d *definition) read() error {
	switch d.state {
	case done:
		return nil
	case busy:
		return fault(d.at, "is derived from itself")
	}
	d.state = busy
	defer func() { d.state = done }()
	if d.at.Tag == "simpleType" {
		return d.simpleType()
	}
	return d.complexType()
}

// base finds the type that a derivation names and reads it first. A nil definition is a builtin type.
func (d *definition) base(derivation *etree.Element) (Name, *definition, error) {
	name, err := qname(derivation, "base")
	if err != nil {
		return name, nil, err
	}
	if name == (Name{NamespaceEncoding, "Array"}) {
		return name, nil, nil
	}
	if d.typ.Base, err = d.schema.typeNamed(derivation, name); err != nil {
		return name, nil, err
	}
	base := d.schema.types[name]
	if base == nil {
		return name, nil, nil
	}
	return name, base, base.read()
}

// simpleType reads a restriction. Lists and unions are read as strings.
func (d *definition) simpleType() error {
	d.typ.Builtin = "string"
	restriction := child(d.at, NamespaceXSD, "restriction")
	if restriction == nil {
		if child(d.at, NamespaceXSD, "list") == nil && child(d.at, NamespaceXSD, "union") == nil {
			return fault(d.at, "has neither restriction, list nor union; add one")
		}
		return nil
	}
	return d.restricted(restriction)
}

// restricted reads the restriction of a simple type: its base and its enumeration.
func (d *definition) restricted(restriction *etree.Element) error {
	if inline := child(restriction, NamespaceXSD, "simpleType"); inline != nil {
		base, err := d.schema.define(inline)
		if err != nil {
			return err
		}
		d.typ.Base = base.typ
		if err := base.read(); err != nil {
			return err
		}
	} else if _, _, err := d.base(restriction); err != nil {
		return err
	}
	if d.typ.Base == nil || d.typ.Base.Builtin == "" {
		return fault(restriction, "the base is no simple type; name one")
	}
	d.typ.Builtin = d.typ.Base.Builtin
	d.typ.Enumeration = d.typ.Base.Enumeration
	if values := children(restriction, NamespaceXSD, "enumeration"); values != nil {
		d.typ.Enumeration = nil
		for _, v := range values {
			d.typ.Enumeration = append(d.typ.Enumeration, attr(v, "value"))
		}
	}
	return nil
}

// complexType reads one of the three forms of a complex type.
func (d *definition) complexType() error {
	if simple := child(d.at, NamespaceXSD, "simpleContent"); simple != nil {
		return d.simpleContent(simple)
	}
	if derived := child(d.at, NamespaceXSD, "complexContent"); derived != nil {
		return d.complexContent(derived)
	}
	return d.model(d.at)
}

// derivation returns the extension or restriction inside e.
func derivation(e *etree.Element) (*etree.Element, error) {
	for _, kind := range []string{"extension", "restriction"} {
		if found := child(e, NamespaceXSD, kind); found != nil {
			return found, nil
		}
	}
	return nil, fault(e, "has neither extension nor restriction; add one")
}

// simpleContent reads text with attributes.
func (d *definition) simpleContent(e *etree.Element) error {
	how, err := derivation(e)
	if err != nil {
		return err
	}
	d.typ.Kind = KindSimpleContent
	if how.Tag == "restriction" {
		err = d.restricted(how)
	} else {
		_, _, err = d.base(how)
	}
	if err != nil {
		return err
	}
	base := d.typ.Base
	if base == nil || base.Builtin == "" || base.Builtin == "anyType" {
		return fault(how, "the base has no text; name a simple type, or one with simple content")
	}
	d.typ.Builtin = base.Builtin
	if how.Tag == "extension" {
		d.typ.Enumeration = base.Enumeration
	}
	d.typ.Attributes = append(d.typ.Attributes, base.Attributes...)
	return d.attributes(how)
}

// complexContent reads a type derived from another complex type, or an array.
func (d *definition) complexContent(e *etree.Element) error {
	how, err := derivation(e)
	if err != nil {
		return err
	}
	name, base, err := d.base(how)
	if err != nil {
		return err
	}
	if name == (Name{NamespaceEncoding, "Array"}) {
		return d.array(how)
	}
	if base != nil {
		if base.typ.Kind != KindComplex {
			return fault(how, "the base %s has no complex content; use simpleContent", name)
		}
		d.typ.Attributes = append(d.typ.Attributes, base.typ.Attributes...)
		if how.Tag == "extension" {
			d.typ.Content = append(d.typ.Content, base.typ.Content...)
		}
	} else if name != (Name{NamespaceXSD, "anyType"}) {
		return fault(how, "the base %s has no complex content; use simpleContent", name)
	}
	return d.model(how)
}

// array reads a restriction of soapenc:Array, the item from wsdl:arrayType (WSDL 1.1, section 2.2).
func (d *definition) array(how *etree.Element) error {
	d.typ.Kind = KindArray
	for _, a := range children(how, NamespaceXSD, "attribute") {
		value, ok := lookup(a, NamespaceWSDL, "arrayType")
		if !ok {
			continue
		}
		itemName, isOne := strings.CutSuffix(value, "[]")
		if !isOne || strings.HasSuffix(itemName, "]") {
			return fault(a, "wsdl:arrayType %q is not of the form type[]", value)
		}
		name, err := resolve(a, itemName)
		if err != nil {
			return err
		}
		item, err := d.schema.typeNamed(a, name)
		if err != nil {
			return err
		}
		d.typ.Item = &Element{Name: Name{Local: "item"}, Type: item, Max: Unbounded, Nillable: true, Content: byHand(item)}
		return nil
	}
	return fault(how, "has no attribute with wsdl:arrayType; add <attribute ref=\"soapenc:arrayType\" wsdl:arrayType=\"type[]\"/>")
}
