package main

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/beevik/etree"
	gocmp "github.com/google/go-cmp/cmp"
)

// goType is the Go type of each type of XML Schema that the contracts use.
var goType = map[string]string{
	"string": "*string", "base64Binary": "*string", "decimal": "*string", "boolean": "*bool", "unsignedByte": "*uint8",
	"short": "*int16", "int": "*int32", "long": "*int64", "integer": "*int64", "float": "*float32", "double": "*float64",
	"dateTime": "*time.Time",
}

// TestFields compares the committed types with their contract, declaration by declaration: every element and
// attribute has its field, of its type, every part of an rpc message too, and there is no other. It reads the document
// by itself, not with package wsdl, and knows only what these contracts use. Salesforce's uses more, and has such a test of
// its own.
func TestFields(t *testing.T) {
	contracts, err := filepath.Glob("../*/types.go")
	if err != nil || len(contracts) == 0 {
		t.Fatalf("there are no contracts: %v", err)
	}
	for _, types := range contracts {
		name := filepath.Base(filepath.Dir(types))
		if name == "salesforce" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			doc := etree.NewDocument()
			if err := doc.ReadFromFile("../" + name + "/" + name + ".wsdl"); err != nil {
				t.Fatal(err)
			}
			want := map[string]bool{}
			for _, complexType := range doc.FindElements("//complexType") {
				owner := complexType.SelectAttrValue("name", complexType.Parent().SelectAttrValue("name", ""))
				if byHand(complexType) {
					continue
				}
				elements := complexType.FindElements("./sequence/element")
				for _, e := range elements {
					want[line(t, doc, owner, e, "")] = true
				}
				attributes := complexType.FindElements("./attribute")
				if simple := complexType.FindElement("./simpleContent/extension"); simple != nil {
					typ := goType[strings.TrimPrefix(simple.SelectAttrValue("base", ""), "xs:")]
					want[title(owner)+".Value "+typ+` xml:",chardata"`] = true
					attributes = simple.FindElements("./attribute")
				}
				for _, a := range attributes {
					want[line(t, doc, owner, a, ",attr")] = true
				}
				if len(elements)+len(attributes) == 0 && complexType.FindElement("./sequence") != nil {
					want[title(owner)] = true // a struct without fields
				}
			}
			for _, message := range doc.FindElements("//message") {
				owner := strings.TrimSuffix(message.SelectAttrValue("name", ""), "Request")
				if len(message.ChildElements()) == 0 {
					want[title(owner)] = true // a struct without fields
				}
				for _, part := range message.FindElements("./part[@type]") {
					want[line(t, doc, owner, part, "")] = true
				}
			}
			code, err := os.ReadFile(types)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(slices.Sorted(maps.Keys(want)), outline(t, code)); diff != "" {
				t.Errorf("(-contract +types.go):\n%s", diff)
			}
		})
	}
}

// byHand says whether a declaration or a type is content.
func byHand(e *etree.Element) bool {
	return e.SelectAttrValue("mark:content", e.SelectAttrValue("mixed", "")) == "true"
}

// line is the field that a declaration has to have, in the form of outline.
func line(t *testing.T, doc *etree.Document, owner string, e *etree.Element, option string) string {
	t.Helper()
	name := e.SelectAttrValue("name", "")
	typ := fieldType(t, doc, e)
	if e.SelectAttrValue("maxOccurs", "1") != "1" {
		typ = "[]" + typ
	}
	return title(owner) + "." + title(name) + " " + typ + ` xml:"` + name + option + `"`
}

// fieldType finds the Go type of a declaration.
func fieldType(t *testing.T, doc *etree.Document, e *etree.Element) string {
	t.Helper()
	if byHand(e) {
		return "*soap.Content"
	}
	prefix, local, _ := strings.Cut(e.SelectAttrValue("type", ""), ":")
	switch {
	case local == "":
		if base := e.FindElement("./simpleType/restriction"); base != nil {
			return goType[strings.TrimPrefix(base.SelectAttrValue("base", ""), "xsd:")]
		}
		return "*soap.Content"
	case prefix == "xs" || prefix == "xsd":
		return cmp.Or(goType[local], "unknown")
	}
	for _, kind := range []string{"complexType", "simpleType"} {
		for _, found := range doc.FindElements("//schema/" + kind + "[@name='" + local + "']") {
			if space(e, prefix) != found.Parent().SelectAttrValue("targetNamespace", "") {
				continue
			}
			if kind == "complexType" && byHand(found) {
				return "*soap.Content"
			}
			if array := found.FindElement("./complexContent/restriction/attribute[@wsdl:arrayType]"); array != nil {
				_, item, _ := strings.Cut(strings.TrimSuffix(array.SelectAttrValue("wsdl:arrayType", ""), "[]"), ":")
				return "[]*" + title(item)
			}
			if kind == "complexType" {
				return "*" + title(local)
			}
			if base := found.FindElement("./restriction"); base != nil {
				return goType[strings.TrimPrefix(base.SelectAttrValue("base", ""), "xsd:")]
			}
			return "*string" // a list
		}
	}
	t.Fatalf("there is no type %s:%s", prefix, local)
	return ""
}

// space returns what a prefix is bound to at e.
func space(e *etree.Element, prefix string) string {
	for ; e != nil; e = e.Parent() {
		if uri := e.SelectAttrValue("xmlns:"+prefix, ""); uri != "" {
			return uri
		}
	}
	return ""
}

func title(name string) string { return strings.ToUpper(name[:1]) + name[1:] }
