package sqlserver_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver"
)

// message is the number of the engine's message in a fault, "" when there is none.
func (a answer) message() string {
	_, rest, _ := strings.Cut(a.body, "<sqlmessage:Number>")
	number, _, _ := strings.Cut(rest, "<")
	return number
}

func parameters(list string) string {
	return `<s:sqlbatch xmlns:s="` + sqlNS + `" xmlns:p="` + sqlNS + `/types/SqlParameter" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><s:BatchCommands/>` +
		`<s:Parameters>` + list + `</s:Parameters></s:sqlbatch>`
}

func TestRefusedParameters(t *testing.T) {
	s := start(t)
	const invalid = "Client, SoapBody, InvalidParameter"
	for _, tt := range []struct{ list, fault, message string }{
		{`<p:SqlParameter name="p" sqlDbType="VarBinary" maxLength="9"><p:Value>!</p:Value></p:SqlParameter>`, invalid, "7817"},
		{`<p:SqlParameter name="p" sqlDbType="Int"><p:Value>one</p:Value></p:SqlParameter>`, invalid, ""},
		{`<p:SqlParameter name="p" sqlDbType="int"><p:Value>1</p:Value></p:SqlParameter>`, invalid, ""},
		{`<p:SqlParameter name="p" direction="Output"><p:Value>1</p:Value></p:SqlParameter>`, invalid, ""},
		{`<p:SqlParameter name="p" maxLength="x"><p:Value>1</p:Value></p:SqlParameter>`, invalid, ""},
		{`<p:SqlParameter><p:Value>1</p:Value></p:SqlParameter>`, invalid, ""},
		{`<p:SqlParameter name="` + strings.Repeat("n", 128) + `"><p:Value>1</p:Value></p:SqlParameter>`, invalid, ""},
		{`<p:SqlParameter name="p"><p:Value>1</p:Value></p:SqlParameter><p:SqlParameter name="P"><p:Value>1</p:Value></p:SqlParameter>`, invalid, "7872"},
		{`<p:SqlParameter name="p"><p:Value><x/></p:Value></p:SqlParameter>`, invalid, "7875"},
		{`<p:SqlParameter name="p"></p:SqlParameter>`, "Client, SoapBody", "7823"},
		{`<p:SqlParameter name="p"><p:Value xsi:type="x:string" xmlns:x="urn:x">1</p:Value></p:SqlParameter>`, "Client, SoapBody, UnsupportedNamespaceInXsiTypeAttribute", ""},
		{`<p:SqlParameter name="p"><p:Value xsi:type="nowhere:string">1</p:Value></p:SqlParameter>`, "Client, SoapBody, UnsupportedNamespaceInXsiTypeAttribute", ""},
		{`<p:SqlParameter name="p"><p:Value xsi:type="string">1</p:Value></p:SqlParameter>`, "Client, SoapBody, UnsupportedNamespaceInXsiTypeAttribute", ""},
		{`<p:SqlParameter name="p"><p:Value xsi:type="x:nvarchar" xmlns:x="http://schemas.microsoft.com/sqlserver/2004/sqltypes">1</p:Value></p:SqlParameter>`, "status 200 without a fault", ""},
		{`<p:SqlParameter name="p"><p:Value xsi:type="x:string" xmlns:x="http://www.w3.org/2001/XMLSchema">1</p:Value></p:SqlParameter>`, "status 200 without a fault", ""},
		{`<p:SqlParameter name="p"><p:Value xsi:nil="true"/></p:SqlParameter>`, "status 200 without a fault", ""},
		{`<p:SqlParameter name="p" sqlDbType="Xml" maxLength="-1"><p:Value><x>1</x></p:Value></p:SqlParameter>`, "status 200 without a fault", ""},
		{`<p:Other/>`, "Client, SoapBody", "7822"},
	} {
		a := s.call(envelope("", parameters(tt.list)))
		if a.fault() != tt.fault || a.message() != tt.message {
			t.Errorf("%s: %s, message %q; want %s, %q\n%s", tt.list, a.fault(), a.message(), tt.fault, tt.message, a.body)
		}
	}
}

