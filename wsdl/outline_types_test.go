package wsdl

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What messages are made of has to be there, as far as operations lead. What they do not lead to, what the W3C and SOAP define, and
// what is imported by its namespace alone, need not.
func TestOutlineUndefinedTypes(t *testing.T) {
	const document = `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:x="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" xmlns:k="urn:known" xmlns:u="urn:unknown" xmlns:enc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:w="http://schemas.xmlsoap.org/wsdl/" targetNamespace="urn:t">
<types><x:schema targetNamespace="urn:t"><x:import namespace="urn:known"/>
<x:element name="ask"><x:complexType><x:sequence>
<!--here--><x:element ref="x:schema"/><x:element name="a" type="k:A"/><x:element name="b" type="x:string"/><x:element name="again" type="t:Again"/>
</x:sequence></x:complexType></x:element>
<x:complexType name="Again"><x:sequence><x:element name="more" type="t:Again"/></x:sequence></x:complexType>
<x:complexType name="Unused"><x:sequence><x:element name="a" type="t:Nowhere"/></x:sequence></x:complexType>
</x:schema></types>
<message name="m"><part name="p" element="t:ask"/></message>
<portType name="T"><operation name="Ask"><input message="t:m"/></operation></portType>
<binding name="B" type="t:T"><s:binding/><operation name="Ask"><s:operation/><input><s:body use="literal"/></input></operation></binding>
<service name="S"><port name="P" binding="t:B"><s:address location="http://localhost/"/></port></service>
</definitions>`
	for _, tt := range []struct{ here, want string }{
		{"", ""},
		{`<x:element name="c" type="t:Nowhere"/>`, `element c refers to the type "t:Nowhere", which no schema defines`},
		{`<x:element name="c" type="u:Nowhere"/>`, `element c refers to the type "u:Nowhere", which no schema defines`},
		{`<x:element name="c" type="Nowhere"/>`, `element c refers to the type "Nowhere", which no schema defines`},
		{`<x:element name="c" type="undeclared:Nowhere"/>`, `element c refers to the type "undeclared:Nowhere", which no schema defines`},
		{`<x:element ref="t:nowhere"/>`, `element ask refers to the element "t:nowhere", which no schema defines`},
		{`<x:group ref="t:nowhere"/>`, `element ask refers to the group "t:nowhere", which no schema defines`},
		{`<x:element name="c" type="t:Unused"/>`, `element a refers to the type "t:Nowhere", which no schema defines`},
		{`<x:element name="c"><x:simpleType><x:restriction base="t:Nowhere"/></x:simpleType></x:element>`, `element c refers to the type "t:Nowhere", which no schema defines`},
		{`<x:element name="c"><x:simpleType><x:list itemType="t:Nowhere"/></x:simpleType></x:element>`, `element c refers to the type "t:Nowhere", which no schema defines`},
		{`<x:element name="c"><x:simpleType><x:union memberTypes="x:string t:Nowhere"/></x:simpleType></x:element>`, `element c refers to the type "t:Nowhere", which no schema defines`},
		{`<x:element name="c"><x:complexType><x:attribute name="d" type="t:Nowhere"/></x:complexType></x:element>`, `attribute d refers to the type "t:Nowhere", which no schema defines`},
		{`<x:element name="c"><x:complexType><x:complexContent><x:restriction base="enc:Array"><x:attribute ref="enc:arrayType" w:arrayType="t:Nowhere[]"/></x:restriction></x:complexContent></x:complexType></x:element>`,
			`element c refers to the type "t:Nowhere", which no schema defines`},
		{`<x:element name="c"><x:complexType><x:complexContent><x:restriction base="enc:Array"><x:attribute ref="enc:arrayType" w:arrayType="x:string[]"/></x:restriction></x:complexContent></x:complexType></x:element>`, ""},
	} {
		o, err := ReadOutline([]byte(strings.Replace(document, "<!--here-->", tt.here, 1)))
		if err != nil {
			t.Fatal(err)
		}
		var want []Undefined
		if tt.want != "" {
			want = []Undefined{{"operation Ask: " + tt.want, 4}}
		}
		if strings.Contains(tt.here, "t:Unused") {
			want[0].Line = 7
		}
		if diff := cmp.Diff(want, o.Undefined); diff != "" {
			t.Errorf("%s: %s", tt.here, diff)
		}
	}
	elsewhere := strings.NewReplacer("<!--here-->", `<x:element name="c" type="t:Nowhere"/>`, `<x:import namespace="urn:known"/>`, `<x:include schemaLocation="more.xsd"/>`).Replace(document)
	if o, err := ReadOutline([]byte(elsewhere)); err != nil || len(o.Undefined) > 0 {
		t.Errorf("with a part elsewhere: %v, %v", o.Undefined, err)
	}
}
