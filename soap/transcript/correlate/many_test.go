package correlate_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

// A story is gone through once, however many ids and requests it has: this took minutes when each id was looked for in each
// request.
func TestManyIds(t *testing.T) {
	for name, forms := range map[string][2]string{
		"of one word": {"00QU%07dFKTBMA2", "R%07dX1Y2Z3"},
		// As one machine makes them: with its address, or one after the other.
		"of words that all share": {"%08x-9a0c-11d3-8f3b-0305e82c3301", "%08x-9a0c-11d4-8f3b-0305e82c3301"},
		"that differ at the end":  {"c3301a7e-9a0c-11d3-8f3b-0305%08x", "c3301a7e-9a0c-11d4-8f3b-0305%08x"},
	} {
		t.Run(name, func(t *testing.T) { manyIDs(t, forms[0], forms[1]) })
	}
}

// manyIDs has a client send back one by one the ids that it got at once, each within a text, and get another one each time.
func manyIDs(t *testing.T, form, receipt string) {
	const many = 20_000
	id := func(n int) string { return fmt.Sprintf(form, n) }
	var list strings.Builder
	for n := range many {
		fmt.Fprintf(&list, "<Id>%s</Id>", id(n))
	}
	s := &transcript.Story{Events: []transcript.Event{
		&transcript.Request{Number: 1, Message: transcript.Message{Start: "POST / HTTP/1.1", Body: []byte("<list/>")}},
		&transcript.Response{Number: 1, Message: transcript.Message{Start: "HTTP/1.1 200 OK", Body: []byte("<r>" + list.String() + "</r>")}},
	}}
	for n := range many {
		body := fmt.Appendf(nil, "<delete>record %s, of everybody's</delete>", id(n))
		answer := fmt.Appendf(nil, "<done><receipt>"+receipt+"</receipt></done>", n)
		s.Events = append(s.Events, &transcript.Request{Number: n + 2, Message: transcript.Message{Start: "POST / HTTP/1.1", Body: body}},
			&transcript.Response{Number: n + 2, Message: transcript.Message{Start: "HTTP/1.1 200 OK", Body: answer}})
	}
	begin := time.Now()
	found := correlate.Ids(s)
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
	if len(found) != many || found[7].Text != id(7) || found[7].Back != 9 {
		t.Errorf("%d ids, want %d; the eighth is %+v", len(found), many, found[min(7, len(found)-1)])
	}
}

// However deep a document is, the paths in it take no room that grows with the square of that: a body of 300 KB took 10 GB.
func TestDeep(t *testing.T) {
	const deep, most = 20_000, 100 << 20
	for _, begin := range []string{`{"a":`, "<a>", "<a b='c'>"} {
		m := &transcript.Message{Start: "POST / HTTP/1.1", Body: []byte(strings.Repeat(begin, deep))}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		correlate.Values(m)
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > most {
			t.Errorf("%s: it took %d MB", begin, took>>20)
		}
	}
}
