package gate_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
)

// The path of an application may stand before the work of Futurama as before its sessions: IIS serves both below it.
func TestWorkOfAnApplication(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"futurama/GetHtml.response.json": `{"html":"${sessionId}"}`})
	f := newFar(t, answering(200, "application/json", `"forwarded"`))
	srv := soaptest.Start(t, soaptest.At(start()), soaptest.Set("answers = "+dir), soaptest.Futurama("forward = "+f.URL))
	bare := soaptest.Start(t, soaptest.At(start()))
	work := login(t, srv, "futurama REST")
	id := strings.TrimSuffix(strings.TrimPrefix(work.body, `{"sessionID":"`), `"}`)
	for path, want := range map[string]string{
		"/rest/webapi/GetHtml":           `{"html":"` + id + `"}`,
		"/app/rest/webapi/GetHtml":       `{"html":"` + id + `"}`,
		"/a/b%20c/REST/WebApi/x/GetHtml": `{"html":"` + id + `"}`,
		"/app/rest/webapi/Report":        `"forwarded"`,
	} {
		work.line = "POST " + path
		if status, body := send(t, srv.URL, work); status != 200 || body != want {
			t.Errorf("%s: %d %s", path, status, body)
		}
		if !strings.Contains(want, "forwarded") {
			continue
		}
		if head, _ := f.last(t); head.RequestURI != path {
			t.Errorf("%s was asked for as %s", path, head.RequestURI)
		}
	}
	for _, path := range []string{"/rest/webapi/GetHtml", "/app/rest/webapi/GetHtml"} {
		res := do(t, bare.URL, request{line: "POST " + path, fields: work.fields, body: "{}"})
		if res.StatusCode != 404 || res.Header.Get("Server") != "Microsoft-IIS/8.5" {
			t.Errorf("%s without an answer: %s %v", path, res.Status, res.Header)
		}
	}
}

// The names of Futurama's REST work are the same in any case, as all of its paths are; those of SOAP are not.
func TestWorkInAnyCase(t *testing.T) {
	dir := t.TempDir()
	const asked = "POST /rest/webapi/Found?a=1 HTTP/1.1\nContent-Type: application/json\n\n{\"sessionID\":\"${sessionId}\"}"
	write(t, dir, map[string]string{
		"futurama/GetHtml.response.json":   `"first"`,
		"futurama/gethtml.2.response.json": `"second"`,
		"futurama/one.request.http":        asked,
		"futurama/one.response.json":       `"found"`,
		"futurama/Chart.response.xml":      envelope11 + `<S:Body><drawn/></S:Body></S:Envelope>`,
	})
	srv := soaptest.Start(t, soaptest.At(start()), soaptest.Set("answers = "+dir))
	work := login(t, srv, "futurama REST")
	for _, tt := range []struct{ path, want string }{
		{"/rest/webapi/gethtml", `"first"`},
		{"/REST/WEBAPI/GETHTML", `"second"`},
		{"/rest/webapi/FOUND?a=1", `"found"`},
	} {
		work.line = "POST " + tt.path
		if status, body := send(t, srv.URL, work); status != 200 || body != tt.want {
			t.Errorf("%s: %d %s", tt.path, status, body)
		}
	}
	draw := login(t, srv, "futurama SOAP")
	for operation, want := range map[string]string{"Chart": "<drawn/>", "chart": "a:ActionNotSupported"} {
		one := draw
		one.body = strings.ReplaceAll(draw.body, "Calculate", operation)
		if _, body := send(t, srv.URL, one); !strings.Contains(body, want) {
			t.Errorf("%s: %s", operation, body)
		}
	}
}

// What Futurama reads beyond standard JSON has its id swapped as well. In UTF-16 none can be, which must not go on with ours.
func TestExchangeInLaxJSON(t *testing.T) {
	f := newFar(t, func(w http.ResponseWriter, r *http.Request) {
		answer := `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><r><SessionID>theirs</SessionID></r></e:Body></e:Envelope>`
		if !strings.HasSuffix(r.URL.Path, ".svc") {
			answer = "done"
		}
		answering(200, "text/xml", answer)(w, r)
	})
	srv := soaptest.Start(t, append(exchanging(f.URL), soaptest.At(start()))...)
	work := login(t, srv, "futurama REST")
	id := strings.TrimSuffix(strings.TrimPrefix(work.body, `{"sessionID":"`), `"}`)
	work.body = `{/* "ours" */sessionID:'` + id + `',}`
	if status, body := send(t, srv.URL, work); status != 200 || body != "done" {
		t.Errorf("%d %s", status, body)
	}
	if _, body := f.last(t); body != `{/* "ours" */sessionID:'theirs',}` {
		t.Errorf("it came as %s", body)
	}
	before := f.count()
	work.fields = []string{"Content-Type: application/json; charset=utf-16"}
	work.body = strings.Join(strings.Split(`{"sessionID":"`+id+`"}`, ""), "\x00") + "\x00"
	if status, body := send(t, srv.URL, work); status != 500 || f.count() != before {
		t.Errorf("%d %s", status, body)
	}
}

// GetResource and pages are Futurama's own, and somebody else's work where a file or a server has it. Who begins a session is
// the room alone: that request goes to no server.
func TestYieldedWork(t *testing.T) {
	const space = "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"
	ask := request{line: "POST /WebAPIService.svc", fields: []string{xmlType, "SOAPAction: " + space + "IWebAPIService/GetResource"},
		body: envelope11 + `<S:Body><GetResource xmlns="` + space + `"/></S:Body></S:Envelope>`}
	page := request{line: "POST /rest/webapi", fields: []string{"Content-Type: application/json"}, body: `{"folder":"Savingsaccount"}`}
	again := func(id string) request {
		r := page
		r.body = `{"sessionID":"` + id + `"}`
		return r
	}
	expect := func(base string, r request, want string) string {
		t.Helper()
		_, body := send(t, base, r)
		found := regexp.MustCompile(want).FindStringSubmatch(body)
		if found == nil {
			t.Fatalf("%s %s: %s\nwant %s", r.line, r.body, body, want)
		}
		return found[len(found)-1]
	}
	const bare = `^{"Message":"success","NextTimeout":"[^"]*","sessionID":"(\w{24})"}$`

	dir := t.TempDir()
	write(t, dir, map[string]string{
		"futurama/GetResource.response.xml": envelope11 + `<S:Body><here/></S:Body></S:Envelope>`,
		"futurama/webapi.response.json":     `{"html":"<p/>","sessionID":"${sessionId}"}`,
	})
	srv := soaptest.Start(t, soaptest.At(start()), soaptest.Set("answers = "+dir))
	expect(srv.URL, ask, "<here/>")
	id := expect(srv.URL, page, `^{"html":"<p/>","sessionID":"(\w{24})"}$`)
	if same := expect(srv.URL, again(id), `^{"html":"<p/>","sessionID":"(\w{24})"}$`); same != id {
		t.Errorf("%s, then %s", id, same)
	}

	f := newFar(t, answering(200, "text/plain", "forwarded"))
	srv = soaptest.Start(t, soaptest.At(start()), soaptest.Futurama("forward = "+f.URL))
	expect(srv.URL, ask, "^forwarded$")
	id = expect(srv.URL, page, bare)
	if n := f.count(); n != 1 {
		t.Errorf("the far side was asked %d times", n)
	}
	expect(srv.URL, again(id), "^forwarded$")

	srv = soaptest.Start(t, soaptest.At(start()))
	expect(srv.URL, ask, "The resource does not exist")
	expect(srv.URL, again(expect(srv.URL, page, bare)), bare)
}