func TestRefusedHeaders(t *testing.T) {
	s := start(t, "/sql/demo.headerLimit", "20000", "/sql/other.loginType", "windows")
	options := func(blocks string) string {
		return envelopeWith(`<e:Header xmlns:o="`+optionsNS+`">`+blocks+`</e:Header>`, batchOf(""))
	}
	const fine = "status 200 without a fault"
	const room = 20000 - len(`<e:Header xmlns:o="`+optionsNS+`"></e:Header>`)
	for _, tt := range []struct{ name, blocks, fault, message string }{
		{"an attribute that is too long", `<x a="` + strings.Repeat("é", 4001) + `"/>`, "Client, SoapHeader", "7866"},
		{"one that is just not", `<x a="` + strings.Repeat("é", 4000) + `"/>`, fine, ""},
		{"characters of two units", `<x a="` + strings.Repeat("😀", 2001) + `"/>`, "Client, SoapHeader", "7866"},
		{"a text that is too long", `<x><y>` + strings.Repeat("a", 4001) + `</y></x>`, "Client, SoapHeader", "7866"},
		{"too much of all", strings.Repeat("<x/>", 5001), "Client, SoapHeader", "7889"},
		{"too much by one", strings.Repeat(" ", room+1), "Client, SoapHeader", "7889"},
		{"as much as fits", strings.Repeat(" ", room), fine, ""}, // what does "not fit in this size" is an error (ms181591)
		{"a block twice", `<o:hostName value="a"/><o:hostName value="b"/>`, "Client, SoapHeader, DuplicateHeader", ""},
		{"a block without value", `<o:hostName/>`, "Client, SoapHeader, HeaderAttributeIsInvalid", ""},
		{"a value that is no boolean", `<o:environmentChangeNotifications databaseChange="TRUE"/>`, "Client, SoapHeader, HeaderAttributeIsInvalid", ""},
		{"content in a block", `<o:environmentChangeNotifications><x/></o:environmentChangeNotifications>`, "Client, SoapHeader, HeaderContentIsInvalid", ""},
		{"a block that there is not", `<o:other/><o:other/>`, fine, ""},
		{"a block for somebody else", `<o:sqlSession e:actor="urn:else" terminate="true"/>`, fine, ""},
		{"a block for the role of our faults", `<o:sqlSession e:actor="` + sqlNS + `" terminate="true"/>`, badSession, ""},
		{"two that initiate", `<o:sqlSession initiate="true"/><o:sqlSession initiate="true"/>`, "Client, SoapHeader, DuplicateHeader", ""},
		{"one for somebody else and one for us", `<o:sqlSession e:actor="urn:else" initiate="true"/><o:sqlSession terminate="true"/>`, badSession, ""},
		{"a descriptor that is none", `<o:sqlSession initiate="true" transactionDescriptor="!"/>`, "Client, SoapHeader, TransactionDescriptorIsInvalid", ""},
		{"a descriptor of nothing", `<o:sqlSession initiate="true" transactionDescriptor="AAAAAAAAAAA="/>`, "Client, SoapHeader, TransactionDescriptorIsInvalid", ""},
		{"a language that there is not", `<o:initialLanguage value="Klingon" optional="false"/>`, "Client, LoginFailure, AccessFailure", ""},
		{"one that may be missing", `<o:initialLanguage value="Klingon" optional="true"/>`, fine, ""},
		{"a database that there is not", `<o:initialDatabase value="nowhere" optional="0"/>`, "Client, LoginFailure, AccessFailure", "4060"},
		{"one that may be missing", `<o:initialDatabase value="nowhere" optional="1"/>`, fine, ""},
		{"a timeout that is no int", `<o:sqlSession initiate="true" timeout="2147483648"/>`, "Client, SoapHeader, SessionTimeoutIsInvalid", ""},
	} {
		a := s.call(options(tt.blocks))
		if a.fault() != tt.fault || a.message() != tt.message {
			t.Errorf("%s: %s, message %q", tt.name, a.fault(), a.message())
		}
	}
	token := `<w:Security xmlns:w="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">%</w:Security>`
	full := strings.Replace(token, "%", `<w:UsernameToken><w:Username>app</w:Username><w:Password>soapstone</w:Password></w:UsernameToken>`, 1)
	for _, tt := range []struct{ path, blocks, fault string }{
		{"/sql/demo", full, fine},
		{"/sql/demo", strings.Replace(full, " xmlns", ` e:actor="`+sqlNS+`" xmlns`, 1) + full, "Client, SoapHeader, DuplicateHeader"},
		{"/sql/nosessions", `<o:sqlSession initiate="true"/>`, "Client, SoapHeader, SessionsDisabled"},
		{"/sql/other", full, "Client, LoginFailure, AccessFailure"}, // LOGIN_TYPE = WINDOWS
		{"/sql/demo", full + full, "Client, SoapHeader, DuplicateHeader"},
		{"/sql/demo", strings.Replace(token, "%", "", 1), "Client, LoginFailure, AccessFailure"},
		{"/sql/demo", strings.Replace(full, ">app<", ">nobody<", 1), "Client, LoginFailure, AccessFailure"},
		{"/sql/demo", strings.NewReplacer(">app<", ">nobody<", ">soapstone<", "><").Replace(full), "Client, LoginFailure, AccessFailure"},
	} {
		if a := s.do(s.request(tt.path, "alice", options(tt.blocks))); a.fault() != tt.fault {
			t.Errorf("%s %s: %s", tt.path, tt.blocks, a.fault())
		}
	}
	if n := len(s.sessions()); n != 0 {
		t.Errorf("%d sessions were made", n)
	}
}

