package world_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// What a limit refuses, most of the emulated servers call malformed: the journal and the log name the limit, whoever answers.
func TestLimitsAreNoted(t *testing.T) {
	paths := map[string]string{
		"sqlserver": "/sql/demo", "mft": "/cfcc/services/AdministratorService", "salesforce": "/services/Soap/u/58.0", "model204": "/m204/session",
		"futurama": "/rest/webapi",
	}
	cases := []struct{ limit, set, content, want string }{
		{"bodyBytes", "1000", strings.Repeat("x", 1001), "bodyBytes: the request has more than 1000 bytes"},
		{"depth", "8", strings.Repeat("<a>", 9) + strings.Repeat("</a>", 9),
			"depth: the request has more than 8 elements inside each other"},
		{"elements", "8", strings.Repeat("<a/>", 9),
			"elements: the request has more than 8 elements, attributes, comments and sections"},
		{"attributes", "8", `<a a="" b="" c="" d="" e="" f="" g="" h="" i=""/>`,
			"attributes: the request has more than 8 attributes"},
		{"namespaces", "8", `<a><b xmlns:a="a" xmlns:b="a" xmlns:c="a" xmlns:d="a" xmlns:f="a" xmlns:g="a" xmlns:h="a" xmlns:i="a"/></a>`,
			"namespaces: the request has more than 8 namespace declarations in scope"},
		{"nameBytes", "64", "<" + strings.Repeat("n", 65) + "/>",
			"nameBytes: the request has a name of more than 64 bytes"},
	}
	for system, path := range paths {
		for _, test := range cases {
			t.Run(system+"/"+test.limit, func(t *testing.T) {
				cfg := world.Default()
				if err := cfg.Set("limits."+test.limit, test.set); err != nil {
					t.Fatal(err)
				}
				var log bytes.Buffer
				w, _ := open(t, cfg, world.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
				r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(
					`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>`+test.content+`</e:Body></e:Envelope>`))
				r.Header.Set("Content-Type", "text/xml")
				r.Header.Set("SOAPAction", `""`)
				if system == "futurama" {
					r.Header.Set("Content-Type", "application/xml")
				}
				r.SetBasicAuth("alice", "soapstone")
				r.RemoteAddr = "127.0.0.1:1234"
				w.Handler().ServeHTTP(httptest.NewRecorder(), r)
				entries := w.Journal(0)
				do := ": raise limits." + test.limit
				if len(entries) != 1 || !strings.HasPrefix(entries[0].Note, test.want) || !strings.HasSuffix(entries[0].Note, do) {
					t.Errorf("the journal has %+v, want the note %q and %q", entries, test.want, do)
				}
				if !strings.Contains(log.String(), `level=WARN msg="a request went beyond a limit"`) || !strings.Contains(log.String(), test.want) {
					t.Errorf("the log has %s, want %q", log.String(), test.want)
				}
			})
		}
	}
}

// A body counts unpacked.
func TestUnpackedLimitIsNoted(t *testing.T) {
	cfg := world.Default()
	if err := cfg.Set("limits.bodyBytes", "1000"); err != nil {
		t.Fatal(err)
	}
	w, _ := open(t, cfg, world.Options{})
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(bytes.Repeat([]byte(" "), 1001))
	z.Close()
	r := httptest.NewRequest(http.MethodPost, "/services/Soap/u/58.0", &packed)
	r.Header.Set("Content-Type", "text/xml")
	r.Header.Set("SOAPAction", `""`)
	r.Header.Set("Content-Encoding", "gzip")
	w.Handler().ServeHTTP(httptest.NewRecorder(), r)
	const want = "bodyBytes: the request has more than 1000 bytes: raise limits.bodyBytes"
	if entries := w.Journal(0); len(entries) != 1 || entries[0].Note != want {
		t.Errorf("the journal has %+v, want the note %q", entries, want)
	}
}

// A body that does not come is a limit of time.
func TestRequestTimeIsNoted(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	r := httptest.NewRequest(http.MethodPost, "/services/Soap/u/58.0", iotest.ErrReader(os.ErrDeadlineExceeded))
	r.Header.Set("Content-Type", "text/xml")
	r.Header.Set("SOAPAction", `""`)
	w.Handler().ServeHTTP(httptest.NewRecorder(), r)
	const want = "requestTime: the request did not come in time: raise limits.requestTime"
	if entries := w.Journal(0); len(entries) != 1 || entries[0].Note != want {
		t.Errorf("the journal has %+v, want the note %q", entries, want)
	}
}

