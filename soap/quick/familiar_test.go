package quick

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// againAnswers are handlers that could spoil a request for the next one that says the same, or an answer for the next.
var againAnswers = map[string]http.HandlerFunc{
	"/spoils": func(w http.ResponseWriter, r *http.Request) {
		tell(w, r)
		r.Header, r.URL, r.Trailer, r.TransferEncoding = http.Header{"Spoilt": {"x"}}, &url.URL{Path: "/spoilt"}, http.Header{"X": nil}, []string{"chunked"}
		r.Method, r.Host, r.RequestURI, r.ContentLength, r.Pattern = "SPOILT", "spoilt", "/spoilt", 7, "/spoilt"
		r.SetPathValue("spoilt", "x")
	},
	"/form": func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, r.ParseForm(), r.Form, r.PostForm)
	},
	"/reads": func(w http.ResponseWriter, r *http.Request) {
		for _, size := range []int{0, 1, 2, 0, 1} {
			n, err := r.Body.Read(make([]byte, size))
			fmt.Fprintln(w, n, err)
		}
		fmt.Fprintln(w, r.Body.Close(), r.Body.Close())
		n, err := r.Body.Read(nil)
		fmt.Fprintln(w, n, err, errors.Is(err, http.ErrBodyReadAfterClose))
	},
	"/third-hijacks":        third(func(w http.ResponseWriter, _ *http.Request) { answerRaw(w, "unread") }),
	"/third-closes-hijacks": third(func(w http.ResponseWriter, r *http.Request) { answerRaw(w, fmt.Sprint(r.Body.Close())) }),
	"/third-reads-hijacks": third(func(w http.ResponseWriter, r *http.Request) {
		n, err := r.Body.Read(make([]byte, 1))
		answerRaw(w, fmt.Sprint(n, err))
	}),
	"/third-ends-hijacks": third(func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		answerRaw(w, fmt.Sprint(n, err))
	}),
	"/third-begins-hijacks": third(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(200)
		answerRaw(w, "raw")
	}),
	"/third-panics": third(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "x")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}),
	"/third-informs": third(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(103); w.WriteHeader(200) }),
	"/alike": func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch string(body) {
		case "1":
			w.Header().Set("A", "x")
		case "2":
			w.Header().Set("B", "x")
		case "3":
			w.Header()["A"] = []string{"x", "y"}
		case "4":
			w.Header()["A"] = nil
		case "5":
			w.Header().Set("A", "y")
		case "6":
			w.Header().Set("A", "x")
			w.Header().Set("B", "x")
		case "7":
			w.Header().Set("A", "x")
			w.WriteHeader(500)
		case "8", "8888", "less", "more":
			w.Header().Set("A", "x")
			w.Header().Set("Content-Length", "8")
		case "9":
			w.Header().Set("A", "x")
			w.Header().Set("Connection", "close")
		}
		w.Header().Set("Content-Type", "a/b")
		if string(body) == "less" {
			io.WriteString(w, "x")
			return
		}
		io.WriteString(w, "answered")
		if string(body) == "more" {
			io.WriteString(w, "x")
		}
	},
}

// third has the first two requests of a connection answered, so that the head of another one is known, and its answer's.
func third(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		m := r.Context().Value(markKey{}).(*mark)
		if m.requests++; m.requests < 3 {
			w.WriteHeader(200)
		} else {
			h(w, r)
		}
	}
}

// TestSameAgain has each request come several times, so that its head is read once, and again behind another one.
func TestSameAgain(t *testing.T) {
	b := startBoth(t)
	for _, of := range []map[string]http.HandlerFunc{answers, oddAnswers, againAnswers} {
		for _, path := range slices.Sorted(maps.Keys(of)) {
			t.Run(strings.TrimPrefix(path, "/"), func(t *testing.T) {
				one, other := post(path, "X: y\r\nx: Z\r\nCookie: a=b\r\n", "a=b"), post(path+"?c=d", "", strings.Repeat("z", 5000))
				b.same(t, one, one, one, other, one, one, one)
				b.same(t, strings.Repeat(one, 4)+strings.Repeat(other, 4)+one)
				b.same(t, other+"\r\n", other+"\r\n", other, other)
				empty, got := post(path, "", ""), get(path+"?date=now", "")
				b.same(t, empty, empty, empty, got, got, got, one)
			})
		}
	}
}

