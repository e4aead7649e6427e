package sqlserver

import (
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/auth"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/stream"
)

// Namespaces of SOAP header blocks and faults; those of results are in package stream.
const (
	optionsNamespace   = stream.SQL + "/Options"
	faultCodeNamespace = stream.SQL + "/SqlSoapFaultCode"
)

// role is the role that the server plays: its faults bear it ([MS-SSNWS] 4.2.7), so that a header block with that actor
// is for it (inferred).
const role = stream.SQL

// prefix11 and prefix12 are the prefixes of the envelope that every printed sample has.
const (
	prefix11 = "SOAP-ENV"
	prefix12 = "SOAP-1_2-ENV"
)

// style is how the server writes and reads, [MS-SSNWS] 4.2 to the letter: every declaration on the Envelope in
// this order, faults included, and end tags for empty elements.
func style(c *Choices) soap.Style {
	s := soap.Style{
		Prefix11: prefix11, Prefix12: prefix12,
		Attributes: []soap.Attr{{Name: soap.Name{Local: "space"}, Prefix: "xml", Value: "preserve"}},
		Namespaces: []soap.Namespace{
			{Prefix: "xsd", URI: stream.XMLSchema},
			{Prefix: "xsi", URI: soap.NamespaceXSI},
			{}, // the envelope's own
			{Prefix: "sql", URI: stream.SQL},
			{Prefix: "sqlsoaptypes", URI: stream.SoapTypes},
			{Prefix: "sqlrowcount", URI: stream.RowCountNS},
			{Prefix: "sqlmessage", URI: stream.MessageNS},
			{Prefix: "sqlresultstream", URI: stream.ResultStream},
			{Prefix: "sqltransaction", URI: stream.Transaction},
			{Prefix: "sqltypes", URI: stream.SqlTypes},
			{Prefix: "msdata", URI: stream.MSData},
		},
		ContentType11: "text/xml; charset=utf-8",
		ContentType12: c.ContentType12 + "; charset=utf-8",
		Chunked:       true,
		Actors:        []string{role},
		Understood:    []soap.Name{{Space: auth.SecurityNamespace, Local: "Security"}},
	}
	if c.Declaration == "write" {
		s.Declaration = `<?xml version="1.0" encoding="utf-8"?>`
	}
	for _, name := range optionNames() {
		s.Understood = append(s.Understood, soap.Name{Space: optionsNamespace, Local: name})
	}
	s.Body.Binding, s.Body.Prefix = soap.Prefixed, "sql"
	s.Read.Refuse = true
	if c.HTTPSNamespaces == "answer" {
		s.Aliases = aliases()
	}
	return s
}

// aliases are the namespaces as the pages of Books Online spell them today.
func aliases() map[string]string {
	m := map[string]string{}
	for _, n := range []string{
		soap.Namespace11, stream.SQL, optionsNamespace, faultCodeNamespace, stream.SoapTypes, stream.SqlParameter,
		stream.ResultStream, stream.MessageNS, stream.RowCountNS, stream.Transaction, stream.SqlTypes,
	} {
		m["https"+strings.TrimPrefix(n, "http")] = n
	}
	return m
}
