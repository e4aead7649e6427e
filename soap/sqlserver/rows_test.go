package sqlserver_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// wsdlOf asks for a document with a GET.
func (s *stand) wsdlOf(path string) answer {
	s.t.Helper()
	r := s.request(path, "alice", "")
	r.Method, r.Body = http.MethodGet, nil
	return s.do(r)
}

func TestRow25SameAnswerForAll(t *testing.T) {
	s := start(t)
	id, ended, expired := s.initiate(), s.initiate(), s.batch(`initiate="true" timeout="1"`, "").id(t)
	s.batch(`terminate="true" `+enlist(ended), "")
	s.advance(2 * time.Second)
	want := s.batch(`sessionId="P/Z+b7K3+UW/Xcc7ync2Yg=="`, "")
	if want.status != 500 || want.fault() != badSession {
		t.Fatalf("status %d, %s", want.status, want.body)
	}
	for name, a := range map[string]answer{
		"ended":              s.batch(enlist(ended), ""),
		"expired":            s.batch(enlist(expired), ""),
		"foreign user":       s.do(s.request("/sql/demo", "bob", envelope(enlist(id), batchOf("")))),
		"foreign, terminate": s.do(s.request("/sql/demo", "bob", envelope(`terminate="true" `+enlist(id), batchOf("")))),
		"foreign endpoint":   s.do(s.request("/sql/other", "alice", envelope(enlist(id), batchOf("")))),
		"malformed":          s.batch(`sessionId="!"`, ""),
		"too long":           s.batch(`sessionId="`+strings.Repeat("AAAA", 500)+`"`, ""),
	} {
		got := strings.ReplaceAll(a.body, "/sql/other</", "/sql/demo</")
		if diff := cmp.Diff(want.body, got); diff != "" || a.status != want.status {
			t.Errorf("%s: status %d, %s", name, a.status, diff)
		}
		a.head.Del("Content-Length")
		if diff := cmp.Diff(want.head, a.head); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if a := s.batch(enlist(id), ""); a.status != 200 {
		t.Errorf("the owner lost it: %s", a.body)
	}
}

// The batch that ended the session is done long before the last one in it, and the record goes with that.
func TestRow27EndingSession(t *testing.T) {
	s := start(t)
	id := s.initiate()
	var wg sync.WaitGroup
	answers := make([]answer, 2)
	for i := range answers {
		wg.Go(func() {
			answers[i], _ = s.try(s.request("/sql/demo", "alice", envelope(enlist(id), batchOf("WAITFOR DELAY '00:05:00'"))))
		})
	}
	s.waiting(2)
	if a := s.batch(`terminate="true" `+enlist(id), ""); a.session() != `terminate="true" sessionId="`+id+`"` {
		t.Errorf("%s", a.body)
	}
	if all := s.sessions(); len(all) != 1 || all[0].State != "ending" {
		t.Errorf("%+v", all)
	}
	if err := s.room.Sweep(t.Context(), s.clock.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if all := s.sessions(); len(all) != 1 {
		t.Errorf("the sweep took a session in which batches run: %+v", all)
	}
	if a := s.batch(enlist(id), ""); a.fault() != badSession {
		t.Errorf("%s", a.body)
	}
	s.advance(5 * time.Minute)
	wg.Wait()
	for _, a := range answers {
		if a.status != 200 || a.session() != enlist(id) {
			t.Errorf("status %d: %s", a.status, a.body)
		}
	}
	if all := s.sessions(); len(all) != 0 {
		t.Errorf("%+v", all)
	}
}

func TestRow56WSDLIsNoUse(t *testing.T) {
	s := start(t)
	id := s.batch(`initiate="true" timeout="10"`, "").id(t)
	before := s.sessions()
	s.advance(8 * time.Second)
	r := s.request("/sql/demo?wsdl", "alice", envelope(enlist(id), batchOf("")))
	r.Method = http.MethodGet
	if a := s.do(r); a.status != 200 || a.head.Get("Content-Type") != "text/xml; charset=utf-8" {
		t.Errorf("status %d, content type %q", a.status, a.head.Get("Content-Type"))
	}
	if diff := cmp.Diff(before, s.sessions()); diff != "" {
		t.Errorf("the session changed: %s", diff)
	}
	s.advance(3 * time.Second)
	if a := s.batch(enlist(id), ""); a.fault() != badSession {
		t.Error("the WSDL prolonged the session")
	}
}

func TestRow57WSDL(t *testing.T) {
	s := start(t, "/sql/other.wsdl", "none")
	extended := s.wsdlOf("/sql/demo?wsdl")
	for _, query := range []string{"?WSDL", "?wsdlextended", "?WsdlExtended"} {
		if a := s.wsdlOf("/sql/demo" + query); a.body != extended.body {
			t.Errorf("%s is another document", query)
		}
	}
	simple := s.wsdlOf("/sql/demo?wsdlsimple")
	if simple.body == extended.body || simple.status != 200 {
		t.Error("?wsdlsimple is not the simple document")
	}
	for _, document := range []string{extended.body, simple.body} {
		c, err := wsdl.Parse([]byte(document))
		if err != nil {
			t.Fatal(err)
		}
		got := []string{c.Name, c.Service, c.Port, c.Binding, c.PortType, c.TargetNamespace, c.Address, c.Operations[0].Action}
		want := []string{"demo", "demo", "demo", "demoSoap", "demoSoap", "http://tempuri.org", s.URL + "/sql/demo",
			"http://schemas.microsoft.com/sqlserver/2004/SOAPsqlbatch"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if strings.Contains(document, "soap:header") {
			t.Error("it binds a soap:header")
		}
		if strings.Contains(document, "soapstone") {
			t.Error("it has marks of ours")
		}
	}
	c, _ := wsdl.Parse([]byte(extended.body))
	if c.Element(wsdl.Name{Space: optionsNS, Local: "sqlSession"}) == nil {
		t.Error("there is no element Options/sqlSession")
	}
	if a := s.wsdlOf("/sql/other?wsdl"); a.status != 404 {
		t.Errorf("WSDL = NONE: status %d", a.status)
	}
	r := s.request("/sql/demo?wsdl", "carol", "")
	r.Method = http.MethodGet
	if a := s.do(r); a.status != 401 || a.body != "" {
		t.Errorf("without a login: status %d, %q", a.status, a.body)
	}
}

// A refusal says what the address takes with the query that it has (RFC 9110, 10.2.1): GET where that gets a WSDL.
func TestMethodsOfTheWSDL(t *testing.T) {
	s := start(t, "/sql/other.wsdl", "none")
	for path, want := range map[string]string{
		"/sql/demo": "POST", "/sql/demo?wsdl": "GET, HEAD, POST", "/sql/demo?wsdlsimple": "GET, HEAD, POST", "/sql/other?wsdl": "POST",
	} {
		r := s.request(path, "alice", "")
		r.Method = http.MethodPut
		if a := s.do(r); a.status != http.StatusMethodNotAllowed || a.head.Get("Allow") != want {
			t.Errorf("PUT %s: %d, Allow %q, want %q", path, a.status, a.head.Get("Allow"), want)
		}
	}
}

// Every request of a session may come over a connection of its own, in any order and at once.
func TestManyAtOnce(t *testing.T) {
	s := start(t)
	id := s.initiate()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 10 {
				text := "SET LANGUAGE French"
				if (i+j)%2 == 0 {
					text = "USE AdventureWorks"
				}
				a, err := s.try(s.request("/sql/demo", "alice", envelope(enlist(id), batchOf(text))))
				if err != nil || a.session() != enlist(id) {
					t.Errorf("%v: %s", err, a.body)
				}
			}
		})
	}
	wg.Wait()
	values := s.sessions()[0].Values
	if values["language"] != "Français" || values["database"] != "AdventureWorks" {
		t.Errorf("a change was lost: %v", values)
	}
}

