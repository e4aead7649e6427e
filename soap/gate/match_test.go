package gate

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
)

// newCall makes a call of a service without a contract. Its session is s-1, its user is <Anna>.
func newCall(line, body string) *soap.Call {
	method, target, _ := strings.Cut(line, " ")
	call := &soap.Call{
		Service: &soap.Service{System: "mft", Name: "mft/test"}, HTTP: httptest.NewRequest(method, target, nil), Body: []byte(body),
		Session: "s-1", Principal: soap.Principal{Scheme: "mft", Name: "<Anna> \"A\""}, Now: time.Date(2020, 2, 3, 4, 5, 6, 7e6, time.FixedZone("", 3600)),
		Log: slog.New(slog.DiscardHandler),
	}
	return call
}

// ofCall has an envelope come in through an endpoint, and gives the call that it is.
func ofCall(t testing.TB, body string, do func(call *soap.Call)) {
	t.Helper()
	e, err := soap.NewEndpoint(soap.Config{Clock: soap.NewClock(), Services: []*soap.Service{{
		System: "mft", Name: "mft/test", Routes: []soap.Route{{Path: "/"}}, Fault: func(*soap.Call, error) *soap.Fault { return nil },
		Serve: func(_ context.Context, call *soap.Call) (*soap.Response, error) {
			call.Session = "s-1"
			do(call)
			return &soap.Response{}, nil
		},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body)))
}

// passSOAP sends an envelope through an endpoint to a gate, and returns the body of the answer, "" when there is none, and
// the note.
func passSOAP(t testing.TB, g *Gate, body string) (answer, note string) {
	t.Helper()
	ofCall(t, body, func(call *soap.Call) {
		answer = pass(t, g, call)
		note = call.Note
	})
	return answer, note
}

func open(t testing.TB, files map[string]string) *Gate {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, files)
	g, err := New("mft", Config{Answers: Paths{dir}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if damaged := g.State().Damaged; damaged != nil {
		t.Fatal(damaged)
	}
	return g
}

// pass is the body of the answer, "" when there is none.
func pass(t testing.TB, g *Gate, call *soap.Call) string {
	t.Helper()
	reply, err := g.Pass(t.Context(), call)
	if errors.Is(err, soap.ErrNoOperation) {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(reply.(*soap.Response).Body)
}

func envelopeWith(body string) string {
	return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>` + body + `</e:Body></e:Envelope>`
}

// The request in a file is compared with the call's as XML, without the session and what changes from run to run.
func TestEnvelopesCompared(t *testing.T) {
	file := `<?xml version="1.0"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:w="urn:w">
  <soap:Header><w:Session>recorded</w:Session></soap:Header>
  <soap:Body>
    <w:get a="1" b="2">
      <w:id>${sessionId}</w:id>
      <w:at>2001-01-01T10:00:00Z</w:at>
      <w:free>${any}</w:free>
      <w:name>Acme</w:name>
    </w:get>
  </soap:Body>
</soap:Envelope>`
	get := func(id, at, free, name string) string {
		return `<get xmlns="urn:w" b="2" a="1"><id>` + id + `</id><at>` + at + `</at><free>` + free + `</free><name>` + name + `</name></get>`
	}
	tests := map[string]struct {
		body string
		want bool
	}{
		"the same":        {get("s-1", "2001-01-01T10:00:00Z", "x", "Acme"), true},
		"another instant": {get("s-1", "2020-02-03T10:00:00Z", "x", "Acme"), true},
		"anything goes":   {get("s-1", "2001-01-01T10:00:00Z", "y z", "Acme"), true},
		"another name":    {get("s-1", "2001-01-01T10:00:00Z", "x", "Ltd"), false},
		"another order":   {`<get xmlns="urn:w" b="2" a="1"><name>Acme</name><at>2001-01-01T10:00:00Z</at><free/><id>s-1</id></get>`, false},
		"other attribute": {strings.Replace(get("s-1", "2001-01-01T10:00:00Z", "x", "Acme"), `a="1"`, `a="3"`, 1), false},
		"other namespace": {strings.Replace(get("s-1", "2001-01-01T10:00:00Z", "x", "Acme"), `urn:w`, `urn:v`, 1), false},
		"a part more":     {strings.Replace(get("s-1", "2001-01-01T10:00:00Z", "x", "Acme"), `</get>`, `<more/></get>`, 1), false},
		"xsi:type":        {strings.Replace(get("s-1", "2001-01-01T10:00:00Z", "x", "Acme"), `<name`, `<name xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="string"`, 1), true},
		"encodingStyle":   {strings.Replace(get("s-1", "2001-01-01T10:00:00Z", "x", "Acme"), `a="1"`, `a="1" e:encodingStyle="x"`, 1), true},
		"another element": {`<put xmlns="urn:w"/>`, false},
	}
	g := open(t, map[string]string{"x.request.xml": file, "x.response.xml": good})
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got, note := passSOAP(t, g, envelopeWith(tt.body)); (got != "") != tt.want {
				t.Errorf("answered %q, note %q", got, note)
			}
		})
	}
}

// What a recording says of its own session is the call's.
func TestRecordedSessionIsAnySession(t *testing.T) {
	g := open(t, map[string]string{"x.request.xml": envelopeWith(`<get><sessionId>recorded</sessionId><n>1</n></get>`), "x.response.xml": good})
	if got, _ := passSOAP(t, g, envelopeWith(`<get><sessionId>s-1</sessionId><n>1</n></get>`)); got == "" {
		t.Error("the call's own session stands where the recording has its own")
	}
	if got, _ := passSOAP(t, g, envelopeWith(`<get><sessionId>s-1</sessionId><n>s-1</n></get>`)); got == "" {
		t.Error("the call's session may be said twice")
	}
	if got, _ := passSOAP(t, g, envelopeWith(`<get><sessionId>else</sessionId><n>1</n></get>`)); got != "" {
		t.Error("this is not the call's session")
	}
}

// Several answers to a request are given in turn, and the last one again; one for the very request goes before one that is
// the same but for times, and that before one for every request.
func TestTurns(t *testing.T) {
	answer := func(n int) string { return envelopeWith(fmt.Sprintf("<n>%d</n>", n)) }
	at := func(s string) string { return envelopeWith(`<get><at>` + s + `</at></get>`) }
	g := open(t, map[string]string{
		"a.1.request.xml": at("2001-01-01T10:00:00Z"), "a.1.response.xml": answer(1),
		"a.2.request.xml": at("2001-01-01T10:00:00Z"), "a.2.response.xml": answer(2),
		"b.request.xml": at("2002-01-01T10:00:00Z"), "b.response.xml": answer(3),
		"get.response.xml": answer(4), "get.2.response.xml": answer(5),
	})
	var got []string
	for _, body := range []string{
		at("2001-01-01T10:00:00Z"), at("2002-01-01T10:00:00Z"), at("x"), at("2001-01-01T10:00:00Z"), at("2001-01-01T10:00:00Z"), at("2003-01-01T10:00:00Z"), at("y"), at("z"),
	} {
		answer, _ := passSOAP(t, g, body)
		got = append(got, answer)
	}
	var want []string
	for _, n := range []int{1, 3, 4, 2, 2, 2, 5, 5} {
		want = append(want, answer(n))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestREST(t *testing.T) {
	g := open(t, map[string]string{
		"one.request.http":      "GET /data/v58.0/query?q=SELECT+Id&n=1",
		"one.response.json":     `"one"`,
		"two.request.http":      "GET /data/v58.0/query/?n=${any}&q=SELECT+Name HTTP/1.1\nHost: x\n",
		"two.response.json":     `"two"`,
		"three.request.http":    "POST /data/v58.0/query\nContent-Type: application/json\n\n{\"a\": 1, \"b\": [2]}",
		"three.response.http":   "HTTP/1.1 201 Created\nLocation: /x\n\n\"three\"",
		"query.1.request.json":  `{"b":1}`,
		"query.1.response.json": `"four"`,
		"Account.response.json": `"five"`,
		"deleted.request.http":  "DELETE /data/v58.0/Account",
		"deleted.response.http": "HTTP/1.1 204 No Content\n",
		"Report.response.xml":   `<r/>`,
		"soap.response.xml":     good,
		"session.request.http":  "GET /data/sid?sid=recorded&x=1",
		"session.response.json": `"six"`,
		"escaped.request.http":  "GET /data/a%20b",
		"escaped.response.json": `"seven"`,
	})
	tests := []struct{ line, body, want string }{
		{"GET /data/v58.0/query?n=1&q=SELECT%20Id", "", `"one"`},
		{"GET /data/v58.0/query?q=SELECT+Id", "", ""},
		{"GET /data/v59.0/query?q=SELECT+Id&n=1", "", ""},
		{"GET /data/v58.0/query?q=SELECT+Name&n=77", "", `"two"`},
		{"POST /data/v58.0/query", `{"b":[2],"a":1}`, `"three"`},
		{"POST /data/v58.0/query", `{"b":1}`, `"four"`},
		{"PATCH /else/query", `{"b":1}`, `"four"`},
		{"POST /data/v58.0/query", `{"b":2}`, ""},
		{"POST /data/v58.0/query", ``, ""},
		{"GET /anywhere/Account", "", `"five"`},
		{"GET /anywhere/Account/", "", `"five"`},
		{"GET /anywhere/Report", "", `<r/>`},
		{"GET /anywhere/soap", "", ""},
		{"GET /data/sid?x=1&sid=s-1", "", `"six"`},
		{"GET /data/sid?x=1&sid=s-2", "", ""},
		{"GET /data/a%20b", "", `"seven"`},
	}
	for _, tt := range tests {
		if got := pass(t, g, newCall(tt.line, tt.body)); got != tt.want {
			t.Errorf("%s %s: %q, want %q", tt.line, tt.body, got, tt.want)
		}
	}
	reply, err := g.Pass(t.Context(), newCall("DELETE /data/v58.0/Account", ""))
	if r, ok := reply.(*soap.Response); err != nil || !ok || r.Status != http.StatusNoContent {
		t.Errorf("%v, %v", reply, err)
	}
	reply, err = g.Pass(t.Context(), newCall("POST /data/v58.0/query", `{"a":1,"b":[2]}`))
	if r, ok := reply.(*soap.Response); err != nil || !ok || r.Status != http.StatusCreated || r.Header.Get("Location") != "/x" {
		t.Errorf("%v, %v", reply, err)
	}
}

// What is filled in is escaped as the file's form wants it; what is not one of the words stands for itself.
func TestFill(t *testing.T) {
	tests := map[string]struct{ file, text, want string }{
		"XML":       {"a.response.xml", `<a u="${user}">${now} ${sessionId} ${other} $${user} $5 ${</a>`, `<a u="&lt;Anna&gt; &#34;A&#34;">2020-02-03T03:05:06.007Z s-1 ${other} ${user} $5 ${</a>`},
		"JSON":      {"a.response.json", `{"u":"${user}","n":"${now}"}`, `{"u":"\u003cAnna\u003e \"A\"","n":"2020-02-03T03:05:06.007Z"}`},
		"a mark":    {"a.response.json", "\ufeff" + `{"u":"${user}"}`, `{"u":"\u003cAnna\u003e \"A\""}`},
		"text":      {"a.response.http", "HTTP/1.1 200 OK\n\nu=${user}", `u=<Anna> "A"`},
		"line ends": {"a.response.xml", "<a>\r\n</a>\r\n", "<a>\r\n</a>"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, pass(t, open(t, map[string]string{tt.file: tt.text}), newCall("GET /a", ""))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Nothing that a client writes leads to a file outside of the folder, or to one at all.
func TestNamesAreNoPaths(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"secret.response.json": `"secret"`, "answers/a.response.json": `"a"`})
	g, err := New("mft", Config{Answers: Paths{filepath.Join(dir, "answers")}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/..%2Fsecret", "/%2e%2e/secret", "/../secret", "/secret", "/..%5Csecret", "/a%00", "/" + strings.Repeat("x", 5000)} {
		call := newCall("GET "+path, "")
		if got := pass(t, g, call); got != "" {
			t.Errorf("%s is answered: %s", path, got)
		}
		_, file, _ := strings.Cut(call.Note, "write ")
		file, _, _ = strings.Cut(file, ",")
		if filepath.Dir(file) != filepath.Join(dir, "answers") || len(filepath.Base(file)) > 200 || strings.ContainsAny(file, "\x00\n") {
			t.Errorf("%s: the advice is to write %q", path, file)
		}
	}
}

// Files change while calls are answered.
func TestManyCallsAtOnce(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.response.json": `"0"`, "a.2.response.json": `"0"`})
	g, err := New("mft", Config{Answers: Paths{dir}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 50 {
				if got := pass(t, g, newCall("GET /a", "")); len(got) != 3 && got != "" { // a file may be empty for a moment
					t.Errorf("the answer is %q", got)
				}
			}
		})
	}
	for i := range 50 {
		write(t, dir, map[string]string{"a.response.json": fmt.Sprintf(`"%d"`, i%10)})
	}
	all.Wait()
	if got := pass(t, g, newCall("GET /a", "")); got != `"9"` && got != `"0"` {
		t.Errorf("the last answer is %q", got)
	}
}
