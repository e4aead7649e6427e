package gate_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// A word that is misspelt, or that stands for something in a replay alone, goes to clients as it is, and the operator is told.
func TestDoubtfulAnswers(t *testing.T) {
	const whole = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><login/></e:Body></e:Envelope>`
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"salesforce/query.response.json": "{\"u\":\"${user}\",\"x\":\"$${x}\",\"y\":\"$ {a} ${1} ${}\",\n\"id\":\"${sesionId}\",\"any\":\"${any}\"}",
		"salesforce/more.response.http":  "HTTP/1.1 200 OK\n\nmore: ${more}",
		"salesforce/story.txtar": "format: soapstone/1\nsystem: salesforce\n" +
			"-- 1 request --\nPOST /x HTTP/1.1\n\n" + whole + "\n-- 1 response --\nHTTP/1.1 200 OK\n\n<id>${hash}</id>\n" + // which is never asked for
			"-- 2 request --\nGET /y HTTP/1.1\n-- 2 response --\nHTTP/1.1 200 OK\n\n{\"at\":\"${time ±5m}\"}\n",
	})
	w, log, _ := answersOf(t, dir)
	doubt := func(place, word string) string {
		return filepath.Join(dir, "salesforce", place) + ": " + word + " goes to clients as it stands, since there are only ${now}, ${sessionId} and ${user}: correct it, or write $${ where ${ is meant"
	}
	want := []world.Answers{{System: "salesforce", Answers: 4, Doubtful: []string{
		doubt("story.txtar#2", "${time ±5m}"), doubt("more.response.http:3", "${more}"), doubt("query.response.json:2", "${sesionId}"),
	}}}
	for range 2 {
		if diff := cmp.Diff(want, w.Answers()); diff != "" {
			t.Error(diff)
		}
	}
	w.Services() // describes them again
	if n := strings.Count(log.String(), "has a word that nobody fills in"); n != 3 {
		t.Errorf("told %d times:\n%s", n, log.String())
	}
}
