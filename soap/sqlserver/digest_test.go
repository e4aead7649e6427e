package sqlserver_test

import (
	"crypto/md5"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

var (
	nonceOf = regexp.MustCompile(`nonce="([^"]*)"`)
	realmOf = regexp.MustCompile(`realm="([^"]*)"`)
)

// A login by Digest is for the address that was asked for, written as its path or, for the sake of a proxy, whole (RFC 2617,
// section 3.2.2.5). What is no answer to a challenge gets another one.
func TestDigestIsForAnAddress(t *testing.T) {
	s := start(t, windows, "digest", "digestAlgorithm", "MD5")
	hash := func(text string) string { return fmt.Sprintf("%x", md5.Sum([]byte(text))) }
	p := s.peer()
	for _, tt := range []struct {
		uri    string
		status int
	}{
		{"/sql/demo", 200},
		{s.URL + "/sql/demo", 200},
		{"/sql/other", 401},
		{s.URL + "/sql/other", 401},
		{"sql/demo", 401},
		{"%", 401},
	} {
		challenge := p.send("/sql/demo", "", "").head.Get("WWW-Authenticate")
		nonce, realm := nonceOf.FindStringSubmatch(challenge), realmOf.FindStringSubmatch(challenge)
		if nonce == nil || realm == nil {
			t.Fatalf("the challenge is %s", challenge)
		}
		response := hash(hash("alice:"+realm[1]+":soapstone") + ":" + nonce[1] + ":00000001:c:auth:" + hash("POST:"+tt.uri))
		a := p.send("/sql/demo", fmt.Sprintf(`Digest username="alice", realm="%s", nonce="%s", uri="%s", qop=auth, nc=00000001, cnonce="c", algorithm=MD5, response="%s"`,
			realm[1], nonce[1], tt.uri, response), select1)
		if a.status != tt.status {
			t.Errorf("%s: status %d, want %d: %s", tt.uri, a.status, tt.status, s.log.String())
		}
	}
	if a := p.send("/sql/demo", "Digest x", select1); a.status != http.StatusUnauthorized || !strings.HasPrefix(a.head.Get("WWW-Authenticate"), "Digest ") {
		t.Errorf("no answer: %d %v", a.status, a.head)
	}
}
