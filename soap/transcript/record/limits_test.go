package record_test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/loopback"
	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
	"github.com/soapstone-dev/soapstone/soap/transcript/record"
)

func TestTLS(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "fine") }))
	defer s.Close()
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	p := start(t, s.URL, record.BookOptions{}, record.ProxyOptions{TLS: &tls.Config{RootCAs: roots}})
	if _, body := get(t, p.URL); body != "fine" {
		t.Error(body)
	}
	untrusted := start(t, s.URL, record.BookOptions{}, record.ProxyOptions{})
	answer, body := get(t, untrusted.URL)
	if answer.StatusCode != http.StatusBadGateway || !strings.Contains(body, "certificate") {
		t.Errorf("%s: %s", answer.Status, body)
	}
	texts, stories := untrusted.stories(t)
	if len(stories[0].Unanswered()) != 1 || !strings.Contains(texts[0], "# exchange 1: no answer came: ") {
		t.Errorf("the story is\n%s", texts[0])
	}
}

// An old client, one that waits to be asked for its body, and a phrase that is not the usual one.
func TestByHand(t *testing.T) {
	s := target(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if string(body) == "phrase" {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			fmt.Fprint(conn, "HTTP/1.1 415 Cannot process this\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
			conn.Close()
			return
		}
		w.Header()["Date"] = nil
		fmt.Fprintf(w, "%s %s", r.Proto, body)
	})
	for _, tt := range []struct{ name, send, then, want string }{
		{"HTTP/1.0", "POST /a HTTP/1.0\r\nContent-Length: 2\r\n\r\nab", "",
			"HTTP/1.0 200 OK\r\nContent-Length: 11\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHTTP/1.1 ab"},
		{"100-continue", "POST /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n", "ab",
			"HTTP/1.1 200 OK\r\nContent-Length: 11\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\nHTTP/1.1 ab"},
		{"phrase", "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nphrase", "",
			"HTTP/1.1 415 Cannot process this\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := start(t, s.URL, record.BookOptions{}, record.ProxyOptions{})
			conn, err := net.Dial("tcp", p.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			fmt.Fprint(conn, tt.send)
			in := bufio.NewReader(conn)
			if tt.then != "" {
				if line, err := in.ReadString('\n'); err != nil || line != "HTTP/1.1 100 Continue\r\n" {
					t.Fatalf("%q, %v", line, err)
				}
				in.ReadString('\n')
				fmt.Fprint(conn, tt.then)
			}
			got, err := io.ReadAll(in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
			texts, _ := p.stories(t)
			if tt.name == "phrase" && !strings.Contains(texts[0], "-- 1 response --\nHTTP/1.1 415 Cannot process this\n\nno\n") {
				t.Errorf("the story is\n%s", texts[0])
			}
		})
	}
}

// What is too large is passed on, left out, and named. What breaks off is no answer.
func TestLimits(t *testing.T) {
	s := target(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/broken" {
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, "part")
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
		body, _ := io.ReadAll(r.Body)
		w.Write(body)
	})
	p := start(t, s.URL, record.BookOptions{MaxBody: 1000}, record.ProxyOptions{})
	large := strings.Repeat("x", 5000)
	answer, err := http.Post(p.URL+"/large", "text/plain", strings.NewReader(large))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	if err != nil || string(body) != large {
		t.Errorf("%d bytes, %v", len(body), err)
	}
	if answer, err = http.Get(p.URL + "/broken"); err != nil {
		t.Fatal(err)
	}
	if part, err := io.ReadAll(answer.Body); err == nil {
		t.Errorf("the client takes %q for all", part)
	}
	answer.Body.Close()
	texts, stories := p.stories(t)
	all := strings.Join(texts, "")
	for _, want := range []string{"# exchange 1: request: its body of more than 1000 bytes is left out\n", "# exchange 1: response: it is left out, for a body of more than 1000 bytes\n", "no whole answer came: it broke off"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
	for _, s := range stories {
		if n := len(s.Unanswered()); n == 0 {
			t.Errorf("all is answered in\n%s", all)
		}
	}
}

// What is in the folder stays, and stories that leave the memory go on in their files.
func TestFiles(t *testing.T) {
	s := target(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		fmt.Fprint(w, "<a>", strings.Repeat("x", 20_000), "</a>")
	})
	p := start(t, s.URL, record.BookOptions{MaxMemory: 50_000, By: "client", System: "mft"}, record.ProxyOptions{})
	one, two := &http.Client{Transport: &loopback.Line{}}, &http.Client{Transport: &loopback.Line{}}
	for i := range 6 {
		for _, c := range []*http.Client{one, two} {
			answer, err := c.Get(p.URL + fmt.Sprintf("/%d", i))
			if err != nil {
				t.Fatal(err)
			}
			io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
		}
	}
	stories, exchanges := p.book.Count()
	if stories != 2 || exchanges != 12 {
		t.Errorf("%d stories, %d exchanges", stories, exchanges)
	}
	one.CloseIdleConnections()
	two.CloseIdleConnections()
	_, read := p.stories(t)
	for _, s := range read {
		if len(s.Events) != 18 || s.System != "mft" {
			t.Errorf("%s has %d events", s.Name, len(s.Events))
		}
		n := 0
		for _, e := range s.Events {
			if r, ok := e.(*transcript.Request); ok {
				if want := fmt.Sprintf("GET /%d HTTP/1.1", n); r.Start != want {
					t.Errorf("%s, want %s", r.Start, want)
				}
				n++
			}
		}
	}
	if _, err := record.OpenBook(record.BookOptions{Dir: read[0].Name}); err == nil || !strings.Contains(err.Error(), "is a file") {
		t.Errorf("a file as a folder: %v", err)
	}
}

