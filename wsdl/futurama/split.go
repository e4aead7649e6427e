package futurama

import (
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// The namespaces of a WCF service and of its binding when the class says none.
const tempuri = "http://tempuri.org/"

// Part returns one of the documents into which a WCF host splits a contract by default, for a service at an address, and
// whether there is one of that name: "wsdl", which has binding and service and imports "wsdl=wsdl0", which has
// messages and portType and imports the schemas "xsd=xsd0" and "xsd=xsd1". The names are those of the queries behind the
// address. How the parts are cut follows WCF (inferred); no page of the vendor shows them. The contract is a served copy
// of Document, whose form is relied on; the error is one of XML.
func Part(contract []byte, name, address string) (document []byte, found bool, err error) {
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(contract); err != nil {
		return nil, false, fmt.Errorf("wsdl/futurama: split the contract: %w", err)
	}
	root := doc.Root()
	switch name {
	case "wsdl":
		service(root, address)
	case "wsdl=wsdl0":
		interfaceOnly(root, address)
	case "xsd=xsd0", "xsd=xsd1":
		doc = schema(root, name, address)
	default:
		return nil, false, nil
	}
	document, err = doc.WriteToBytes()
	if err != nil {
		return nil, false, fmt.Errorf("wsdl/futurama: split the contract: %w", err)
	}
	return document, true, nil
}

// service keeps binding and service, in a namespace of their own.
func service(root *etree.Element, address string) {
	contract := root.SelectAttrValue("targetNamespace", "")
	root.CreateAttr("targetNamespace", tempuri)
	root.CreateAttr("xmlns:tns", tempuri)
	root.CreateAttr("xmlns:i0", contract)
	keep(root, "binding", "service")
	imported := etree.NewElement("wsdl:import")
	imported.CreateAttr("namespace", contract)
	imported.CreateAttr("location", address+"?wsdl=wsdl0")
	root.InsertChildAt(0, imported)
	for _, e := range root.FindElements("./binding") {
		e.CreateAttr("type", "i0:"+strings.TrimPrefix(e.SelectAttrValue("type", ""), "tns:"))
	}
	for _, e := range root.FindElements("./service/port/address") {
		e.CreateAttr("location", address)
	}
}

// interfaceOnly keeps what binding and service refer to, and imports the schemas.
func interfaceOnly(root *etree.Element, address string) {
	schemas := schemasOf(root)
	keep(root, "types", "message", "portType")
	types := root.FindElement("./types")
	for len(types.Child) > 0 {
		types.RemoveChildAt(0)
	}
	imports := types.CreateElement("xs:schema")
	imports.CreateAttr("targetNamespace", root.SelectAttrValue("targetNamespace", "")+"Imports")
	for _, s := range schemas {
		e := imports.CreateElement("xs:import")
		e.CreateAttr("schemaLocation", address+"?"+s.name)
		e.CreateAttr("namespace", s.space)
	}
}

// schema makes a document of one schema.
func schema(root *etree.Element, name, address string) *etree.Document {
	all := schemasOf(root)
	doc := etree.NewDocument()
	doc.CreateProcInst("xml", `version="1.0" encoding="utf-8"`)
	for _, s := range all {
		if s.name != name {
			continue
		}
		e := s.element.Copy()
		for _, prefix := range []string{"xs", "dc", "tns"} {
			e.CreateAttr("xmlns:"+prefix, root.SelectAttrValue("xmlns:"+prefix, ""))
		}
		for _, i := range e.FindElements("./import") {
			for _, other := range all {
				if other.space == i.SelectAttrValue("namespace", "") {
					i.CreateAttr("schemaLocation", address+"?"+other.name)
				}
			}
		}
		doc.AddChild(e)
	}
	return doc
}

// part is a schema of the contract, with its name behind the address.
type part struct {
	name, space string
	element     *etree.Element
}

// schemasOf are the schemas: that of the operations is the first.
func schemasOf(root *etree.Element) []part {
	contract := root.SelectAttrValue("targetNamespace", "")
	var all []part
	for _, own := range []bool{true, false} {
		for _, e := range root.FindElements("./types/schema") {
			if space := e.SelectAttrValue("targetNamespace", ""); (space == contract) == own {
				all = append(all, part{name: fmt.Sprintf("xsd=xsd%d", len(all)), space: space, element: e})
			}
		}
	}
	return all
}

// keep removes the children of e that have other names than these.
func keep(e *etree.Element, names ...string) {
	for _, c := range e.ChildElements() {
		if !slices.Contains(names, c.Tag) {
			e.RemoveChild(c)
		}
	}
}
