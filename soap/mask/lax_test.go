package mask_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// TestLaxJSON: no quote that is none hides a member from who looks for secrets, and no comment does.
func TestLaxJSON(t *testing.T) {
	for in, want := range map[string]string{
		"{ // don't\n \"password\": \"open sesame\"}":                    "{ // don't\n \"password\": \"${secret password}\"}",
		`{ /* don't */ "password": "open sesame"}`:                       `{ /* don't */ "password": "${secret password}"}`,
		`{"password" /* don't */ : "open sesame"}`:                       `{"password" /* don't */ : "${secret password}"}`,
		`{a: it's, "password": "open sesame"}`:                           `{a: it's, "password": "${secret password}"}`,
		`{ /* 'password': 'open sesame', sid: abc*/ }`:                   `{ /* 'password': '${secret password}', sid: abc*/ }`,
		`{"passwords": [ /* 'older one', */ "open sesame"]}`:             `{"passwords": [ /* '${secret passwords}', */ "${secret passwords.2}"]}`,
		"{\"password\": \"open sesame\" // not open sesame again\n}":     "{\"password\": \"${secret password}\" // not ${secret password} again\n}",
		"{\"user\": \"alice\", // user: bob\n \"pwd\": \"open sesame\"}": "{\"user\": \"alice\", // user: bob\n \"pwd\": \"${secret alice.password}\"}",
		`{url: http://h/x, 'password': 'open sesame', sid: ab}`:          `{url: http://h/x, 'password': '${secret password}', sid: ab}`,
	} {
		got := newRun().Request(transcript.Message{Start: "POST / HTTP/1.1", Body: []byte(in)})
		if diff := cmp.Diff(want, string(got.Body)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
}

// TestLaxXML: a "<" that nobody has escaped does not end a secret, if no name can begin behind it.
func TestLaxXML(t *testing.T) {
	for in, want := range map[string]string{
		`<l><password>open <3 < sesame</password><b>c</b></l>`:                   `<l><password>${secret password}</password><b>c</b></l>`,
		`<!DOCTYPE l [ <!-- don't --> ]><l><password>open sesame</password></l>`: `<!DOCTYPE l [ <!-- don't --> ]><l><password>${secret password}</password></l>`,
	} {
		got := newRun().Request(transcript.Message{Start: "POST / HTTP/1.1", Body: []byte(in)})
		if diff := cmp.Diff(want, string(got.Body)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
	const shown = `<l><password>***</password><b>c</b></l>`
	if got := mask.NewNames().Body([]byte(`<l><password>open <3 < sesame</password><b>c</b></l>`)); got != shown {
		t.Errorf("it is shown as %s", got)
	}
}
