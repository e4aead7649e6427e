// Package sqlserver is the contract of a Native XML Web Services endpoint of SQL Server 2005 to 2008 R2 that offers
// ad-hoc batches: the operation sqlbatch, and the header elements of the Options namespace.
//
// # Two documents
//
// An endpoint serves two forms of its WSDL (Books Online, ms190983 and ms190968). Document is the default, extended
// form: parameters are typed with the types of SQL Server, and the result is a choice of rowset, XML, message, row
// count, return code and transaction, of which there may be none or many. Simple is for clients of the class of the
// SOAP Toolkit, which know the types of XML Schema only. Both describe the same messages, so one set of Go types,
// made from Document, serves both. Nothing in either is loaded from elsewhere.
//
// # What is filled in
//
// The source documents are valid as they stand: those of an endpoint with ad-hoc batches and no web methods. Endpoint makes
// the contract of any other endpoint of them:
//
//   - Name for Batch_EP: definitions, service, port, and with Soap behind it portType and binding
//   - Namespace for http://tempuri.org, the target namespace; schemas and soapAction do not have it
//   - sqlbatch left out, and web methods put in (methods.tmpl)
//
// wsdl.Place puts in the address for http://localhost/sql/demo where a copy is served.
//
// # Evidence
//
// Documented ([MS-SSNWS], appendix A and 2.2): the schemas, their order and namespaces, names of messages, portType
// and binding, the soapAction without a slash before sqlbatch, the absence of every soap:header, the elements and
// defaults of SqlParameter. Of the types of SQL Server, what restricts dates, amounts of money and identifiers (Books
// Online, ms190942). The attributes of the header elements are those of Books Online (ms191496, ms189249 and their
// neighbours) and of the classes that clients made from the real WSDL (observed).
//
// Observed (the WSDL of an endpoint with a scalar function, which the tests of a public PHP generator keep, and classes that
// Java clients made of others): names of the messages of web methods, their soapAction, elements and types, and that sqlbatch
// is not in the WSDL of an endpoint without it, while SqlParameter is; the comparison options.
//
// Inferred: an empty result is allowed, which the printed schema forbids and the printed answer to SET LANGUAGE has
// (4.2.4); otherwise strict clients refuse that answer.
//
// Choices: rowset and XML content are one wildcard that is not validated, where the captured schema refers to the element
// schema of XML Schema, which validators want to fetch (Endpoint.DataSets; of two wildcards .NET makes a DataTable, which cannot
// read what comes); the form of Simple, of which it is documented only that it has plain types.
package sqlserver

import _ "embed"

//go:generate go run ../gen -package sqlserver sqlserver.wsdl

// Document is the contract in its default, extended form, for wsdl.Parse. Nobody changes it.
//
//go:embed sqlserver.wsdl
var Document []byte

// Simple is the contract in its simple form, for wsdl.Parse. Nobody changes it.
//
//go:embed sqlserver-simple.wsdl
var Simple []byte
