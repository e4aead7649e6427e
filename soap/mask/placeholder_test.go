package mask_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/mask"
)

// What a client said itself that looks like a placeholder comes back as it was.
func TestLiteral(t *testing.T) {
	for _, text := range []string{"${secret alice.password}", "$${secret alice.password}", "a ${basic bob 2}${any} $", "$", "${any}"} {
		masked := newRun().Request(mask.Literal(post("text/xml", "<a>"+text+"</a>", "X-Text", text)))
		filled, err := mask.Fill(masked, func(string) (string, bool) { return "", false }) // it wants none
		if err != nil || string(filled.Body) != "<a>"+text+"</a>" || filled.Fields[1].Value != text {
			t.Errorf("%s came back as %s and %s, %v", text, filled.Body, filled.Fields[1].Value, err)
		}
	}
}

// Where the password is the name of its user, no placeholder tells it.
func TestPasswordThatIsTheUser(t *testing.T) {
	run := newRun()
	basic := run.Request(post("text/xml", "", "Authorization", "Basic "+encode("operator:operator")))
	element := run.Request(post("text/xml", "<l><userid>operator</userid><password>operator</password></l>"))
	basic = run.Again(basic)
	if text := fmt.Sprint(basic, string(element.Body)); strings.Contains(text, "operator") {
		t.Errorf("it stands in %s", text)
	}
	secrets := mask.From(map[string]string{"credentials": "operator:operator", "password": "operator"})
	filled, err := mask.Fill(basic, secrets)
	if err != nil || filled.Fields[1].Value != "Basic "+encode("operator:operator") {
		t.Errorf("%v, %v", filled.Fields, err)
	}
}

// An HTTP Digest is known again as what a replay can compute.
func TestDigestOfHTTP(t *testing.T) {
	run := newRun()
	got := run.Request(post("text/xml", "", "Authorization",
		`Digest username="SALES\\alice", realm="x", nonce="abcdefgh12345678", uri="/sql", qop=auth, nc=00000001, cnonce="f00f00f0", response="6629fae49393a05397450978507c4ef1"`))
	value := got.Fields[1].Value
	if !strings.Contains(value, `, response="${digest SALES%5Calice}"`) || strings.Contains(value, "abcdefgh12345678") {
		t.Error(value)
	}
	if name := mask.Digest("${digest SALES%5Calice}"); name != "SALES%5Calice.password" {
		t.Error(name)
	}
	for _, other := range []string{"", "6629fae49393a05397450978507c4ef1", "${secret alice.password}"} {
		if name := mask.Digest(other); name != "" {
			t.Errorf("%q: %s", other, name)
		}
	}
}

// A run forgets the oldest ids, and gives one that comes again the same pseudonym.
func TestRunIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("many ids take a second")
	}
	run := newRun()
	answer := func(n int) string {
		m := run.Response(post("text/xml", fmt.Sprintf("<sessionId>id-%08d-abc</sessionId>", n)))
		return string(m.Body)
	}
	first := answer(0)
	const many = 200_000
	for n := range many {
		answer(n + 1)
	}
	last := run.Text(fmt.Sprintf("id-%08d-abc", many))
	if strings.Contains(last, fmt.Sprint(many)) {
		t.Errorf("the last stays as %s", last)
	}
	if text := run.Text("id-00000000-abc"); text != "id-00000000-abc" {
		t.Errorf("the first is remembered, as %s", text)
	}
	if again := answer(0); again != first {
		t.Errorf("the first was %s and is %s", first, again)
	}
}
