package codec

import (
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