// An id that a client chooses is Base64, and not empty.
func TestRefusedIDs(t *testing.T) {
	s := start(t, "initiateWithId", "accept")
	for _, id := range []string{"", "!", "AAA", strings.Repeat("AAAA", 400)} {
		if a := s.batch(`initiate="true" sessionId="`+id+`"`, ""); a.fault() != badSession {
			t.Errorf("%s: %s", id, a.fault())
		}
	}
	if n := len(s.sessions()); n != 0 {
		t.Errorf("%d sessions were made", n)
	}
}

func TestRefusedDocuments(t *testing.T) {
	s := start(t)
	for _, tt := range []struct{ body, fault, message string }{
		{"", "Client, InvalidXml", "9422"},
		{"<a b='1' b='2'/>", "Client, InvalidXml", "9437"},
		{"<a:b/>", "Client, InvalidXml", "9459"},
		{"<a><b>", "Client, InvalidXml", "9400"},
		{"<a>\x01</a>", "Client, InvalidXml", "9420"},
		{"<a></b>", "Client, InvalidXml", "9436"},
		{"<a:b:c/>", "Client, InvalidXml", "9455"},
		{strings.Repeat("<a>", 200), "Client, InvalidXml", "7818"},
		{envelopeWith("", "") + "x", "Client, InvalidXml", "9422"},
	} {
		a := s.call(tt.body)
		if a.status != 500 || a.fault() != tt.fault || a.message() != tt.message {
			t.Errorf("%.40s: status %d, %s, message %s", tt.body, a.status, a.fault(), a.message())
		}
	}
}

// [MS-SSNWS] 1.7: UTF-8 and UTF-16.
func TestUTF16(t *testing.T) {
	s := start(t)
	body := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(envelope(`initiate="true"`, batchOf("PRINT N'é'")))) {
		body = append(body, byte(u), byte(u>>8))
	}
	r := s.request("/sql/demo", "alice", string(body))
	r.Header.Set("Content-Type", "text/xml; charset=utf-16")
	if a := s.do(r); a.status != 200 || !strings.Contains(a.body, "<sqlmessage:Message>é<") || a.session() == "" {
		t.Errorf("status %d: %s", a.status, a.body)
	}
}

