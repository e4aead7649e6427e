package sqlserver_test

import (
	"crypto/md5"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap"
)

var (
	nonceOf = regexp.MustCompile(`nonce="([^"]*)"`)
	realmOf = regexp.MustCompile(`realm="([^"]*)"`)
)

// A login by Digest is for the address that was asked for, written as its path or, for the sake of a proxy, whole (RFC 2617,
// section 3.2.2.5). What is no answer to a challenge gets another one.
func TestDigestIsForAnAddress(t *testing.T) {
	s := start(t, windows, "digest", "digestAlgorithm", "MD5")
	p := s.peer()
	for _, tt := range []digestFor{
		{"/sql/demo", 200},
		{s.URL + "/sql/demo", 200},
		{"/sql/other", 401},
		{s.URL + "/sql/other", 401},
		{"sql/demo", 401},
		{"%", 401},
	} {
		tt.check(t, p)
	}
	if a := p.send("/sql/demo", "Digest x", select1); a.status != http.StatusUnauthorized || !strings.HasPrefix(a.head.Get("WWW-Authenticate"), "Digest ") {
		t.Errorf("no answer: %d %v", a.status, a.head)
	}
}

// Behind a proxy that takes a part of the path away, the address of a client is below that of the public URL.
func TestDigestBelowThePublicURL(t *testing.T) {
	s := start(t, windows, "digest", "digestAlgorithm", "MD5")
	endpoint, err := soap.NewEndpoint(soap.Config{Services: s.room.Services(), Clock: s.clock, PublicURL: "https://soap.example.com/old%20ones/"})
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(endpoint)
	t.Cleanup(front.Close)
	s.Server = front
	p := s.peer()
	for _, tt := range []digestFor{
		{"/old%20ones/sql/demo", 200},
		{"https://soap.example.com/old%20ones/sql/demo", 200},
		{"/sql/demo", 200}, // of a client that does not come by the proxy
		{"/old%20ones/sql/other", 401},
		{"https://soap.example.com/old%20ones/sql/other", 401},
		{"/new/sql/demo", 401},
	} {
		tt.check(t, p)
	}
}

// digestFor is what becomes of an answer to a challenge of /sql/demo that is for a URI.
type digestFor struct {
	uri    string
	status int
}

func (d digestFor) check(t *testing.T, p *peer) {
	t.Helper()
	hash := func(text string) string { return fmt.Sprintf("%x", md5.Sum([]byte(text))) }
	challenge := p.send("/sql/demo", "", "").head.Get("WWW-Authenticate")
	nonce, realm := nonceOf.FindStringSubmatch(challenge), realmOf.FindStringSubmatch(challenge)
	if nonce == nil || realm == nil {
		t.Fatalf("the challenge is %s", challenge)
	}
	response := hash(hash("alice:"+realm[1]+":soapstone") + ":" + nonce[1] + ":00000001:c:auth:" + hash("POST:"+d.uri))
	a := p.send("/sql/demo", fmt.Sprintf(`Digest username="alice", realm="%s", nonce="%s", uri="%s", qop=auth, nc=00000001, cnonce="c", algorithm=MD5, response="%s"`,
		realm[1], nonce[1], d.uri, response), select1)
	if a.status != d.status {
		t.Errorf("%s: status %d, want %d", d.uri, a.status, d.status)
	}
}
