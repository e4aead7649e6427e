package capture_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript/capture"
)

const (
	loginRequest  = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><m:Login xmlns:m="urn:m204:janus:session:v1"><m:userid>HARPO</m:userid><m:password>Tr0ub4dor&amp;3</m:password></m:Login></e:Body></e:Envelope>`
	loginResponse = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><m:LoginResponse xmlns:m="urn:m204:janus:session:v1"><m:thread>00000000000000A1</m:thread></m:LoginResponse></e:Body></e:Envelope>`
	soapFault     = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>e:Server</faultcode></e:Fault></e:Body></e:Envelope>`
	action12      = `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Header><a:Action xmlns:a="http://www.w3.org/2005/08/addressing">urn:go</a:Action></e:Header><e:Body><x/></e:Body></e:Envelope>`
)

func TestPairs(t *testing.T) {
	o := open()
	o.URL, o.By = "http://m204.example.com/m204/session", "nothing"
	m := importFiles(t, map[string]string{
		"p/2-login.request.xml":   loginRequest + "\n",
		"p/2-login.response.xml":  loginResponse + "\n",
		"p/10-again.request.xml":  strings.ReplaceAll(loginRequest, "HARPO", "ZEPPO"),
		"p/10-again.response.xml": soapFault,
	}, o)
	check(t, "problems", m.problems(), []string(nil))
	check(t, "names", m.names, []string{"model204-p-1.txtar"})
	check(t, "text", m.texts[0], `format: soapstone/1
system: model204
source: imported from the files in p
evidence: observed
-- 1 request --
POST /m204/session HTTP/1.1
Host: m204.example.com
Content-Type: text/xml; charset=utf-8
SOAPAction: ""

`+loginRequest+`
-- 1 response --
HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8

`+loginResponse+`
-- 2 request --
POST /m204/session HTTP/1.1
Host: m204.example.com
Content-Type: text/xml; charset=utf-8
SOAPAction: ""

`+strings.ReplaceAll(loginRequest, "HARPO", "ZEPPO")+`
-- 2 response --
HTTP/1.1 500 Internal Server Error
Content-Type: text/xml; charset=utf-8

`+soapFault+`
`)
}

// The names by which two files are a pair.
func TestPairNames(t *testing.T) {
	for _, names := range [][2]string{
		{"a.request.xml", "a.response.xml"}, {"a-request.xml", "a-response.xml"}, {"a_req.xml", "a_res.xml"}, {"aRequest.xml", "aResponse.xml"},
		{"request-a.xml", "response-a.xml"}, {"A.REQUEST.XML", "a.Response.xml"}, {"a.request", "a.response"}, {"a.req", "a.rsp"}, {"a.in.xml", "a.out.xml"},
		{"requests/a.xml", "responses/a.xml"}, {"req/a.xml", "res/a.xml"}, {"in/a.xml", "out/a.xml"}, {"Request1.xml", "Response1.xml"}, {"request.xml", "response.xml"},
		{"a-request-1.xml", "a-response-1.xml"}, {"a_request.txt", "a_response.xml"}, {"GetSessionReq.xml", "GetSessionResp.xml"},
	} {
		t.Run(names[0], func(t *testing.T) {
			o := open()
			o.URL = "http://h/s"
			m := importFiles(t, map[string]string{names[0]: loginRequest, names[1]: loginResponse}, o)
			check(t, "problems", m.problems(), []string(nil))
			if len(m.Files) != 1 || m.Files[0].Count != 2 {
				t.Errorf("the files are %+v, want one entry that counts 2", m.Files)
			}
			if m.Steps != 1 || len(m.stories[0].Unanswered()) != 0 {
				t.Errorf("%d steps, %q", m.Steps, m.texts)
			}
		})
	}
}

// Messages with their heads tell themselves which half they are, and where they were sent; their charsets stay.
func TestMessages(t *testing.T) {
	m := importFiles(t, map[string]string{
		"x/1.request.txt":  "POST /s HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml; charset=windows-1252\r\nDate: now\r\n\r\n<a>\x80</a>",
		"x/1.response.txt": "HTTP/1.1 200 Fine\nContent-Type: text/xml; charset=iso-8859-1\nContent-Length: 8\n\n<b>\xe9</b>\n",
		"x/2.request.txt":  "GET /s?wsdl HTTP/1.0\nHost: h\n",
	}, open())
	check(t, "problems", m.problems(), []string(nil))
	check(t, "text", m.texts[0], `format: soapstone/1
system: unknown
source: imported from the files in x
evidence: observed
# exchange 2: the capture has no answer to it, so none is expected
-- 1 request base64 --
POST /s HTTP/1.1
Host: h
Content-Type: text/xml; charset=windows-1252

PGE+gDwvYT4=
-- 1 response base64 --
HTTP/1.1 200 Fine
Content-Type: text/xml; charset=iso-8859-1

PGI+6TwvYj4=
-- 2 request --
GET /s?wsdl HTTP/1.1
Host: h
`)
}

func TestFaultyPairs(t *testing.T) {
	o := open()
	for _, c := range []struct {
		name    string
		files   map[string]string
		url     string
		problem string
	}{
		{"no URL", map[string]string{"a.request.xml": loginRequest}, "", "a.request.xml: it is a body, and nothing tells where it was sent: name the URL (--sent-to)"},
		{"no request", map[string]string{"a.response.xml": loginResponse}, "http://h/", "a.response.xml: the request to this response is not there"},
		{"no half", map[string]string{"a.xml": loginResponse}, "http://h/", "a.xml: nothing tells whether it is a request or a response: name it NAME.request.xml or NAME.response.xml"},
		{"JSON", map[string]string{"a.har": `{"Log": {}}`}, "http://h/", "a.har: it is JSON, but neither a HAR nor a journal: a body is named NAME.request.json or NAME.response.json"},
		{"twice", map[string]string{"a.request.xml": loginRequest, "a.request.txt": loginRequest, "b.request.xml": loginRequest}, "http://h/", "a.request.xml: a.request.txt is the same half of the same pair: only that one is imported"},
		{"cut off", map[string]string{"a.request": "POST /s HTTP/1.1\nContent-Type: text/xml\nContent-Length: 50\n\n<a/>"}, "", "a.request: its request is cut off after 4 of 50 bytes"},
		{"a body cut off in a text", map[string]string{"a.request.xml": loginRequest[:len(loginRequest)/2]}, "http://h/", "a.request.xml: it is cut off: its XML ends before its end"},
		{"a body cut off behind a tag", map[string]string{"a.request.xml": strings.TrimSuffix(loginRequest, "</e:Envelope>")}, "http://h/", "a.request.xml: it is cut off: its XML ends before its end"},
		{"an answer cut off", map[string]string{"a.request.xml": loginRequest, "a.response.xml": loginResponse[:100]}, "http://h/", "a.request.xml: a.response.xml: it is cut off: its XML ends before its end"},
		{"empty", map[string]string{"a.request.xml": ""}, "http://h/", "a.request.xml: it is empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o.URL = c.url
			m := importFiles(t, c.files, o)
			if len(m.Problems) != 1 || !strings.HasSuffix(m.problems()[0], c.problem) {
				t.Errorf("got %q, want %q", m.problems(), c.problem)
			}
		})
	}
}

// What is wrong with a folder is told in the order of its files, whenever it is asked.
func TestResponsesWithoutRequests(t *testing.T) {
	files := map[string]string{}
	var want []string
	for n := 1; n <= 12; n++ {
		name := fmt.Sprintf("call%d.response.xml", n)
		files[name] = loginResponse
		want = append(want, name+": the request to this response is not there")
	}
	check(t, "problems", importFiles(t, files, open()).problems(), want)
}

func TestPairOf12(t *testing.T) {
	o := open()
	o.URL = "http://h/s"
	m := importFiles(t, map[string]string{"a.request.xml": action12, "b.request.xml": wide("\ufeff" + loginRequest), "c.request.json": `{"a": 1}`, "c.response.json": `[]`}, o)
	check(t, "problems", m.problems(), []string(nil))
	var got []string
	for n := 1; n <= 3; n++ {
		got = append(got, request(t, m.stories[0], n).Value("Content-Type"))
	}
	check(t, "content types", got, []string{`application/soap+xml; charset=utf-8; action="urn:go"`, "text/xml; charset=utf-16", "application/json"})
	check(t, "body", string(request(t, m.stories[0], 2).Body), wide("\ufeff"+loginRequest))
}

// A folder may hold anything: what is no capture is counted, and no problem. A story is left alone, too.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	var inputs []capture.Input
	for name, text := range map[string]string{"README.md": "hello", "a.wsdl": "<definitions/>", "s.txtar": "format: soapstone/1\nsystem: mft\n", "a.har": firefox} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, capture.Input{Name: filepath.Join(dir, name), Found: true})
	}
	m := importAll(t, dir, inputs, open())
	check(t, "problems", m.problems(), []string(nil))
	check(t, "left out", m.LeftOut, []capture.Count{{Reason: "files in a folder that are no captures", N: 2}, {Reason: "transcripts, which need no import", N: 1}})
	check(t, "steps", m.Steps, 3)
}

// What is in the folder of the stories already is never touched, whatever a story would be called.
func TestNeverOverwrites(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "x.har")
	if err := os.WriteFile(name, []byte(firefox), 0o600); err != nil {
		t.Fatal(err)
	}
	o := open()
	o.Dir = filepath.Join(dir, "traffic")
	first := filepath.Join(o.Dir, "futurama-x-20260102T100001Z-1.txtar")
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(first, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := capture.Import(t.Context(), []capture.Input{{Name: name}}, o); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(first)
	if err != nil || string(text) != "mine" {
		t.Errorf("it says %q, %v", text, err)
	}
	entries, err := os.ReadDir(o.Dir)
	if err != nil || len(entries) != 2 || entries[1].Name() != "futurama-x-20260102T100001Z-2.txtar" {
		t.Errorf("there are %v, %v", entries, err)
	}
}

// The word may stand in the midst of a name. An envelope in a folder of which no name tells what it is, is no capture, and is
// told of all the same.
func TestNamesOfPairs(t *testing.T) {
	dir, o := t.TempDir(), open()
	o.URL, o.Dir = "http://h/", filepath.Join(t.TempDir(), "out")
	var inputs []capture.Input
	for name, text := range map[string]string{
		"01_Request_login.xml": loginRequest, "01_Response_login.xml": loginResponse, "02 request again.xml": loginRequest, "02 response again.xml": soapFault,
		"envelope.xml": loginRequest, "page.xml": "<page/>",
	} {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, capture.Input{Name: name, Found: true})
	}
	s, err := capture.Import(t.Context(), inputs, o)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "problems", s.Problems, []capture.Problem(nil))
	check(t, "steps", s.Steps, 2)
	check(t, "left out", s.LeftOut, []capture.Count{
		{Reason: "envelopes whose names do not say which are requests and which are responses: NAME.request.xml and NAME.response.xml would", N: 1},
		{Reason: "files in a folder that are no captures", N: 1},
	})
}
