package capture_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/capture"
)

// soapUI is a project as SoapUI writes it: an interface with a sample request, a suite with properties and a case, and a
// mock service.
const soapUI = `<?xml version="1.0" encoding="UTF-8"?>
<con:soapui-project id="4c0a9d2f" activeEnvironment="Default" name="Janus" resourceRoot="" soapui-version="5.7.0" abortOnError="false" runType="SEQUENTIAL" xmlns:con="http://eviware.com/soapui/config"><con:settings/>
<con:interface xsi:type="con:WsdlInterface" id="i" wsaVersion="NONE" name="SessionBinding" type="wsdl" bindingName="{urn:m204}SessionBinding" soapVersion="1_1" anonymous="optional" definition="http://m204.example.com/m204/session?wsdl" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><con:settings/>
  <con:definitionCache type="TEXT" rootPart="x"><con:part><con:url>x</con:url><con:content><![CDATA[<definitions/>]]></con:content><con:type>http://schemas.xmlsoap.org/wsdl/</con:type></con:part></con:definitionCache>
  <con:endpoints><con:endpoint>http://m204.example.com/m204/session</con:endpoint></con:endpoints>
  <con:operation id="o1" isOneWay="false" action="urn:m204:janus:session:v1#Login" name="Login" bindingOperationName="Login" type="Request-Response" outputName="LoginOut" inputName="" receivesAttachments="false" sendsAttachments="false" anonymous="optional"><con:settings/>
    <con:call id="c1" name="Request 1"><con:settings/><con:encoding>UTF-8</con:encoding><con:endpoint>http://m204.example.com/m204/session</con:endpoint><con:request><![CDATA[<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><m:Login xmlns:m="urn:m204:janus:session:v1"><m:userid>?</m:userid></m:Login></e:Body></e:Envelope>]]></con:request></con:call>
  </con:operation>
  <con:operation id="o2" action="urn:m204:janus:session:v1#Session_Create" name="Session_Create" bindingOperationName="Session_Create"><con:settings/>
    <con:call id="c2" name="Request 1"><con:endpoint>http://m204.example.com/m204/session</con:endpoint><con:request><![CDATA[<a>?</a>]]></con:request></con:call>
  </con:operation>
  <con:operation id="o3" action="" name="Ping" bindingOperationName="Ping"><con:settings/>
    <con:call id="c3" name="Ping Request"><con:encoding>UTF-8</con:encoding><con:endpoint>http://m204.example.com/m204/session</con:endpoint><con:request><![CDATA[<ping/>]]></con:request></con:call>
    <con:call id="c4" name="Sample"><con:endpoint>http://m204.example.com/m204/session</con:endpoint><con:request><![CDATA[<ping>?</ping>]]></con:request></con:call>
  </con:operation>
</con:interface>
<con:testSuite id="s" name="Sessions"><con:settings/><con:runType>SEQUENTIAL</con:runType>
  <con:testCase id="t" failOnError="true" failTestCaseOnErrors="true" keepSession="false" maxResults="0" name="One session" searchProperties="true"><con:settings/>
    <con:testStep type="properties" name="Values" id="1"><con:settings/><con:config xsi:type="con:PropertiesStep" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><con:properties><con:property><con:name>session</con:name><con:value>A${#TestSuite#number}</con:value></con:property></con:properties></con:config></con:testStep>
    <con:testStep type="request" name="Login" id="2"><con:settings/><con:config xsi:type="con:RequestStep" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><con:interface>SessionBinding</con:interface><con:operation>Login</con:operation>
      <con:request name="Login" outgoingWss="" incomingWss="" timeout="" sslKeystore="" useWsAddressing="false" useWsReliableMessaging="false" wssPasswordType="" id="r1"><con:settings><con:setting id="com.eviware.soapui.impl.wsdl.WsdlRequest@request-headers">&lt;con:entry key="X-Test" value="${#Project#where}" xmlns:con="http://eviware.com/soapui/config"/></con:setting></con:settings><con:encoding>UTF-8</con:encoding><con:endpoint>${#Project#where}/session</con:endpoint><con:request><![CDATA[<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">\r
<e:Body><m:Login xmlns:m="urn:m204:janus:session:v1"><m:userid>${user}</m:userid><m:password>${#Project#password}</m:password></m:Login></e:Body></e:Envelope>]]></con:request><con:assertion type="SOAP Response" id="a"/><con:credentials><con:authType>No Authorization</con:authType></con:credentials><con:wsaConfig mustUnderstand="NONE" version="200508" action="x"/></con:request></con:config></con:testStep>
    <con:testStep type="groovy" name="Script" id="3"><con:settings/><con:config><script>log.info 1</script></con:config></con:testStep>
    <con:testStep type="request" name="Create" id="4"><con:settings/><con:config xsi:type="con:RequestStep" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><con:interface>SessionBinding</con:interface><con:operation>Session_Create</con:operation>
      <con:request name="Create" id="r2"><con:settings/><con:encoding>windows-1252</con:encoding><con:endpoint>http://m204.example.com/m204/session</con:endpoint><con:request>&lt;a thread="${Login#Response#//*:thread}">${Values#session} 5 €&lt;/a></con:request><con:credentials><con:username>HARPO</con:username><con:password>Tr0ub4dor&amp;3</con:password><con:authType>Preemptive</con:authType></con:credentials></con:request></con:config></con:testStep>
    <con:testStep type="request" name="Off" disabled="true" id="5"><con:config/></con:testStep>
    <con:properties/>
  </con:testCase>
  <con:testCase name="Later" disabled="true"><con:testStep type="request" name="x"/></con:testCase>
  <con:properties><con:property><con:name>number</con:name><con:value>7</con:value></con:property></con:properties>
</con:testSuite>
<con:mockService id="m" port="8088" path="/mock" host="localhost" name="Mock"><con:settings/><con:properties/>
  <con:mockOperation name="Login" interface="SessionBinding" operation="Login" id="mo1"><con:settings/><con:defaultResponse>Response 1</con:defaultResponse><con:dispatchStyle>SEQUENCE</con:dispatchStyle><con:dispatchPath/>
    <con:response name="Response 1" id="mr1" httpResponseStatus="200" encoding="UTF-8"><con:settings/><con:responseContent><![CDATA[<r><m:thread xmlns:m="urn:m204:janus:session:v1">00000000000000A1</m:thread></r>]]></con:responseContent><con:wsaConfig mustUnderstand="NONE" version="200508"/></con:response>
  </con:mockOperation>
  <con:mockOperation name="Session_Create" interface="SessionBinding" operation="Session_Create" id="mo2"><con:defaultResponse>Response 1</con:defaultResponse><con:dispatchStyle>SCRIPT</con:dispatchStyle>
    <con:response name="Other"><con:responseContent>&lt;other/></con:responseContent></con:response>
    <con:response name="Create Response" httpResponseStatus="500"><con:header><con:name>X-Answer</con:name><con:value>yes</con:value></con:header><con:responseContent><![CDATA[<b>${}${x</b>]]></con:responseContent></con:response>
  </con:mockOperation>
</con:mockService>
<con:properties><con:property><con:name>where</con:name><con:value>http://m204.example.com/m204</con:value></con:property><con:property><con:name>password</con:name><con:value>Tr0ub4dor&amp;amp;3</con:value></con:property><con:property><con:name>user</con:name><con:value>HARPO</con:value></con:property></con:properties>
<con:wssContainer/></con:soapui-project>`