// A lost reply looks as a slow server does to its client, and a wrong path as a missing one.
func TestLostAndStrayAreNoted(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	if err := w.AddFault(world.Fault{System: "futurama", Do: world.DropReply}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/rest/webapi", "/sql/dmeo?sessionID=0123456789", "/"} {
		func() {
			defer func() { _ = recover() }() // the end of the connection
			r := httptest.NewRequest(http.MethodGet, path, nil)
			w.Handler().ServeHTTP(httptest.NewRecorder(), r)
		}()
	}
	var got []string
	for _, e := range w.Journal(0) {
		got = append(got, fmt.Sprint(e.URL, " ", e.System, " ", e.Status, " ", e.Note))
	}
	want := []string{
		"/rest/webapi futurama 405 the call had its effect, and its reply was thrown away: a fault that was planned",
		"/sql/dmeo?sessionID=***  404 no service is at this path: GET / lists those that are there",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the journal (-want +got):\n%s", diff)
	}
}

// The id of a session is neither in the log nor in the journal: behind the path of a request for no service, where Tomcat keeps it,
// and in the text of a failure that says it back.
func TestIdsAreNotShown(t *testing.T) {
	var log bytes.Buffer
	w, _ := open(t, world.Default(), world.Options{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	const id = "0a1b2c3d4e5f"
	for path, body := range map[string]string{
		"/cfcc/contrl;jsessionid=" + id: "",
		"/WebAPIService.svc": `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><SessionEnd xmlns="http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"><request>` +
			`<SessionID>` + id + `</SessionID></request></SessionEnd></e:Body></e:Envelope>`,
	} {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "text/xml; charset=utf-8")
		r.Header.Set("SOAPAction", `"http://www.ActuIT.nl/Futurama/WebAPI/2014/10/IWebAPIService/SessionEnd"`)
		w.Handler().ServeHTTP(httptest.NewRecorder(), r)
	}
	if journal := fmt.Sprintf("%+v", w.Journal(0)); !strings.Contains(journal, "Session '***' does not exist") || strings.Contains(journal, id) {
		t.Errorf("the journal has %s", journal)
	}
	if !strings.Contains(log.String(), "path=/cfcc/contrl\n") || strings.Contains(log.String(), id) {
		t.Errorf("the log says\n%s", &log)
	}
}

// At debug, the log has what the journal has of a call that failed, for whoever keeps a log alone. An id that a fault says
// back is no more there than in the journal.
func TestFailedCallsAreLogged(t *testing.T) {
	cfg := world.Default()
	if err := cfg.Set("salesforce.choices.sessionNotFound", "key"); err != nil {
		t.Fatal(err)
	}
	const failed = `level=DEBUG msg="a call failed" service=salesforce/partner operation=getUserInfo status=500 fault="sf:INVALID_SESSION_ID: Invalid Session ID`
	for _, level := range []slog.Level{slog.LevelDebug, slog.LevelInfo} {
		var log bytes.Buffer
		w, _ := open(t, cfg, world.Options{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: level}))})
		const id = "00D5e000000SoAP!AQkAQOzjamgVtPsrlHlUkPi1l7sL3AHagwsDmV6QowynlDwq9Tbdrd75VCX7xbmMZb3mi4RGK4TiJZcf08wUjXqzVM312Gqz"
		r := httptest.NewRequest(http.MethodPost, "/services/Soap/u/58.0", strings.NewReader(
			`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com"><e:Header><SessionHeader><sessionId>`+id+
				`</sessionId></SessionHeader></e:Header><e:Body><getUserInfo/></e:Body></e:Envelope>`))
		r.Header.Set("Content-Type", "text/xml")
		r.Header.Set("SOAPAction", `""`)
		w.Handler().ServeHTTP(httptest.NewRecorder(), r)
		if got := log.String(); strings.Contains(got, failed) != (level == slog.LevelDebug) || strings.Contains(got, id) {
			t.Errorf("the log at %v has %q, want %q at debug alone, and never the id", level, got, failed)
		}
	}
}

