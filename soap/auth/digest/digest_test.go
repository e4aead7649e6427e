package digest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/soapstone-dev/soapstone/soap/auth/digest"
)

// mufasa is the example of RFC 2617, section 3.5.
const mufasa = `username="Mufasa",
                 realm="testrealm@host.com",
                 nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",
                 uri="/dir/index.html",
                 qop=auth,
                 nc=00000001,
                 cnonce="0a4f113b",
                 response="6629fae49393a05397450978507c4ef1",
                 opaque="5ccc069c403ebaf9f0171e9517f40e41"`

// folded is a header over several lines as net/http hands it on.
func folded(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestExample(t *testing.T) {
	a, err := digest.Read(folded(mufasa))
	if err != nil {
		t.Fatal(err)
	}
	want := &digest.Answer{
		User: "Mufasa", Realm: "testrealm@host.com", Nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093", URI: "/dir/index.html",
		ClientNonce: "0a4f113b", Algorithm: digest.MD5, Count: 1,
	}
	if diff := cmp.Diff(want, a, cmpopts.IgnoreUnexported(digest.Answer{})); diff != "" {
		t.Error(diff)
	}
	if !a.Check("GET", "Circle Of Life", "") {
		t.Error("the right password is refused")
	}
	for _, wrong := range [][2]string{{"POST", "Circle Of Life"}, {"GET", "circle of life"}, {"GET", ""}} {
		if a.Check(wrong[0], wrong[1], "") {
			t.Errorf("%q is taken", wrong)
		}
	}
}

// curl is what curl 7.88 answered as CORP\alice with the password soapstone.
const curl = `username="CORP\\alice", realm="127.0.0.1:35467", nonce="GNf_lq1b_leGWyL0UpmUEQ", uri="/sql/demo", ` +
	`cnonce="MTlhMjFiN2FlMGEzZjVhNGQ4Y2U2NDRjYzljMGUwZjM=", nc=00000001, qop=auth, response="e1a2464e04fee9fa4076e1f63041a63a", algorithm=MD5-sess`

func TestSession(t *testing.T) {
	a, err := digest.Read(curl)
	if err != nil {
		t.Fatal(err)
	}
	if a.User != `CORP\alice` || a.Algorithm != digest.MD5Sess || !a.Check("POST", "soapstone", "") || !a.Check("POST", "soapstone", "another") {
		t.Errorf("read as %+v", a)
	}
	if a.Check("POST", "Soapstone", "") || a.Check("POST", "Soapstone", "another") {
		t.Error("a wrong password is taken")
	}
	// The same by the RFC: the key is of the first nonce of the client. Computed with md5sum.
	a, err = digest.Read(`username="alice",realm="r",nonce="n",uri="/",algorithm=MD5-sess,qop=auth,nc=00000002,cnonce="second",response="e580ad8984270c1684af0a592c65a88e"`)
	if err != nil {
		t.Fatal(err)
	}
	if !a.Check("GET", "soapstone", "first") || a.Check("GET", "soapstone", "") {
		t.Error("the first nonce of the client does not count")
	}
}

func TestMalformed(t *testing.T) {
	good := folded(mufasa)
	with := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	for _, s := range []string{
		"", "secret", "=", `"a"=b`, `username="Mufasa`, `username="a"b`, "a=b c",
		good + `, nc=00000002`,
		with(`username="Mufasa",`, ""), with("qop=auth,", ""), with("qop=auth", "qop=auth-int"), with("nc=00000001,", ""),
		with("nc=00000001", "nc=1"), with("nc=00000001", "nc=0000000x"), with("nc=00000001", "nc=+0000001"),
		good + ",algorithm=SHA-256",
	} {
		a, err := digest.Read(s)
		if !errors.Is(err, digest.ErrMalformed) || a != nil {
			t.Errorf("%s: got %+v, %v, want ErrMalformed", s, a, err)
		}
		if err != nil && (strings.Contains(err.Error(), "Mufasa") || strings.Contains(err.Error(), "secret")) {
			t.Errorf("the error quotes the answer: %v", err)
		}
	}
}

func TestNames(t *testing.T) {
	for _, test := range []struct{ written, user string }{
		{`"CORP\alice"`, `CORP\alice`}, {`"CORP\\alice"`, `CORP\alice`}, {`"a \"b\""`, `a "b"`}, {`alice`, "alice"}, {`""`, ""}, {`"J` + "\xc3\xbc" + `rgen"`, "Jürgen"},
	} {
		a, err := digest.Read(strings.Replace(folded(mufasa), `"Mufasa"`, test.written, 1))
		if err != nil || a.User != test.user {
			t.Errorf("%s: read as %+v, %v", test.written, a, err)
		}
	}
}

func TestNonces(t *testing.T) {
	var n digest.Nonces
	noon := time.Date(2005, 11, 7, 12, 0, 0, 0, time.UTC)
	text := n.Issue([16]byte{1, 2, 3}, noon)
	if text != "AQIDAAAAAAAAAAAAAAAAAA" || n.First(text) != "" {
		t.Errorf("issued %s, first %q", text, n.First(text))
	}
	use := func(count uint32, at time.Time) bool {
		return n.Use(&digest.Answer{Nonce: text, Count: count, ClientNonce: fmt.Sprint("c", count)}, at, time.Minute)
	}
	for _, step := range []struct {
		count uint32
		after time.Duration
		want  bool
	}{
		{0, 0, false}, {3, 0, true}, {3, 0, false}, {1, 0, true}, {1, 0, false}, {2, 0, true}, {100, 0, true}, {37, 0, true}, {37, 0, false}, {36, 0, false},
		{100, 0, false}, {101, time.Minute, true}, {102, time.Minute + 1, false}, {1 << 31, 0, true}, {102, 0, false},
	} {
		if got := use(step.count, noon.Add(step.after)); got != step.want {
			t.Errorf("count %d after %v: %v", step.count, step.after, got)
		}
	}
	if got := n.First(text); got != "c3" {
		t.Errorf("the first nonce of the client is %q", got)
	}
	if n.Use(&digest.Answer{Nonce: "another", Count: 1}, noon, time.Minute) || n.First("another") != "" {
		t.Error("a nonce that was not issued is good")
	}
}

// A flood drops the oldest.
func TestNoncesAreBounded(t *testing.T) {
	var n digest.Nonces
	var all []string
	for i := range 4096 + 3 {
		all = append(all, n.Issue([16]byte{byte(i), byte(i >> 8)}, time.Time{}))
	}
	for i, want := range map[int]bool{0: false, 1: false, 2: false, 3: true, 4: true, 4098: true} {
		if got := n.Use(&digest.Answer{Nonce: all[i], Count: 1}, time.Time{}, time.Minute); got != want {
			t.Errorf("nonce %d: %v", i, got)
		}
	}
}

func TestChallenge(t *testing.T) {
	for _, test := range []struct {
		challenge digest.Challenge
		want      string
	}{
		{digest.Challenge{Realm: "CORP", Nonce: "n", Algorithm: digest.MD5Sess}, `Digest qop="auth",algorithm=MD5-sess,nonce="n",charset=utf-8,realm="CORP"`},
		{digest.Challenge{Realm: "a \"b\"\r\nX: c", Nonce: "n", Algorithm: digest.MD5, Stale: true}, `Digest qop="auth",algorithm=MD5,nonce="n",charset=utf-8,realm="a \"b\"  X: c",stale=true`},
	} {
		if diff := cmp.Diff(test.want, test.challenge.String()); diff != "" {
			t.Error(diff)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(folded(mufasa))
	f.Add(curl)
	f.Add(`a="\`)
	f.Add(`, ,a = b , c="d"`)
	f.Fuzz(func(t *testing.T, s string) {
		a, err := digest.Read(s)
		if err != nil {
			if !errors.Is(err, digest.ErrMalformed) {
				t.Fatalf("an error without a sentinel: %v", err)
			}
			return
		}
		if a.Check("GET", "another password", "first") {
			t.Fatalf("%q was taken for a proof", s)
		}
	})
}
