package capture_test

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/clients"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/capture"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
	"github.com/soapstone-dev/soapstone/soap/transcript/replay"
)

// harOfSeen is a HAR as Firefox saves it.
func harOfSeen(list []clients.Exchange) string {
	type object = map[string]any
	pairs := func(list []transcript.Field) (out []object) {
		for _, f := range list {
			out = append(out, object{"name": f.Name, "value": f.Value})
		}
		return out
	}
	var entries []object
	for _, x := range list {
		contentType := (&transcript.Message{Fields: x.Fields}).Value("Content-Type")
		entries = append(entries, object{
			"startedDateTime": x.Began.Format(time.RFC3339Nano), "time": float64(x.Ended.Sub(x.Began)) / 1e6, "connection": "1", "cache": object{}, "timings": object{},
			"request":  object{"method": x.Method, "url": x.URL, "httpVersion": "HTTP/1.1", "headers": pairs(x.Fields), "cookies": []object{}, "queryString": []object{}, "headersSize": -1, "bodySize": len(x.Body), "postData": object{"mimeType": contentType, "params": []object{}, "text": x.Body}},
			"response": object{"status": x.Status, "statusText": x.Reason, "httpVersion": "HTTP/1.1", "headers": pairs(fieldsOf(x.Answer)), "cookies": []object{}, "content": object{"mimeType": x.Answer.Get("Content-Type"), "size": len(x.Reply), "text": x.Reply}, "redirectURL": "", "headersSize": -1, "bodySize": len(x.Reply)},
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
func sazOfSeen(list []clients.Exchange) string {
	var files []fiddlerFile
	for n, x := range list {
		request := x.Method + " " + x.URL + " HTTP/1.1\r\n"
		for _, f := range x.Fields {
			request += f.Name + ": " + f.Value + "\r\n"
		}
		request += fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(x.Body), x.Body)
		answer := fmt.Sprintf("HTTP/1.1 %d %s\r\n", x.Status, x.Reason)
		for _, f := range fieldsOf(x.Answer) {
			answer += f.Name + ": " + f.Value + "\r\n"
		}
		answer += "\r\n" + x.Reply
		const form = "2006-01-02T15:04:05.0000000Z07:00"
		files = append(files, fiddlerFile{name: fmt.Sprintf("raw/%d_c.txt", n+1), text: request}, fiddlerFile{name: fmt.Sprintf("raw/%d_s.txt", n+1), text: answer},
			fiddlerFile{name: fmt.Sprintf("raw/%d_m.xml", n+1), text: sazMeta(n+1, "50123", x.Began.Format(form), x.Ended.Format(form))})
	}
	return saz(files...)
}

// soapUIOfSeen is a project in which the conversation is a test case, and its answers are those of a mock service.
func soapUIOfSeen(c *clients.Client, seen []clients.Exchange) string {
	var operations, steps, mocks string
	for _, x := range seen {
		m := transcript.Message{Fields: x.Fields}
		body := x.Body
		for _, id := range c.IDs {
			for _, element := range []string{"thread", "getSessionReturn", "SessionID", "sessionId"} {
				if strings.Contains(seen[0].Reply, element) {
					path := "//*:" + element
					if strings.Contains(seen[0].Reply, element+`="`) {
						path = "//@" + element
					}
					body = strings.ReplaceAll(body, id, "${"+seen[0].Name+"#Response#"+path+"}")
					break
				}
			}
		}
		credentials := ""
		if user, password, ok := (&http.Request{Header: http.Header{"Authorization": {m.Value("Authorization")}}}).BasicAuth(); ok {
			credentials = "<con:credentials><con:username>" + user + "</con:username><con:password>" + html.EscapeString(password) + "</con:password><con:authType>Preemptive</con:authType></con:credentials>"
		}
		mock := `<con:responseContent>` + html.EscapeString(x.Reply) + `</con:responseContent></con:response>`
		if strings.Contains(m.Value("Content-Type"), "json") {
			steps += `<con:testStep type="httprequest" name="` + x.Name + `"><con:config method="POST" name="x"><con:settings><con:setting id="com.eviware.soapui.impl.wsdl.WsdlRequest@request-headers">&lt;entry key="Content-Type" value="application/json" xmlns="http://eviware.com/soapui/config"/></con:setting></con:settings><con:endpoint>` + html.EscapeString(x.URL) + `</con:endpoint><con:request>` + html.EscapeString(body) + `</con:request></con:config></con:testStep>`
			continue
		}
		operations += `<con:operation name="` + x.Name + `" action="` + html.EscapeString(strings.Trim(m.Value("SOAPAction"), `"`)) + `"/>`
		steps += `<con:testStep type="request" name="` + x.Name + `"><con:config><con:interface>I</con:interface><con:operation>` + x.Name + `</con:operation><con:request name="` + x.Name + `"><con:encoding>UTF-8</con:encoding><con:endpoint>` +
			strings.Replace(html.EscapeString(x.URL), c.Base, "${#Project#server}", 1) + `</con:endpoint><con:request>` + html.EscapeString(body) + `</con:request>` + credentials + `</con:request></con:config></con:testStep>`
		mocks += `<con:mockOperation name="x" interface="I" operation="` + x.Name + `"><con:defaultResponse>Response 1</con:defaultResponse><con:dispatchStyle>SEQUENCE</con:dispatchStyle><con:response name="Response 1" httpResponseStatus="200">` + mock + `</con:mockOperation>`
	}
	return `<?xml version="1.0" encoding="UTF-8"?><con:soapui-project name="p" xmlns:con="http://eviware.com/soapui/config"><con:interface name="I" soapVersion="1_1">` + operations + `</con:interface><con:testSuite name="S"><con:testCase name="C">` + steps +
		`</con:testCase></con:testSuite><con:mockService name="M">` + mocks + `</con:mockService><con:properties><con:property><con:name>server</con:name><con:value>` + c.Base + `</con:value></con:property></con:properties></con:soapui-project>`
}

// What a client of each system said, kept by a browser, by Fiddler and as a project of SoapUI, imports without a secret, and
// plays against another server with no difference and no editing.
func TestSystems(t *testing.T) {
	for system, talk := range clients.Talks() {
		t.Run(system, func(t *testing.T) {
			var seen []clients.Exchange
			c := &clients.Client{T: t, Base: clients.Serve(t, clients.Settings(), soap.NewClock()).URL, HTTP: http.DefaultClient, OnlyCalls: true, Seen: func(x clients.Exchange) { seen = append(seen, x) }}
			talk(c)
			for format, text := range map[string]string{"HAR": harOfSeen(seen), "SAZ": sazOfSeen(seen), "SoapUI": soapUIOfSeen(c, seen)} {
				t.Run(format, func(t *testing.T) {
					m := importFiles(t, map[string]string{"capture": text}, capture.Options{})
					check(t, "problems", m.problems(), []string(nil))
					check(t, "left out", m.LeftOut, []capture.Count(nil))
					if len(m.stories) != 1 || m.stories[0].System != system || m.Steps != len(seen) {
						t.Fatalf("%d stories with %d steps: %q", len(m.stories), m.Steps, m.names)
					}
					m.hides(t, append(c.IDs, clients.Password, clients.Password+clients.Token, "alice:"+clients.Password, "admin:"+clients.Password)...)
					play(t, clients.Serve(t, clients.Settings(), soap.NewClock()).URL, m)
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
			return clients.Password + clients.Token, true
		}
		return clients.Password, slices.Contains(m.Wanted, name)
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
