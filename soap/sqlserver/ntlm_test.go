package sqlserver_test

import (
	"bytes"
	"crypto/des"
	"encoding/base64"
	"encoding/binary"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/Azure/go-ntlmssp"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/md4" //lint:ignore SA1019 old clients are made of it

	"github.com/soapstone-dev/soapstone/soap/sqlserver"
)

// peer is a client with one connection of its own. Another implementation than ours makes its messages.
type peer struct {
	*stand
	client *http.Client
	fresh  bool // whether the last request came on a new connection
}

func (s *stand) peer() *peer {
	transport := &http.Transport{MaxConnsPerHost: 1, ExpectContinueTimeout: 1 << 40}
	s.t.Cleanup(transport.CloseIdleConnections)
	return &peer{stand: s, client: &http.Client{Transport: transport}}
}

// send sends a body with an Authorization, "" for none.
func (p *peer) send(path, authorization, body string) answer {
	p.t.Helper()
	r := p.request(path, "", body)
	r.Header.Del("Authorization")
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	return p.exchange(r)
}

func (p *peer) exchange(r *http.Request) answer {
	p.t.Helper()
	trace := &httptrace.ClientTrace{GotConn: func(c httptrace.GotConnInfo) { p.fresh = !c.Reused }}
	resp, err := p.client.Do(r.WithContext(httptrace.WithClientTrace(r.Context(), trace)))
	if err != nil {
		p.t.Fatal(err)
	}
	a, err := read(resp)
	if err != nil {
		p.t.Fatal(err)
	}
	return a
}

// logIn does a handshake and returns the answer to its end.
func (p *peer) logIn(path, scheme, user, password, body string) answer {
	p.t.Helper()
	challenge := p.begin(path, scheme)
	message, err := ntlmssp.NewAuthenticateMessage(challenge, user, password, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.send(path, scheme+" "+base64.StdEncoding.EncodeToString(message), body)
}

// begin does the first turn of a handshake and returns the challenge.
func (p *peer) begin(path, scheme string) []byte {
	p.t.Helper()
	message, err := ntlmssp.NewNegotiateMessage("", "")
	if err != nil {
		p.t.Fatal(err)
	}
	return p.challenge(p.send(path, scheme+" "+base64.StdEncoding.EncodeToString(message), ""), scheme)
}

// challenge is the one of an answer that has one, of this scheme.
func (p *peer) challenge(a answer, scheme string) []byte {
	p.t.Helper()
	fields := a.head.Values("WWW-Authenticate")
	if a.status != http.StatusUnauthorized || len(fields) != 1 || !strings.HasPrefix(fields[0], scheme+" ") {
		p.t.Fatalf("status %d, challenges %q", a.status, fields)
	}
	challenge, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(fields[0], scheme+" "))
	if err != nil {
		p.t.Fatal(err)
	}
	return challenge
}

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
			if a.status != 200 || p.fresh || !strings.Contains(a.body, "<row>") || len(a.head.Values("WWW-Authenticate")) > 0 {
				t.Errorf("status %d, new connection %v, %v, %s", a.status, p.fresh, a.head, a.body)
			}
		})
	}
}

// TestNegotiator: the other implementation's own transport, which takes whatever challenge it likes.
func TestNegotiator(t *testing.T) {
	s := start(t, windows, "integrated, basic")
	client := &http.Client{Transport: ntlmssp.Negotiator{RoundTripper: &http.Transport{MaxConnsPerHost: 1}}}
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

func TestRow94TheConnectionIsLoggedIn(t *testing.T) {
	s := start(t, windows, "integrated, basic", "/sql/other.authentication", "integrated")
	p := s.peer()
	p.logIn("/sql/demo", "NTLM", "alice", "soapstone", select1)
	if a := p.send("/sql/demo", "", select1); a.status != 200 || p.fresh {
		t.Errorf("status %d, new connection %v", a.status, p.fresh)
	}
	if a := p.send("/sql/other", "", select1); a.status != 401 {
		t.Errorf("another endpoint: status %d", a.status)
	}
	if a := p.send("/sql/demo", "", select1); a.status != 200 || p.fresh {
		t.Errorf("after that: status %d, new connection %v", a.status, p.fresh)
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
		{"unknown user", `CORP\carol`, "soapstone", "there is no such user"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := s.peer()
			a := p.logIn("/sql/demo", "Negotiate", test.user, test.password, select1)
			if diff := cmp.Diff(want, a.head.Values("WWW-Authenticate")); a.status != 401 || p.fresh || diff != "" {
				t.Errorf("status %d, new connection %v, %s", a.status, p.fresh, diff)
			}
			if !strings.Contains(s.log.String(), test.says) || strings.Contains(s.log.String(), test.password) {
				t.Errorf("the log says %s", s.log)
			}
			if a := p.logIn("/sql/demo", "NTLM", "alice", "soapstone", select1); a.status != 200 || p.fresh {
				t.Errorf("afterwards status %d, new connection %v", a.status, p.fresh)
			}
		})
	}
	t.Run("no Base64", func(t *testing.T) {
		if a := s.peer().send("/sql/demo", "NTLM secret!", select1); a.status != 401 || strings.Contains(s.log.String(), "secret!") {
			t.Errorf("status %d, the log says %s", a.status, s.log)
		}
	})
}