func TestSoapUI(t *testing.T) {
	text := strings.Replace(soapUI, "<b>${}${x</b>", "<b>$${x}</b>", 1)
	m := importFiles(t, map[string]string{"janus": text}, open())
	check(t, "problems", m.problems(), []string(nil))
	if len(m.Files) != 1 || m.Files[0].Count != 1 {
		t.Errorf("the files are %+v, want one, however many requests are in it", m.Files)
	}
	check(t, "left out", m.LeftOut, []capture.Count{
		{Reason: "requests of operations that a test case has", N: 2}, {Reason: "responses of mocks that no request asks for", N: 1},
		{Reason: "sample requests, with ? in the place of values", N: 1}, {Reason: "test cases that are disabled", N: 1},
		{Reason: "test steps that are disabled", N: 1}, {Reason: "test steps that send nothing (scripts, delays and the like)", N: 1},
	})
	check(t, "names", m.names, []string{"model204-SessionBinding-Ping-Ping-Request-1.txtar", "model204-Sessions-One-session-1.txtar"})
	check(t, "ping", m.texts[0], `format: soapstone/1
system: model204
source: imported from janus, request SessionBinding/Ping/Ping Request
evidence: observed
# exchange 1: the project has no response to it, so none is expected
-- 1 request --
POST /m204/session HTTP/1.1
Host: m204.example.com
Content-Type: text/xml;charset=UTF-8

<ping/>
`)
	check(t, "text", m.texts[1], `format: soapstone/1
system: model204
source: imported from janus, test case Sessions/One session
evidence: observed
-- 1 request --
POST /m204/session HTTP/1.1
Host: m204.example.com
Content-Type: text/xml;charset=UTF-8
X-Test: http://m204.example.com/m204
SOAPAction: "urn:m204:janus:session:v1#Login"

<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">
<e:Body><m:Login xmlns:m="urn:m204:janus:session:v1"><m:userid>HARPO</m:userid><m:password>Tr0ub4dor&amp;3</m:password></m:Login></e:Body></e:Envelope>
-- 1 response --
HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8

<r><m:thread xmlns:m="urn:m204:janus:session:v1">00000000000000A1</m:thread></r>
-- 2 request base64 --
POST /m204/session HTTP/1.1
Host: m204.example.com
Content-Type: text/xml;charset=WINDOWS-1252
Authorization: Basic SEFSUE86VHIwdWI0ZG9yJjM=
SOAPAction: "urn:m204:janus:session:v1#Session_Create"

PGEgdGhyZWFkPSIwMDAwMDAwMDAwMDAwMEExIj5BNyA1IIA8L2E+
-- 2 response --
HTTP/1.1 500 Internal Server Error
Content-Type: text/xml; charset=utf-8
X-Answer: yes

<b>$${x}</b>
`)
}

