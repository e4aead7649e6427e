package gate_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
	"github.com/soapstone-dev/soapstone/soap/world"
)

func start() time.Time { return time.Date(2020, 2, 3, 10, 0, 0, 0, time.UTC) }

// write makes files in a folder, and the folders above them.
func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// request is a request as a test writes it: "METHOD PATH", fields, a body. {id} in it is the session's id.
type request struct {
	line, body string
	fields     []string
}

func (r request) with(id string) request {
	r.line, r.body = strings.ReplaceAll(r.line, "{id}", id), strings.ReplaceAll(r.body, "{id}", id)
	var fields []string
	for _, f := range r.fields {
		fields = append(fields, strings.ReplaceAll(f, "{id}", id))
	}
	r.fields = fields
	return r
}

// do sends a request and returns the answer whole.
func do(t *testing.T, base string, r request) *http.Response {
	t.Helper()
	method, path, _ := strings.Cut(r.line, " ")
	req, err := http.NewRequest(method, base+path, strings.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.fields {
		name, value, _ := strings.Cut(f, ": ")
		req.Header.Add(name, value)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return res
}

// send returns status and body.
func send(t *testing.T, base string, r request) (int, string) {
	t.Helper()
	res := do(t, base, r)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

const (
	envelope11 = `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/">`
	xmlType    = "Content-Type: text/xml; charset=utf-8"
)

func basic(user string) string {
	return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(user+":soapstone"))
}

// worker is a client that begins a session and then works in it.
type worker struct {
	login   request
	id      string        // pattern of the session's id in the answer to that
	work    request       // in the session
	answer  string        // file with the answer
	timeout time.Duration // after which the session is dead
	dead    string        // in the answer to the work of a session that is dead or unknown
	unknown string        // an id of no session
	absent  string        // in the answer to none, where there is somebody to do the work
	none    request       // the same work, of no session
	unheard string        // in the answer to work that nobody answers

	noneUnheard string // likewise, to none
}

// begin logs in at a server and returns the id of the session.
func (w worker) begin(t *testing.T, base string) (id string) {
	t.Helper()
	_, body := send(t, base, w.login)
	found := regexp.MustCompile(w.id).FindStringSubmatch(body)
	if found == nil {
		t.Fatalf("no session began: %s", body)
	}
	return found[1]
}

// systems are workers of each system, some of them in several ways.
func systems() map[string]worker {
	const (
		partner  = "urn:partner.soap.sforce.com"
		action   = "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/IWebAPIService/"
		futurama = "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"
		m204     = "urn:m204:janus:session:v1"
		sqlns    = "http://schemas.microsoft.com/sqlserver/2004/SOAP"
	)
	salesforceLogin := request{line: "POST /services/Soap/u/58.0", fields: []string{xmlType, `SOAPAction: ""`},
		body: envelope11 + `<S:Body><login xmlns="` + partner + `"><username>alice@example.com</username><password>soapstone</password></login></S:Body></S:Envelope>`}
	sforce := func(letter, ns, op string) (work, none request) {
		work = request{line: "POST /services/Soap/" + letter + "/58.0", fields: []string{xmlType, `SOAPAction: ""`},
			body: envelope11 + `<S:Header><h:SessionHeader xmlns:h="` + ns + `"><h:sessionId>{id}</h:sessionId></h:SessionHeader></S:Header><S:Body><` + op + ` xmlns="` + ns + `"><q>SELECT Id</q></` + op + `></S:Body></S:Envelope>`}
		none = work
		none.body = envelope11 + `<S:Body><` + op + ` xmlns="` + ns + `"><q>SELECT Id</q></` + op + `></S:Body></S:Envelope>`
		return work, none
	}
	const bulkJob = `<jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload"><operation>insert</operation></jobInfo>`
	ghost := "00D000000000001!" + strings.Repeat("A", 96)
	sid := `<sessionId>([^<]+)</sessionId>`
	query, queryNone := sforce("u", partner, "query")
	meta, metaNone := sforce("m", "http://soap.sforce.com/2006/04/metadata", "listMetadata")
	admin := func(body string) request {
		return request{line: "POST /cfcc/control?view=services/AdministratorService", fields: []string{xmlType, `SOAPAction: ""`, basic("admin")},
			body: envelope11 + `<S:Body>` + body + `</S:Body></S:Envelope>`}
	}
	web := func(op, body string) request {
		return request{line: "POST /WebAPIService.svc", fields: []string{xmlType, `SOAPAction: "` + action + op + `"`},
			body: envelope11 + `<S:Body><` + op + ` xmlns="` + futurama + `"><request>` + body + `</request></` + op + `></S:Body></S:Envelope>`}
	}
	janus := func(header, body string) request {
		return request{line: "POST /m204/session", fields: []string{xmlType, `SOAPAction: ""`}, body: envelope11 + header + `<S:Body>` + body + `</S:Body></S:Envelope>`}
	}
	wrongUser := janus("", `<PAYROLL xmlns="urn:payroll"/>`)
	wrongUser.fields = append(wrongUser.fields, basic("nobody"))
	sql := func(session, body string) request {
		if session != "" {
			session = `<S:Header><o:sqlSession xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options" ` + session + `/></S:Header>`
		}
		return request{line: "POST /sql/demo", fields: []string{xmlType, basic("alice")}, body: envelope11 + session + `<S:Body>` + body + `</S:Body></S:Envelope>`}
	}
	return map[string]worker{
		"salesforce SOAP": {salesforceLogin, sid, query, "salesforce/query.response.xml", 2 * time.Hour,
			"INVALID_SESSION_ID", ghost, "Illegal Session<", queryNone, "No operation available for request {" + partner + "}query", "No operation available"},
		"salesforce metadata": {salesforceLogin, sid, meta, "salesforce/listMetadata.response.xml", 2 * time.Hour,
			"INVALID_SESSION_ID", ghost, "INVALID_SESSION_ID", metaNone, "No operation available for request {http://soap.sforce.com/2006/04/metadata}listMetadata", "INVALID_SESSION_ID"},
		"salesforce REST": {salesforceLogin, sid, request{line: "GET /services/data/v58.0/query?q=SELECT+Name", fields: []string{"Authorization: Bearer {id}"}}, "salesforce/query.response.json", 2 * time.Hour,
			`[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]`, ghost, "INVALID_SESSION_ID", request{line: "GET /services/data/v58.0/query?q=SELECT+Name"}, `"errorCode":"NOT_FOUND"`, "INVALID_SESSION_ID"},
		"salesforce Apex REST": {salesforceLogin, sid, request{line: "PUT /services/apexrest/shop/Order", fields: []string{"Authorization: Bearer {id}"}, body: `{"n":1}`}, "salesforce/Order.response.json", 2 * time.Hour,
			`[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]`, ghost, "INVALID_SESSION_ID", request{line: "PUT /services/apexrest/shop/Order"}, "Could not find a match for URL", "INVALID_SESSION_ID"},
		"salesforce Bulk": {salesforceLogin, sid, request{line: "POST /services/async/58.0/job", fields: []string{"X-SFDC-Session: {id}", "Content-Type: application/xml"}, body: bulkJob}, "salesforce/job.response.xml", 2 * time.Hour,
			"<exceptionMessage>Invalid session id<", ghost, "Unable to find session id", request{line: "POST /services/async/58.0/job", body: bulkJob}, "InvalidUrl", "InvalidSessionId"},
		"mft": {admin(`<getSession/>`), `Return[^>]*>([^<]+)<`, admin(`<addUser><user>x</user><sessionId>{id}</sessionId></addUser>`), "mft/addUser.response.xml", 31 * time.Minute,
			"Session is not valid", "583def%6abdeef%7b30", "Session is not valid", admin(`<addUser/>`), "No such operation 'addUser'", "No such operation 'addUser'"},
		"mft by position": {admin(`<getSession/>`), `Return[^>]*>([^<]+)<`, admin(`<getUser><arg0>x</arg0><arg1>{id}</arg1></getUser>`), "mft/getUser.response.xml", 31 * time.Minute,
			"Session is not valid", "583def%6abdeef%7b30", "Session is not valid", admin(`<getUser><arg0>x</arg0></getUser>`), "No such operation 'getUser'", "Session is not valid"},
		"futurama SOAP": {web("StartSession", ""), `<SessionID>([^<]+)<`, web("Calculate", "<SessionID>{id}</SessionID>"), "futurama/Calculate.response.xml", 21 * time.Minute,
			"<CalculateResult xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><Message>Session ", "abcdefghijklmnopqrstuvwx", "<CalculateResult xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><Message>", web("Calculate", ""), "ActionNotSupported", "ActionNotSupported"},
		"futurama REST": {web("StartSession", ""), `<SessionID>([^<]+)<`, request{line: "POST /rest/webapi/Report", fields: []string{"Content-Type: application/json"}, body: `{"sessionID":"{id}"}`}, "futurama/Report.response.json", 21 * time.Minute,
			`{"Message":"Session `, "abcdefghijklmnopqrstuvwx", "", request{line: "POST /rest/webapi/Report", fields: []string{"Content-Type: application/json"}, body: `{}`}, "", ""},
		"model204": {janus("", `<m:Login xmlns:m="`+m204+`"><m:userid>HARPO</m:userid><m:password>soapstone</m:password></m:Login>`), `thread>([^<]+)<`,
			janus(`<S:Header><m:Thread xmlns:m="`+m204+`">{id}</m:Thread></S:Header>`, `<PAYROLL xmlns="urn:payroll"><month>5</month></PAYROLL>`), "model204/PAYROLL.response.xml", 6 * time.Minute,
			"Not logged in", "ghost", "", wrongUser, "Unknown operation PAYROLL", ""},
		"sqlserver": {sql(`initiate="true"`, `<sqlbatch xmlns="`+sqlns+`"><BatchCommands>SELECT 1</BatchCommands></sqlbatch>`), `sessionId="([^"]+)"`,
			sql(`sessionId="{id}"`, `<GetOrders xmlns="urn:orders"><customer>7</customer></GetOrders>`), "sqlserver/GetOrders.response.xml", 61 * time.Second,
			"SessionIdIsInvalid", "AAAAAAAAAAAAAAAAAAAAAA==", "", request{line: "POST /sql/demo", fields: []string{xmlType}, body: envelope11 + `<S:Body/></S:Envelope>`}, "UnsupportedOperation", ""},
	}
}

func TestEverySystemHasAWorker(t *testing.T) {
	has := map[string]bool{}
	for name := range systems() {
		system, _, _ := strings.Cut(name, " ")
		has[system] = true
	}
	for _, system := range world.Names() {
		if !has[system] {
			t.Errorf("%s has none", system)
		}
	}
}

// A file without an envelope is damaged in a system whose work is envelopes alone, and in no other.
func TestBareFilesOfSystems(t *testing.T) {
	speaksMore := map[string]bool{}
	for name, s := range systems() {
		system, _, _ := strings.Cut(name, " ")
		speaksMore[system] = speaksMore[system] || !strings.HasPrefix(s.work.body, envelope11)
	}
	for system, more := range speaksMore {
		dir := t.TempDir()
		write(t, dir, map[string]string{system + "/work.response.xml": "<done/>"})
		cfg := world.Default()
		if err := cfg.Set("answers", dir); err != nil {
			t.Fatal(err)
		}
		all, err := cfg.CheckAnswers()
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range all {
			if damaged := len(a.Damaged) > 0; a.System == system && damaged == more {
				t.Errorf("%s: work that is no envelope: %v, files damaged: %q: see speaksSOAPAlone", system, more, a.Damaged)
			}
		}
	}
}

// unwrapped is an answer as a system's file has it: the Bulk API has no envelopes.
func unwrapped(name, answer string) string {
	if name != "salesforce Bulk" {
		return answer
	}
	_, answer, _ = strings.Cut(answer, "<e:Body>")
	answer, _, _ = strings.Cut(answer, "</e:Body>")
	return answer
}

// A session that is alive has its work answered, and is used by it; for any other the system's own fault stands.
func TestRoomsAdmitWork(t *testing.T) {
	for name, s := range systems() {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			answer := `<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><answered session="${sessionId}"/></e:Body></e:Envelope>`
			want := `<answered session="{id}"/>`
			if strings.HasSuffix(s.answer, ".json") {
				answer, want = `{"answered":"${sessionId}"}`, `{"answered":"{id}"}`
			}
			write(t, dir, map[string]string{s.answer: unwrapped(name, answer)})
			srv := soaptest.Start(t, soaptest.At(start()), soaptest.Set("answers = "+dir))
			id := s.begin(t, srv.URL)
			want = strings.ReplaceAll(want, "{id}", id)
			expect := func(what string, r request, want string) {
				t.Helper()
				status, body := send(t, srv.URL, r)
				if !strings.Contains(body, want) || strings.Contains(body, "answered") != strings.Contains(want, "answered") {
					t.Errorf("%s: %d %s\nwant %s", what, status, body, want)
				}
			}
			expect("alive", s.work.with(id), want)
			// Work is a use of the session: with pauses it lives longer than its timeout.
			for range 3 {
				srv.Advance(s.timeout * 6 / 10)
				expect("used", s.work.with(id), want)
			}
			expect("missing", s.none, s.absent)
			expect("unknown", s.work.with(s.unknown), s.dead)
			srv.Advance(s.timeout)
			expect("dead", s.work.with(id), s.dead)
		})
	}
}