func TestRow98SessionOfAWindowsUser(t *testing.T) {
	cfg := sqlserver.Default()
	cfg.Users = append(cfg.Users, sqlserver.Account{Name: `CORP\bob`, Password: "other"}, sqlserver.Account{Name: `LAB\*`, Password: "lab"})
	for _, name := range []string{windows, "/sql/other.authentication"} {
		if err := cfg.Set(name, "integrated, basic"); err != nil {
			t.Fatal(err)
		}
	}
	s := startWith(t, cfg, nil)
	id := s.peer().logIn("/sql/demo", "NTLM", `CORP\bob`, "other", envelope(`initiate="true"`, batchOf(""))).id(t)
	for _, test := range []struct {
		user, password string
		in             bool
	}{
		{`CORP\bob`, "other", true}, {`corp\BOB`, "other", true}, {"bob", "soapstone", false}, {`LAB\bob`, "lab", false}, {"alice", "soapstone", false},
	} {
		a := s.peer().logIn("/sql/demo", "Negotiate", test.user, test.password, envelope(enlist(id), batchOf("")))
		switch {
		case test.in && a.status != 200:
			t.Errorf("%s: status %d, %s", test.user, a.status, a.body)
		case !test.in && (a.status != 500 || a.fault() != badSession):
			t.Errorf("%s: status %d, %s", test.user, a.status, a.body)
		}
	}
	// The same account by another scheme is the same user.
	r := s.request("/sql/demo", "", envelope(`terminate="true" `+enlist(id), batchOf("")))
	r.SetBasicAuth(`CORP\bob`, "other")
	if a := s.do(r); a.status != 200 {
		t.Errorf("by Basic: status %d, %s", a.status, a.body)
	}
	var owners []string
	s.peer().logIn("/sql/demo", "NTLM", `Lab\Dora`, "lab", envelope(`initiate="true"`, batchOf("")))
	s.peer().logIn("/sql/demo", "NTLM", `elsewhere\alice`, "soapstone", envelope(`initiate="true"`, batchOf("")))
	for _, rec := range s.sessions() {
		owners = append(owners, rec.Owner)
	}
	slices.Sort(owners)
	if diff := cmp.Diff([]string{"http:alice", `http:lab\dora`}, owners); diff != "" {
		t.Error(diff)
	}
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
		if a := p.send("/sql/demo", "NTLM "+base64.StdEncoding.EncodeToString(answer), large); a.status != 200 || p.fresh {
			t.Errorf("Expect %q: status %d, new connection %v", expect, a.status, p.fresh)
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

// version1 answers a challenge as old clients do ([MS-NLMP] 3.3.1), in OEM text.
func version1(challenge []byte, user, password string) string {
	h := md4.New()
	for _, u := range utf16.Encode([]rune(password)) {
		h.Write([]byte{byte(u), byte(u >> 8)})
	}
	hash := append(h.Sum(nil), 0, 0, 0, 0, 0)
	var response []byte
	for third := range 3 {
		var key [8]byte // the 56 bits of a third, seven in each byte
		n := new(big.Int).SetBytes(hash[7*third : 7*third+7])
		for i := range key {
			key[i] = byte(new(big.Int).Rsh(n, uint(49-7*i)).Uint64()&0x7f) << 1
		}
		c, err := des.NewCipher(key[:])
		if err != nil {
			panic(err)
		}
		block := make([]byte, 8)
		c.Encrypt(block, challenge[24:32])
		response = append(response, block...)
	}
	b, payload := []byte("NTLMSSP\x00\x03\x00\x00\x00"), ""
	for _, f := range []string{strings.Repeat("\x00", 24), string(response), "", user, "", ""} {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(f)))
		b = binary.LittleEndian.AppendUint16(b, uint16(len(f)))
		b = binary.LittleEndian.AppendUint32(b, uint32(64+len(payload)))
		payload += f
	}
	return "NTLM " + base64.StdEncoding.EncodeToString(append(binary.LittleEndian.AppendUint32(b, 0x202), payload...))
}

