// Package salesforce is the contract of the session calls of the Salesforce SOAP API, partner and enterprise, 6.0 to 64.0.
package salesforce

import (
	_ "embed"
	"strings"

	"github.com/beevik/etree"

	"github.com/soapstone-dev/soapstone/wsdl"
)

//go:generate go run ../gen -package salesforce salesforce.wsdl

// First and Last are the versions that the contract knows.
const (
	First wsdl.Version = 6
	Last  wsdl.Version = 64
)

// Partner is the contract of the partner API, for wsdl.Parse. Nobody changes it.
//
//go:embed salesforce.wsdl
var Partner []byte

// Enterprise returns the contract of the enterprise API, for wsdl.Parse: Partner in the namespaces of the enterprise
// API and without the header CallOptions.
func Enterprise() []byte {
	doc := etree.NewDocument()
	// Partner is part of this package and well-formed, and memory takes every write.
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
		if c.SelectAttrValue("name", "") == "CallOptions" || c.SelectAttrValue("part", "") == "CallOptions" {
			e.RemoveChild(c)
			continue
		}
		toEnterprise(c)
	}
}
