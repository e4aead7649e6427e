package salesforce

import (
	"github.com/soapstone-dev/soapstone/soap"
)

// The namespaces of the APIs whose contracts are not ours.
const (
	toolingNamespace  = "urn:tooling.soap.sforce.com"
	metadataNamespace = "http://soap.sforce.com/2006/04/metadata"
	apexNamespace     = "http://soap.sforce.com/2006/08/apex"
)

// contentType is that of every answer, to the letter.
const contentType = "text/xml; charset=utf-8"

// style is how the servers write and read. Prefixes are load-bearing: clients compare the names soapenv:Envelope,
// sf:exceptionCode and sessionId as texts. Elements have neither prefix nor attribute, xsi:nil apart; the default
// namespace stands on the Envelope, and only where there is no fault.
func (a *api) style() soap.Style {
	s := soap.Style{
		Declaration:     `<?xml version="1.0" encoding="UTF-8"?>`,
		Prefix11:        "soapenv",
		Prefix12:        "soapenv",
		Namespaces:      []soap.Namespace{{}, {URI: a.namespace}},
		FaultNamespaces: []soap.Namespace{{}, {Prefix: "sf", URI: a.faults}},
		DeclareXSI:      true,
		// Observed in faults: " (postman-salesforce-apis issue 26, forcex pull request 30) and ' (the tests of WWW::Salesforce have a
		// captured INVALID_FIELD). That other answers come from the same writer is inferred.
		Escapes:              soap.Escapes{QuoteInText: true, AposInText: true},
		ContentType11:        contentType,
		ContentType12:        contentType,
		Gzip:                 true,
		IgnoreMustUnderstand: true, // clients mark headers that mean nothing for the call
	}
	if a.typed {
		s.FaultNamespaces = append(s.FaultNamespaces, soap.Namespace{Prefix: "xsi", URI: soap.NamespaceXSI})
	}
	s.Body.Binding = soap.DefaultAbove
	s.Body.ShortEmpty = true
	s.Body.DateTime = "2006-01-02T15:04:05.000Z07:00"
	s.Read.Names = soap.ExactOrNone // SOAP::Lite sends the session id in no namespace
	s.Read.AllowMissing = true      // what is missing is for the operation to refuse
	return s
}