// What nobody answers is refused as the system refuses an operation that it does not have, and the operator is told what
// would have answered.
func TestUnansweredWork(t *testing.T) {
	for name, s := range systems() {
		t.Run(name, func(t *testing.T) {
			srv := soaptest.Start(t, soaptest.At(start()))
			status, body := send(t, srv.URL, s.work.with(s.begin(t, srv.URL)))
			if status < 400 || !strings.Contains(body, s.unheard) {
				t.Errorf("%d %s\nwant %s", status, body, s.unheard)
			}
			// Where it is not known to be an operation, no session does not make it one.
			if status, body := send(t, srv.URL, s.none); !strings.Contains(body, s.noneUnheard) || status < 400 {
				t.Errorf("without a session: %d %s\nwant %s", status, body, s.noneUnheard)
			}
		})
	}
}

// Where only a successful call is a use of the session, an answer that is a fault is none.
func TestFaultsAreNoUse(t *testing.T) {
	all := systems()
	for _, name := range []string{"salesforce SOAP", "salesforce metadata", "salesforce REST", "salesforce Apex REST", "salesforce Bulk", "mft", "futurama SOAP", "futurama REST"} {
		s := all[name]
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, map[string]string{s.answer[:strings.LastIndexByte(s.answer, '.')] + ".http": "HTTP/1.1 503 Service Unavailable\n"})
			srv := soaptest.Start(t, soaptest.At(start()), soaptest.Set("answers = "+dir))
			id := s.begin(t, srv.URL)
			srv.Advance(s.timeout * 6 / 10)
			if status, body := send(t, srv.URL, s.work.with(id)); status != http.StatusServiceUnavailable || body != "" {
				t.Errorf("%d %s", status, body)
			}
			srv.Advance(s.timeout * 6 / 10)
			if _, body := send(t, srv.URL, s.work.with(id)); !strings.Contains(body, s.dead) {
				t.Errorf("it lives on: %s", body)
			}
		})
	}
}

// A session of somebody else is nobody's here, where the system says so.
func TestForeignSession(t *testing.T) {
	s := systems()["sqlserver"]
	dir := t.TempDir()
	write(t, dir, map[string]string{s.answer: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><answered/></e:Body></e:Envelope>`})
	srv := soaptest.Start(t, soaptest.At(start()), soaptest.Set("answers = "+dir))
	work := s.work.with(s.begin(t, srv.URL))
	work.fields[1] = basic("bob")
	if _, body := send(t, srv.URL, work); !strings.Contains(body, "SessionIdIsInvalid") || strings.Contains(body, "answered") {
		t.Errorf("bob works in alice's session: %s", body)
	}
}
