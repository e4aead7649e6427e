package codec

import (
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// NamespaceXSI is the namespace of xsi:nil and xsi:type.
const NamespaceXSI = "http://www.w3.org/2001/XMLSchema-instance"

// isNil reads xsi:nil.
func (s *ReadStyle) isNil(e *reader.Element) (bool, error) {
	text, ok := e.Attr(NamespaceXSI, "nil")
	if !ok {
		return false, nil
	}
	text = collapse.apply(text)
	if !isBoolean(text) {
		return false, &Error{Kind: BadValue, Attribute: true, Name: wsdl.Name{Space: NamespaceXSI, Local: "nil"},
			Parent: wsdl.Name(e.Name), Line: e.Line, Column: e.Column, Value: text, Type: "boolean"}
	}
	return text == "true" || text == "1", nil
}

// TypeOf returns what e's xsi:type names. Without one ok is false. A prefix that is not declared, or a name that
// is none, is a *Error.
func TypeOf(e *reader.Element) (name wsdl.Name, ok bool, err error) {
	text, ok := e.Attr(NamespaceXSI, "type")
	if !ok {
		return wsdl.Name{}, false, nil
	}
	text = collapse.apply(text)
	prefix, local, prefixed := strings.Cut(text, ":")
	if !prefixed {
		prefix, local = "", text
	}
	uri, declared := e.Namespace(prefix)
	if !declared || local == "" || strings.ContainsAny(local, ": ") || prefixed && prefix == "" {
		return wsdl.Name{}, false, &Error{Kind: BadValue, Attribute: true, Name: wsdl.Name{Space: NamespaceXSI, Local: "type"},
			Parent: wsdl.Name(e.Name), Line: e.Line, Column: e.Column, Value: text, Type: "QName"}
	}
	return wsdl.Name{Space: uri, Local: local}, true, nil
}
