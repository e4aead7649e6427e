package sqlserver_test

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/Azure/go-ntlmssp"
	"github.com/google/go-cmp/cmp"
	"github.com/soapstone-dev/soapstone/soap/auth/spnego"
	"github.com/soapstone-dev/soapstone/soap/internal/loopback"
)

const windows = "/sql/demo.authentication"

var select1 = envelope("", batchOf("SELECT 1"))

func TestRow93WindowsLogin(t *testing.T) {
	s := start(t, windows, "integrated", "/sql/other.authentication", "ntlm, basic")
	for _, test := range []struct{ path, scheme, user string }{
		{"/sql/demo", "NTLM", "alice"}, {"/sql/demo", "Negotiate", "alice"}, {"/sql/demo", "Negotiate", `CORP\ALICE`}, {"/sql/other", "NTLM", `x\alice`},
	} {
		t.Run(test.path+" "+test.scheme+" "+test.user, func(t *testing.T) {
			p := s.peer()
			a := p.logIn(test.path, test.scheme, test.user, "soapstone", select1)
			if a.status != 200 || p.Fresh || !strings.Contains(a.body, "<row>") || len(a.head.Values("WWW-Authenticate")) > 0 {
				t.Errorf("status %d, new connection %v, %v, %s", a.status, p.Fresh, a.head, a.body)
			}
		})
	}
}

// TestNegotiator: the other implementation's own transport, which takes whatever challenge it likes.
func TestNegotiator(t *testing.T) {
	s := start(t, windows, "integrated, basic")
	client := &http.Client{Transport: ntlmssp.Negotiator{RoundTripper: &loopback.Line{}}}
	defer client.CloseIdleConnections()
	for range 2 {
		r := s.request("/sql/demo", `CORP\alice`, select1)
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if a, err := read(resp); a.status != 200 || err != nil {
			t.Fatalf("status %d, %v, %v", a.status, a.head, err)
		}
	}
}

// A client that would rather have used Kerberos speaks NTLM in the frames of SPNEGO (RFC 4178), the last of which comes with
// the answer. Its connection is logged in from then on.
func TestLoginInFrames(t *testing.T) {
	p := start(t, windows, "integrated").peer()
	turn := func(token []byte) answer {
		return p.send("/sql/demo", "Negotiate "+base64.StdEncoding.EncodeToString(token), select1)
	}
	frame := func(message []byte) []byte { return spnego.Answer{State: spnego.Incomplete, Inner: message}.Bytes() }
	const list = "\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a" // Kerberos, NTLM
	wants := p.challenge(turn([]byte("\x60\x27\x06\x06\x2b\x06\x01\x05\x05\x02\xa0\x1d\x30\x1b\xa0\x19\x30\x17"+list)), "Negotiate")
	if !strings.HasPrefix(string(wants), "\xa1\x15\x30\x13\xa0\x03\x0a\x01\x03") { // request-mic
		t.Fatalf("the first answer is %x", wants)
	}
	message, err := ntlmssp.NewNegotiateMessage("", "")
	if err != nil {
		t.Fatal(err)
	}
	challenge, err := spnego.Read(p.challenge(turn(frame(message)), "Negotiate"))
	if err != nil {
		t.Fatal(err)
	}
	if message, err = ntlmssp.NewAuthenticateMessage(challenge.Inner, "alice", "soapstone", nil); err != nil {
		t.Fatal(err)
	}
	a := turn(frame(message))
	if got := a.head.Get("WWW-Authenticate"); a.status != 200 || !strings.HasPrefix(got, "Negotiate oQ") { // the tag of a NegTokenResp
		t.Errorf("status %d, the last token is %q", a.status, got)
	}
	if a := p.send("/sql/demo", "", select1); a.status != 200 || p.Fresh {
		t.Errorf("afterwards status %d, new connection %v", a.status, p.Fresh)
	}
}

func TestRow94TheConnectionIsLoggedIn(t *testing.T) {
	s := start(t, windows, "integrated, basic", "/sql/other.authentication", "integrated")
	p := s.peer()
	p.logIn("/sql/demo", "NTLM", "alice", "soapstone", select1)
	if a := p.send("/sql/demo", "", select1); a.status != 200 || p.Fresh {
		t.Errorf("status %d, new connection %v", a.status, p.Fresh)
	}
	if a := p.send("/sql/other", "", select1); a.status != 401 {
		t.Errorf("another endpoint: status %d", a.status)
	}
	if a := p.send("/sql/demo", "", select1); a.status != 200 || p.Fresh {
		t.Errorf("after that: status %d, new connection %v", a.status, p.Fresh)
	}
	if a := p.send("/sql/demo", "NTLM AAAA", select1); a.status != 401 {
		t.Errorf("nonsense: status %d", a.status)
	}
	if a := p.send("/sql/demo", "", select1); a.status != 401 {
		t.Errorf("after nonsense: status %d", a.status)
	}
	if a := s.peer().send("/sql/demo", "", select1); a.status != 401 {
		t.Errorf("another connection: status %d", a.status)
	}
}

