package mask_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// What a client said itself that looks like a placeholder comes back as it was.
func TestLiteral(t *testing.T) {
	for _, text := range []string{"${secret alice.password}", "$${secret alice.password}", "a ${basic bob 2}${any} $", "$", "${any}", "${${", "$$${a}", "$ {a}"} {
		masked := newRun().Request(mask.Literal(post("text/xml", "<a>"+text+"</a>", "X-Text", text)))
		filled, err := mask.Fill(masked, func(string) (string, bool) { return "", false }) // it wants none
		if err != nil || string(filled.Body) != "<a>"+text+"</a>" || filled.Fields[1].Value != text {
			t.Errorf("%s came back as %s and %s, %v", text, filled.Body, filled.Fields[1].Value, err)
		}
	}
}

// So does what escapes and references have hidden, where something else in the same value is a secret.
func TestLiteralWithinEscapes(t *testing.T) {
	secrets := mask.From(map[string]string{"al.password": "open sesame"})
	for media, body := range map[string]string{
		"text/xml":                          `<a><user>al</user><password>open sesame</password><b>&#36;{x} ${y} open sesame</b></a>`,
		"application/json":                  `{"user":"al","password":"open sesame","b":"\u0024{x} ${y} open sesame"}`,
		"application/x-www-form-urlencoded": `user=al&password=open+sesame&b=%24%7Bx%7D+${y}+open+sesame`,
	} {
		masked := newRun().Request(mask.Literal(post(media, body)))
		filled, err := mask.Fill(masked, secrets)
		plain := strings.NewReplacer("&#36;", "$", `\u0024`, "$", "%24", "$", "%7B", "{", "%7D", "}", "+", " ", "%20", " ")
		if err != nil || plain.Replace(string(filled.Body)) != plain.Replace(body) {
			t.Errorf("%s came back as\n%s by way of\n%s, %v", body, filled.Body, masked.Body, err)
		}
	}
}

// What begins as a placeholder and is none is never sent.
func TestMisspelt(t *testing.T) {
	for text, want := range map[string]string{
		"${secert alice.password}":    "${secert alice.password} is no placeholder: is ${secret alice.password} meant?",
		"${Secret alice.password}":    "is ${secret alice.password} meant?",
		"${secrets:alice.password}":   "is ${secret:alice.password} meant?",
		"${basci alice}":              "is ${basic alice} meant?",
		"${secret}":                   "${secret} is not written as it has to be: write ${secret NAME}",
		"${secret }":                  "${secret } is not written as it has to be",
		"${ secret alice.password}":   "is not written as it has to be: write ${secret NAME}",
		"${secret alice.password|}":   "is not written as it has to be",
		"${secret alice.password<b/>": "${secret alice.password has no closing brace: write ${secret NAME}",
		"${any}":                      "${any} stands for what may come in an answer, and this is a request",
		"${alice.password}":           "${alice.password} is no placeholder: in a request there are secret,",
		"${#Project#user}":            "${#Project#user} is no placeholder",
		"${base}":                     "${base} is no placeholder: is ${basic USER} meant?",
		"${list.map(i => i.name)}":    "${list.map(i = is no placeholder: in a request there are secret,",
		"${f({a: 'b'})}":              "${f( is no placeholder",
		"$":                           "",
		"$${secert alice.password}":   "",
		"{secert}$ {secert}":          "",
	} {
		secrets := mask.From(map[string]string{"alice.password": "open sesame"})
		for place, m := range map[string]transcript.Message{
			"path":   {Start: "GET /" + text + " HTTP/1.1"},
			"field":  {Fields: []transcript.Field{{Name: "X-A", Value: text}}},
			"body":   {Body: []byte("<a>" + text + "</a>")},
			"UTF-16": {Body: wide("<a>" + text + "</a>")},
		} {
			_, err := mask.Fill(m, secrets)
			var misspelt *mask.SyntaxError
			if errors.As(err, &misspelt) != (want != "") || err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%s in the %s: %v, want %q", text, place, err, want)
			}
		}
	}
}