// Of a terminate and many other requests at once each is either in the session or told that there is none, and
// nothing is left over.
func TestTerminateAmongMany(t *testing.T) {
	s := start(t)
	for range 10 {
		id := s.initiate()
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				session := enlist(id)
				if i%4 == 0 {
					session = `terminate="true" ` + session
				}
				a, err := s.try(s.request("/sql/demo", "alice", envelope(session, batchOf(""))))
				if err != nil || a.status == 200 && a.session() != session || a.status != 200 && a.fault() != badSession {
					t.Errorf("%v: %s", err, a.body)
				}
			})
		}
		wg.Wait()
		if all := s.sessions(); len(all) != 0 {
			t.Fatalf("%+v", all)
		}
	}
}

// What a client asked for before it went away is done: the session ends, and keeps what was changed.
func TestClientHangsUpAndIsObeyed(t *testing.T) {
	s := start(t)
	changed, ended := s.initiate(), s.initiate()
	for _, session := range []string{enlist(changed), `terminate="true" ` + enlist(ended)} {
		s.hangUp(session, "USE AdventureWorks WAITFOR DELAY '01:00:00'", func() {})
	}
	if all := s.sessions(); len(all) != 1 || all[0].Values["database"] != "AdventureWorks" {
		t.Errorf("%+v", all)
	}
}

// A client that goes away leaves its session, which idles from then on.
func TestClientHangsUp(t *testing.T) {
	s := start(t)
	id := s.batch(`initiate="true" timeout="10"`, "").id(t)
	s.hangUp(enlist(id), "WAITFOR DELAY '01:00:00'", func() { s.advance(time.Minute) })
	if a := s.batch(enlist(id), ""); a.status != 200 {
		t.Errorf("the session went with the client: %s", a.body)
	}
	s.advance(11 * time.Second)
	if err := s.room.Sweep(t.Context(), s.clock.Now()); err != nil {
		t.Fatal(err)
	}
	if all := s.sessions(); len(all) != 0 {
		t.Errorf("%+v", all)
	}
}

// The numbers and texts are those that the engine was seen to give.
func TestRow117NumberOutOfRange(t *testing.T) {
	s := start(t)
	for batch, want := range map[string]string{
		"SELECT CAST(3568120942.000003e0 AS int)":                      "Arithmetic overflow error for type int, value = 3568120942.000003.",
		"DECLARE @x real SET @x = 12345.12 SELECT CAST(@x AS tinyint)": "Arithmetic overflow error for type tinyint, value = 12345.120117.",
		"SELECT CAST(330 AS tinyint)":                                  "Arithmetic overflow error for data type tinyint, value = 330.",
		"SELECT CAST(2147483648 AS int)":                               "Arithmetic overflow error converting expression to data type int.",
		"SELECT CAST(100.00 AS decimal(4,2))":                          "Arithmetic overflow error converting numeric to data type numeric.",
		"DECLARE @m money SET @m = 3000000000 SELECT CAST(@m AS int)":  "There is insufficient result space to convert a money value to int.",
	} {
		if a := s.batch("", batch); a.status != 200 || !strings.Contains(a.body, "Message>"+want+"</") {
			t.Errorf("%s: %d %s", batch, a.status, a.body)
		}
	}
}