// Who is refused is not told whether it was the name or the password; the log tells the operator.
func TestFailedLoginsSayWhy(t *testing.T) {
	token := func(user string) string {
		return `<w:Security xmlns:w="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"><w:UsernameToken><w:Username>` +
			user + `</w:Username><w:Password>wrong</w:Password></w:UsernameToken></w:Security>`
	}
	for _, test := range []struct{ path, user, header, body string }{
		{"/sql/demo", "alice", "", `<sqlbatch xmlns="http://schemas.microsoft.com/sqlserver/2004/SOAP"/>`},
		{"/sql/demo", "app", token("app"), `<sqlbatch xmlns="http://schemas.microsoft.com/sqlserver/2004/SOAP"/>`},
		{"/cfcc/services/AdministratorService", "admin", "", `<getSession/>`},
		{"/m204/session", "HARPO", "", `<Session_List xmlns="urn:m204:janus:session:v1"/>`},
		{"/m204/session", "HARPO", "", `<Login xmlns="urn:m204:janus:session:v1"><userid>HARPO</userid><password>wrong</password></Login>`},
	} {
		for user, want := range map[string]string{test.user: "wrong password", "nobody": "there is no such user"} {
			var log bytes.Buffer
			w, _ := open(t, world.Default(), world.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
			r := httptest.NewRequest(http.MethodPost, test.path, strings.NewReader(strings.ReplaceAll(
				`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>`+test.header+`</e:Header><e:Body>`+test.body+`</e:Body></e:Envelope>`,
				">"+test.user+"<", ">"+user+"<")))
			r.Header.Set("Content-Type", "text/xml")
			r.Header.Set("SOAPAction", `""`)
			r.RemoteAddr = "127.0.0.1:1234"
			switch {
			case test.header != "":
				r.SetBasicAuth("alice", "soapstone")
			case !strings.Contains(test.body, "<Login"):
				r.SetBasicAuth(user, "wrong")
			}
			w.Handler().ServeHTTP(httptest.NewRecorder(), r)
			if !strings.Contains(log.String(), `error="auth: `+want+`"`) {
				t.Errorf("%s %s as %s: the log has %q, want %q", test.path, test.body, user, log.String(), want)
			}
			if entries := w.Journal(0); len(entries) != 1 || !strings.HasSuffix(entries[0].Note, "login failed: "+want) {
				t.Errorf("%s %s as %s: the journal has %+v, want %q", test.path, test.body, user, entries, want)
			}
		}
	}
}

// Salesforce has one answer for all who may not log in, too: also with the right password, after too many wrong ones.
func TestFailedLoginsAtSalesforceSayWhy(t *testing.T) {
	cfg := world.Default()
	if err := cfg.Set("salesforce.lockoutAttempts", "1"); err != nil {
		t.Fatal(err)
	}
	w, _ := open(t, cfg, world.Options{})
	want := []string{
		"a login failed: there is no such user", "a login failed: wrong password, or security token behind it",
		"a login failed: the user is locked out after too many of them",
	}
	for _, login := range []string{"nobody", "a@example.com", "a@example.com"} {
		r := httptest.NewRequest(http.MethodPost, "/services/Soap/u/58.0", strings.NewReader(
			`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><login xmlns="urn:partner.soap.sforce.com"><username>`+login+
				`</username><password>wrong</password></login></e:Body></e:Envelope>`))
		r.Header.Set("Content-Type", "text/xml")
		r.Header.Set("SOAPAction", `""`)
		w.Handler().ServeHTTP(httptest.NewRecorder(), r)
	}
	var got []string
	for _, e := range w.Journal(0) {
		got = append(got, e.Note)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the journal (-want +got):\n%s", diff)
	}
}

// Axis calls an operation unknown that gets a parameter too many, and others say even less: the journal says what does not fit,
// without texts that may be secret.
func TestMisfitsAreNoted(t *testing.T) {
	for _, test := range []struct{ path, body, want string }{
		{"/cfcc/services/AdministratorService", `<getSession><arg0>admin</arg0></getSession>`,
			"the request does not fit the contract: line 1, column 85: element arg0 is one more than getSession has parameters"},
		{"/sql/demo", `<sqlbatch xmlns="http://schemas.microsoft.com/sqlserver/2004/SOAP">my secret</sqlbatch>`,
			`the request does not fit the contract: line 1, column 73: unexpected text "***" in {http://schemas.microsoft.com/sqlserver/2004/SOAP}sqlbatch`},
	} {
		w, _ := open(t, world.Default(), world.Options{})
		r := httptest.NewRequest(http.MethodPost, test.path, strings.NewReader(
			`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>`+test.body+`</e:Body></e:Envelope>`))
		r.Header.Set("Content-Type", "text/xml")
		r.Header.Set("SOAPAction", `""`)
		r.SetBasicAuth("alice", "soapstone")
		r.RemoteAddr = "127.0.0.1:1234"
		w.Handler().ServeHTTP(httptest.NewRecorder(), r)
		if entries := w.Journal(0); len(entries) != 1 || entries[0].Note != test.want {
			t.Errorf("the journal has %+v, want the note %q", entries, test.want)
		}
	}
}

// What is no XML, or no envelope, the journal does not show, and servers that are emulated say no more than that it is none: the
// note says what is wrong and where. What it quotes may be a piece of a password that has an & in it, or a <.
func TestUnreadableRequestsAreNoted(t *testing.T) {
	const (
		begin = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>`
		end   = `</e:Body></e:Envelope>`
	)
	w, _ := open(t, world.Default(), world.Options{})
	for _, test := range []struct{ charset, body, want string }{
		{"", "", "line 1, column 1: there is no element"},
		{"", "user=alice", "line 1, column 1: text before the root element"},
		{"", "\n<?xml version='1.0'?>" + begin + end, "line 2, column 1: the XML declaration must stand at the very beginning"},
		{"", begin + "<l>\xe9</l>" + end, "line 1, column 76: the byte 0xE9 is not UTF-8 here"},
		{"klingon", begin + end, `line 1, column 1: the charset "klingon" is unknown`},
		{"", begin + "<l>A & B</l>" + end, `line 1, column 78: "&" does not begin a reference`},
		{"", begin + "<password>open&sesame;</password>" + end, `line 1, column 87: the entity "***" is not declared`},
		{"", begin + "<password>tom&rat;</password>" + end, `line 1, column 86: the entity "***" is not declared`},
		{"", begin + "<password>tom&rat</password>" + end, `line 1, column 86: "&" does not begin a reference`},
		{"", begin + "<password>open<sesame>hunter2</password>" + end, `line 1, column 102: the end tag of "***" should stand here`},
		{"", begin + "<password>open<sesame:hunter2/></password>" + end, `line 1, column 87: the prefix "***" in "***" is not declared`},
		{"", strings.Replace(begin, "envelope/", "envelope", 1) + end,
			"line 1, column 1: {http://schemas.xmlsoap.org/soap/envelope}Envelope: the Envelope is in a namespace of no known SOAP version"},
	} {
		for _, path := range []string{"/sql/demo", "/cfcc/services/AdministratorService", "/services/Soap/u/58.0", "/m204/session"} {
			w.ClearJournal()
			r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(test.body))
			r.Header.Set("Content-Type", strings.TrimSuffix("text/xml;charset="+test.charset, ";charset="))
			r.Header.Set("SOAPAction", `""`)
			r.SetBasicAuth("alice", "soapstone")
			r.RemoteAddr = "127.0.0.1:1234"
			w.Handler().ServeHTTP(httptest.NewRecorder(), r)
			want := "the request cannot be read: " + test.want
			entries := w.Journal(0)
			if len(entries) != 1 || entries[0].Note != want {
				t.Fatalf("%s: the journal has %+v, want the note %q", path, entries, want)
			}
			for _, piece := range []string{"sesame", "hunter2", "rat&", `rat"`} {
				if e := entries[0]; strings.Contains(e.Response, piece) || strings.Contains(e.Fault, piece) {
					t.Errorf("%s: the journal has a piece of a password: %+v", path, e)
				}
			}
		}
	}
}