func TestSoapUISecrets(t *testing.T) {
	text := strings.Replace(soapUI, "<b>${}${x</b>", "<b/>", 1)
	m := importFiles(t, map[string]string{"janus.xml": text}, capture.Options{})
	check(t, "problems", m.problems(), []string(nil))
	m.hides(t, "Tr0ub4dor&3", "00000000000000A1", "HARPO:Tr0ub4dor&3")
	check(t, "wanted", m.Wanted, []string{"HARPO.password"})
}

// A login by NTLM becomes the placeholder of which a replay makes the handshake, and its password is wanted.
func TestSoapUINTLM(t *testing.T) {
	step := soapUIStep("a", "<a/>", `<con:credentials><con:username>alice</con:username><con:password>Tr0ub4dor&amp;3</con:password><con:domain>CORP</con:domain><con:authType>NTLM</con:authType></con:credentials>`)
	m := importFiles(t, map[string]string{"p.xml": soapUIProject(step, "", "")}, capture.Options{})
	check(t, "login", request(t, m.stories[0], 1).Value("Authorization"), `NTLM ${ntlm CORP%5Calice}`)
	check(t, "wanted", m.Wanted, []string{`CORP%5Calice.password`})
	m.hides(t, "Tr0ub4dor&3")
}

// project is a project with one test case of these steps, and these mock operations.
func soapUIProject(steps, mocks, properties string) string {
	return `<con:soapui-project xmlns:con="http://eviware.com/soapui/config" name="p"><con:interface name="I" soapVersion="1_2"><con:endpoints><con:endpoint>http://h/s</con:endpoint></con:endpoints><con:operation name="O" action="urn:o"/></con:interface>` +
		`<con:testSuite name="S"><con:testCase name="C">` + steps + `</con:testCase></con:testSuite><con:mockService name="M">` + mocks + `</con:mockService><con:properties>` + properties + `</con:properties></con:soapui-project>`
}