// What stands for a login is sent nowhere else, where it would go out as it is written.
func TestLoginElsewhere(t *testing.T) {
	secrets := mask.From(map[string]string{"alice.password": "open sesame"})
	for _, c := range []struct {
		field, value, body string
		ok                 bool
	}{
		{"Authorization", "NTLM ${ntlm alice}", "", true},
		{"proxy-authorization", "Negotiate ${negotiate alice}", "", true},
		{"Authorization", `Digest username="alice", response="${digest alice}"`, "", true},
		{"Authorization", "Bearer ${digest alice}", "", false},
		{"X-Login", "NTLM ${ntlm alice}", "", false},
		{"X-A", "b", "<a>${ntlm alice}</a>", false},
		{"X-A", "b", "<UsernameToken><Password>${digest alice}</Password></UsernameToken>", true},
	} {
		_, err := mask.Fill(post("text/xml", c.body, c.field, c.value), secrets)
		var misspelt *mask.SyntaxError
		if errors.As(err, &misspelt) == c.ok || c.ok && err != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// In an expected answer package diff reads what stands for something that may come.
func TestFillAnswer(t *testing.T) {
	secrets := mask.From(map[string]string{"alice.password": "open sesame"})
	const answer = "<a>${any}$${any}${tiem}$${secret x}%s</a>"
	filled, err := mask.FillAnswer(post("text/xml", fmt.Sprintf(answer, "${secret alice.password}")), secrets)
	if want := fmt.Sprintf(answer, "open sesame"); err != nil || string(filled.Body) != want {
		t.Errorf("%s, %v, want %s", filled.Body, err, want)
	}
	filled, err = mask.FillAnswer(post("text/xml", "<a>${secret x}</a>"), mask.From(map[string]string{"x": "pa${any}"}))
	if err != nil || string(filled.Body) != "<a>pa$${any}</a>" {
		t.Errorf("a secret is read for placeholders: %s, %v", filled.Body, err)
	}
	if _, err := mask.FillAnswer(post("text/xml", "<a>${secret}</a>"), secrets); err == nil {
		t.Error("a secret without a name is taken")
	}
}

// A secret in a text in UTF-16 is filled in as it was hidden there.
func TestFillInUTF16(t *testing.T) {
	const body = "<a><user>al</user><password>open sesame</password></a>"
	masked := newRun().Request(transcript.Message{Start: "POST / HTTP/1.1", Body: wide(body)})
	if string(masked.Body) == string(wide(body)) {
		t.Fatal("it is not masked")
	}
	filled, err := mask.Fill(masked, mask.From(map[string]string{"al.password": "open sesame"}))
	if err != nil || string(filled.Body) != string(wide(body)) {
		t.Errorf("%q, %v", filled.Body, err)
	}
	if _, err := mask.Fill(masked, mask.From(nil)); err == nil {
		t.Error("nobody learns that a secret is missing")
	}
}

// So is one that nothing but its zeros tells, or its first tag.
func TestFillInUTF16WithoutMark(t *testing.T) {
	for _, body := range []string{
		`{"user":"al","password":"open sesame","x":"${x}"}`, "\n<a><user>al</user><password>open sesame</password>${x}</a>",
		"<\u0434><user>al</user><password>open sesame</password>${x}</\u0434>",
	} {
		sent := transcript.Message{Start: "POST / HTTP/1.1", Body: wide(body)[len(wide("")):]}
		masked := newRun().Request(mask.Literal(sent))
		if bytes.Contains(masked.Body, wide("sesame")[len(wide("")):]) {
			t.Errorf("%s is not masked", body)
		}
		filled, err := mask.Fill(masked, mask.From(map[string]string{"al.password": "open sesame"}))
		if err != nil || !bytes.Equal(filled.Body, sent.Body) {
			t.Errorf("%s came back as %q, %v", body, filled.Body, err)
		}
	}
}

// A secret that is not ASCII means the same in a document of any charset: it was written as UTF-8, also in the midst of Latin-1.
func TestFillInOtherCharsets(t *testing.T) {
	const body, plain, escaped = "<a>${secret al.password}</a>", "<a>säsame€&amp;</a>", "<a>s&#228;same&#8364;&amp;</a>"
	for _, test := range []struct{ media, declaration, want string }{
		{"text/xml", "", plain},
		{"text/xml; charset=utf-8", `<?xml version="1.0" encoding="UTF-8"?>`, plain},
		{"text/xml; charset=utf-16", "", plain},
		{"text/xml; charset=ISO-8859-1", "", escaped},
		{`text/xml; charset="windows-1252"`, "", escaped},
		{"text/xml", `<?xml version='1.0' encoding='iso-8859-15'?>`, escaped},
	} {
		filled, err := mask.Fill(post(test.media, test.declaration+body), mask.From(map[string]string{"al.password": "säsame€&"}))
		if err != nil || string(filled.Body) != test.declaration+test.want {
			t.Errorf("%s, %s: %s, %v", test.media, test.declaration, filled.Body, err)
		}
	}
	latin1 := "s\xe4same" // as its owner has written it into the file, in the charset of the document
	filled, err := mask.Fill(post("text/xml; charset=ISO-8859-1", body), mask.From(map[string]string{"al.password": latin1}))
	if err != nil || string(filled.Body) != "<a>"+latin1+"</a>" {
		t.Errorf("%q, %v", filled.Body, err)
	}
}

// A form is one whatever its content type says, when it is masked and when it is filled.
func TestFormOfAnotherType(t *testing.T) {
	const body = "user=al&password=open+sesame%26more&x=1"
	for _, media := range []string{"", "text/plain", "text/xml", "application/x-www-form-urlencoded; charset=utf-8"} {
		masked := newRun().Request(post(media, body))
		if want := "user=al&password=${secret:al.password}&x=1"; string(masked.Body) != want {
			t.Errorf("%s: %s, want %s", media, masked.Body, want)
		}
		filled, err := mask.Fill(masked, mask.From(map[string]string{"al.password": "open sesame&more"}))
		if got := strings.ReplaceAll(string(filled.Body), "%20", "+"); err != nil || got != body {
			t.Errorf("%s: %s, %v, want %s", media, got, err, body)
		}
	}
	for _, other := range []string{"aGVsbG8=", "Server=x;Pwd=open sesame", "a = b", "<a b=''/>", "x"} {
		if masked := newRun().Request(post("text/plain", other)); strings.Contains(string(masked.Body), "secret:") {
			t.Errorf("%s is taken for a form: %s", other, masked.Body)
		}
	}
}

// What is taken for a form, or is one, hides secrets also before the "=".
func TestSecretBeforeAnEqualsSign(t *testing.T) {
	run := newRun()
	run.Request(post("text/xml", "<a><user>al</user><password>open.sesame</password></a>"))
	for _, c := range []struct{ media, body, want string }{
		{"text/plain", "open.sesame=1", "${secret:al.password}=1"},
		{"application/x-www-form-urlencoded", "x=y&open.sesame=1&open.sesame", "x=y&${secret:al.password}=1&${secret:al.password}"},
		{"text/plain", base64.StdEncoding.EncodeToString([]byte("open.sesame")), "${secret al.password|base64}"},
	} {
		masked := run.Request(post(c.media, c.body))
		if string(masked.Body) != c.want {
			t.Errorf("%s: %s, want %s", c.body, masked.Body, c.want)
		}
		filled, err := mask.Fill(masked, mask.From(map[string]string{"al.password": "open.sesame"}))
		if err != nil || string(filled.Body) != c.body {
			t.Errorf("%s came back as %s, %v", c.body, filled.Body, err)
		}
	}
	within := base64.StdEncoding.EncodeToString([]byte("open.sesame and"))
	for _, padded := range []string{within, within + "="} {
		if masked := run.Request(post("text/plain", padded)); strings.HasPrefix(string(masked.Body), within) {
			t.Errorf("%s is not masked", padded)
		}
	}
}

// The white space that lays out an element login names no user.
func TestUserOfALoginInLines(t *testing.T) {
	masked := newRun().Request(post("text/xml", "<s:Body><login>\n  <username>al</username>\n  <password>open sesame</password>\n</login></s:Body>"))
	if want := "<password>${secret al.password}</password>"; !strings.Contains(string(masked.Body), want) {
		t.Errorf("no %s in %s", want, masked.Body)
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