// Why a client cannot have a session, its answer keeps to itself; the journal does not.
func TestSessionsThatCannotBeHadAreNoted(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	begin := func(system string, set map[string]string) string {
		s, err := w.Make(t.Context(), system, set)
		if err != nil {
			t.Fatal(err)
		}
		return s.ID
	}
	id := begin("sqlserver", map[string]string{"user": "alice", "path": "/sql/demo"})
	old := begin("mft", map[string]string{"user": "admin"})
	everyday := begin("mft", map[string]string{"user": "TransferUser"})
	sales := begin("mft", map[string]string{"user": "DeptAdmin"})
	enlist := func(id string) string {
		return `<o:sqlSession xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options" sessionId="` + id + `"/>`
	}
	batch := `<sqlbatch xmlns="http://schemas.microsoft.com/sqlserver/2004/SOAP"><BatchCommands>SELECT 1</BatchCommands></sqlbatch>`
	const sforce, enterprise = "urn:partner.soap.sforce.com", "urn:enterprise.soap.sforce.com"
	login := begin("salesforce", map[string]string{"user": "anybody@example.com"})
	header := func(space, id string) string {
		return `<SessionHeader xmlns="` + space + `"><sessionId>` + id + "</sessionId></SessionHeader>"
	}
	user := `<getUserInfo xmlns="` + sforce + `"/>`
	missed := func(space, name, ours, our string) string {
		return "the header {" + space + "}" + name + " was passed over: it is nearly {" + ours + "}" + our + ", whose name and namespace count letter by letter"
	}
	list := func(id string) string {
		return "<listActiveSessionIds><sessionId>" + id + "</sessionId></listActiveSessionIds>"
	}
	for _, test := range []struct {
		later                          time.Duration
		path, user, header, body, want string
	}{
		{0, "/sql/demo", "alice", enlist(id), batch, ""},
		{0, "/sql/demo", "bob", enlist(id), batch, "the session is another user's"},
		{0, "/sql/other", "alice", enlist(id), batch, "the session was begun at another endpoint"},
		{0, "/sql/demo", "alice", enlist("P/Z+b7K3+UW/Xcc7ync2Yg=="), batch, "no session with this id is alive: it has ended or expired, or there was none"},
		{0, "/sql/demo", "alice", enlist("P/Z"), batch, "the sessionId is no Base64 of an id's 16 bytes"},
		{0, "/sql/demo", "alice", strings.Replace(enlist(id), "2004", "2005", 1), batch, missed("http://schemas.microsoft.com/sqlserver/2005/SOAP/Options", "sqlSession", "http://schemas.microsoft.com/sqlserver/2004/SOAP/Options", "sqlSession")},
		{0, "/sql/demo", "alice", strings.Replace(enlist(id), "sessionId", "sessionID", 1), batch,
			"the attribute {}sessionID of sqlSession was passed over: its attributes are in no namespace, and their names count letter by letter"},
		{0, "/sql/demo", "alice", strings.Replace(enlist(id), "sessionId", "o:sessionId", 1), batch,
			"the attribute {http://schemas.microsoft.com/sqlserver/2004/SOAP/Options}sessionId of sqlSession was passed over: its attributes are in no namespace, and their names count letter by letter"},
		{0, "/sql/demo", "alice", `<other xmlns="urn:other"/>`, batch, ""},
		{0, "/cfcc/services/AdministratorService", "admin", "", list(old), ""},
		{0, "/cfcc/services/AdministratorService", "TransferUser", "", list(everyday),
			"this takes ViewSessionRight, UpdateSessionRight or AdministratorRight; the account TransferUser has TransferRight"},
		{0, "/cfcc/services/AdministratorService", "DeptAdmin", "", "<deleteExpiredSessionIds><sessionId>" + sales + "</sessionId></deleteExpiredSessionIds>",
			"this takes UpdateSessionRight or AdministratorRight, and no department; the account DeptAdmin has AdministratorRight, and is in the department Sales"},
		{0, "/services/Soap/u/58.0", "", header(sforce, login), user, ""},
		{0, "/services/Soap/u/58.0", "", header(sforce, "00D5e000000SoAP!AQk"), user, "no session with this id is alive: it has ended or expired, or there was none"},
		{0, "/services/Soap/u/58.0", "", "", user, "there is no SessionHeader in the namespace " + sforce},
		{0, "/services/Soap/u/58.0", "", header(enterprise, login), user, missed(enterprise, "SessionHeader", sforce, "SessionHeader")},
		{0, "/services/Soap/u/58.0", "", `<SessionHeader xmlns="` + sforce + `"><sessionID>` + login + "</sessionID></SessionHeader>", user,
			"the SessionHeader has no sessionId in the namespace " + sforce},
		{0, "/services/Soap/u/9.0", "", header(enterprise, login), user, ""}, // any namespace would do
		{0, "/m204/session", "HARPO", `<Thread xmlns="urn:m204:janus:session:v2">1</Thread>`, `<Session_List xmlns="urn:m204:janus:session:v1"/>`,
			missed("urn:m204:janus:session:v2", "Thread", "urn:m204:janus:session:v1", "Thread")},
		{0, "/m204/session", "HARPO", `<Thread xmlns="urn:m204:janus:session:v1">1</Thread>`, `<Session_List xmlns="urn:m204:janus:session:v1"/>`,
			"no thread with this token is logged in: it has logged off or was silent for too long, or there was none"},
		{0, "/cfcc/services/AdministratorService", "admin", "", list("583def%6abdeef%7b30"), "there is no session with this id: it was closed or deleted, or there was none"},
		{time.Hour, "/cfcc/services/AdministratorService", "admin", "", list(old), "the session has expired: its last use was at 2005-11-07T12:00:00Z"},
	} {
		if err := w.Advance(t.Context(), test.later); err != nil {
			t.Fatal(err)
		}
		w.ClearJournal()
		r := httptest.NewRequest(http.MethodPost, test.path, strings.NewReader(
			`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>`+test.header+`</e:Header><e:Body>`+test.body+`</e:Body></e:Envelope>`))
		r.Header.Set("Content-Type", "text/xml")
		r.Header.Set("SOAPAction", `""`)
		r.SetBasicAuth(test.user, "soapstone")
		r.RemoteAddr = "127.0.0.1:1234"
		w.Handler().ServeHTTP(httptest.NewRecorder(), r)
		if entries := w.Journal(0); len(entries) != 1 || entries[0].Note != test.want {
			t.Errorf("%s as %s: the journal has %+v, want the note %q", test.path, test.user, entries, test.want)
		}
	}
}

