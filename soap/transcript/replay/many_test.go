package replay_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
	"github.com/soapstone-dev/soapstone/soap/transcript/replay"
)

// What a request takes does not grow with the ids that a story has bound: a story that asks for each record of a long list
// took minutes.
func TestLongStory(t *testing.T) {
	const many = 6000
	id := func(whose string, n int) string { return fmt.Sprintf("00Q%s%07dFKTBMA2", whose, n) }
	list := func(whose string) string {
		var b strings.Builder
		for n := range many {
			fmt.Fprintf(&b, "<Id>%s</Id>", id(whose, n))
		}
		return "<r>" + b.String() + "</r>"
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		if r.URL.Path == "/list" {
			fmt.Fprint(w, list("X"))
			return
		}
		fmt.Fprintf(w, "<record><Id>%s</Id></record>", r.URL.Path[1:])
	}))
	t.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	var events strings.Builder
	step := func(number int, path, body string) {
		fmt.Fprintf(&events, "-- %d request --\nGET /%s HTTP/1.1\n%s-- %d response --\n%s\n%s\n", number, path, host, number, ok, body)
	}
	step(1, "list", list("S"))
	for n := range many {
		step(n+2, id("S", n), "<record><Id>"+id("S", n)+"</Id></record>")
	}
	story := parse(t, "", events.String())
	begin := time.Now()
	r := (&replay.Player{Target: replay.Target{URL: u}}).Play(t.Context(), story)
	if r.Verdict() != diff.Passed || r.Compared != many+1 {
		t.Errorf("%v, %d answers compared, %s", r.Verdict(), r.Compared, r.Error)
	}
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
}