// CHARACTER_SET = XML refuses what XML cannot hold, SQL writes it as a reference; the session is acknowledged in any case.
func TestCharacterSet(t *testing.T) {
	s := start(t, "/sql/other.characterSet", "sql")
	if a := s.batch(`initiate="true"`, "SELECT CAST(0x01 AS VARCHAR(1)) AS a"); !strings.Contains(a.body, ":  Server, InvalidXml<") || a.session() == "" {
		t.Errorf("%s", a.body)
	}
	if a := s.do(s.request("/sql/other", "alice", envelope("", batchOf("SELECT CAST(0x01 AS VARCHAR(1)) AS a")))); !strings.Contains(a.body, "&#x1;") {
		t.Errorf("%s", a.body)
	}
}

func TestAdmit(t *testing.T) {
	s := start(t, "/sql/other.state", "stopped", "/sql/nosessions.state", "disabled", "stoppedStatus", "500")
	for _, tt := range []struct {
		path   string
		change func(*http.Request)
		status int
	}{
		{"/sql/demo", func(*http.Request) {}, 200},
		{"/SQL/Demo", func(*http.Request) {}, 200},
		{"/sql/other", func(*http.Request) {}, 500},
		{"/sql/nosessions", func(*http.Request) {}, 404},
		{"/sql/demo/", func(*http.Request) {}, 404},
		{"/sql/demo", func(r *http.Request) { r.Header.Del("Authorization") }, 401},
		{"/sql/demo", func(r *http.Request) { r.Header.Set("Authorization", "Digest x") }, 401},
		{"/sql/demo", func(r *http.Request) { r.SetBasicAuth("alice", "Soapstone") }, 401},
		{"/sql/demo", func(r *http.Request) { r.SetBasicAuth("ALICE", "soapstone") }, 200},
		{"/sql/demo", func(r *http.Request) { r.SetBasicAuth("", "") }, 401},
		{"/sql/demo", func(r *http.Request) { r.Method = http.MethodPut }, 405},
		{"/sql/demo?wsdl", func(r *http.Request) { r.Method = http.MethodPut }, 405},
	} {
		r := s.request(tt.path, "alice", envelope("", batchOf("")))
		tt.change(r)
		a := s.do(r)
		if a.status != tt.status {
			t.Errorf("%s %s %v: status %d, want %d", r.Method, tt.path, r.Header, a.status, tt.status)
		}
		if tt.status == 401 && (len(a.head.Values("Www-Authenticate")) != 1 || a.body != "") {
			t.Errorf("%v %q", a.head, a.body)
		}
	}
}

