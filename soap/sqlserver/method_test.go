package sqlserver_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/soap/sqlserver"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// withMethods is the default configuration with one more endpoint, /sql/own, which has these web methods and no inline schemas.
func withMethods(t testing.TB, methods string) sqlserver.Config {
	t.Helper()
	cfg := sqlserver.Default()
	own := sqlserver.Endpoint{Path: "/sql/own", Sessions: "enabled", Schema: "none"}
	if err := yaml.UnmarshalWithOptions([]byte(methods), &own.WebMethods, yaml.Strict()); err != nil {
		t.Fatalf("%s: %v", methods, err)
	}
	cfg.Endpoints = append(cfg.Endpoints, own)
	return cfg
}

func startOwn(t testing.TB, methods string) *stand {
	t.Helper()
	return startWith(t, withMethods(t, methods))
}

// method calls a web method of /sql/own as alice.
func (s *stand) method(session, name, parameters string) answer {
	s.t.Helper()
	body := fmt.Sprintf(`<%s xmlns="http://tempuri.org" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">%s</%[1]s>`, name, parameters)
	return s.do(s.request("/sql/own", "alice", envelope(session, body)))
}

// content is what stands in the Body.
func (a answer) content() string {
	_, rest, _ := strings.Cut(a.body, "<SOAP-ENV:Body>")
	text, _, found := strings.Cut(rest, "</SOAP-ENV:Body>")
	if !found {
		return fmt.Sprintf("status %d: %s", a.status, a.body)
	}
	return text
}

func operations(t *testing.T, a answer) (names []string) {
	t.Helper()
	c, err := wsdl.Parse([]byte(a.body))
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range c.Operations {
		names = append(names, op.Name)
	}
	return names
}