func soapUIStep(name, body, more string) string {
	return `<con:testStep type="request" name="` + name + `"><con:config><con:interface>I</con:interface><con:operation>O</con:operation><con:request name="` + name + `"><con:request><![CDATA[` + body + `]]></con:request>` + more + `</con:request></con:config></con:testStep>`
}

func mockOf(dispatch string, responses ...string) string {
	text := `<con:mockOperation interface="I" operation="O"><con:dispatchStyle>` + dispatch + `</con:dispatchStyle>`
	for n, r := range responses {
		text += `<con:response name="Response ` + string(rune('1'+n)) + `"><con:responseContent><![CDATA[` + r + `]]></con:responseContent></con:response>`
	}
	return text + `</con:mockOperation>`
}

// The compressed texts of a project are in memory together, and have a limit together: a request of a hundred bytes may be one of
// many megabytes, and a project has thousands.
func TestSoapUIBomb(t *testing.T) {
	packed := base64.StdEncoding.EncodeToString([]byte(gzipped("<a>" + strings.Repeat(" ", 1<<20) + "</a>")))
	var calls strings.Builder
	for n := range 10 {
		fmt.Fprintf(&calls, `<con:call name="r%d"><con:endpoint>http://h/s</con:endpoint><con:request compression="gzip">%s</con:request></con:call>`, n, packed)
	}
	project := strings.Replace(soapUIProject("", "", ""), `action="urn:o"/>`, `action="urn:o">`+calls.String()+`</con:operation>`, 1)
	o := open()
	o.MaxTotal = 3 << 20
	m := importFiles(t, map[string]string{"p.xml": project}, o)
	check(t, "steps", m.Steps, 2)
	if len(m.Problems) != 16 || !strings.HasSuffix(m.problems()[0], "I/O/r2: it is left out: the compressed texts of the project are too large together") {
		t.Errorf("%q", m.problems())
	}
}

// In sequence, each request gets the next response; otherwise nothing tells which.
func TestSoapUIDispatch(t *testing.T) {
	steps := soapUIStep("a", "<a/>", "") + soapUIStep("b", "<b/>", "") + soapUIStep("c", "<c/>", "")
	m := importFiles(t, map[string]string{"p.xml": soapUIProject(steps, mockOf("SEQUENCE", "<r1/>", "<r2/>"), "")}, open())
	var got []string
	for n := range 3 {
		got = append(got, string(response(t, m.stories[0], n+1).Body))
	}
	check(t, "in sequence", got, []string{"<r1/>", "<r2/>", "<r1/>"})
	check(t, "content type", request(t, m.stories[0], 1).Value("Content-Type"), `application/soap+xml;charset=UTF-8`)
	m = importFiles(t, map[string]string{"p.xml": soapUIProject(steps, mockOf("SCRIPT", "<r1/>", "<r2/>"), "")}, open())
	check(t, "by a script", m.stories[0].Unanswered(), []int{1, 2, 3})
	if !strings.Contains(m.texts[0], "# exchange 1: the project has several responses to it, and nothing tells which one: none is expected\n") {
		t.Errorf("no note in\n%s", m.texts[0])
	}
}

