package mft_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// The types of parameters as Axis 1.4 took and refused them (org.apache.axis.encoding.DefaultTypeMappingImpl, with
// dotNetSoapEncFix; rpc/encoded methods that take a String), measured type by type. A string is what is not named here.
func TestRow48Types(t *testing.T) {
	const (
		schema   = `xmlns:t="http://www.w3.org/2001/XMLSchema" `
		encoding = `xmlns:t="http://schemas.xmlsoap.org/soap/encoding/" `
		first    = `xmlns:t="http://www.w3.org/1999/XMLSchema" `
	)
	s := start(t)
	id := s.login("getSession", "admin")
	ask := func(attributes, value, more string) string {
		t.Helper()
		a := s.post(control, "", envelope(fmt.Sprintf(`<validateSession><sessionId %s>%s</sessionId></validateSession>%s`, attributes, value, more)))
		if m := faultString.FindStringSubmatch(a.body); m != nil {
			if a.status != http.StatusInternalServerError || !strings.Contains(a.body, "<faultcode>soapenv:Server.userException</faultcode>") {
				t.Errorf("%d %s", a.status, a.body)
			}
			return m[1]
		}
		return returned.FindStringSubmatch(a.body)[1]
	}
	for _, tt := range []struct{ declared, types, class string }{
		{schema, "string base64 anySimpleType timeInstant foo", ""},
		{schema, "int", "int"}, {schema, "boolean", "boolean"}, {schema, "long", "long"}, {schema, "double", "double"},
		{schema, "float", "float"}, {schema, "short", "short"}, {schema, "byte", "byte"},
		{schema, "integer", "class java.math.BigInteger"}, {schema, "decimal", "class java.math.BigDecimal"},
		{schema, "dateTime", "class java.util.Calendar"}, {schema, "date", "class java.util.Date"},
		{schema, "base64Binary hexBinary", "class [B"}, {schema, "anyType", "class java.lang.Object"},
		{schema, "QName", "class javax.xml.namespace.QName"}, {schema, "anyURI", "class org.apache.axis.types.URI"},
		{schema, "token", "class org.apache.axis.types.Token"}, {schema, "normalizedString", "class org.apache.axis.types.NormalizedString"},
		{schema, "ID", "class org.apache.axis.types.Id"}, {schema, "NMTOKENS", "class org.apache.axis.types.NMTokens"},
		{schema, "unsignedLong", "class org.apache.axis.types.UnsignedLong"}, {schema, "gYear", "class org.apache.axis.types.Year"},
		{first, "string dateTime", ""}, {first, "timeInstant", "class java.util.Calendar"}, {first, "int", "int"},
		{encoding, "string token dateTime date unsignedInt anyType foo", ""},
		{encoding, "int", "class java.lang.Integer"}, {encoding, "boolean", "class java.lang.Boolean"},
		{encoding, "decimal", "class java.math.BigDecimal"}, {encoding, "base64 base64Binary", "class [B"},
		{encoding, "Array", "class [Ljava.lang.Object;"},
		{`xmlns:t="http://www.w3.org/2003/05/soap-encoding" `, "int", "class java.lang.Integer"},
		{`xmlns:t="http://xml.apache.org/xml-soap" `, "Map", "class java.util.HashMap"},
		{`xmlns:t="http://xml.apache.org/xml-soap" `, "Element", "interface org.w3c.dom.Element"},
		{`xmlns:t="http://xml.apache.org/xml-soap" `, "DataHandler", ""},
		{`xmlns:t="urn:x" `, "int", ""},
	} {
		for _, name := range strings.Fields(tt.types) {
			want := "true"
			if tt.class != "" {
				want = "org.xml.sax.SAXException: Bad types (" + tt.class + " -&gt; class java.lang.String)"
			}
			if got := ask(tt.declared+`xsi:type="t:`+name+`"`, id, ""); got != want {
				t.Errorf("%s%s: %s, want %s", tt.declared, name, got, want)
			}
		}
	}
	const bad = "org.xml.sax.SAXException: Bad types (int -&gt; class java.lang.String)"
	for _, tt := range []struct{ name, attributes, value, more, want string }{
		{"of 1999", `xmlns:i="http://www.w3.org/1999/XMLSchema-instance" i:type="xsd:int"`, id, "", bad},
		{"of 2000", `xmlns:i="http://www.w3.org/2000/10/XMLSchema-instance" i:type="xsd:int"`, id, "", bad},
		{"of a default namespace", `xmlns="http://www.w3.org/2001/XMLSchema" xsi:type="int"`, id, "", bad},
		{"without a namespace", `xsi:type="int"`, id, "", "true"},
		{"with a prefix that is not declared", `xsi:type="q:int"`, id, "", "true"},
		{"with blanks", `xsi:type=" xsd:int "`, id, "", "true"},
		{"of nothing", `xsi:type="xsd:int" xsi:nil="true"`, "", "", "false"},
		{"of null", `xmlns:i="http://www.w3.org/1999/XMLSchema-instance" i:null="1" xsi:type="xsd:int"`, "", "", "false"},
		{"of what is not nil", `xsi:type="xsd:int" xsi:nil="0"`, id, "", bad},
		{"of what a reference leads to", `href="#a"`, "", `<multiRef id="a" xsi:type="xsd:int">1</multiRef>`, bad},
		{"of a reference", `href="#a" xsi:type="xsd:int"`, "", `<multiRef id="a" xsi:type="xsd:string">` + id + `</multiRef>`, bad},
		{"of a string behind a reference", `href="#a"`, "", `<multiRef id="a" xsi:type="xsd:string">` + id + `</multiRef>`, "true"},
		{"before an element in it", `xsi:type="xsd:int"`, "<a/>", "", bad},
		{"of an array without its name", `xmlns:t="http://schemas.xmlsoap.org/soap/encoding/" t:arrayType="xsd:string[1]"`, "<a>b</a>", "",
			"org.xml.sax.SAXException: Bad types (class [Ljava.lang.Object; -&gt; class java.lang.String)"},
	} {
		if got := ask(tt.attributes, tt.value, tt.more); got != tt.want {
			t.Errorf("a type %s: %s, want %s", tt.name, got, tt.want)
		}
	}
	a := s.post(control, "", envelope(`<validateSession><sessionId xsi:type="xsd:int">1</sessionId><b/></validateSession>`))
	if m := faultString.FindStringSubmatch(a.body); m == nil || m[1] != "No such operation 'validateSession'" {
		t.Errorf("a type before a parameter too many: %s", a.body)
	}
}