// A call that another one lets go of stands around it.
func TestOverlap(t *testing.T) {
	waiting, release := make(chan bool), make(chan bool)
	s := target(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/wait" {
			close(waiting)
			<-release
		}
		fmt.Fprint(w, r.URL.Path)
	})
	p := start(t, s.URL, record.BookOptions{By: "nothing"}, record.ProxyOptions{})
	done := make(chan bool)
	go func() {
		defer close(done)
		if answer, err := http.Get(p.URL + "/wait"); err == nil {
			answer.Body.Close()
		}
	}()
	<-waiting
	get(t, p.URL+"/go")
	close(release)
	<-done
	texts, _ := p.stories(t)
	var titles []string
	for line := range strings.Lines(texts[0]) {
		if strings.HasPrefix(line, "-- ") && !strings.Contains(line, "given") {
			titles = append(titles, strings.Trim(line, "- \n"))
		}
	}
	if diff := cmp.Diff([]string{"1 request", "2 request", "2 response", "1 response"}, titles); diff != "" {
		t.Error(diff)
	}
}

// Conversations are told apart by their sessions, also on one connection.
func TestConversations(t *testing.T) {
	n := 0
	s := target(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		if r.URL.Path == "/login" {
			n++
			fmt.Fprintf(w, "<r><sessionId>P/Z+b7K3+UW/Xcc7ync2%dg==</sessionId></r>", n)
			return
		}
		body, _ := io.ReadAll(r.Body)
		w.Write(body)
	})
	p := start(t, s.URL, record.BookOptions{}, record.ProxyOptions{})
	post := func(path, body string) string {
		answer, err := http.Post(p.URL+path, "text/xml", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, _ := io.ReadAll(answer.Body)
		return strings.TrimSuffix(strings.TrimPrefix(string(text), "<r><sessionId>"), "</sessionId></r>")
	}
	a, b := post("/login", "<login/>"), post("/login", "<login/>")
	for range 3 {
		post("/call", "<c><sessionId>"+a+"</sessionId></c>")
		post("/call", "<c><sessionId>"+b+"</sessionId></c>")
	}
	texts, stories := p.stories(t)
	if len(stories) != 2 || len(stories[0].Events) != 12 || len(stories[1].Events) != 12 {
		t.Errorf("%d stories:\n%s", len(stories), texts)
	}
	for _, text := range texts {
		if strings.Contains(text, a) || strings.Contains(text, b) {
			t.Errorf("a session's id stands in\n%s", text)
		}
	}
}

func TestShow(t *testing.T) {
	s := target(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "fine") })
	p := start(t, s.URL, record.BookOptions{Show: true, Run: mask.NewRun(mask.Options{Show: true})}, record.ProxyOptions{})
	r, err := http.NewRequest(http.MethodGet, p.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth("alice", "open sesame")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	texts, stories := p.stories(t)
	if !strings.Contains(texts[0], "Authorization: Basic YWxpY2U6b3BlbiBzZXNhbWU=\n") {
		t.Errorf("the story is\n%s", texts[0])
	}
	if info, err := os.Stat(stories[0].Name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// A path in the target is put before those that do not begin with it.
func TestPath(t *testing.T) {
	s := target(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.RequestURI) })
	p := start(t, s.URL+"/base/", record.BookOptions{}, record.ProxyOptions{})
	for path, want := range map[string]string{"/": "/base/", "/a?b": "/base/a?b", "/base": "/base", "/base/a": "/base/a", "/base?wsdl": "/base?wsdl", "/baseball": "/base/baseball"} {
		if _, got := get(t, p.URL+path); got != want {
			t.Errorf("%s became %s, want %s", path, got, want)
		}
	}
}

func TestNewProxyRefuses(t *testing.T) {
	for _, target := range []string{"", "ftp://x", "http://", "http://user:geheim@x", "x"} {
		u, err := url.Parse(target)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := record.NewProxy(record.ProxyOptions{Target: u}); err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%q: %v", target, err)
		}
	}
}

// Nobody says when a conversation has ended: one that was silent for long is forgotten when there are too many.
func TestManyConversations(t *testing.T) {
	dir := t.TempDir()
	book, err := record.OpenBook(record.BookOptions{Dir: dir, MaxTalks: 20})
	if err != nil {
		t.Fatal(err)
	}
	const many = 50
	for i := range many {
		x := &record.Exchange{Client: correlate.Client{Connection: fmt.Sprint(i), Address: fmt.Sprint("10.0.0.", i)}, Request: transcript.Message{Start: "GET / HTTP/1.1"}}
		book.Begin(x)
		book.End(x)
	}
	if err := book.Flush(); err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if stories, _ := book.Count(); err != nil || len(names) != many || stories != many {
		t.Errorf("%d files, %d stories, %v", len(names), stories, err)
	}
}

// What looks like a placeholder in what went by stands for itself in the story.
func TestLiteral(t *testing.T) {
	const said = "${any} and ${secret alice.password}"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "text/plain")
		_, _ = w.Write(body) // a client that went away finds out itself
	}))
	defer server.Close()
	r := start(t, server.URL, record.BookOptions{}, record.ProxyOptions{})
	answer, err := http.Post(r.URL+"/x", "text/plain", strings.NewReader(said))
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	if err != nil || string(got) != said {
		t.Errorf("%q, %v", got, err)
	}
	texts, _ := r.stories(t)
	for _, want := range []string{"\n$${any} and $${secret alice.password}\n-- 1 response", "text/plain\n\n$${any} and $${secret alice.password}\n"} {
		if !strings.Contains(texts[0], want) {
			t.Errorf("no %q in:\n%s", want, texts[0])
		}
	}
}
