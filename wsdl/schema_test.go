package wsdl_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// around puts a schema into the smallest contract there is. Its prefix is t, and that of XML Schema xs.
func around(schema string) []byte {
	return []byte(`<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" targetNamespace="urn:t" xmlns:t="urn:t"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">
<types><xs:schema targetNamespace="urn:t" elementFormDefault="qualified" attributeFormDefault="qualified">` + schema + `</xs:schema></types>
<portType name="P"/><binding name="B" type="t:P"><soap:binding/></binding>
<service name="S"><port name="Q" binding="t:B"><soap:address location="http://h/"/></port></service></definitions>`)
}

func TestSchemaForms(t *testing.T) {
	tests := []struct{ name, schema, want string }{
		{"attributes: default form, own form, reference, xml:lang, fixed, replaced, prohibited",
			`<xs:attribute name="g" type="xs:int" default="7"/>
			<xs:complexType name="A"><xs:attribute name="a"/><xs:attribute name="b" form="unqualified" type="xs:string" fixed="x"/>
				<xs:attribute ref="t:g" use="required"/><xs:attribute ref="xml:lang"/><xs:anyAttribute/></xs:complexType>
			<xs:complexType name="B"><xs:complexContent><xs:restriction base="t:A"><xs:attribute name="a" use="prohibited"/>
				<xs:attribute ref="t:g" default="8"/></xs:restriction></xs:complexContent></xs:complexType>`,
			`type {urn:t}A 3  []
  @{urn:t}a anySimpleType required=false
  @b string required=false default "x"
  @{urn:t}g int required=true default "7"
  @{http://www.w3.org/XML/1998/namespace}lang string required=false
type {urn:t}B 3  []
  @b string required=false default "x"
  @{http://www.w3.org/XML/1998/namespace}lang string required=false
  @{urn:t}g int required=false default "8"
`},
		{"simple types: inside each other, lists, unions, narrowed",
			`<xs:simpleType name="A"><xs:restriction><xs:simpleType><xs:restriction base="xs:short"><xs:enumeration value="1"/><xs:enumeration value="2"/></xs:restriction></xs:simpleType></xs:restriction></xs:simpleType>
			<xs:simpleType name="B"><xs:restriction base="t:A"><xs:enumeration value="2"/></xs:restriction></xs:simpleType>
			<xs:simpleType name="L"><xs:list itemType="xs:int"/></xs:simpleType><xs:simpleType name="U"><xs:union memberTypes="xs:int xs:string"/></xs:simpleType>`,
			`type {urn:t}A 2 short [1 2]
type {urn:t}B 2 short [2]
type {urn:t}L 2 string []
type {urn:t}U 2 string []
`},
		{"simple content: restricted and extended again",
			`<xs:complexType name="C"><xs:simpleContent><xs:restriction base="t:B"><xs:enumeration value="x"/></xs:restriction></xs:simpleContent></xs:complexType>
			<xs:complexType name="B"><xs:simpleContent><xs:extension base="t:A"><xs:attribute name="b"/></xs:extension></xs:simpleContent></xs:complexType>
			<xs:complexType name="A"><xs:simpleContent><xs:extension base="xs:token"><xs:attribute name="a"/></xs:extension></xs:simpleContent></xs:complexType>`,
			`type {urn:t}C 4 token [x]
  @{urn:t}a anySimpleType required=false
  @{urn:t}b anySimpleType required=false
type {urn:t}B 4 token []
  @{urn:t}a anySimpleType required=false
  @{urn:t}b anySimpleType required=false
type {urn:t}A 4 token []
  @{urn:t}a anySimpleType required=false
`},
		{"content: all, nothing, optional and repeated sequences, from anyType, types inside, XML Schema's own schema",
			`<xs:complexType name="A"><xs:complexContent><xs:restriction base="xs:anyType"><xs:all><xs:element name="a"/><xs:element name="n" maxOccurs="0" minOccurs="0" type="xs:int"/></xs:all></xs:restriction></xs:complexContent></xs:complexType>
			<xs:complexType name="B"><xs:annotation/><xs:sequence minOccurs="0"><xs:annotation/><xs:element name="a" type="xs:int"/><xs:sequence><xs:element name="b" type="xs:int"/></xs:sequence></xs:sequence></xs:complexType>
			<xs:complexType name="C"><xs:sequence maxOccurs="unbounded"><xs:element name="a" type="xs:int"/><xs:element name="b" type="xs:int"/></xs:sequence></xs:complexType>
			<xs:complexType name="D"><xs:sequence><xs:element name="a"><xs:simpleType><xs:restriction base="xs:int"/></xs:simpleType></xs:element><xs:element ref="xs:schema" maxOccurs="2"/></xs:sequence></xs:complexType>`,
			`type {urn:t}A 3  []
  {urn:t}a anyType 1..1 content
type {urn:t}B 3  []
  {urn:t}a int 0..1
  {urn:t}b int 0..1
type {urn:t}C 3  []
  group 1..-1
    {urn:t}a int 1..1
    {urn:t}b int 1..1
type {urn:t}D 3  []
  {urn:t}a  1..1
  {http://www.w3.org/2001/XMLSchema}schema anyType 1..2 content
`},
		{"types that hold themselves, by name and by element",
			`<xs:element name="E"><xs:complexType><xs:sequence><xs:element ref="t:E" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
			<xs:complexType name="T"><xs:sequence><xs:element name="t" type="t:T" minOccurs="0"/></xs:sequence></xs:complexType>`,
			`element {urn:t}E  1..1
  {urn:t}E  0..1
type {urn:t}T 3  []
  {urn:t}t T 0..1
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := wsdl.Parse(around(tt.schema))
			if err != nil {
				t.Fatal(err)
			}
			_, got, _ := strings.Cut(outline(c), "\n")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestSchemaRefuses(t *testing.T) {
	const complexA = `<xs:complexType name="A"><xs:sequence/></xs:complexType>`
	inA := func(inside string) string { return `<xs:complexType name="A">` + inside + `</xs:complexType>` }
	tests := []struct{ name, schema, want string }{
		{"foreign", `<x/>`, "schema/x: is not of XML Schema; a schema holds nothing else"},
		{"foreign in a type", inA(`<x/>`), "complexType[A]/x: is not of XML Schema; a type holds nothing else"},
		{"foreign in a sequence", inA(`<xs:sequence><x/></xs:sequence>`), "sequence/x: is not of XML Schema; a content model holds nothing else"},
		{"groups", `<xs:group name="G"/>`, "schema/group[G]: is not supported; write out what it stands for"},
		{"groups used", inA(`<xs:group ref="t:G"/>`), "complexType[A]/group: is not supported; write out what it stands for"},
		{"groups inside", inA(`<xs:sequence><xs:group ref="t:G"/></xs:sequence>`), "sequence/group: is not supported; write out what it stands for"},
		{"includes", `<xs:include schemaLocation="a.xsd"/>`, "schema/include: is not supported; write out what it stands for"},
		{"no name", `<xs:complexType/>`, "schema/complexType: has no name; add it"},
		{"no name inside", inA(`<xs:sequence><xs:element/></xs:sequence>`), "sequence/element: has neither name nor ref; add one"},
		{"attribute without a name", inA(`<xs:attribute/>`), "complexType[A]/attribute: has neither name nor ref; add one"},
		{"two elements", `<xs:element name="e"/><xs:element name="e"/>`, "element[e]: is declared twice; remove one"},
		{"unknown attribute", inA(`<xs:attribute ref="t:a"/>`), "complexType[A]/attribute: there is no attribute {urn:t}a; declare it, or correct the name or its prefix"},
		{"a form that is none", inA(`<xs:attribute name="a" form="x"/>`), `attribute[a]: form "x" is unknown; write qualified or unqualified`},
		{"nillable that is none", `<xs:element name="e" nillable="yes"/>`, `element[e]: nillable "yes" is no boolean; write true or false`},
		{"minOccurs that is none", inA(`<xs:sequence minOccurs="-1"/>`), `sequence: minOccurs "-1" is no count`},
		{"empty simple type", `<xs:simpleType name="A"/>`, "simpleType[A]: has neither restriction, list nor union; add one"},
		{"simple from complex", complexA + `<xs:simpleType name="B"><xs:restriction base="t:A"/></xs:simpleType>`, "restriction: the base is no simple type; name one"},
		{"text from complex", complexA + `<xs:complexType name="B"><xs:simpleContent><xs:extension base="t:A"/></xs:simpleContent></xs:complexType>`, "extension: the base has no text; name a simple type, or one with simple content"},
		{"complex from simple", inA(`<xs:complexContent><xs:extension base="xs:int"/></xs:complexContent>`), "extension: the base {http://www.w3.org/2001/XMLSchema}int has no complex content; use simpleContent"},
		{"complex from text", inA(`<xs:simpleContent><xs:extension base="xs:int"/></xs:simpleContent>`) + `<xs:complexType name="B"><xs:complexContent><xs:extension base="t:A"/></xs:complexContent></xs:complexType>`, "extension: the base {urn:t}A has no complex content; use simpleContent"},
		{"no derivation", inA(`<xs:complexContent/>`), "complexContent: has neither extension nor restriction; add one"},
		{"no base", inA(`<xs:complexContent><xs:extension/></xs:complexContent>`), "extension: has no attribute base; add it"},
		{"array of nothing", inA(`<xs:complexContent><xs:restriction base="soapenc:Array"><xs:attribute ref="soapenc:arrayType"/></xs:restriction></xs:complexContent>`), "restriction: has no attribute with wsdl:arrayType; add "},
		{"array of two dimensions", inA(`<xs:complexContent><xs:restriction base="soapenc:Array"><xs:attribute ref="soapenc:arrayType" wsdl:arrayType="xs:int[][]"/></xs:restriction></xs:complexContent>`), `attribute: wsdl:arrayType "xs:int[][]" is not of the form type[]`},
		{"unknown builtin", `<xs:element name="e" type="xs:integr"/>`, "element[e]: there is no type {http://www.w3.org/2001/XMLSchema}integr; define it, or correct the name or its prefix"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := wsdl.Parse(around(tt.schema))
			if err == nil || !strings.HasPrefix(err.Error(), "wsdl: definitions/types/schema") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestType(t *testing.T) {
	c := contract(t, "library")
	if film := c.Type(wsdl.Name{Space: "urn:library:data", Local: "Film"}); film == nil || film.Base != c.Type(wsdl.Name{Space: "urn:library:data", Local: "Item"}) {
		t.Error("Film is not an Item")
	}
	if c.Type(wsdl.Name{Local: "Film"}) != nil || c.Operation("find") != nil || c.Element(wsdl.Name{Local: "Find"}) != nil || wsdl.Builtin("text") != nil {
		t.Error("a name that is not there is found")
	}
}