func TestRow95TheConnectionIsAProxys(t *testing.T) {
	s := start(t, windows, "integrated")
	for _, field := range []string{"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
		p := s.peer()
		forwarded := func(authorization string) answer {
			r := p.request("/sql/demo", "", select1)
			r.Header.Del("Authorization")
			if authorization != "" {
				r.Header.Set("Authorization", authorization)
			}
			r.Header.Set(field, "x")
			return p.exchange(r)
		}
		for turn := range 2 {
			message, err := ntlmssp.NewAuthenticateMessage(p.begin("/sql/demo", "NTLM"), "alice", "soapstone", nil)
			if err != nil {
				t.Fatal(err)
			}
			if a := forwarded("NTLM " + base64.StdEncoding.EncodeToString(message)); a.status != 200 {
				t.Errorf("%s: login %d: status %d", field, turn, a.status)
			}
			if a := forwarded(""); a.status != 401 || p.Fresh {
				t.Errorf("%s: the next request: status %d, new connection %v", field, a.status, p.Fresh)
			}
			if a := p.send("/sql/demo", "", select1); a.status != 401 {
				t.Errorf("%s: one that does not tell of the proxy: status %d", field, a.status)
			}
		}
		p.logIn("/sql/demo", "NTLM", "alice", "soapstone", select1)
		if a := forwarded(""); a.status != 401 {
			t.Errorf("%s: after a login without it: status %d", field, a.status)
		}
	}
}

func TestRow96AnswerOnAnotherConnection(t *testing.T) {
	s := start(t, windows, "integrated")
	message, err := ntlmssp.NewAuthenticateMessage(s.peer().begin("/sql/demo", "NTLM"), "alice", "soapstone", nil)
	if err != nil {
		t.Fatal(err)
	}
	token := "NTLM " + base64.StdEncoding.EncodeToString(message)
	p := s.peer()
	for range 2 {
		if a := p.send("/sql/demo", token, select1); a.status != 401 || len(a.head.Values("WWW-Authenticate")) != 2 {
			t.Errorf("status %d, %v", a.status, a.head)
		}
	}
	if !strings.Contains(s.log.String(), "a challenge that it had on another connection") {
		t.Errorf("the log says %s", s.log)
	}
}

func TestRow97RefusedWindowsLogins(t *testing.T) {
	s := start(t, windows, "integrated, basic", "/sql/demo.defaultLogonDomain", "CORP")
	want := []string{"Negotiate", "NTLM", `Basic realm="` + strings.TrimPrefix(s.URL, "http://") + `"`}
	for _, test := range []struct{ name, user, password, says string }{
		{"wrong password", "alice", "Soapstone", "ntlm: wrong password"},
		{"unknown user", `CORP\carol`, "soapstone", "write the user under sqlserver.users"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := s.peer()
			a := p.logIn("/sql/demo", "Negotiate", test.user, test.password, select1)
			if diff := cmp.Diff(want, a.head.Values("WWW-Authenticate")); a.status != 401 || p.Fresh || diff != "" {
				t.Errorf("status %d, new connection %v, %s", a.status, p.Fresh, diff)
			}
			if !strings.Contains(s.log.String(), test.says) || strings.Contains(s.log.String(), test.password) {
				t.Errorf("the log says %s", s.log)
			}
			if a := p.logIn("/sql/demo", "NTLM", "alice", "soapstone", select1); a.status != 200 || p.Fresh {
				t.Errorf("afterwards status %d, new connection %v", a.status, p.Fresh)
			}
		})
	}
	t.Run("a Kerberos ticket", func(t *testing.T) {
		// GSS-API's frame, the mechanism of Kerberos, and the beginning of a ticket (RFC 4121, section 4.1).
		token := append([]byte("\x60\x11\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x01\x00"), "abcd"...)
		a := s.peer().send("/sql/demo", "Negotiate "+base64.StdEncoding.EncodeToString(token), select1)
		if log := s.log.String(); a.status != 401 || !strings.Contains(log, "a client sent a Kerberos ticket, which cannot be read here: have it use NTLM") {
			t.Errorf("status %d, the log says %s", a.status, log)
		}
	})
	t.Run("no Base64", func(t *testing.T) {
		if a := s.peer().send("/sql/demo", "NTLM secret!", select1); a.status != 401 || strings.Contains(s.log.String(), "secret!") {
			t.Errorf("status %d, the log says %s", a.status, s.log)
		}
	})
}

func TestRow102ByName(t *testing.T) {
	s := start(t, windows, "integrated", "/sql/demo.verify", "name")
	for _, scheme := range []string{"NTLM", "Negotiate"} {
		if a := s.peer().logIn("/sql/demo", scheme, `CORP\alice`, "whatever", select1); a.status != 200 {
			t.Errorf("%s: status %d", scheme, a.status)
		}
	}
	if a := s.peer().logIn("/sql/demo", "NTLM", "carol", "whatever", select1); a.status != 401 {
		t.Errorf("an unknown user: status %d", a.status)
	}
	p := s.peer()
	p.logIn("/sql/demo", "NTLM", "alice", "whatever", select1)
	for authorization, want := range map[string]int{"": 401, "NTLM AAAA": 403} {
		r := p.request("/sql/demo", "", select1)
		r.Header.Del("Authorization")
		if authorization != "" {
			r.Header.Set("Authorization", authorization)
		}
		r.Header.Set("X-Forwarded-For", "192.0.2.7")
		if a := p.exchange(r); a.status != want {
			t.Errorf("by way of a proxy, Authorization %q: status %d", authorization, a.status)
		}
	}
}