// TestSameAgainInPieces has the third of four requests part everywhere, and stop there.
func TestSameAgainInPieces(t *testing.T) {
	b := startBoth(t)
	one := post("/tell", "X: y\r\n", "<a/>")
	for at := range len(one) {
		b.same(t, one+one, one[:at], one[at:], one)
		b.same(t, one, one, one[:at])
	}
}

// TestSameHeadOtherAnswer has requests with one head, whose answers differ in all the ways in which a head can.
func TestSameHeadOtherAnswer(t *testing.T) {
	b := startBoth(t)
	for first := range 9 {
		var requests []string
		for second := range 9 {
			for _, n := range []int{first, first, second} {
				requests = append(requests, post("/alike", "", fmt.Sprint(n)))
			}
		}
		b.same(t, requests...)
		b.same(t, append(requests, post("/alike", "", "9"), post("/alike", "", "1"))...)
	}
}

// TestSameLengthOtherBody has an answer be as long as those before it say, and not be it.
func TestSameLengthOtherBody(t *testing.T) {
	b := startBoth(t)
	right := strings.Repeat(post("/alike", "", "8888"), 3)
	for _, wrong := range []string{"less", "more"} {
		b.same(t, right, post("/alike", "", wrong), right)
		b.same(t, right+post("/alike", "", wrong)+right)
	}
}

// TestFamiliar: a head is read once, as long as there are few others, and it is short.
func TestFamiliar(t *testing.T) {
	var l lane
	heads := []string{}
	for i := range 6 {
		heads = append(heads, post("/tell", fmt.Sprintf("X: %d\r\n", i), "123"))
	}
	fits := post("/tell", "X: \r\n", "123")
	fits = post("/tell", "X: "+strings.Repeat("y", mostKnown-len(fits)+len("123"))+"\r\n", "123")
	long := strings.Replace(fits, "y", "yy", 1)
	lines := post("/tell", strings.Repeat("X: y\r\n", mostLines-4), "123") // and the first, Host, Content-Length and the empty one
	more := strings.Replace(lines, "X", "X: y\r\nX", 1)
	for i, step := range []struct {
		read  string
		known bool
	}{
		{heads[0], false}, {heads[0], true}, {heads[0], true}, {heads[1], false}, {heads[2], false}, {heads[3], false}, {heads[0], true},
		{heads[3], true}, {heads[4], false}, {heads[1], true}, {heads[0], false}, {heads[1], false}, {long, false}, {long, false}, {heads[1], true},
		{more, false}, {more, false}, {heads[1], true}, {fits, false}, {fits, true}, {lines, false}, {lines, true}, {heads[1], true},
	} {
		if known := l.heads.find([]byte(step.read)) != nil; known != step.known {
			t.Errorf("request %d has a known head: %t", i, known)
		}
		r, err := l.parse(t.Context(), parsers.Get().(*parser), []byte(step.read))
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(r.Body); err != nil || string(body) != "123" || r.Header.Get("X") == "" || !strings.Contains(step.read, "\r\nX: "+r.Header.Get("X")+"\r\n") {
			t.Errorf("request %d is read as %v, %q, %v", i, r.Header, body, err)
		}
		if l.head.repeated != step.known {
			t.Errorf("request %d is known to come again: %t", i, l.head.repeated)
		}
		if first := l.head.request; first != nil && (first.Body != nil || first == r) {
			t.Errorf("request %d leaves its body, or itself, with the connection", i)
		}
	}
	if v, size := l.heads.look([]byte(heads[1][:len(heads[1])-1])); v != coming || size != len(heads[1]) {
		t.Errorf("a request of which a byte has to come is %v, and has %d bytes", v, size)
	}
	if v, size := l.heads.look([]byte(heads[1] + heads[2])); v != plain || size != len(heads[1]) {
		t.Errorf("a request that is there is %v, and has %d bytes", v, size)
	}
}

