package mft

import (
	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// prefix is the prefix of the envelope, which Axis writes for both versions of SOAP.
const prefix = "soapenv"

const (
	contentType11 = "text/xml;charset=utf-8"
	contentType12 = "application/soap+xml;charset=utf-8"
)

// style is how Axis 1.4 writes and reads, as measured: everything on one line, prefixes counted through the whole
// answer, the request's wrapper namespace said back; operations by local name, parameters by name or position.
func style(c *Choices, contract *wsdl.Contract) soap.Style {
	s := soap.Style{
		Declaration: `<?xml version="1.0" encoding="utf-8"?>`,
		Prefix11:    prefix, Prefix12: prefix,
		Namespaces: []soap.Namespace{
			{}, // the envelope's own
			{Prefix: "xsd", URI: wsdl.NamespaceXSD},
			{Prefix: "xsi", URI: soap.NamespaceXSI},
		},
		ContentType11: contentType11,
		ContentType12: contentType12,
		Chunked:       true,
		Escapes:       soap.Escapes{QuoteInText: true, NonASCII: true},
		LooseEnvelope: true,
		Dispatch:      soap.ByLocal,
		Encoding:      soap.CharsetFirst,
	}
	s.Body.Binding, s.Body.Counted = soap.Prefixed, "ns"
	s.Body.Attributes = []soap.Tag{{Name: prefix + ":encodingStyle", Value: wsdl.NamespaceEncoding}}
	s.Body.Prefixes = []soap.Declaration{{Prefix: "soapenc", Space: wsdl.NamespaceEncoding}}
	s.Body.ShortEmpty = true
	s.Body.MultiRef = c.Beans == "multiRef"
	if c.ArrayItems == "item" {
		s.Body.Item = "item"
	}
	s.Read.Names, s.Read.ByPosition, s.Read.AllowMissing = soap.AnyNamespace, true, true
	s.Rename = func(call *soap.Call, space string) string {
		if space == contract.TargetNamespace {
			return call.Envelope.Payload.Name.Space
		}
		return space
	}
	return s
}
