package codec_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/soap/internal/writer"
	"github.com/soapstone-dev/soapstone/wsdl"
	"github.com/soapstone-dev/soapstone/wsdl/mftadmin"
)

// yardContract has what the published messages have not: beans in beans, arrays in beans and of strings, more types.
const yardContract = `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
	xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:e="http://schemas.xmlsoap.org/soap/encoding/" xmlns:w="http://schemas.xmlsoap.org/wsdl/"
	targetNamespace="urn:yard" xmlns:y="urn:yard">
	<types><xs:schema targetNamespace="urn:yard">
		<xs:complexType name="Tree"><xs:sequence>
			<xs:element name="kind" type="xs:string" nillable="true"/><xs:element name="rings" type="xs:int"/>
			<xs:element name="felled" type="xs:dateTime" nillable="true"/><xs:element name="photo" type="xs:base64Binary" nillable="true"/>
			<xs:element name="names" type="y:Strings" nillable="true"/><xs:element name="next" type="y:Tree" nillable="true"/>
			<xs:element name="near" type="y:Trees" nillable="true"/><xs:element name="owner" type="xs:string" minOccurs="0"/>
		</xs:sequence></xs:complexType>
		<xs:complexType name="Empty"/>
		<xs:complexType name="Strings"><xs:complexContent><xs:restriction base="e:Array"><xs:attribute ref="e:arrayType" w:arrayType="xs:string[]"/></xs:restriction></xs:complexContent></xs:complexType>
		<xs:complexType name="Trees"><xs:complexContent><xs:restriction base="e:Array"><xs:attribute ref="e:arrayType" w:arrayType="y:Tree[]"/></xs:restriction></xs:complexContent></xs:complexType>
	</xs:schema></types>
	<message name="in"><part name="tree" type="y:Tree"/><part name="names" type="y:Strings"/><part name="trees" type="y:Trees"/><part name="count" type="xs:int"/></message>
	<portType name="P"><operation name="plant"><input message="y:in"/></operation></portType>
	<binding name="B" type="y:P"><soap:binding style="rpc"/><operation name="plant"><soap:operation/><input><soap:body use="encoded" namespace="urn:ask"/></input></operation></binding>
	<service name="S"><port name="Q" binding="y:B"><soap:address location=""/></port></service></definitions>`

type Plant struct {
	Tree  *Tree     `xml:"tree"`
	Names []*string `xml:"names"`
	Trees []*Tree   `xml:"trees"`
	Count *int32    `xml:"count"`
}

type Tree struct {
	Kind   *string    `xml:"kind"`
	Rings  *int32     `xml:"rings"`
	Felled *time.Time `xml:"felled"`
	Photo  []byte     `xml:"photo"`
	Names  []*string  `xml:"names"`
	Next   *Tree      `xml:"next"`
	Near   []*Tree    `xml:"near"`
	Owner  *string    `xml:"owner"`
}

func yardPlan(t testing.TB) *codec.Plan {
	return messagePlan[Plant](t, parse(t, []byte(yardContract)).Operation("plant").Input)
}

// oak is a tree with so many rings and nothing else; oakInside is what is written inside it.
func oak(rings int32) *Tree { return &Tree{Rings: &rings} }

func oakInside(rings, y string) string {
	return `<kind xsi:type="xsd:string" xsi:nil="true"/><rings xsi:type="xsd:int">` + rings + `</rings>` +
		`<felled xsi:type="xsd:dateTime" xsi:nil="true"/><photo xsi:type="xsd:base64Binary" xsi:nil="true"/>` +
		`<names xsi:type="soapenc:Array" xsi:nil="true"` + declareEncoding(y) + `/><next xsi:type="` + y + `:Tree" xsi:nil="true"/>` +
		`<near xsi:type="soapenc:Array" xsi:nil="true"` + declareEncoding(y) + `/>`
}

// declareEncoding is the declaration that an array needs where there is none around it: inside ns2, the first bean.
func declareEncoding(y string) string {
	if y == "ns2" {
		return ` xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"`
	}
	return ""
}

