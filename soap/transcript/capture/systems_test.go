package capture_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/capture"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
	"github.com/soapstone-dev/soapstone/soap/transcript/replay"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// secretPassword is of every account, and stands nowhere else.
const secretPassword = `Tr0ub4dor&<3>`

// emulated is a running soapstone with everything in it.
func emulated(t *testing.T) *httptest.Server {
	t.Helper()
	cfg := world.Default()
	for i := range cfg.SQLServer.Users {
		cfg.SQLServer.Users[i].Password = secretPassword
	}
	for i := range cfg.MFT.Accounts {
		cfg.MFT.Accounts[i].Password = secretPassword
	}
	for i := range cfg.Salesforce.Users {
		cfg.Salesforce.Users[i].Password = secretPassword
	}
	for i := range cfg.Model204.Accounts {
		cfg.Model204.Accounts[i].Password = secretPassword
	}
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	clock := soap.NewClock()
	w, err := world.New(cfg, db.Handle(), clock, world.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(w.Handler())
	s.Config.ConnContext = soap.ConnContext
	s.Start()
	t.Cleanup(func() {
		clock.Stop()
		s.CloseClientConnections()
		s.Close()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// seen is an exchange as a tool between client and server sees it.
type seen struct {
	name         string // of the step
	method, url  string
	fields       []transcript.Field
	body         string
	status       int
	reason       string
	answer       http.Header
	reply        string
	began, ended time.Time
}

// caller is a client of one system, of which all is seen.
type caller struct {
	t    *testing.T
	base string
	seen []seen
	ids  []string // what was issued
}

func (c *caller) send(name, method, path, contentType, body string, fields ...string) string {
	c.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = c.base + path
	}
	x := seen{name: name, method: method, url: path, body: body, began: time.Now()}
	r, err := http.NewRequest(method, path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	x.fields = append(x.fields, transcript.Field{Name: "Host", Value: r.Host})
	for i := 0; i < len(fields); i += 2 {
		x.fields = append(x.fields, transcript.Field{Name: fields[i], Value: fields[i+1]})
	}
	if contentType != "" {
		x.fields = append(x.fields, transcript.Field{Name: "Content-Type", Value: contentType})
	}
	for _, f := range x.fields {
		r.Header.Set(f.Name, f.Value)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		c.t.Fatalf("%s %s: %s, %v: %s", method, path, answer.Status, err, text)
	}
	x.status, x.answer, x.reply, x.ended = answer.StatusCode, answer.Header, string(text), time.Now()
	_, x.reason, _ = strings.Cut(answer.Status, " ")
	c.seen = append(c.seen, x)
	return x.reply
}

// issued is the text of an element, a member or an attribute, which is an id.
func (c *caller) issued(answer, name string) string {
	c.t.Helper()
	found := regexp.MustCompile(name + `(?:="|":"|(?: [^>]*)?>)([^<"]+)`).FindStringSubmatch(answer)
	if found == nil {
		c.t.Fatalf("there is no %s in %s", name, answer)
	}
	c.ids = append(c.ids, found[1])
	return found[1]
}

func envelope(header, body string) string {
	return `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header>` + header + `</soapenv:Header><soapenv:Body>` + body + `</soapenv:Body></soapenv:Envelope>`
}

func basicOf(user string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+secretPassword))
}

const textXML = "text/xml; charset=utf-8"

// conversations are those of clients such as there are, one for each system.
var conversations = map[string]func(c *caller){
	"sqlserver": func(c *caller) {
		call := func(name, session, text string) string {
			header := `<o:sqlSession xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options" ` + session + `/>`
			body := `<sql:sqlbatch xmlns:sql="http://schemas.microsoft.com/sqlserver/2004/SOAP"><sql:BatchCommands>` + text + `</sql:BatchCommands></sql:sqlbatch>`
			return c.send(name, "POST", "/sql/demo", textXML, envelope(header, body), "Authorization", basicOf("alice"))
		}
		id := c.issued(call("begin", `initiate="true" timeout="50"`, ""), "sessionId")
		call("select", `sessionId="`+id+`"`, "SELECT 1")
		call("end", `sessionId="`+id+`" terminate="true"`, "")
	},
	"mft": func(c *caller) {
		call := func(operation, parameters string) string {
			body := `<n:` + operation + ` xmlns:n="http://administratorService.soap.sift.proginet.com">` + parameters + `</n:` + operation + `>`
			return c.send(operation, "POST", "/cfcc/control?view=services/AdministratorService", textXML, envelope("", body), "SOAPAction", `""`, "Authorization", basicOf("admin"))
		}
		id := c.issued(call("getSession", ""), "getSessionReturn")
		call("validateSession", "<in0>"+id+"</in0>")
		call("closeSession", "<in0>"+id+"</in0>")
	},
	"salesforce": func(c *caller) {
		login := c.send("login", "POST", "/services/Soap/u/58.0", textXML, envelope("", `<p:login xmlns:p="urn:partner.soap.sforce.com"><p:username>a@example.com</p:username><p:password>`+
			html.EscapeString(secretPassword)+`securityToken42</p:password></p:login>`), "SOAPAction", `""`)
		id, at := c.issued(login, "sessionId"), c.issued(login, "<serverUrl")
		c.ids = c.ids[:1] // the URL is no secret
		header := `<p:SessionHeader xmlns:p="urn:partner.soap.sforce.com"><p:sessionId>` + id + `</p:sessionId></p:SessionHeader>`
		c.send("getUserInfo", "POST", at, textXML, envelope(header, `<p:getUserInfo xmlns:p="urn:partner.soap.sforce.com"/>`), "SOAPAction", `""`)
		c.send("logout", "POST", at, textXML, envelope(header, `<p:logout xmlns:p="urn:partner.soap.sforce.com"/>`), "SOAPAction", `""`)
	},
	"futurama": func(c *caller) {
		const ns = "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"
		call := func(operation, request string) string {
			return c.send(operation, "POST", "/WebAPIService.svc", textXML, envelope("", `<`+operation+` xmlns="`+ns+`"><request>`+request+`</request></`+operation+`>`),
				"SOAPAction", `"`+ns+`IWebAPIService/`+operation+`"`)
		}
		id := c.issued(call("StartSession", "<Folder>Savingsaccount</Folder>"), "SessionID")
		call("SessionKeepAlive", "<SessionID>"+id+"</SessionID>")
		c.send("keep alive in JSON", "POST", "/rest/webapi/SessionKeepAlive", "application/json", `{"sessionID":"`+id+`"}`)
		call("SessionEnd", "<SessionID>"+id+"</SessionID>")
	},
	"model204": func(c *caller) {
		thread := ""
		call := func(operation, parameters string) string {
			header := ""
			if thread != "" {
				header = `<m:Thread xmlns:m="urn:m204:janus:session:v1">` + thread + `</m:Thread>`
			}
			return c.send(operation, "POST", "/m204/session", textXML, envelope(header, `<m:`+operation+` xmlns:m="urn:m204:janus:session:v1">`+parameters+`</m:`+operation+`>`),
				"SOAPAction", `"urn:m204:janus:session:v1#`+operation+`"`)
		}
		thread = c.issued(call("Login", "<m:userid>HARPO</m:userid><m:password>"+html.EscapeString(secretPassword)+"</m:password>"), "<m:thread")
		call("Session_Create", "<m:sesid>A</m:sesid>")
		call("Session_Close", "")
	},
}

// harOfSeen is a HAR as Firefox saves it.
func harOfSeen(list []seen) string {
	type object = map[string]any
	pairs := func(list []transcript.Field) (out []object) {
		for _, f := range list {
			out = append(out, object{"name": f.Name, "value": f.Value})
		}
		return out
	}
	var entries []object
	for _, x := range list {
		contentType := (&transcript.Message{Fields: x.fields}).Value("Content-Type")
		entries = append(entries, object{
			"startedDateTime": x.began.Format(time.RFC3339Nano), "time": float64(x.ended.Sub(x.began)) / 1e6, "connection": "1", "cache": object{}, "timings": object{},
			"request":  object{"method": x.method, "url": x.url, "httpVersion": "HTTP/1.1", "headers": pairs(x.fields), "cookies": []object{}, "queryString": []object{}, "headersSize": -1, "bodySize": len(x.body), "postData": object{"mimeType": contentType, "params": []object{}, "text": x.body}},
			"response": object{"status": x.status, "statusText": x.reason, "httpVersion": "HTTP/1.1", "headers": pairs(fieldsOf(x.answer)), "cookies": []object{}, "content": object{"mimeType": x.answer.Get("Content-Type"), "size": len(x.reply), "text": x.reply}, "redirectURL": "", "headersSize": -1, "bodySize": len(x.reply)},
		})
	}
	slices.Reverse(entries) // a tool need not sort them
	text, err := json.MarshalIndent(object{"log": object{"version": "1.2", "creator": object{"name": "Firefox", "version": "128.0"}, "entries": entries}}, "", "  ")
	if err != nil {
		panic(err)
	}
	return string(text)
}

func fieldsOf(h http.Header) (list []transcript.Field) {
	for name, values := range h {
		for _, v := range values {
			list = append(list, transcript.Field{Name: name, Value: v})
		}
	}
	slices.SortFunc(list, func(a, b transcript.Field) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// sazOfSeen is an archive as Fiddler saves it.
func sazOfSeen(list []seen) string {
	var files []fiddlerFile
	for n, x := range list {
		request := x.method + " " + x.url + " HTTP/1.1\r\n"
		for _, f := range x.fields {
			request += f.Name + ": " + f.Value + "\r\n"
		}
		request += fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(x.body), x.body)
		answer := fmt.Sprintf("HTTP/1.1 %d %s\r\n", x.status, x.reason)
		for _, f := range fieldsOf(x.answer) {
			answer += f.Name + ": " + f.Value + "\r\n"
		}
		answer += "\r\n" + x.reply
		const form = "2006-01-02T15:04:05.0000000Z07:00"
		files = append(files, fiddlerFile{name: fmt.Sprintf("raw/%d_c.txt", n+1), text: request}, fiddlerFile{name: fmt.Sprintf("raw/%d_s.txt", n+1), text: answer},
			fiddlerFile{name: fmt.Sprintf("raw/%d_m.xml", n+1), text: sazMeta(n+1, "50123", x.began.Format(form), x.ended.Format(form))})
	}
	return saz(files...)
}

// soapUIOfSeen is a project in which the conversation is a test case, and its answers are those of a mock service.
func soapUIOfSeen(c *caller) string {
	var operations, steps, mocks string
	for _, x := range c.seen {
		m := transcript.Message{Fields: x.fields}
		body := x.body
		for _, id := range c.ids {
			for _, element := range []string{"thread", "getSessionReturn", "SessionID", "sessionId"} {
				if strings.Contains(c.seen[0].reply, element) {
					path := "//*:" + element
					if strings.Contains(c.seen[0].reply, element+`="`) {
						path = "//@" + element
					}
					body = strings.ReplaceAll(body, id, "${"+c.seen[0].name+"#Response#"+path+"}")
					break
				}
			}
		}
		credentials := ""
		if user, password, ok := (&http.Request{Header: http.Header{"Authorization": {m.Value("Authorization")}}}).BasicAuth(); ok {
			credentials = "<con:credentials><con:username>" + user + "</con:username><con:password>" + html.EscapeString(password) + "</con:password><con:authType>Preemptive</con:authType></con:credentials>"
		}
		mock := `<con:responseContent>` + html.EscapeString(x.reply) + `</con:responseContent></con:response>`
		if strings.Contains(m.Value("Content-Type"), "json") {
			steps += `<con:testStep type="httprequest" name="` + x.name + `"><con:config method="POST" name="x"><con:settings><con:setting id="com.eviware.soapui.impl.wsdl.WsdlRequest@request-headers">&lt;entry key="Content-Type" value="application/json" xmlns="http://eviware.com/soapui/config"/></con:setting></con:settings><con:endpoint>` + html.EscapeString(x.url) + `</con:endpoint><con:request>` + html.EscapeString(body) + `</con:request></con:config></con:testStep>`
			continue
		}
		operations += `<con:operation name="` + x.name + `" action="` + html.EscapeString(strings.Trim(m.Value("SOAPAction"), `"`)) + `"/>`
		steps += `<con:testStep type="request" name="` + x.name + `"><con:config><con:interface>I</con:interface><con:operation>` + x.name + `</con:operation><con:request name="` + x.name + `"><con:encoding>UTF-8</con:encoding><con:endpoint>` +
			strings.Replace(html.EscapeString(x.url), c.base, "${#Project#server}", 1) + `</con:endpoint><con:request>` + html.EscapeString(body) + `</con:request>` + credentials + `</con:request></con:config></con:testStep>`
		mocks += `<con:mockOperation name="x" interface="I" operation="` + x.name + `"><con:defaultResponse>Response 1</con:defaultResponse><con:dispatchStyle>SEQUENCE</con:dispatchStyle><con:response name="Response 1" httpResponseStatus="200">` + mock + `</con:mockOperation>`
	}
	return `<?xml version="1.0" encoding="UTF-8"?><con:soapui-project name="p" xmlns:con="http://eviware.com/soapui/config"><con:interface name="I" soapVersion="1_1">` + operations + `</con:interface><con:testSuite name="S"><con:testCase name="C">` + steps +
		`</con:testCase></con:testSuite><con:mockService name="M">` + mocks + `</con:mockService><con:properties><con:property><con:name>server</con:name><con:value>` + c.base + `</con:value></con:property></con:properties></con:soapui-project>`
}

// What a client of each system said, kept by a browser, by Fiddler and as a project of SoapUI, imports without a secret, and
// plays against another server with no difference and no editing.
func TestSystems(t *testing.T) {
	for system, talk := range conversations {
		t.Run(system, func(t *testing.T) {
			c := &caller{t: t, base: emulated(t).URL}
			talk(c)
			for format, text := range map[string]string{"HAR": harOfSeen(c.seen), "SAZ": sazOfSeen(c.seen), "SoapUI": soapUIOfSeen(c)} {
				t.Run(format, func(t *testing.T) {
					m := importFiles(t, map[string]string{"capture": text}, capture.Options{})
					check(t, "problems", m.problems(), []string(nil))
					check(t, "left out", m.LeftOut, []capture.Count(nil))
					if len(m.stories) != 1 || m.stories[0].System != system || m.Steps != len(c.seen) {
						t.Fatalf("%d stories with %d steps: %q", len(m.stories), m.Steps, m.names)
					}
					m.hides(t, append(c.ids, secretPassword, secretPassword+"securityToken42", "alice:"+secretPassword, "admin:"+secretPassword)...)
					play(t, emulated(t).URL, m)
				})
			}
		})
	}
}

func play(t *testing.T, base string, m *imported) {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	secrets := func(name string) (string, bool) {
		if name == "a@example.com.password" {
			return secretPassword + "securityToken42", true
		}
		return secretPassword, slices.Contains(m.Wanted, name)
	}
	result := (&replay.Player{Target: replay.Target{URL: u}, Secrets: secrets}).Play(t.Context(), m.stories[0])
	check(t, "sent", result.Sent, m.Steps)
	if result.Verdict() != diff.Passed {
		t.Errorf("%s %s%s", result.Verdict(), result.Error, result.NotRun)
		for _, step := range result.Steps {
			for _, d := range step.Differences {
				t.Errorf("%d: %s", step.Number, d)
			}
		}
		t.Log(m.texts[0])
	}
}