// What a client sends with the first messages is read, though nobody needs it: net/http would close the connection, and
// the handshake with it.
func TestRow103TheConnectionStays(t *testing.T) {
	large := envelope("", batchOf("SELECT 1 --"+strings.Repeat("x", 1<<20)))
	for _, expect := range []string{"", "100-continue"} {
		s := start(t, windows, "integrated")
		p := s.peer()
		message, err := ntlmssp.NewNegotiateMessage("", "")
		if err != nil {
			t.Fatal(err)
		}
		r := p.request("/sql/demo", "", large)
		r.Header.Set("Authorization", "NTLM "+base64.StdEncoding.EncodeToString(message))
		if expect != "" {
			r.Header.Set("Expect", expect)
		}
		challenge := p.challenge(p.exchange(r), "NTLM")
		answer, err := ntlmssp.NewAuthenticateMessage(challenge, "alice", "soapstone", nil)
		if err != nil {
			t.Fatal(err)
		}
		if a := p.send("/sql/demo", "NTLM "+base64.StdEncoding.EncodeToString(answer), large); a.status != 200 || p.Fresh {
			t.Errorf("Expect %q: status %d, new connection %v", expect, a.status, p.Fresh)
		}
	}
}

func TestRow104WSDLByWindowsLogin(t *testing.T) {
	s := start(t, windows, "ntlm")
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		p := s.peer()
		message, err := ntlmssp.NewAuthenticateMessage(p.begin("/sql/demo", "NTLM"), "alice", "soapstone", nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequest(method, s.URL+"/sql/demo?wsdl", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "NTLM "+base64.StdEncoding.EncodeToString(message))
		if a := p.exchange(r); a.status != 200 || strings.Contains(a.body, "definitions") != (method == http.MethodGet) {
			t.Errorf("%s: status %d, %.100s", method, a.status, a.body)
		}
	}
}

func TestRow105LoginsEndWithTheServer(t *testing.T) {
	s := start(t, windows, "integrated")
	p := s.peer()
	in := func() bool { return p.send("/sql/demo", "", select1).status == 200 }
	p.logIn("/sql/demo", "NTLM", "alice", "soapstone", select1)
	if err := s.room.Alter(t.Context(), "/sql/demo", nil); err != nil {
		t.Fatal(err)
	}
	if !in() {
		t.Error("ALTER ENDPOINT without a change ended the login")
	}
	if err := s.room.Alter(t.Context(), "/sql/demo", map[string]string{"authentication": "basic"}); err != nil {
		t.Fatal(err)
	}
	if in() {
		t.Error("ALTER ENDPOINT took NTLM away, and its login was good")
	}
	if err := s.room.Alter(t.Context(), "/sql/demo", map[string]string{"authentication": "ntlm"}); err != nil {
		t.Fatal(err)
	}
	p.logIn("/sql/demo", "NTLM", "alice", "soapstone", select1)
	if err := s.room.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if in() {
		t.Error("a restart of the server left the login")
	}
}

// A server that does not tell connections apart takes no Windows login, and says why.
func TestConnectionsThatAreNotToldApart(t *testing.T) {
	s := start(t, windows, "integrated, basic")
	message, err := ntlmssp.NewNegotiateMessage("", "")
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/sql/demo", strings.NewReader(select1))
	r.Header.Set("Authorization", "NTLM "+base64.StdEncoding.EncodeToString(message))
	w := httptest.NewRecorder()
	s.Config.Handler.ServeHTTP(w, r)
	if w.Code != 401 || !strings.Contains(s.log.String(), "set its ConnContext to soap.ConnContext") {
		t.Errorf("status %d, the log says %s", w.Code, s.log)
	}
}

func TestRow99NTLMVersion1(t *testing.T) {
	for _, test := range []struct {
		choice, password string
		status           int
		says             []string
	}{
		{"v2", "soapstone", 401, []string{"set sqlserver.choices.ntlmResponses to any", `choices.ntlmResponses to any: an NTLM response of version 1"`}},
		{"any", "soapstone", 200, nil},
		{"any", "soapstones", 401, []string{"ntlm: wrong password"}},
	} {
		t.Run(test.choice+" "+test.password, func(t *testing.T) {
			s := start(t, windows, "ntlm", "ntlmResponses", test.choice)
			p := s.peer()
			if a := p.send("/sql/demo", version1(p.begin("/sql/demo", "NTLM"), "alice", test.password), select1); a.status != test.status {
				t.Errorf("status %d", a.status)
			}
			for _, words := range test.says {
				if log := s.log.String(); !strings.Contains(log, words) {
					t.Errorf("the log says %s, and not %s", log, words)
				}
			}
		})
	}
}