// What the project does not say is named, and bombs of expansions stay small.
func TestSoapUIExpansions(t *testing.T) {
	for _, c := range []struct{ name, body, properties, want, problem string }{
		{"of the project", "<a>${#Project#x}</a>", "<con:property><con:name>x</con:name><con:value>1</con:value></con:property>", "<a>1</a>", ""},
		{"nested", "<a>${x}</a>", "<con:property><con:name>x</con:name><con:value>${#Project#y}</con:value></con:property><con:property><con:name>y</con:name><con:value>2</con:value></con:property>", "<a>2</a>", ""},
		{"unknown", "<a>${#Project#x}${=new Date()}</a>", "", "<a>${#Project#x}${=new Date()}</a>", "the project does not say what ${#Project#x}, ${=new Date()} stands for: write the value into the transcript"},
		{"of the environment", "<a>${#Env#HOME}</a>", "", "<a>${#Env#HOME}</a>", "the project does not say what ${#Env#HOME} stands for: write the value into the transcript"},
		{"a circle", "<a>${x}</a>", "<con:property><con:name>x</con:name><con:value>${x}</con:value></con:property>", "<a>${x}</a>", "the project does not say what ${x} stands for: write the value into the transcript"},
		{"literal", "<a>$${x}</a>", "", "<a>$${x}</a>", ""},
		{"no end", "<a>${x</a>", "", "<a>$${x</a>", ""},
		{"the id of a session", "<a><sessionId>${Login#Response#//*:sessionId}</sessionId></a>", "", "<a><sessionId>${Login#Response#//*:sessionId}</sessionId></a>", "the project does not say what ${Login#Response#//*:sessionId} stands for: write the value into the transcript"},
		{"a step that is not there", "<a>${Login#Response#//x}</a>", "", "<a>${Login#Response#//x}</a>", "the project does not say what ${Login#Response#//x} stands for: write the value into the transcript"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := importFiles(t, map[string]string{"p.xml": soapUIProject(soapUIStep("a", c.body, ""), "", c.properties)}, open())
			var want []string
			if c.problem != "" {
				want = []string{"p.xml: S/C/a: " + c.problem}
			}
			check(t, "problems", m.problems(), want)
			check(t, "body", string(request(t, m.stories[0], 1).Body), c.want)
		})
	}
	bomb := ""
	for _, name := range strings.Split("abcdefg", "") {
		bomb += "<con:property><con:name>" + name + "</con:name><con:value>" + strings.Repeat("${"+string(rune(name[0]+1))+"}", 100) + "</con:value></con:property>"
	}
	m := importFiles(t, map[string]string{"p.xml": soapUIProject(soapUIStep("a", "<a>${a}</a>", ""), "", bomb)}, open())
	if len(m.Problems) == 0 || m.Steps > 1 {
		t.Errorf("a bomb: %d steps, %q", m.Steps, m.problems())
	}
}

// What a step takes from an answer is known where the mock tells the answer.
func TestSoapUITransfer(t *testing.T) {
	steps := `<con:testStep type="properties" name="P"><con:config><con:properties><con:property><con:name>id</con:name><con:value/></con:property></con:properties></con:config></con:testStep>` +
		soapUIStep("a", "<a/>", "") +
		`<con:testStep type="transfer" name="T"><con:config><con:transfers><con:name>id</con:name><con:sourceType>Response</con:sourceType><con:sourceStep>a</con:sourceStep><con:sourcePath>declare namespace x='urn:x'; //x:r/@id</con:sourcePath><con:targetType>id</con:targetType><con:targetStep>P</con:targetStep></con:transfers></con:config></con:testStep>` +
		soapUIStep("b", "<b>${P#id}</b>", "") + soapUIStep("c", "<c>${a#Response#//*:r/id[1]/text()}</c>", "")
	m := importFiles(t, map[string]string{"p.xml": soapUIProject(steps, mockOf("SEQUENCE", `<x:r xmlns:x="urn:x" id="A1"><id> 5 </id></x:r>`), "")}, open())
	check(t, "problems", m.problems(), []string(nil))
	check(t, "transferred", string(request(t, m.stories[0], 2).Body), "<b>A1</b>")
	check(t, "expanded", string(request(t, m.stories[0], 3).Body), "<c>5</c>")
	steps = soapUIStep("a", "<a/>", "") + soapUIStep("b", "<b>${a#Response#$.r['id']} ${a#Response#$.list[0].n}</b>", "")
	m = importFiles(t, map[string]string{"p.xml": soapUIProject(steps, mockOf("SEQUENCE", `{"list": [{"n": 3}], "r": {"id": "A2"}}`), "")}, open())
	check(t, "of JSON", string(request(t, m.stories[0], 2).Body), "<b>A2 3</b>")
}