func TestRow99NTLMVersion1(t *testing.T) {
	for _, test := range []struct {
		choice, password string
		status           int
		says             string
	}{
		{"v2", "soapstone", 401, "set sqlserver.choices.ntlmResponses to any"},
		{"any", "soapstone", 200, ""},
		{"any", "soapstones", 401, "ntlm: wrong password"},
	} {
		t.Run(test.choice+" "+test.password, func(t *testing.T) {
			s := start(t, windows, "ntlm", "ntlmResponses", test.choice)
			p := s.peer()
			if a := p.send("/sql/demo", version1(p.begin("/sql/demo", "NTLM"), "alice", test.password), select1); a.status != test.status {
				t.Errorf("status %d", a.status)
			}
			if log := s.log.String(); !strings.Contains(log, test.says) {
				t.Errorf("the log says %s", log)
			}
		})
	}
}

func TestRow106DefaultLogonDomain(t *testing.T) {
	cfg := sqlserver.Default()
	cfg.Users = append(cfg.Users, sqlserver.Account{Name: `CORP\carol`, Password: "soapstone"})
	for name, value := range map[string]string{
		windows: "integrated, digest, basic", "/sql/demo.defaultLogonDomain": "CORP", "/sql/other.authentication": "integrated, digest, basic",
	} {
		if err := cfg.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	s := startWith(t, cfg, nil)
	for path, want := range map[string]int{"/sql/demo": 200, "/sql/other": 401} {
		if a := s.do(s.request(path, "carol", select1)); a.status != want {
			t.Errorf("Basic at %s: status %d", path, a.status)
		}
		if a := s.peer().logIn(path, "NTLM", "carol", "soapstone", select1); a.status != want {
			t.Errorf("NTLM at %s: status %d", path, a.status)
		}
		for _, user := range []string{`corp\carol`, "alice", `elsewhere\alice`} {
			if a := s.do(s.request(path, user, select1)); a.status != 200 {
				t.Errorf("%s at %s: status %d", user, path, a.status)
			}
		}
	}
	for path, want := range map[string]bool{"/sql/demo": true, "/sql/other": false} {
		if got := bytes.Contains(s.peer().begin(path, "NTLM"), []byte("C\x00O\x00R\x00P\x00")); got != want {
			t.Errorf("the challenge of %s names the domain: %v", path, got)
		}
	}
}

func TestAuthentication(t *testing.T) {
	for _, test := range []struct{ value, verify, want string }{
		{"", "", ""},
		{"basic", "password", ""},
		{"integrated,basic", "name", ""},
		{" ntlm , digest", "", ""},
		{"kerberos, ntlm", "", ""},
		{"negotiate", "", `authentication: "negotiate" is not one of basic, digest, integrated, ntlm, kerberos`},
		{"NTLM", "", `"NTLM" is not one of`},
		{",", "", "names no scheme"},
		{"basic, basic", "", "basic stands there twice"},
		{"kerberos, basic", "", "write integrated"},
		{"basic", "name", "verify: name is for Windows logins"},
		{"ntlm", "nobody", `verify: "nobody" is not one of password, name`},
	} {
		cfg := sqlserver.Default()
		cfg.Endpoints[0].Authentication, cfg.Endpoints[0].Verify = sqlserver.Schemes(test.value), test.verify
		err := cfg.Validate()
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q, %q: got %v, want %s", test.value, test.verify, err, test.want)
		}
	}
}
