package salesforce_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/salesforce"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// PHP's SoapClient skips exactly ten bytes of a gzip header, so that may hold nothing else; a story knows no packed bytes.
func TestRow09GzipHasAPlainHeader(t *testing.T) {
	r := start(t)
	session := r.login("a@example.com")
	plain := r.call(session, "<getUserInfo/>")
	packed := r.post(partner, envelope(session, "<getUserInfo/>"), func(h *http.Request) { h.Header.Set("Accept-Encoding", "gzip, deflate") })
	if got := packed.header.Get("Content-Encoding"); got != "gzip" {
		t.Fatalf("Content-Encoding is %q", got)
	}
	if head := []byte(packed.body[:4]); !bytes.Equal(head, []byte{0x1f, 0x8b, 8, 0}) {
		t.Errorf("the packed answer begins % x", head)
	}
	z, err := gzip.NewReader(strings.NewReader(packed.body))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Replace(plain.body, "<current>2<", "<current>3<", 1); string(body) != want {
		t.Errorf("want %s\ngot  %s", want, body)
	}
}

const success = "<result><success>true</success></result>"

// Two hundred sessions take two hundred logins to tell.
func TestRow26TwoHundredIDsAreOneTransaction(t *testing.T) {
	r := start(t)
	caller := r.login("a@example.com")
	var ids []string
	for range 200 {
		ids = append(ids, r.session("b@example.com"))
	}
	before := r.store.Updates.Load()
	a := r.call(caller, invalidateBody(ids...))
	if got := r.store.Updates.Load() - before; got != 1 {
		t.Errorf("it took %d transactions", got)
	}
	if a.status != 200 || !strings.Contains(a.body, "<invalidateSessionsResponse>"+strings.Repeat(success, 200)+"</invalidateSessionsResponse>") {
		t.Errorf("%d %s", a.status, a.body)
	}
	for _, id := range ids {
		if r.lives(id) {
			t.Fatal("a session that was ended lives")
		}
	}
}

func TestRow27TwoHundredAndOneAreRefused(t *testing.T) {
	r := start(t)
	caller := r.login("a@example.com")
	var ids []string
	for range 201 {
		ids = append(ids, r.session("b@example.com"))
	}
	a := r.call(caller, invalidateBody(ids...))
	if a.status != 500 || !strings.Contains(a.body, "<faultcode>sf:EXCEEDED_ID_LIMIT</faultcode><faultstring>EXCEEDED_ID_LIMIT: record limit reached. cannot submit more than 200 records into this call</faultstring>") {
		t.Errorf("%d %s", a.status, a.body)
	}
	for _, id := range ids {
		if !r.lives(id) {
			t.Fatal("a session was ended")
		}
	}
}

const testdata = "../../testdata/salesforce"