// TestSaid: the lines of an answer are those of the one before to the same head, if both say the same.
func TestSaid(t *testing.T) {
	l := &lane{head: &known{}}
	fields := func(more ...string) http.Header {
		head := http.Header{"A": {"x"}, "b": {"y"}}
		for _, name := range more {
			head[name] = []string{"z"}
		}
		return head
	}
	long := fields()
	long["A"] = []string{strings.Repeat("x", mostKnown)}
	answer := func(status int, head http.Header) {
		a := newAnswer(l, nil, nil, 0, nil)
		maps.Copy(a.head, head)
		a.WriteHeader(status)
	}
	for i, step := range []struct {
		repeated bool
		status   int
		head     http.Header
		said     bool
	}{
		{false, 200, fields(), false}, {false, 200, fields(), false}, {true, 200, fields(), false}, {true, 200, fields(), true},
		{true, 500, fields(), false}, {true, 500, fields(), true}, {true, 200, fields(), false}, {true, 200, fields("C"), false},
		{true, 200, fields("C"), true}, {true, 200, fields("Connection"), false}, {true, 200, fields("Connection"), false},
		{true, 200, fields("C"), true}, {true, 200, long, false}, {true, 200, long, false}, {true, 200, fields("C"), false}, {true, 200, fields("C"), true},
	} {
		l.head.repeated = step.repeated
		if said := l.head.said.fits(step.status, step.head); said != step.said {
			t.Errorf("the lines of answer %d have been said: %t", i, said)
		}
		answer(step.status, step.head)
	}
	several := fields()
	several["C"] = []string{"x", "y"}
	for range 20 { // the fields of a head have no order
		answer(200, fields("C"))
		if answer(200, several); l.head.said.fits(200, several) || l.head.said.fits(200, fields()) {
			t.Error("behind an answer that is not kept the one before fits what it did not")
		}
	}
}

// FuzzSameAgain has net/http's server and ours answer the same bytes three times.
func FuzzSameAgain(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	b := startBoth(f)
	f.Fuzz(func(t *testing.T, sent []byte) { b.same(t, strings.Repeat(string(sent), 3)) })
}

// TestKnownHeadsTakeLittle has connections that know as much as they can: heads of any number of fields, and of answers.
func TestKnownHeadsTakeLittle(t *testing.T) {
	const n, most = 20, 6 * mostFamiliar * mostKnown // what is read of a head is more than its bytes
	for _, many := range []int{0, mostLines - 5, mostKnown / 8} {
		var fields strings.Builder
		for i := range many {
			fmt.Fprintf(&fields, "%x: %s\r\n", i, strings.Repeat("y", max(0, (mostKnown-100)/many-8)))
		}
		for _, long := range []int{mostKnown - 100, 10 * mostKnown} {
			head := http.Header{"X": {strings.Repeat("y", long)}}
			lanes := make([]lane, n)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			for i := range lanes {
				l := &lanes[i]
				for again := range 4 * mostFamiliar {
					p := parsers.Get().(*parser)
					if _, err := l.parse(t.Context(), p, []byte(post(fmt.Sprint("/", again/4), fields.String(), ""))); err != nil {
						t.Fatal(err)
					}
					parsers.Put(p)
					a := newAnswer(l, nil, nil, 0, nil)
					maps.Copy(a.head, head)
					a.WriteHeader(http.StatusOK)
				}
			}
			runtime.GC()
			runtime.GC() // of what was in a pool as well
			runtime.ReadMemStats(&after)
			if each := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) / n; each > most {
				t.Errorf("heads of %d fields, and of answers of %d bytes, take %d bytes of each connection", many, long, each)
			}
			runtime.KeepAlive(lanes)
		}
	}
}
