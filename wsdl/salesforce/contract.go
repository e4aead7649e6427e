// Package salesforce is the contract of the session calls of the Salesforce SOAP API, 6.0 to 64.0: login, logout,
// invalidateSessions, getUserInfo, getServerTimestamp and the three calls for passwords, with their headers and faults.
//
// # One document
//
// The APIs called partner and enterprise are one service twice over: three namespaces differ, enterprise has no header
// CallOptions, and its records carry no type of their own. So there is one document, Partner, and Enterprise is made
// from it; two would have to be kept equal by hand in 59 versions. One set of Go types serves both.
//
// # What is filled in
//
// Versions differ by since and until marks. Where the contract is served, wsdl.Place puts in:
//
//   - Version, which leaves out what this version has not
//   - Address for http://localhost:8080/services/Soap/u/64.0, which has to have /services/Soap/u/ or /c/ in it, or Force.com
//     WSC refuses to call it
//
// # Evidence
//
// Documented: names, types, order of fields, bindings, headers and faults, and the version in which each came or went,
// as WSDLs that Salesforce generated have them: 6.0, 8.0, 10.0, 11.1, 13.0 to 15.0, 17.0, 19.0, 20.0, 22.0 to 24.0, 28.0 to 47.0, 49.0
// to 51.0, 54.0 to 56.0 and 58.0 of partner, and 11.1, 13.0, 20.0, 23.0, 39.0 and 40.0 of enterprise. The SOAP API Developer
// Guide itself dates accessibilityMode (7.0), sessionSecondsValid (21.0) and chatterExternal (40.0) in getUserInfoResult.
//
// Observed, in client classes made from a WSDL of 16.0: no orgDisallowHtmlAttachments.
//
// Inferred, between two known WSDLs: what changed from 6.0 to 8.0 came with accessibilityMode in 7.0, and
// orgAttachmentFileSizeLimit with sessionSecondsValid in 21.0; everything else came in the first WSDL that has it
// (metadataServerUrl, userType, portalId and defaultNamespace in 10.0 and not 9.0; logout and invalidateSessions in 13.0 and
// not 12.0), and licenseType stayed in 9.0. 59.0 to 64.0 are as 58.0. 11.0 is as 11.1.
//
// # What is left out
//
// All other operations. ExceptionCode, FaultCode and StatusCode have the codes that session calls answer, and
// ExtendedErrorCode is open, since no answer has one: a client made from this contract reads every answer, and one made
// from the vendor's knows every code here, in the versions that it is marked with. Nor are a few details of the oldest WSDLs
// told, which no answer and no request shows: in 6.0 userInfo is required and the message ApiFault is there, before 10.0
// the client of CallOptions cannot be nil, and in 11.1 and 13.0 the Id of an enterprise record can be absent.
//
// # What generators make of it
//
// Tried by hand, from served copies and on a running room: Force.com WSC 64.0.3 (14 versions of partner, 5 of
// enterprise), zeep 4.3.3 and PHP 8.2 (every version of both), Axis 1.4 (7.0, 8.0, 13.0, 29.0 and 64.0). Two generators want help:
//
//   - Axis 1.4 makes classes only of what an operation leads to, and of everything once it meets a wildcard. In the
//     vendor's document that is the record; here there is none below 37.0. WSDL2Java -a makes SessionHeader all the same.
//   - gowsdl v0.5.0 calls the client of the portType Soap soap, which is also the package it imports, and has no type for
//     xsd:QName. It does so with the vendor's document as well; two names in its output have to be changed.
package salesforce

import (
	_ "embed"
	"strings"

	"github.com/beevik/etree"

	"github.com/soapstone-dev/soapstone/wsdl"
)

//go:generate go run ../gen -package salesforce salesforce.wsdl

// First and Last are the versions that the contract knows, and all between them.
const (
	First wsdl.Version = 6
	Last  wsdl.Version = 64
)

// Partner is the contract of the partner API, for wsdl.Parse. Nobody changes it.
//
//go:embed salesforce.wsdl
var Partner []byte

// Enterprise returns the contract of the enterprise API, for wsdl.Parse. It makes it anew at each call.
func Enterprise() []byte {
	doc := etree.NewDocument()
	// Partner is embedded, so a test would have seen that it cannot be read; and memory takes every write.
	_ = doc.ReadFromBytes(Partner)
	toEnterprise(doc.Root())
	b, _ := doc.WriteToBytes()
	return b
}

// toEnterprise makes an element of the partner contract one of the enterprise contract.
func toEnterprise(e *etree.Element) {
	for i := range e.Attr {
		a := &e.Attr[i]
		a.Value = strings.Replace(a.Value, "partner.soap.sforce.com", "enterprise.soap.sforce.com", 1)
		a.Value = strings.Replace(a.Value, "/services/Soap/u/", "/services/Soap/c/", 1)
	}
	for _, c := range e.ChildElements() {
		if !partnerOnly(c) {
			toEnterprise(c)
			continue
		}
		at := c.Index()
		e.RemoveChildAt(at)
		if space, ok := e.Child[at-1].(*etree.CharData); ok && space.IsWhitespace() {
			e.RemoveChildAt(at - 1)
		}
	}
}

// partnerOnly says whether the enterprise API lacks e: the header CallOptions wherever it is declared, allowed or a part
// of a message, and what a record without a type of its own needs.
func partnerOnly(e *etree.Element) bool {
	name := e.SelectAttrValue("name", "")
	if record := e.Parent().Parent(); record != nil && record.SelectAttrValue("name", "") == "sObject" {
		return name == "type" || e.Tag == "any"
	}
	return name == "CallOptions" || e.SelectAttrValue("part", "") == "CallOptions"
}
