package codec

import (
	"reflect"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// NamespaceEncoding is the namespace of SOAP 1.1's encoding: arrayType, Array and root.
const NamespaceEncoding = wsdl.NamespaceEncoding

// accessor joins an element of an encoded message to a Go type. Its type travels as an xsi:type, so it has a name, and
// it is one that SOAP 1.1, section 5, has a form for.
func (b *builder) accessor(path string, decl *wsdl.Element, t reflect.Type) *body {
	typ := decl.Type
	switch {
	case decl.Content || t == contentType:
		b.fail(path, "is content, which an encoded message cannot hold; give it a type")
	case decl.Name.Space != "":
		b.fail(path, "is qualified by %s; what is inside an encoded message is not", decl.Name.Space)
	case len(typ.Attributes) > 0 || typ.Kind == wsdl.KindSimpleContent:
		b.fail(path, "has attributes, which SOAP encoding has no place for; make them elements")
	case typ.Kind == wsdl.KindComplex && typ.Name.Local == "":
		b.fail(path, "has a type without a name, which no xsi:type can tell; give it one")
	case typ.Kind == wsdl.KindArray && typ.Item.Type.Kind == wsdl.KindArray:
		b.fail(path, "is an array of arrays, which is not read or written; put a bean between them")
	default:
		return b.body(path, typ, t)
	}
	return nil
}

// typeName is the name that an xsi:type gives: a simple type without one is what it is written as.
func (b *body) typeName() wsdl.Name {
	if b.typ.Name.Local == "" {
		return wsdl.Name{Space: wsdl.NamespaceXSD, Local: b.typ.Builtin}
	}
	return b.typ.Name
}