func TestSoapUIREST(t *testing.T) {
	const text = `<soapui-project xmlns="http://eviware.com/soapui/config" name="p">
<interface name="R" type="rest"><endpoints><endpoint>http://h</endpoint></endpoints>
 <resource name="Users" path="/users/{id}"><parameters><parameter><name>id</name><value>1</value><style>TEMPLATE</style></parameter><parameter><name>X-K</name><value>k</value><style>HEADER</style></parameter></parameters>
  <method name="Read" method="GET"><request name="Request 1" mediaType="application/json"><endpoint>http://h</endpoint><request/><parameters><entry key="id" value="7 8"/><entry key="q" value="a&amp;b"/></parameters></request></method>
  <method name="Change" method="PUT"><request name="Request 1" mediaType="application/json"><endpoint>http://h</endpoint><request>{"a": 1}</request></request></method>
 </resource></interface>
<testSuite name="S"><testCase name="C">
 <testStep type="restrequest" name="x"><config service="R" resourcePath="/users/{id}" methodName="Read"><restRequest name="x" mediaType="application/json"><endpoint>http://h</endpoint><request/><parameters><entry key="id" value="9"/></parameters></restRequest></config></testStep>
 <testStep type="httprequest" name="y"><config method="POST" name="y"><endpoint>http://h/raw?x=1</endpoint><request>{"b": 2}</request></config></testStep>
</testCase></testSuite>
<restMockService name="M"><restMockAction name="a" method="GET" resourcePath="/users/{id}"><response name="Response 1" httpResponseStatus="404" mediaType="application/json"><responseContent>{}</responseContent></response></restMockAction></restMockService>
</soapui-project>`
	m := importFiles(t, map[string]string{"p.xml": text}, open())
	check(t, "problems", m.problems(), []string(nil))
	var got []string
	for _, s := range m.stories {
		for _, e := range s.Events {
			switch e := e.(type) {
			case *transcript.Request:
				got = append(got, e.Start+" "+e.Value("X-K")+" "+e.Value("Content-Type")+" "+string(e.Body))
			case *transcript.Response:
				got = append(got, e.Start+" "+string(e.Body))
			}
		}
	}
	check(t, "messages", got, []string{
		`PUT /users/1 HTTP/1.1 k application/json {"a": 1}`,
		`GET /users/9 HTTP/1.1 k  `, `HTTP/1.1 404 Not Found {}`, `POST /raw?x=1 HTTP/1.1  application/json {"b": 2}`,
	})
}

func TestFaultySoapUI(t *testing.T) {
	whole := soapUIProject(soapUIStep("a", "<a/>", ""), "", "")
	deep := strings.Repeat("<x>", 20_000) + strings.Repeat("</x>", 20_000)
	for _, c := range []struct{ name, text, problem string }{
		{"cut off", whole[:len(whole)/2], "p.xml: it cannot be read as a project of SoapUI: XML syntax error"},
		{"encrypted", `<con:soapui-project xmlns:con="http://eviware.com/soapui/config"><con:encryptedContent>c2VjcmV0</con:encryptedContent></con:soapui-project>`, "p.xml: it is encrypted: open it in SoapUI with its password, and save it without one"},
		{"empty", `<con:soapui-project xmlns:con="http://eviware.com/soapui/config"/>`, "p.xml: there is no request in it"},
		{"deep", strings.Replace(whole, "<con:testSuite", deep+"<con:testSuite", 1), ""},
		{"entities", `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>` + strings.Replace(whole, "<![CDATA[<a/>]]>", "&lt;a>&b;&lt;/a>", 1), "p.xml: it cannot be read as a project of SoapUI: XML syntax error on line 1: invalid character entity &b;"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := importFiles(t, map[string]string{"p.xml": c.text}, open())
			got := strings.Join(m.problems(), "\n")
			if c.problem == "" && got != "" || !strings.HasPrefix(got, c.problem) {
				t.Errorf("got %q, want %q", got, c.problem)
			}
		})
	}
}
