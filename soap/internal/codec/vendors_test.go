package codec_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/soap/internal/writer"
	"github.com/soapstone-dev/soapstone/wsdl"
	"github.com/soapstone-dev/soapstone/wsdl/sqlserver"
)

// The bytes here are those of the vendors' documents, typed before the code ran. What a room's own contract says is
// tested in its room; this shows that the knobs reach each vendor's form.

const (
	sqlNamespace     = "http://schemas.microsoft.com/sqlserver/2004/SOAP"
	optionsNamespace = "http://schemas.microsoft.com/sqlserver/2004/SOAP/Options"
)

// [MS-SSNWS] 4.1.3: a batch with a parameter whose value may be of any type.
func TestSQLServerBatch(t *testing.T) {
	plan := planFor[sqlserver.Sqlbatch](t, parse(t, sqlserver.Document).Element(wsdl.Name{Space: sqlNamespace, Local: "sqlbatch"}))
	got := decode[sqlserver.Sqlbatch](t, plan, codec.ReadStyle{}, read(t, `<sql:sqlbatch xmlns:sql="http://schemas.microsoft.com/sqlserver/2004/SOAP" xmlns:sqlparameter="http://schemas.microsoft.com/sqlserver/2004/SOAP/types/SqlParameter">
  <sql:BatchCommands>select @p1 as c</sql:BatchCommands>
  <sql:Parameters>
    <sqlparameter:SqlParameter name="p1" sqlDbType="NVarChar" direction="InputOutput" maxLength="10">
      <sqlparameter:Value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:t="http://schemas.microsoft.com/sqlserver/2004/sqltypes" xsi:type="t:nvarchar">Hello World</sqlparameter:Value>
    </sqlparameter:SqlParameter>
  </sql:Parameters>
</sql:sqlbatch>`))
	if *got.BatchCommands != "select @p1 as c" || len(got.Parameters.SqlParameter) != 1 {
		t.Fatalf("%+v", got)
	}
	p := got.Parameters.SqlParameter[0]
	want := &sqlserver.SqlParameter{Name: new("p1"), SqlDbType: new("NVarChar"), Direction: new("InputOutput"), MaxLength: new(int64(10)), Value: p.Value}
	if diff := cmp.Diff(want, p, text); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := p.Value.Element.Text(); got != "Hello World" {
		t.Errorf("the value is %q", got)
	}
}