// WCF passes over what stands in another place than the contract's. A client that has left out an element hears of no session at all.
func TestPassedOverSessionIDsAreNoted(t *testing.T) {
	const space = "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"
	w, _ := open(t, world.Default(), world.Options{})
	for _, operation := range []string{"SessionKeepAlive", "SessionEnd"} {
		passed := "a SessionID was passed over: its place is " + operation + "/request/SessionID, all of them in the namespace " + space
		for content, want := range map[string]string{
			"": "", "<request><SessionID/></request>": "", "<request><SessionID>abc</SessionID></request>": "",
			"<SessionID>abc</SessionID>":                                   passed,
			`<request><SessionID xmlns="">abc</SessionID></request>`:       passed,
			"<request><sessionId>abc</sessionId></request>":                passed,
			"<Request><SessionID>abc</SessionID></Request>":                passed,
			"<request><Other><SessionID>abc</SessionID></Other></request>": passed,
		} {
			w.ClearJournal()
			r := httptest.NewRequest(http.MethodPost, "/WebAPIService.svc", strings.NewReader(`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><`+
				operation+` xmlns="`+space+`">`+content+`</`+operation+`></e:Body></e:Envelope>`))
			r.Header.Set("Content-Type", "text/xml; charset=utf-8")
			r.Header.Set("SOAPAction", `"`+space+"IWebAPIService/"+operation+`"`)
			w.Handler().ServeHTTP(httptest.NewRecorder(), r)
			if entries := w.Journal(0); len(entries) != 1 || entries[0].Note != want || entries[0].Status != http.StatusOK {
				t.Errorf("%s %s: the journal has %+v, want the note %q", operation, content, entries, want)
			}
		}
	}
}