func stories(t *testing.T) []*transcript.Story {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(testdata, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories below %s: %v", testdata, err)
	}
	var all []*transcript.Story
	for _, name := range files {
		s, err := transcript.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// Every answer of SOAP in every story begins with the same bytes, has the same content type, and a Body without attributes.
func TestRow42EveryAnswerIsFramedAlike(t *testing.T) {
	seen := 0
	for _, s := range stories(t) {
		for _, e := range s.Events {
			a, ok := e.(*transcript.Response)
			if !ok || strings.HasPrefix(a.Value("Content-Type"), "application/") || len(a.Body) == 0 {
				continue
			}
			seen++
			if got := a.Value("Content-Type"); got != "text/xml; charset=utf-8" {
				t.Errorf("%s, response %d: content type %q", s.Name, a.Number, got)
			}
			if !strings.HasPrefix(string(a.Body), declared) || !strings.Contains(string(a.Body), "<soapenv:Body>") {
				t.Errorf("%s, response %d: %s", s.Name, a.Number, a.Body)
			}
			if bytes.Contains(a.Body, []byte("soapenv:Fault")) != strings.HasPrefix(a.Start, "HTTP/1.1 500 ") {
				t.Errorf("%s, response %d: %s with %s", s.Name, a.Number, a.Start, a.Body)
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d answers were looked at", seen)
	}
}

// What the clients' own code looks for, as their sources have it: jsforce, rforce, simple-salesforce and WSC by their
// patterns. The clients themselves run with the interop tests.
func TestRow44WhatClientsLookFor(t *testing.T) {
	r := start(t)
	in := r.post(partner, envelope("", loginBody("a@example.com", "soapstone"))).body
	for _, pattern := range []string{
		`<serverUrl>([^<]+)</serverUrl>`, `<sessionId>([^<]+)</sessionId>`, `<userId>([^<]+)</userId>`, `<organizationId>([^<]+)</organizationId>`, // jsforce
		`^<\?xml [^>]*\?><soapenv:Envelope `,      // rforce takes no other root
		`<soapenv:Body><loginResponse><result>`,   // jsforce: nothing on the Body; rforce: no Header
		`<passwordExpired>(true|false)</`,         // jsforce, Data Loader
		`<roleId xsi:nil="true"/>`,                // jsforce knows this spelling alone
		`<sessionSecondsValid>7200</sessionSecon`, // zkSforce logs in again after it
	} {
		if !regexp.MustCompile(pattern).MatchString(in) {
			t.Errorf("the login has no %s: %s", pattern, in)
		}
	}
	session := sessionIDText.FindStringSubmatch(in)[1]
	if a := r.call(session, invalidateBody(session)); a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	dead := r.call(session, "<getUserInfo/>")
	if dead.status != 500 { // zkSforce, jsforce
		t.Errorf("the status of a fault is %d", dead.status)
	}
	for _, pattern := range []string{
		`<faultcode>[a-zA-Z]+:INVALID_SESSION_ID</faultcode>`,                                                            // jsforce logs in again
		`sf:INVALID_SESSION_ID`,                                                                                          // rforce, soap4r, CumulusCI
		`<sf:exceptionCode>INVALID_SESSION_ID</sf:exceptionCode><sf:exceptionMessage>[^<]`,                               // simple-salesforce
		`<detail><sf:UnexpectedErrorFault xsi:type="sf:UnexpectedErrorFault">`,                                           // WSC
		`<faultstring>[^<]*Illegal Session[^<]*</faultstring>`, `<faultstring>[^<]*Session not found[^<]*</faultstring>`, // WSC renews
	} {
		if !regexp.MustCompile(pattern).MatchString(dead.body) {
			t.Errorf("the fault has no %s: %s", pattern, dead.body)
		}
	}
	if again := r.login("a@example.com"); again == session || !r.lives(again) {
		t.Error("the next login gives no new session")
	}
}

// Its parts are those of row 1, of which the story has but one example.
func TestSessionIDHasItsForm(t *testing.T) {
	id := start(t).login("a@example.com")
	if !regexp.MustCompile(`^00D5e000000SoAP!AQ[A-Za-z0-9._]AQ[A-Za-z0-9._]{91}$`).MatchString(id) || len(id) != 112 {
		t.Errorf("%s, of %d characters", id, len(id))
	}
}

func TestRow60QuotesAreReferences(t *testing.T) {
	cfg := salesforce.Default()
	cfg.Orgs[0].Name = `O'Brien & "Sons"`
	r := startWith(t, cfg)
	want := "<organizationName>O&apos;Brien &amp; &quot;Sons&quot;</organizationName>"
	if a := r.call(r.login("a@example.com"), "<getUserInfo/>"); !strings.Contains(a.body, want) {
		t.Errorf("want %s in %s", want, a.body)
	}
}

// What a version has first, or last: the code that stubs of earlier ones do not know (11.1, the first WSDL with it), roleId as a
// capture of 8.0 has it and one of 10.0 no longer, and the SessionHeader in any namespace (Guide, "SessionHeader": up to 11.1).
func TestFirstAndLastVersions(t *testing.T) {
	r := start(t, "*@example.com.token", "Xy9")
	login := envelope("", loginBody("a@example.com", "soapstone"))
	for version, want := range map[string]string{"10.0": "sf:INVALID_LOGIN", "11.0": "sf:LOGIN_MUST_USE_SECURITY_TOKEN", "11.1": "sf:LOGIN_MUST_USE_SECURITY_TOKEN"} {
		if a := r.post("/services/Soap/u/"+version, login); !strings.Contains(a.body, want) {
			t.Errorf("%s: want %s in %s", version, want, a.body)
		}
	}
	login = envelope("", loginBody("a@example.com", "soapstoneXy9"))
	for version, want := range map[string]string{"9.0": "<roleId>000000000000000AAA</roleId>", "10.0": `<roleId xsi:nil="true"/>`} {
		if a := r.post("/services/Soap/u/"+version, login); !strings.Contains(a.body, want) {
			t.Errorf("%s: want %s in %s", version, want, a.body)
		}
	}
	session := sessionIDText.FindStringSubmatch(r.post(partner, login).body)[1]
	for block, reads := range map[string]map[string]bool{
		`<SessionHeader xmlns="urn:x"><sessionId xmlns="urn:partner.soap.sforce.com">` + session + `</sessionId></SessionHeader>`: {"11.0": true, "11.1": true, "12.0": false},
		`<SessionHeader><sessionId xmlns="urn:x">` + session + `</sessionId></SessionHeader>`:                                     {"11.0": true, "12.0": false},
		"<SessionHeader><sessionId>\n " + session + " \n</sessionId></SessionHeader>":                                             {"11.0": true, "12.0": true},
	} {
		for version, want := range reads {
			body := strings.Replace(envelope("", "<getServerTimestamp/>"), "<e:Header></e:Header>", "<e:Header>"+block+"</e:Header>", 1)
			if a := r.post("/services/Soap/u/"+version, body); (a.status == http.StatusOK) != want {
				t.Errorf("%s, %s: %d %s", version, block, a.status, a.body)
			}
		}
	}
}