const (
	plantHead = `<ns1:plant soapenv:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/" xmlns:ns1="urn:me">`
	noTree    = `<tree xsi:type="ns2:Tree" xsi:nil="true" xmlns:ns2="urn:yard"/>`
	noNames   = `<names xsi:type="soapenc:Array" xsi:nil="true" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"/>`
	noTrees   = `<trees xsi:type="soapenc:Array" xsi:nil="true" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"/>`
	noCount   = `<count xsi:type="xsd:int" xsi:nil="true"/>`
	plantTail = `</ns1:plant>`
)

// Axis 1.4 writes these forms for the same values, as measured with its client, but for two: a nil array has the type
// soapenc:Array, as its server has it, and the two declarations of a multiRef stand in one order.
func TestEncodedForms(t *testing.T) {
	shared := oak(7)
	tests := []struct {
		name  string
		style func(*codec.WriteStyle)
		value Plant
		want  string
	}{
		{"nothing", nil, Plant{}, plantHead + noTree + noNames + noTrees + noCount + plantTail},
		{"a bean in its place", nil, Plant{Tree: oak(3)},
			plantHead + `<tree xsi:type="ns2:Tree" xmlns:ns2="urn:yard">` + oakInside("3", "ns2") + `</tree>` + noNames + noTrees + noCount + plantTail},
		{"strings: nil, none and blank", nil, Plant{Names: []*string{new("a<b"), nil, new(""), new(" ")}},
			plantHead + noTree + `<names soapenc:arrayType="xsd:string[4]" xsi:type="soapenc:Array" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/">` +
				`<names xsi:type="xsd:string">a&lt;b</names><names xsi:type="xsd:string" xsi:nil="true"/><names xsi:type="xsd:string"></names>` +
				`<names xsi:type="xsd:string"> </names></names>` + noTrees + noCount + plantTail},
		{"items called item", func(s *codec.WriteStyle) { s.Item = "item" }, Plant{Names: []*string{new("a")}, Count: new(int32(-1))},
			plantHead + noTree + `<names soapenc:arrayType="xsd:string[1]" xsi:type="soapenc:Array" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/">` +
				`<item xsi:type="xsd:string">a</item></names>` + noTrees + `<count xsi:type="xsd:int">-1</count>` + plantTail},
		{"no namespace asked", func(s *codec.WriteStyle) { s.Rename = func(string) string { return "" } }, Plant{},
			`<plant soapenv:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">` +
				strings.ReplaceAll(noTree, "ns2", "ns1") + noNames + noTrees + noCount + `</plant>`},
		{"asked in the namespace of the types", func(s *codec.WriteStyle) { s.Rename = func(string) string { return "urn:yard" } }, Plant{},
			strings.Replace(plantHead, "urn:me", "urn:yard", 1) + `<tree xsi:type="ns1:Tree" xsi:nil="true"/>` + noNames + noTrees + noCount + plantTail},
		{"one bean in two places, in place", nil, Plant{Trees: []*Tree{shared, shared}},
			plantHead + noTree + noNames + `<trees soapenc:arrayType="ns3:Tree[2]" xsi:type="soapenc:Array" xmlns:ns3="urn:yard" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/">` +
				`<trees xsi:type="ns3:Tree">` + oakInside("7", "ns3") + `</trees><trees xsi:type="ns3:Tree">` + oakInside("7", "ns3") + `</trees></trees>` + noCount + plantTail},
		{"one bean in two places, apart", func(s *codec.WriteStyle) { s.MultiRef = true }, Plant{Tree: shared, Trees: []*Tree{shared, nil}},
			plantHead + `<tree href="#id0"/>` + noNames +
				`<trees soapenc:arrayType="ns2:Tree[2]" xsi:type="soapenc:Array" xmlns:ns2="urn:yard" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/">` +
				`<trees href="#id0"/><trees xsi:type="ns2:Tree" xsi:nil="true"/></trees>` + noCount + plantTail +
				`<multiRef id="id0" soapenc:root="0" soapenv:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/" xsi:type="ns3:Tree" xmlns:ns3="urn:yard" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/">` +
				oakInside("7", "ns3") + `</multiRef>`},
	}
	plan := yardPlan(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			style := axis("urn:me")
			if tt.style != nil {
				tt.style(&style)
			}
			if diff := cmp.Diff(tt.want, encode(t, plan, style, &tt.value)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// A tree that leads back to itself has a form only apart.
func TestEncodedCircle(t *testing.T) {
	circle := oak(1)
	circle.Next, circle.Near = circle, []*Tree{circle}
	style := axis("urn:me")
	style.MultiRef = true
	got := encode(t, yardPlan(t), style, &Plant{Tree: circle})
	if n := strings.Count(got, "<multiRef "); n != 1 || strings.Count(got, `href="#id0"`) != 3 {
		t.Errorf("%d multiRefs in %s", n, got)
	}
	style.MultiRef = false
	var w writer.Writer
	want := "soap/codec: a value of an encoded message is too deep, or leads back to itself"
	if _, err := yardPlan(t).Encode(&style, &w, &Plant{Tree: circle}); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// The contract has no nil for a number of a DateTime.
func TestEncodedNilRefused(t *testing.T) {
	plan := messagePlan[mftadmin.ListActiveSessionIdsResponse](t, parse(t, mftadmin.Document).Operation("listActiveSessionIds").Output)
	value := mftadmin.ListActiveSessionIdsResponse{ListActiveSessionIdsReturn: []*mftadmin.Session{{SessionIDDate: &mftadmin.DateTime{Day: new(int32(1))}}}}
	for _, multiRef := range []bool{false, true} {
		style := axis(axisNamespace)
		style.MultiRef = multiRef
		var w writer.Writer
		if _, err := plan.Encode(&style, &w, &value); err == nil || !strings.HasSuffix(err.Error(), "has no hour, which the contract requires") {
			t.Errorf("multiRef %t: %v", multiRef, err)
		}
	}
}

// What SOAP encoding has no form for is refused when the plan is made.
func TestEncodedRefused(t *testing.T) {
	refused := func(t *testing.T, c string, want string) {
		t.Helper()
		in, err := wsdl.Parse([]byte(c))
		if err != nil {
			t.Fatal(err)
		}
		plan, err := codec.NewMessage(in.Operation("plant").Input, reflect.TypeFor[Plant]())
		if plan != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	for _, tt := range []struct{ name, old, new, want string }{
		{"a content part", `name="count" type="xs:int"`, `name="count" type="xs:anyType"`, "plant/count: field Count is a *int32; this element is content"},
		{"attributes", `<xs:complexType name="Tree">`, `<xs:complexType name="Tree"><xs:attribute name="a"/>`, "plant/tree: has attributes, which SOAP encoding has no place for"},
		{"qualified", `<xs:schema`, `<xs:schema elementFormDefault="qualified"`, "plant/tree/kind: is qualified by urn:yard"},
		{"no type name", `type="xs:string" minOccurs="0"/>`, `><xs:complexType><xs:sequence/></xs:complexType></xs:element>`, "plant/tree/owner: has a type without a name"},
		{"repeated", `type="xs:string" minOccurs="0"/>`, `type="xs:string" maxOccurs="2"/>`, "plant/tree/owner: may occur more than once, for which SOAP encoding has arrays"},
		{"arrays of arrays", `w:arrayType="y:Tree[]"`, `w:arrayType="y:Strings[]"`, "plant/trees: is an array of arrays"},
		{"a field for an array that is no slice", `name="count" type="xs:int"`, `name="count" type="y:Strings"`, "plant/count: field Count is a *int32, and the element"},
		{"a slice for what is no array", `name="names" type="y:Strings" nillable`, `name="names" type="xs:string" nillable`, "plant/tree/names: field Names is a []*string"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			changed := strings.Replace(yardContract, tt.old, tt.new, 1)
			if changed == yardContract {
				t.Fatal("nothing was replaced")
			}
			refused(t, changed, tt.want)
		})
	}
}

func written[T any](plan *codec.Plan, style codec.WriteStyle, v *T) (string, error) {
	var w writer.Writer
	_, err := plan.Encode(&style, &w, v)
	return w.String(), err
}