// What the emulated servers say nothing of, or say back to the client: what an operator is told of it.
func TestRequestsThatCannotBeReadAreNoted(t *testing.T) {
	const envelope = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">`
	paths := map[string]string{"sqlserver": "/sql/demo", "mft": "/cfcc/services/AdministratorService", "model204": "/m204/session", "futurama": "/WebAPIService.svc"}
	for _, test := range []struct{ name, body, want string }{
		{"a bare &", envelope + "<e:Body><password>my&secret;</password></e:Body></e:Envelope>",
			`the request cannot be read: line 1, column 85: the entity "***" is not declared`},
		{"a header block", envelope + `<e:Header><x xmlns="u" e:mustUnderstand="1"/></e:Header><e:Body><a/></e:Body></e:Envelope>`,
			"the request asks for too much: line 1, column 75: header block {u}x must be understood and is not"},
	} {
		for system, path := range paths {
			t.Run(system+"/"+test.name, func(t *testing.T) {
				var log bytes.Buffer
				w, _ := open(t, world.Default(), world.Options{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
				r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(test.body))
				r.Header.Set("Content-Type", "text/xml")
				r.Header.Set("SOAPAction", `""`)
				r.SetBasicAuth("alice", "soapstone")
				r.RemoteAddr = "127.0.0.1:1234"
				w.Handler().ServeHTTP(httptest.NewRecorder(), r)
				if entries := w.Journal(0); len(entries) != 1 || entries[0].Note != test.want {
					t.Errorf("the journal has %+v, want the note %q", entries, test.want)
				}
				if line := fmt.Sprintf("note=%q", test.want); !strings.Contains(log.String(), line) {
					t.Errorf("the log has %s, want %s", log.String(), line)
				}
				if kept := fmt.Sprint(w.Journal(0), log.String()); strings.Contains(kept, "secret") {
					t.Errorf("journal and log have a part of a password: %s", kept)
				}
			})
		}
	}
}

// So it is with a body that is packed in an unknown way, and with JSON.
func TestBodiesThatCannotBeReadAreNoted(t *testing.T) {
	for _, test := range []struct{ path, contentType, encoding, body, want string }{
		{"/services/Soap/u/58.0", "text/xml", "br", "<a/>", `the request cannot be read: unknown content encoding "br": send gzip, deflate or none`},
		{"/rest/webapi", "application/json", "", `{"folder": ]`,
			"the body is no JSON object that can be read: invalid character ']' looking for beginning of value"},
		{"/rest/webapi", "application/json", "", `[]`, "the body is no JSON object that can be read: it is no object"},
	} {
		w, _ := open(t, world.Default(), world.Options{})
		r := httptest.NewRequest(http.MethodPost, test.path, strings.NewReader(test.body))
		r.Header.Set("Content-Type", test.contentType)
		r.Header.Set("Content-Encoding", test.encoding)
		r.Header.Set("SOAPAction", `""`)
		w.Handler().ServeHTTP(httptest.NewRecorder(), r)
		if entries := w.Journal(0); len(entries) != 1 || entries[0].Note != test.want {
			t.Errorf("%s: the journal has %+v, want the note %q", test.path, entries, test.want)
		}
	}
}

// What another word for a choice would have let through, or answered otherwise, says so to who can set it. The choice is there
// under this name: it was set.
func TestChoicesThatDecideAreNoted(t *testing.T) {
	const (
		sql   = `<sqlbatch xmlns="http://schemas.microsoft.com/sqlserver/2004/SOAP"><BatchCommands>SELECT 1</BatchCommands></sqlbatch>`
		begin = `<sqlbatch xmlns="http://schemas.microsoft.com/sqlserver/2004/SOAP"><BatchCommands>BEGIN TRANSACTION</BatchCommands></sqlbatch>`
		id    = "P/Z+b7K3+UW/Xcc7ync2Yg=="

		notify = `<o:environmentChangeNotifications xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options" transactionBoundary="true"/>`

		mft  = "/cfcc/services/AdministratorService"
		call = "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/IWebAPIService/"
	)
	session := func(attributes string) string {
		return `<o:sqlSession xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options" ` + attributes + `/>`
	}
	caller := `<SessionHeader xmlns="urn:partner.soap.sforce.com"><sessionId>{ID}</sessionId></SessionHeader>`
	type request struct{ path, user, action, header, body string } // {ID} is the session's, and {OWN} that of another one, of the caller
	for _, test := range []struct {
		system, choice, word string
		set                  string            // another setting
		begin                map[string]string // of the session, nil for none
		own                  map[string]string // of the other one
		later                time.Duration
		requests             []request // of which the last is refused
		want                 string    // in front of the choice, or all of it where it says what to set
	}{
		{system: "sqlserver", choice: "initiateWithId", word: "refuse", requests: []request{{"/sql/demo", "alice", "", session(`initiate="true" sessionId="` + id + `"`), sql}}},
		{system: "sqlserver", choice: "initiateWithTerminate", word: "refuse", requests: []request{{"/sql/demo", "alice", "", session(`initiate="true" terminate="true"`), sql}}},
		{system: "sqlserver", choice: "timeoutBelowOne", word: "refuse", requests: []request{{"/sql/demo", "alice", "", session(`initiate="true" timeout="0"`), sql}}},
		{system: "sqlserver", choice: "timeoutOnEnlist", word: "refuse", begin: map[string]string{"user": "alice"},
			requests: []request{{"/sql/demo", "alice", "", session(`sessionId="{ID}" timeout="5"`), sql}}},
		{system: "sqlserver", choice: "emptyBody", word: "session", requests: []request{{"/sql/demo", "alice", "", "", ""}}},
		{system: "sqlserver", choice: "withoutDescriptor", word: "refuse", set: "choices.initiateWithId=accept", requests: []request{
			{"/sql/demo", "alice", "", session(`initiate="true" sessionId="`+id+`"`) + notify, begin}, {"/sql/demo", "alice", "", session(`sessionId="` + id + `"`), sql},
		}},
		{system: "sqlserver", choice: "basicOverHTTP", word: "never",
			want:     "Basic authentication over clear text is only for clients on this machine: use TLS, or set sqlserver.choices.basicOverHTTP to always",
			requests: []request{{"/sql/demo", "alice", "", "", sql}}},
		{system: "sqlserver", choice: "digestAlgorithm", word: "MD5-sess", set: "/sql/demo.authentication=digest",
			want: "an HTTP login failed: the answer is by another algorithm than the challenge: set sqlserver.choices.digestAlgorithm to that of the client", requests: []request{{"/sql/demo",
				`Digest username="alice", realm="example.com", nonce="n", uri="/sql/demo", algorithm=MD5, qop=auth, nc=00000001, cnonce="c", response="00000000000000000000000000000000"`, "", "", sql}}},

		{system: "mft", choice: "basicOnEveryCall", word: "require", begin: map[string]string{"user": "admin"}, want: "a login failed: no Authorization header; ",
			requests: []request{{mft, "", "", "", "<listActiveSessionIds><sessionId>{ID}</sessionId></listActiveSessionIds>"}}},
		{system: "mft", choice: "basicOnEveryCall", word: "owner", begin: map[string]string{"user": "admin"}, want: "the session is another user's; ",
			requests: []request{{mft, "Viewer", "", "", "<listActiveSessionIds><sessionId>{ID}</sessionId></listActiveSessionIds>"}}},
		{system: "mft", choice: "closeUnknown", word: "fault", requests: []request{{mft, "", "", "", "<closeSession><sessionId>x</sessionId></closeSession>"}}},
		{system: "mft", choice: "closeExpired", word: "keep", begin: map[string]string{"user": "admin"}, later: time.Hour,
			requests: []request{{mft, "", "", "", "<closeSession><sessionId>{ID}</sessionId></closeSession>"}}},
		{system: "mft", choice: "deleteOwn", word: "refuse", begin: map[string]string{"user": "admin"},
			requests: []request{{mft, "", "", "", "<deleteSessionId><deleteSessionId>{ID}</deleteSessionId><sessionId>{ID}</sessionId></deleteSessionId>"}}},
		{system: "mft", choice: "departmentRule", word: "strict", begin: map[string]string{"user": "SalesOperator"},
			want:     "this takes UpdateSessionRight or AdministratorRight, and no department; the account SalesOperator has UpdateSessionRight, and is in the department Sales; ",
			requests: []request{{mft, "", "", "", "<deleteSessionId><deleteSessionId>x</deleteSessionId><sessionId>{ID}</sessionId></deleteSessionId>"}}},
		{system: "mft", choice: "newAlias", word: "off", requests: []request{{"/cfcc/control?view=services/new/AdministratorService", "admin", "", "", "<getSession/>"}}},

		{system: "salesforce", choice: "overRequestLimit", word: "refuse", set: "requestLimit=1", begin: map[string]string{"user": "a@example.com"},
			requests: []request{
				{"/services/Soap/u/58.0", "", "", caller, `<getUserInfo xmlns="urn:partner.soap.sforce.com"/>`},
				{"/services/Soap/u/58.0", "", "", caller, `<getUserInfo xmlns="urn:partner.soap.sforce.com"/>`},
			}},
		{system: "salesforce", choice: "invalidateOthers", word: "own", begin: map[string]string{"user": "a@example.com"}, own: map[string]string{"user": "b@example.com"},
			requests: []request{{"/services/Soap/u/58.0", "", "", caller,
				`<invalidateSessions xmlns="urn:partner.soap.sforce.com"><sessionIds>{OWN}</sessionIds></invalidateSessions>`}}},

		{system: "futurama", choice: "startSession", word: "off",
			requests: []request{{"/WebAPIService.svc", "", call + "StartSession", "", `<StartSession xmlns="http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"/>`}}},
		{system: "futurama", choice: "startSession", word: "off", requests: []request{{"/rest/webapi/StartSession", "", "", "", ""}}},
		{system: "futurama", choice: "missingRequest", word: "fault",
			requests: []request{{"/WebAPIService.svc", "", call + "SessionEnd", "", `<SessionEnd xmlns="http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"/>`}}},
		{system: "futurama", choice: "idSpace", word: "keep", begin: map[string]string{},
			requests: []request{{"/WebAPIService.svc", "", call + "SessionEnd", "",
				`<SessionEnd xmlns="http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"><request><SessionID> {ID}</SessionID></request></SessionEnd>`}}},
		{system: "futurama", choice: "deadPage", word: "error", requests: []request{{"/rest/webapi", "", "", "", "<SessionID>x</SessionID>"}}},

		{system: "model204", choice: "notPermitted", word: "notFound", begin: map[string]string{"sesid": "A", "owner": "ZEPPO"},
			requests: []request{{"/m204/session", "HARPO", "", "",
				`<Session_Open xmlns="urn:m204:janus:session:v1"><sesid>A</sesid><owner>ZEPPO</owner></Session_Open>`}}},
	} {
		t.Run(test.system+"/"+test.choice+"="+test.word, func(t *testing.T) {
			cfg := world.Default()
			if err := cfg.Set(test.system+".choices."+test.choice, test.word); err != nil {
				t.Fatal(err)
			}
			if name, value, set := strings.Cut(test.set, "="); set {
				if err := cfg.Set(test.system+"."+name, value); err != nil {
					t.Fatal(err)
				}
			}
			w, _ := open(t, cfg, world.Options{})
			ids := []string{"{ID}", "", "{OWN}", ""}
			for i, set := range []map[string]string{test.begin, test.own} {
				if set == nil {
					continue
				}
				s, err := w.Make(t.Context(), test.system, set)
				if err != nil {
					t.Fatal(err)
				}
				ids[2*i+1] = s.ID
			}
			if err := w.Advance(t.Context(), test.later); err != nil {
				t.Fatal(err)
			}
			for _, q := range test.requests {
				body := `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>` + q.header + `</e:Header><e:Body>` + q.body + `</e:Body></e:Envelope>`
				contentType := "text/xml"
				if strings.HasPrefix(q.path, "/rest/") {
					body, contentType = "<r>"+q.body+"</r>", "application/xml"
				}
				r := httptest.NewRequest(http.MethodPost, q.path, strings.NewReader(strings.NewReplacer(ids...).Replace(body)))
				r.Header.Set("Content-Type", contentType)
				r.Header.Set("SOAPAction", `"`+q.action+`"`)
				r.RemoteAddr = "127.0.0.1:1234"
				switch {
				case strings.HasPrefix(q.user, "Digest "):
					r.Header.Set("Authorization", q.user)
				case q.user != "":
					r.SetBasicAuth(q.user, "soapstone")
				}
				w.Handler().ServeHTTP(httptest.NewRecorder(), r)
			}
			entries := w.Journal(0)
			for i, e := range entries {
				want := ""
				if i == len(entries)-1 {
					if want = test.want; !strings.Contains(want, " set sqlserver.choices.") {
						want += "choices." + test.choice + " decides this"
					}
				}
				if e.Note != want {
					t.Errorf("call %d has the note %q, want %q: %d %s", i+1, e.Note, want, e.Status, e.Response)
				}
			}
		})
	}
}