// [MS-SSNWS] 4.2.4: an empty result has an end tag of its own. Names are spelled as the request spelled them.
func TestSQLServerResult(t *testing.T) {
	plan := planFor[sqlserver.SqlbatchResponse](t, parse(t, sqlserver.Document).Element(wsdl.Name{Space: sqlNamespace, Local: "sqlbatchResponse"}))
	style := codec.WriteStyle{Binding: codec.Prefixed, Prefix: "sql", InScope: []codec.Declaration{{Prefix: "sql", Space: sqlNamespace}}}
	got := encode(t, plan, style, &sqlserver.SqlbatchResponse{SqlbatchResult: &codec.Content{}})
	want := `<sql:sqlbatchResponse xmlns:sql="http://schemas.microsoft.com/sqlserver/2004/SOAP"><sql:sqlbatchResult></sql:sqlbatchResult></sql:sqlbatchResponse>`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	got = encode(t, plan, rename(style, sqlNamespace, "https://schemas.microsoft.com/sqlserver/2004/SOAP"), &sqlserver.SqlbatchResponse{
		SqlbatchResult: &codec.Content{Write: func(w *writer.Writer) { w.Leaf("x", "1") }}})
	want = `<sql:sqlbatchResponse xmlns:sql="https://schemas.microsoft.com/sqlserver/2004/SOAP"><sql:sqlbatchResult><x>1</x></sql:sqlbatchResult></sql:sqlbatchResponse>`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Books Online, ms190712 and ms175084: the header of a session, where absent, empty and false are three things.
func TestSQLServerSession(t *testing.T) {
	plan := planFor[sqlserver.SqlSession](t, parse(t, sqlserver.Document).Element(wsdl.Name{Space: optionsNamespace, Local: "sqlSession"}))
	header := func(attributes string) string {
		return `<sqloptions:sqlSession xmlns:sqloptions="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options"` + attributes + `></sqloptions:sqlSession>`
	}
	for attributes, want := range map[string]*sqlserver.SqlSession{
		``:                                      {},
		` initiate="true" timeout="12"`:         {Initiate: new(true), Timeout: new(int32(12))},
		` initiate=" 1 " sessionid="x"`:         {Initiate: new(true)},
		` initiate="0" sessionId=""`:            {Initiate: new(false), SessionId: new("")},
		` terminate="true" sessionId="!!!"`:     {Terminate: new(true), SessionId: new("!!!")},
		` xmlns:s="urn:s" s:mustUnderstand="1"`: {},
	} {
		got := decode[sqlserver.SqlSession](t, plan, codec.ReadStyle{Refuse: true}, read(t, header(attributes)))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", attributes, diff)
		}
	}
	for _, bad := range []string{`timeout=""`, `timeout="1.5"`, `initiate="yes"`, `initiate=""`} {
		if err := plan.Decode(&codec.ReadStyle{}, read(t, header(" "+bad)), new(sqlserver.SqlSession)); err == nil {
			t.Errorf("%s is read", bad)
		}
	}
	got := encode(t, plan, codec.WriteStyle{Binding: codec.Prefixed, Prefix: "sqloptions"}, &sqlserver.SqlSession{Terminate: new(true), SessionId: new("P/Z+b7K3+UW/Xcc7ync2Yg==")})
	if diff := cmp.Diff(header(` terminate="true" sessionId="P/Z+b7K3+UW/Xcc7ync2Yg=="`), got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// schema makes a contract that holds one schema and one operation, whose input is an element called in.
func schema(t *testing.T, namespace, types string) *wsdl.Contract {
	t.Helper()
	return parse(t, []byte(`<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
		targetNamespace="`+namespace+`" xmlns:t="`+namespace+`">
		<types><xs:schema elementFormDefault="qualified" targetNamespace="`+namespace+`">`+types+`</xs:schema></types>
		<message name="in"><part name="p" element="t:in"/></message>
		<portType name="P"><operation name="Op"><input message="t:in"/></operation></portType>
		<binding name="B" type="t:P"><soap:binding/><operation name="Op"><soap:operation/><input><soap:body use="literal"/></input></operation></binding>
		<service name="S"><port name="Q" binding="t:B"><soap:address location=""/></port></service></definitions>`))
}

// Salesforce declares its namespace on the envelope, so that nothing inside the body carries a prefix or an attribute
// but xsi:nil; a logout's answer is <logoutResponse/>.
func TestSalesforce(t *testing.T) {
	c := schema(t, "urn:partner.soap.sforce.com", `<xs:element name="in"><xs:complexType/></xs:element>
		<xs:element name="login"><xs:complexType><xs:sequence><xs:element name="username" type="xs:string"/><xs:element name="password" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
		<xs:element name="getUserInfoResponse"><xs:complexType><xs:sequence><xs:element name="result"><xs:complexType><xs:sequence>
			<xs:element name="accessibilityMode" type="xs:boolean"/><xs:element name="roleId" type="xs:string" nillable="true"/><xs:element name="sessionSecondsValid" type="xs:int"/>
		</xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
		<xs:element name="setPasswordResponse"><xs:complexType><xs:sequence><xs:element name="result"><xs:complexType/></xs:element></xs:sequence></xs:complexType></xs:element>`)
	style := codec.WriteStyle{Binding: codec.DefaultAbove, ShortEmpty: true, DateTime: "2006-01-02T15:04:05.000Z"}
	type result struct {
		AccessibilityMode   *bool   `xml:"accessibilityMode"`
		RoleID              *string `xml:"roleId"`
		SessionSecondsValid *int32  `xml:"sessionSecondsValid"`
	}
	type infoResponse struct {
		Result *result `xml:"result"`
	}
	element := func(local string) *wsdl.Element {
		return c.Element(wsdl.Name{Space: "urn:partner.soap.sforce.com", Local: local})
	}
	var w writer.Writer
	xsi, err := planFor[infoResponse](t, element("getUserInfoResponse")).Encode(&style, &w, &infoResponse{Result: &result{AccessibilityMode: new(false), SessionSecondsValid: new(int32(7200))}})
	want := `<getUserInfoResponse><result><accessibilityMode>false</accessibilityMode><roleId xsi:nil="true"/><sessionSecondsValid>7200</sessionSecondsValid></result></getUserInfoResponse>`
	if diff := cmp.Diff(want, w.String()); diff != "" || !xsi || err != nil {
		t.Errorf("xsi %v, %v, -want +got:\n%s", xsi, err, diff)
	}
	type empty struct{}
	type setResponse struct {
		Result *empty `xml:"result"`
	}
	if got := encode(t, planFor[setResponse](t, element("setPasswordResponse")), style, &setResponse{Result: new(empty)}); got != `<setPasswordResponse><result/></setPasswordResponse>` {
		t.Error(got)
	}
	if got := encode(t, planFor[empty](t, element("in")), style, new(empty)); got != `<in/>` {
		t.Error(got)
	}
	// SOAP::Lite sends parameters with an xsi:type, and some in no namespace.
	type login struct {
		Username *string `xml:"username"`
		Password *string `xml:"password"`
	}
	got := decode[login](t, planFor[login](t, element("login")), codec.ReadStyle{Names: codec.ExactOrNone}, read(t,
		`<login xmlns="urn:partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><password xmlns="" xsi:type="xsd:string">p</password><username xsi:type="xsd:string">u</username></login>`))
	if diff := cmp.Diff(&login{new("u"), new("p")}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Model 204's front binds the prefix m on the wrapper, has text with attributes, and takes an empty number as omitted.
func TestModel204(t *testing.T) {
	const namespace = "urn:m204:janus:session:v1"
	c := schema(t, namespace, `<xs:element name="in"><xs:complexType><xs:sequence><xs:element minOccurs="0" name="owner" type="xs:string"/><xs:element minOccurs="0" name="timeout" type="xs:int"/></xs:sequence></xs:complexType></xs:element>
		<xs:complexType name="SessionItem"><xs:simpleContent><xs:extension base="xs:string"><xs:attribute name="owner" type="xs:string" use="required"/><xs:attribute name="timeout" type="xs:int" use="required"/>
		<xs:attribute name="created" type="xs:string" use="required"/><xs:attribute name="lastAccess" type="xs:string" use="required"/><xs:attribute name="userNumber" type="xs:int"/><xs:attribute name="sesid" type="xs:string" use="required"/></xs:extension></xs:simpleContent></xs:complexType>
		<xs:element name="Session_ListResponse"><xs:complexType><xs:sequence><xs:element name="rc" type="xs:int"/><xs:element minOccurs="0" maxOccurs="unbounded" name="item" type="t:SessionItem"/></xs:sequence></xs:complexType></xs:element>
		<xs:element name="Session_IdResponse"><xs:complexType><xs:sequence><xs:element name="result" type="xs:string"/></xs:sequence></xs:complexType></xs:element>`)
	type item struct {
		Value      *string `xml:",chardata"`
		Owner      *string `xml:"owner,attr"`
		Timeout    *int32  `xml:"timeout,attr"`
		Created    *string `xml:"created,attr"`
		LastAccess *string `xml:"lastAccess,attr"`
		UserNumber *int32  `xml:"userNumber,attr"`
		Sesid      *string `xml:"sesid,attr"`
	}
	type list struct {
		Rc   *int32  `xml:"rc"`
		Item []*item `xml:"item"`
	}
	type id struct {
		Result *string `xml:"result"`
	}
	style := codec.WriteStyle{Binding: codec.Prefixed, Prefix: "m", ShortEmpty: true}
	got := encode(t, planFor[list](t, c.Element(wsdl.Name{Space: namespace, Local: "Session_ListResponse"})), style, &list{Rc: new(int32(1)), Item: []*item{{
		Value: new("*           36002024013110150020240131101730      GROUCHO083011"), Owner: new("*"), Timeout: new(int32(3600)),
		Created: new("20240131101500"), LastAccess: new("20240131101730"), Sesid: new("GROUCHO083011")}}})
	want := `<m:Session_ListResponse xmlns:m="urn:m204:janus:session:v1"><m:rc>1</m:rc><m:item owner="*" timeout="3600" created="20240131101500" lastAccess="20240131101730" sesid="GROUCHO083011">*           36002024013110150020240131101730      GROUCHO083011</m:item></m:Session_ListResponse>`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	got = encode(t, planFor[id](t, c.Element(wsdl.Name{Space: namespace, Local: "Session_IdResponse"})), style, &id{Result: new("")})
	if want := `<m:Session_IdResponse xmlns:m="urn:m204:janus:session:v1"><m:result/></m:Session_IdResponse>`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	type in struct {
		Owner   *string `xml:"owner"`
		Timeout *int32  `xml:"timeout"`
	}
	plan := planFor[in](t, c.Element(wsdl.Name{Space: namespace, Local: "in"}))
	for inside, want := range map[string]*in{
		``:                       {},
		`<m:owner/><m:timeout/>`: {Owner: new("")},
		`<m:timeout>60</m:timeout><m:owner>*</m:owner>`: {Owner: new("*"), Timeout: new(int32(60))},
	} {
		got := decode[in](t, plan, codec.ReadStyle{Refuse: true, EmptyAbsent: true}, read(t, `<m:in xmlns:m="urn:m204:janus:session:v1">`+inside+`</m:in>`))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", inside, diff)
		}
	}
}

// Axis declares nothing but the wrapper's prefix, after encodingStyle, and writes parameters without a namespace.
func TestAxisWrapper(t *testing.T) {
	e := &wsdl.Element{Name: wsdl.Name{Space: "http://administratorService.soap.sift.proginet.com", Local: "closeSessionResponse"}, Type: &wsdl.Type{Kind: wsdl.KindComplex}}
	style := codec.WriteStyle{Binding: codec.Prefixed, Prefix: "ns1", Attributes: []codec.Attr{{Name: "soapenv:encodingStyle", Value: "http://schemas.xmlsoap.org/soap/encoding/"}}}
	got := encode(t, planFor[struct{}](t, e), style, &struct{}{})
	want := `<ns1:closeSessionResponse soapenv:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/" xmlns:ns1="http://administratorService.soap.sift.proginet.com"></ns1:closeSessionResponse>`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
