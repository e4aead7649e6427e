package mask_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// What stars stand for in a journal is no value: a password can be filled in, an id cannot, and nothing else is taken for
// either.
func TestStars(t *testing.T) {
	run := newRun()
	got := run.Request(post("text/xml", `<l><user>alice</user><password>***</password><sessionId>***</sessionId><token>***</token><a>***</a></l>`))
	if diff := cmp.Diff(`<l><user>alice</user><password>${secret alice.password}</password><sessionId>***</sessionId><token>***</token><a>***</a></l>`, string(got.Body)); diff != "" {
		t.Error(diff)
	}
	answer := `<r><sessionId>***</sessionId><password>***</password><a>***</a></r>`
	if diff := cmp.Diff(answer, string(run.Response(transcript.Message{Start: "HTTP/1.1 200 OK", Body: []byte(answer)}).Body)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"alice.password"}, run.Wanted()); diff != "" {
		t.Error(diff)
	}
}