// A proxy that speaks HTTP/1.0, as nginx does unless it is told otherwise, is the operator's to change: the log says so.
func TestWarningOfHTTP10(t *testing.T) {
	var log strings.Builder
	endpoint, err := soap.NewEndpoint(soap.Config{
		Services: start(t).room.Services(), Clock: soap.NewClock(), Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/sql/demo", strings.NewReader(envelope("", "")))
	r.Proto, r.ProtoMinor = "HTTP/1.0", 0
	w := httptest.NewRecorder()
	endpoint.ServeHTTP(w, r)
	if w.Code != http.StatusHTTPVersionNotSupported || !strings.Contains(log.String(), "proxy_http_version 1.1") {
		t.Errorf("status %d, the log says %s", w.Code, log.String())
	}
}

// Basic over clear text is for this machine, unless somebody says otherwise.
func TestClearText(t *testing.T) {
	for _, tt := range []struct {
		choice, remote, public string
		status                 int
	}{
		{"loopback", "127.0.0.1:1", "", 200},
		{"loopback", "[::1]:1", "", 200},
		{"loopback", "10.0.0.1:1", "", 403},
		{"loopback", "10.0.0.1:1", "https://soap.example.com", 200},
		{"loopback", "nonsense", "", 403},
		{"always", "10.0.0.1:1", "", 200},
		{"never", "127.0.0.1:1", "", 403},
	} {
		for _, offered := range []string{"basic", "digest, basic"} {
			s := start(t, "basicOverHTTP", tt.choice, windows, offered)
			endpoint, err := soap.NewEndpoint(soap.Config{Services: s.room.Services(), Clock: s.clock, PublicURL: tt.public})
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest(http.MethodPost, "/sql/demo", strings.NewReader(envelope("", batchOf(""))))
			r.SetBasicAuth("alice", "soapstone")
			r.RemoteAddr = tt.remote
			w := httptest.NewRecorder()
			endpoint.ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Errorf("%s, %s, %s, %q: status %d", offered, tt.choice, tt.remote, tt.public, w.Code)
			}
		}
	}
}

// A pattern lets each test have a user of its own. The user's name is the one that it gave.
func TestPatterns(t *testing.T) {
	cfg := sqlserver.Default()
	cfg.Users = append(cfg.Users, sqlserver.Account{Name: "test*", Password: "soapstone", Database: "AdventureWorks", Language: "French"})
	s := startWith(t, cfg)
	one := s.do(s.request("/sql/demo", "test1", envelope(`initiate="true"`, batchOf("SELECT SUSER_SNAME() AS a, DB_NAME() AS b, @@LANGUAGE AS c"))))
	for _, want := range []string{"<a>test1</a>", "<b>AdventureWorks</b>", "<c>Français</c>"} {
		if !strings.Contains(one.body, want) {
			t.Errorf("no %s in %s", want, one.body)
		}
	}
	if a := s.do(s.request("/sql/demo", "test2", envelope(enlist(one.id(t)), batchOf("")))); a.fault() != badSession {
		t.Errorf("%s", a.body)
	}
	if a := s.do(s.request("/sql/demo", "TEST1", envelope(enlist(one.id(t)), batchOf("")))); a.status != 200 {
		t.Errorf("%s", a.body)
	}
}

// A session answers to its open transaction alone.
func TestRefusedTransactions(t *testing.T) {
	s := start(t)
	id := s.transacting()
	const stale = "Client, SoapHeader, TransactionDescriptorIsInvalid"
	none := ` transactionDescriptor="AAAAAAAAAAA="`
	if a := s.batch(enlist(id)+none, ""); a.fault() != stale || a.session() != "" {
		t.Errorf("none is open: %s", a.body)
	}
	descriptor := s.batch(enlist(id), "BEGIN TRAN").descriptor()
	if a := s.batch(enlist(id)+none, ""); a.fault() != stale {
		t.Errorf("another is open: %s", a.body)
	}
	if a := s.batch(enlist(id), "SELECT @@TRANCOUNT AS n"); !strings.Contains(a.body, "<n>1</n>") {
		t.Errorf("without a descriptor: %s", a.body)
	}
	own := enlist(id) + descriptor
	if a := s.batch(own, ""); a.session() != own {
		t.Errorf("the open one: %s", a.body)
	}
	if a := s.batch(`terminate="true" `+own, ""); a.session() != `terminate="true" `+own {
		t.Errorf("%s", a.body)
	}
}

// The log says once an endpoint that a client spells namespaces as no real one could.
func TestWarningOfHTTPS(t *testing.T) {
	var log strings.Builder
	s := start(t)
	endpoint, err := soap.NewEndpoint(soap.Config{
		Services: s.room.Services(), Clock: s.clock, Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{envelope("", ""), strings.ReplaceAll(envelope("", ""), "http:", "https:"), strings.ReplaceAll(envelope("", ""), "http:", "https:")} {
		r := httptest.NewRequest(http.MethodPost, "/sql/demo", strings.NewReader(body))
		r.SetBasicAuth("alice", "soapstone")
		r.RemoteAddr = "127.0.0.1:1"
		endpoint.ServeHTTP(httptest.NewRecorder(), r)
	}
	if n := strings.Count(log.String(), "spells namespaces with https"); n != 1 {
		t.Errorf("%d warnings: %s", n, log.String())
	}
}