func TestRow77WSDLWithoutBatches(t *testing.T) {
	s := start(t)
	methods := []string{"GetCustomerInfo", "SetLanguage", "GetLanguage", "Greeting"}
	for _, query := range []string{"?wsdl", "?wsdlsimple"} {
		a := s.wsdlOf("/sql/methods" + query)
		if diff := cmp.Diff(methods, operations(t, a)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
		if strings.Contains(a.body, "sqlbatch") {
			t.Errorf("%s: it speaks of sqlbatch", query)
		}
	}
	if err := s.room.Alter(t.Context(), "/sql/methods", map[string]string{"batches": "enabled"}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(append([]string{"sqlbatch"}, methods...), operations(t, s.wsdlOf("/sql/methods?wsdl"))); diff != "" {
		t.Errorf("after ALTER ENDPOINT (-want +got):\n%s", diff)
	}
	if got := s.room.Services()[3].WSDLs("http://x")[0]; got.Name != "sqlserver/methods" || !strings.Contains(string(got.Document()), `name="sqlbatch"`) {
		t.Errorf("the operator's copy is another: %s", got.Name)
	}
}

// The names are those of a captured WSDL, the type of the parameter is documented (ms190983).
func TestRow79WSDLOfWebMethods(t *testing.T) {
	a := start(t).wsdlOf("/sql/methods?wsdl")
	for _, want := range []string{
		`<wsdl:message name="s0MsgGetCustomerInfoSoapIn">`, `<wsdl:part name="parameters" element="s0:GetCustomerInfo"/>`,
		`<wsdl:output name="s0MsgGetCustomerInfoSoapOut" message="tns:s0MsgGetCustomerInfoSoapOut"/>`,
		`<soap:operation soapAction="http://tempUri.org/GetCustomerInfo" style="document"/>`,
		`<xsd:element minOccurs="1" maxOccurs="1" name="GetCustomerInfoResult" type="sqlresultstream:SqlResultStream"/>`,
		`<xsd:restriction base="sqltypes:nchar">`, `<wsdl:portType name="methodsSoap">`, `xmlns:s0="http://tempUri.org/"`,
	} {
		if !strings.Contains(a.body, want) {
			t.Errorf("there is no %s", want)
		}
	}
}

func TestRow80SimpleWSDLOfWebMethods(t *testing.T) {
	a := start(t).wsdlOf("/sql/methods?wsdlsimple")
	want := `<xsd:element minOccurs="1" maxOccurs="1" name="CustomerID" type="xsd:string" nillable="true"/>`
	if !strings.Contains(a.body, want) || strings.Contains(a.body, "sqltypes:") {
		t.Errorf("the types are not those of XML Schema:\n%s", a.body)
	}
}

func TestRow81FormatNone(t *testing.T) {
	s := startOwn(t, `[{name: Raw, format: none, parameters: [{name: who, type: nvarchar(9)}], results: [{xml: '<hello who="${who}"/>'}]}]`)
	a := s.method("", "Raw", "<who>&lt;A&amp;B&quot;</who>")
	if want := `<?xml version="1.0" encoding="utf-8"?><hello who="&lt;A&amp;B&quot;"/>`; a.body != want || a.status != 200 {
		t.Errorf("status %d, %s", a.status, a.body)
	}
	if a := s.method(`sessionId="AA=="`, "Raw", ""); a.fault() != badSession {
		t.Error(a.body)
	}
}

func TestRow82SchemaOfAMethod(t *testing.T) {
	s := startOwn(t, `
- {name: A, schema: standard, batch: SELECT 1 AS a}
- {name: B, batch: SELECT 1 AS a}
- {name: C, schema: none, batch: SELECT 1 AS a}`)
	got := map[string]bool{}
	for _, name := range []string{"A", "B", "C"} {
		got[name] = strings.Contains(s.method("", name, "").body, "<xsd:schema ")
	}
	if diff := cmp.Diff(map[string]bool{"A": true, "B": false, "C": false}, got); diff != "" {
		t.Error(diff)
	}
}

func TestRow84ValueOfAnotherType(t *testing.T) {
	s := startOwn(t, `[{name: F, parameters: [{name: n, type: int}], returns: bigint, value: "${n}"}]`)
	for _, value := range []string{"x", "", "2147483648", "1.5"} {
		if a := s.method("", "F", "<n>"+value+"</n>"); a.fault() != "Client, SoapBody, InvalidParameter" {
			t.Errorf("%q: %s", value, a.body)
		}
	}
	want := `<method:FResponse xmlns:method="http://tempuri.org"><method:FResult>7</method:FResult></method:FResponse>`
	if diff := cmp.Diff(want, s.method("", "F", "<n> 7 </n>").content()); diff != "" {
		t.Error(diff)
	}
	binary := startOwn(t, `[{name: F, parameters: [{name: b, type: varbinary(8)}], results: []}]`)
	if a := binary.method("", "F", "<b>?</b>"); !strings.Contains(a.body, "<sqlmessage:Number>7817<") {
		t.Error(a.body)
	}
}

// Every item that can be written down, values in their places, and parameters that come back.
func TestResultsWithValues(t *testing.T) {
	s := startOwn(t, `
- name: All
  parameters:
    - {name: id, type: int, default: "5"}
    - {name: name, type: nvarchar(10), optional: true}
    - {name: total, type: "decimal(9,2)", direction: out}
    - {name: echo, type: varchar(3), direction: out}
  results:
    - rowset:
        columns: [{name: id, type: int not null}, {name: name, type: nvarchar(20)}, {name: both, type: nvarchar(40)}]
        rows: [["${id}", "${name}", "${name} has ${id} and $${id}"], ["1", null, a]]
    - rowCount: 2
    - message: {number: 50000, class: 16, state: 1, line: 3, text: "no ${name}"}
    - xml: <who n="${name}">${name}</who>
  returnCode: 4
  output: {total: "${id}"}`)
	name := `<sqlmessage:Procedure>All</sqlmessage:Procedure><sqlmessage:Server>SOAPSTONE</sqlmessage:Server><sqlmessage:Source>Microsoft-SQL/9.0</sqlmessage:Source>`
	all := func(row, text, xml, total, echo string) string {
		return `<method:AllResponse xmlns:method="http://tempuri.org"><method:AllResult xmlns="" xsi:type="sqlresultstream:SqlResultStream">` +
			`<sqlresultstream:SqlRowSet xsi:type="sqlsoaptypes:SqlRowSet" msdata:UseDataSetSchemaOnly="true" msdata:UDTColumnValueWrapped="true">` +
			`<diffgr:diffgram xmlns:diffgr="urn:schemas-microsoft-com:xml-diffgram-v1"><SqlRowSet1 xmlns="urn:schemas-microsoft-com:sql:SqlRowSet1"><row>` + row +
			`</row><row><id>1</id><both>a</both></row></SqlRowSet1></diffgr:diffgram></sqlresultstream:SqlRowSet>` +
			`<sqlresultstream:SqlRowCount xsi:type="sqlrowcount:SqlRowCount"><sqlrowcount:Count>2</sqlrowcount:Count></sqlresultstream:SqlRowCount>` +
			`<sqlresultstream:SqlMessage xsi:type="sqlmessage:SqlMessage"><sqlmessage:Class>16</sqlmessage:Class><sqlmessage:LineNumber>3</sqlmessage:LineNumber>` +
			`<sqlmessage:Message>no ` + text + `</sqlmessage:Message><sqlmessage:Number>50000</sqlmessage:Number>` + name + `<sqlmessage:State>1</sqlmessage:State></sqlresultstream:SqlMessage>` +
			`<sqlresultstream:SqlXml xsi:type="sqlsoaptypes:SqlXml">` + xml + `</sqlresultstream:SqlXml>` +
			`<sqlresultstream:SqlResultCode xsi:type="sqlsoaptypes:SqlResultCode">4</sqlresultstream:SqlResultCode></method:AllResult>` +
			`<method:total>` + total + `</method:total>` + echo + `</method:AllResponse>`
	}
	want := all(`<id>7</id><name>&lt;b&gt;</name><both>&lt;b&gt; has 7 and ${id}</both>`, `&lt;b&gt;`, `<who n="&lt;b>">&lt;b></who>`, "7.00", `<method:echo>abc</method:echo>`)
	if diff := cmp.Diff(want, s.method("", "All", "<id>7</id><name>&lt;b></name><total/><echo>abcdef</echo>").content()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want = all(`<id>5</id><both> has 5 and ${id}</both>`, "", `<who n=""></who>`, "5.00", `<method:echo xsi:nil="true"></method:echo>`)
	if diff := cmp.Diff(want, s.method("", "All", `<total xsi:nil="1"/><echo xsi:nil="true"/>`).content()); diff != "" {
		t.Errorf("with what may be left out (-want +got):\n%s", diff)
	}
}

// A batch has the parameters as variables, its session's state, and gives back what it sets.
func TestBatchOfAMethod(t *testing.T) {
	s := startOwn(t, `
- {name: Double, parameters: [{name: n, type: int, direction: out}], batch: SET @n = @n * 2 PRINT 'done'}
- {name: Use, batch: USE AdventureWorks}
- {name: Where, format: rowsets_only, batch: SELECT DB_NAME() AS d PRINT 'no rowset'}
- {name: Begin, batch: BEGIN TRANSACTION}`)
	if a := s.method("", "Double", "<n>21</n>"); !strings.Contains(a.body, "<method:n>42</method:n>") || !strings.Contains(a.body, ">done<") {
		t.Error(a.body)
	}
	id := s.method(`initiate="true"`, "Use", "").id(t)
	if a := s.method(enlist(id), "Where", ""); !strings.Contains(a.body, "<d>AdventureWorks</d>") || strings.Contains(a.body, "no rowset") {
		t.Error(a.body)
	}
	if a := s.method("", "Where", ""); !strings.Contains(a.body, "<d>master</d>") {
		t.Error(a.body)
	}
}

// What a session asked to hear of it hears of in its later requests too, which may not ask again (ms178059).
func TestNotificationsStayWithTheSession(t *testing.T) {
	s := start(t)
	header := `<e:Header xmlns:o="` + optionsNS + `"><o:sqlSession initiate="true"/><o:environmentChangeNotifications databaseChange="true"/></e:Header>`
	id := s.do(s.request("/sql/demo", "alice", envelopeWith(header, batchOf("")))).id(t)
	a := s.batch(enlist(id), "USE AdventureWorks SET LANGUAGE French")
	if !strings.Contains(a.body, "<sqlmessage:Number>5701<") || strings.Contains(a.body, "<sqlmessage:Number>5703<") {
		t.Error(a.body)
	}
}

// What a session asked to hear of is part of a web method's result as of a batch's (ms178059).
func TestNotificationsInAMethod(t *testing.T) {
	s := startOwn(t, `[{name: French, batch: SET LANGUAGE French}, {name: Begin, batch: BEGIN TRANSACTION}, {name: End, batch: COMMIT}]`)
	header := `<e:Header xmlns:o="` + optionsNS + `"><o:sqlSession initiate="true"/><o:environmentChangeNotifications languageChange="true" transactionBoundary="true"/></e:Header>`
	first := s.do(s.request("/sql/own", "alice", envelopeWith(header, `<French xmlns="http://tempuri.org"/>`)))
	if !strings.Contains(first.body, "<sqlmessage:Number>5703<") {
		t.Error(first.body)
	}
	begun := s.method(enlist(first.id(t)), "Begin", "")
	_, rest, _ := strings.Cut(begun.body, "<sqltransaction:Descriptor>")
	descriptor, _, _ := strings.Cut(rest, "<")
	if descriptor == "" || !strings.Contains(begun.body, "<sqltransaction:Type>Begin<") {
		t.Fatal(begun.body)
	}
	ended := s.method(enlist(first.id(t))+` transactionDescriptor="`+descriptor+`"`, "End", "")
	if !strings.Contains(ended.body, "<sqltransaction:Type>Commit<") || !strings.Contains(ended.session(), "transactionDescriptor") {
		t.Error(ended.body)
	}
}

// An answer file holds the Body's element, or an envelope around it; declarations of its own envelope come along.
func TestAnswerFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	element := write("element.xml", `<?xml version="1.0"?><m:FResponse xmlns:m="http://tempuri.org"><m:FResult>${who}</m:FResult></m:FResponse>`)
	whole := write("envelope.xml", `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://tempuri.org">
  <e:Body><m:GResponse/></e:Body></e:Envelope>`)
	raw := write("raw.txt", "no XML at all, ${who}")
	s := startOwn(t, fmt.Sprintf(`
- {name: F, parameters: [{name: who, type: nvarchar(9)}], answer: %q}
- {name: G, answer: %q}
- {name: H, format: none, parameters: [{name: who, type: nvarchar(9)}], answer: %q}`, element, whole, raw))
	if diff := cmp.Diff(`<m:FResponse xmlns:m="http://tempuri.org"><m:FResult>a&lt;</m:FResult></m:FResponse>`, s.method("", "F", "<who>a&lt;</who>").content()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(`<m:GResponse xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://tempuri.org"/>`, s.method("", "G", "").content()); diff != "" {
		t.Error(diff)
	}
	if a := s.method("", "H", "<who>x</who>"); a.body != "no XML at all, x" {
		t.Error(a.body)
	}
	if a := s.method(`initiate="true"`, "F", "<who>x</who>"); a.id(t) == "" {
		t.Error("no session")
	}
	for content, want := range map[string]string{
		"<a>": "line 1", "<e:Envelope xmlns:e='x'/>": "has no Body", "<a>${b}</a>": `there is no parameter "b"`,
	} {
		cfg := withMethods(t, fmt.Sprintf(`[{name: F, answer: %q}]`, write("broken.xml", content)))
		if err := cfg.Validate(); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "broken.xml") {
			t.Errorf("%s: %v, want %s", content, err, want)
		}
	}
}

// A method that is answered elsewhere is described, and handed on within its session; where nobody takes it, it is no method.
func TestMethodAnsweredElsewhere(t *testing.T) {
	cfg := withMethods(t, `[{name: F, elsewhere: true, parameters: [{name: a, type: int}]}, {name: G, elsewhere: true, returns: int}]`)
	s := startWith(t, cfg)
	if diff := cmp.Diff([]string{"F", "G"}, operations(t, s.wsdlOf("/sql/own?wsdl"))); diff != "" {
		t.Error(diff)
	}
	a := s.method(`initiate="true"`, "F", "")
	if a.fault() != "Client, SoapBody, UnsupportedOperation" || a.id(t) == "" {
		t.Error(a.body)
	}
	services := s.room.Services()
	services[4].Else = func(_ context.Context, call *soap.Call) (soap.Reply, error) {
		return soap.Content{Write: func(w *soap.Writer) { w.Leaf("taken", call.Operation) }}, nil
	}
	endpoint, err := soap.NewEndpoint(soap.Config{Services: services, Clock: s.clock})
	if err != nil {
		t.Fatal(err)
	}
	s.Config.Handler = endpoint
	if a := s.method(enlist(a.id(t)), "F", ""); a.content() != "<taken>F</taken>" || a.session() != enlist(a.id(t)) {
		t.Error(a.body)
	}
	if a := s.method(`sessionId="AA=="`, "F", ""); a.fault() != badSession {
		t.Errorf("a session that there is not: %s", a.body)
	}
	if a := s.do(s.request("/sql/own", "alice", envelope("", batchOf("")))); a.content() != "<taken></taken>" {
		t.Errorf("sqlbatch, which is disabled: %s", a.body)
	}
}

// Names have the letters of any language, as identifiers of Transact-SQL have (Books Online, ms175874).
func TestNamesOfAnyLanguage(t *testing.T) {
	cfg := withMethods(t, `
- name: Größe٣
  parameters: [{name: Länge, type: int}, {name: 数, type: int, direction: out}]
  batch: "SET @数 = @Länge + 1"
- {name: ü`+strings.Repeat("ö", 63)+`, returns: int, value: "1"}
- {name: Preis, parameters: [{name: Währung, type: nvarchar(9)}], returns: nvarchar(9), value: "${Währung}"}`)
	own := &cfg.Endpoints[len(cfg.Endpoints)-1]
	own.Name, own.Batches = "Maße", "enabled"
	s := startWith(t, cfg)
	a := s.method("", "Größe٣", "<Länge>41</Länge><数>0</数>")
	if got := a.content(); !strings.Contains(got, "<method:Größe٣Response ") || !strings.Contains(got, "<method:数>42</method:数>") {
		t.Error(a.body)
	}
	if a := s.method("", "Preis", "<Währung>€</Währung>"); !strings.Contains(a.content(), "PreisResult>€<") {
		t.Error(a.body)
	}
	for _, query := range []string{"?wsdl", "?wsdlsimple"} {
		a := s.wsdlOf("/sql/own" + query)
		if diff := cmp.Diff([]string{"sqlbatch", "Größe٣", "ü" + strings.Repeat("ö", 63), "Preis"}, operations(t, a)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
		if !strings.Contains(a.body, `<wsdl:service name="Maße">`) {
			t.Errorf("%s: the service is not called Maße: %s", query, a.body)
		}
	}
}

// A value that no result of the method can hold is a mistake in the configuration: the client gets the server's general
// fault, the log has the reason.
func TestValueThatDoesNotFit(t *testing.T) {
	s := startOwn(t, `
- {name: F, parameters: [{name: a, type: nvarchar(9)}], results: [{rowset: {columns: [{name: n, type: int}], rows: [["${a}"]]}}]}
- {name: G, parameters: [{name: a, type: nvarchar(9)}], returns: int, value: "${a}"}
- {name: H, parameters: [{name: a, type: nvarchar(9)}, {name: n, type: int, direction: out}], results: [], output: {n: "${a}"}}`)
	for name, parameters := range map[string]string{"F": "<a>x</a>", "G": "<a>x</a>", "H": "<a>x</a><n/>"} {
		if a := s.method("", name, parameters); a.status != 500 || !strings.Contains(a.body, "Server, UnknownSqlError") {
			t.Errorf("%s: %s", name, a.body)
		}
	}
}

func TestWrongWebMethods(t *testing.T) {
	for _, tt := range []struct{ methods, want string }{
		{`[{name: 1a}]`, "name: it is no name"},
		{`[{name: ٣a}]`, "name: it is no name"},
		{`[{name: "a b"}]`, "name: it is no name"},
		{`[{name: "a:b"}]`, "name: it is no name"},
		{`[{name: aº}]`, "name: it is no name"}, // a letter, which names of XML have not
		{`[{name: ""}]`, "name: it is no name"},
		{`[{name: ` + strings.Repeat("ö", 65) + `}]`, "at most 64 letters"},
		{`[{name: sqlbatch}]`, "another method has it"},
		{`[{name: A}, {name: A}]`, "another method has it"},
		{`[{name: A}, {name: AResponse}]`, "another method has it, or answers with it"},
		{`[{name: AResponse}, {name: A}]`, "another method has it, or answers with it"},
		{`[{name: A, namespace: a b}]`, "is no URI"},
		{`[{name: A, namespace: "http://schemas.microsoft.com/SQLServer/x"}]`, "the system's own"},
		{`[{name: A, namespace: "urn:` + strings.Repeat("x", 400) + `"}]`, "more than 384 characters"},
		{`[{name: A, format: some}]`, `format: "some" is not one of all_results, rowsets_only, none`},
		{`[{name: A, schema: some}]`, `schema: "some" is not one of default, standard, none`},
		{`[{name: A, parameters: [{name: "@a", type: int}]}]`, "leave the @ out"},
		{`[{name: A, parameters: [{name: a, type: flot}]}]`, `"flot" is no type`},
		{`[{name: A, parameters: [{name: a, type: int, direction: inwards}]}]`, `direction: "inwards" is not one of in, out`},
		{`[{name: A, parameters: [{name: a, type: int, default: x}]}]`, `default: "x" is no value of type int`},
		{`[{name: A, parameters: [{name: a, type: int}, {name: A, type: int}]}]`, "parameter 2"},
		{`[{name: A, parameters: [{name: AResult, type: int}]}]`, "the result's element has this name"},
		{`[{name: A, batch: x, results: []}]`, "it can have one alone"},
		{`[{name: A, batch: x, elsewhere: true}]`, "it can have one alone"},
		{`[{name: A, batch: x, returns: int}]`, "a function has a value, or is answered elsewhere"},
		{`[{name: A, value: x}]`, "only a function has one"},
		{`[{name: A, returnCode: -1}]`, "returnCode"},
		{`[{name: A, returnCode: 2147483648}]`, "returnCode"},
		{`[{name: A, output: {a: "1"}}]`, `there is no parameter "a" with direction: out`},
		{`[{name: A, parameters: [{name: a, type: int, direction: out}], output: {a: x}}]`, `output: a: "x" is no value of type int`},
		{`[{name: A, parameters: [{name: a, type: int, direction: out}], output: {a: "${b}"}}]`, `there is no parameter "b"`},
		{`[{name: A, answer: /none/such}]`, "answer: open /none/such"},
		{`[{name: A, format: none}]`, "give an answer file or one result xml"},
		{`[{name: A, format: none, batch: x}]`, "has no batch"},
		{`[{name: A, format: rowsets_only, results: [{rowCount: 1}]}]`, "there are rowsets alone"},
		{`[{name: A, returns: flot}]`, `returns: "flot" is no type`},
		{`[{name: A, returns: int, format: rowsets_only}]`, "a function has a value alone"},
		{`[{name: A, returns: int, value: x}]`, `value: "x" is no value of type int`},
		{`[{name: A, results: [{rowset: {columns: [{name: a, type: int}], rows: [["1"], ["${a}"]]}}]}]`, `row 2: there is no parameter "a" for ${a}`},
		{`[{name: A, parameters: [{name: a, type: int}], results: [{rowset: {columns: [{name: a, type: int}], rows: [["${a}", "1"]]}}]}]`, "row 1: 2 values for 1 columns"},
		{`[{name: A, parameters: [{name: p, type: int}], results: [{rowset: {columns: [{name: a, type: int}, {name: b, type: int}], rows: [["${p}", "x"]]}}]}]`, `row 1: column "b": "x" is no value of type int`},
		{`[{name: A, results: [{rowset: {columns: [{name: a, type: int}], rows: [["x"]]}}]}]`, `"x" is no value of type int`},
		{`[{name: A, results: [{message: {text: "${a}"}}]}]`, `result 1: there is no parameter "a"`},
	} {
		cfg := withMethods(t, tt.methods)
		err := cfg.Validate()
		var placed *setting.Error
		if !errors.As(err, &placed) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.methods, err, tt.want)
			continue
		}
		if place := placed.Path; !strings.HasPrefix(place, "endpoints[4].webmethods[") {
			t.Errorf("%s: the place is %s", tt.methods, place)
		}
	}
	cfg := sqlserver.Default()
	if err := cfg.Set("/sql/demo.wsdl", "master.dbo.sp_wsdl"); err == nil || !strings.Contains(err.Error(), "a procedure that writes the WSDL cannot run here: give default or none") {
		t.Error(err)
	}
}

// The log says why there are no batches, and the client does not get to see it.
func TestUnsupportedOperationIsExplained(t *testing.T) {
	for name, tt := range map[string]struct{ session, body, want string }{
		"batches disabled": {"", `<sqlbatch xmlns="` + sqlNS + `"><BatchCommands>SELECT 1</BatchCommands></sqlbatch>`, "set its batches to enabled"},
		"in a session":     {`initiate="true"`, `<sqlbatch xmlns="` + sqlNS + `"><BatchCommands>SELECT 1</BatchCommands></sqlbatch>`, "set its batches to enabled"},
		"nothing like it":  {"", `<Leave xmlns="http://tempuri.org"/>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := startOwn(t, `[{name: Greet, batch: SELECT 1}]`)
			a := s.do(s.request("/sql/own", "alice", envelope(tt.session, tt.body)))
			if log := s.log.String(); a.status != 500 || !strings.Contains(log, tt.want) || (tt.want == "") != (log == "") {
				t.Errorf("%d, and the log says %q", a.status, log)
			}
		})
	}
}
