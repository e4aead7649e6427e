package record_test

import (
	"bufio"
	"compress/gzip"
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

	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
	"github.com/soapstone-dev/soapstone/soap/transcript/record"
)

// recording is a proxy in front of a target, and the folder of its stories.
type recording struct {
	*httptest.Server
	proxy *record.Proxy
	book  *record.Book
	dir   string
}

func start(t *testing.T, target string, o record.BookOptions, po record.ProxyOptions) *recording {
	t.Helper()
	o.Dir = filepath.Join(t.TempDir(), "stories")
	book, err := record.OpenBook(o)
	if err != nil {
		t.Fatal(err)
	}
	if po.Target, err = url.Parse(target); err != nil {
		t.Fatal(err)
	}
	po.Book = book
	p, err := record.NewProxy(po)
	if err != nil {
		t.Fatal(err)
	}
	r := &recording{Server: httptest.NewUnstartedServer(nil), proxy: p, book: book, dir: o.Dir}
	p.Install(r.Config)
	r.Start()
	t.Cleanup(func() { r.end(t) })
	return r
}

func (r *recording) end(t *testing.T) {
	t.Helper()
	r.CloseClientConnections()
	r.Close()
	r.proxy.Close()
	if err := r.book.Flush(); err != nil {
		t.Error(err)
	}
}

// stories ends the recording and reads what it wrote.
func (r *recording) stories(t *testing.T) (texts []string, stories []*transcript.Story) {
	t.Helper()
	r.end(t)
	names, err := filepath.Glob(filepath.Join(r.dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := transcript.Parse(name, text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		texts, stories = append(texts, string(text)), append(stories, s)
	}
	return texts, stories
}

// target is a server that is recorded.
func target(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func get(t *testing.T, url string) (*http.Response, string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

func TestStory(t *testing.T) {
	s := target(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		w.Header()["X-Server"] = []string{"one", "two"}
		fmt.Fprint(w, "<answer/>")
	})
	p := start(t, s.URL, record.BookOptions{Source: "a test"}, record.ProxyOptions{})
	r, err := http.NewRequest(http.MethodPost, p.URL+"/a//b/%2Fc?view=x?wsdl", strings.NewReader("<Envelope/>"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "text/xml")
	r.Header.Set("SOAPAction", `"urn:x#y"`)
	r.Header.Set("Connection", "keep-alive, X-Hop")
	r.Header.Set("X-Hop", "gone")
	r.Header.Set("User-Agent", "test")
	r.Header.Set("Accept-Encoding", "identity")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	texts, _ := p.stories(t)
	if len(texts) != 1 {
		t.Fatalf("%d stories", len(texts))
	}
	_, text, _ := strings.Cut(texts[0], "-- 1 request --\n")
	host := strings.TrimPrefix(s.URL, "http://")
	want := `POST /a//b/%2Fc?view=x?wsdl HTTP/1.1
Host: ` + host + `
Accept-Encoding: identity
Content-Type: text/xml
SOAPAction: "urn:x#y"
User-Agent: test

<Envelope/>
-- 1 response --
HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
X-Server: one
X-Server: two

<answer/>
`
	if diff := cmp.Diff(want, text); diff != "" {
		t.Errorf("story (-want +got):\n%s", diff)
	}
	if want := "format: soapstone/1\nsystem: unknown\nsource: a test\nevidence: observed\n-- 1 given --\nnow: "; !strings.HasPrefix(texts[0], want) {
		t.Errorf("the head is\n%s", texts[0])
	}
}

// A client that waits for the first part of an answer gets it before there is a last one, and a server the first part of
// a request.
func TestStreaming(t *testing.T) {
	for _, kind := range []string{"text/xml", "application/octet-stream", "gzip"} {
		t.Run(kind, func(t *testing.T) {
			more := make(chan bool)
			s := target(t, func(w http.ResponseWriter, r *http.Request) {
				if err := http.NewResponseController(w).EnableFullDuplex(); err != nil {
					t.Error(err)
				}
				first := make([]byte, 5)
				if _, err := io.ReadFull(r.Body, first); err != nil {
					t.Error(err)
				}
				var out io.Writer = w
				flush := func() { w.(http.Flusher).Flush() }
				if kind == "gzip" {
					w.Header().Set("Content-Type", "text/xml")
					w.Header().Set("Content-Encoding", "gzip")
					z := gzip.NewWriter(w)
					defer z.Close()
					out, flush = z, func() { z.Flush(); w.(http.Flusher).Flush() }
				} else {
					w.Header().Set("Content-Type", kind)
				}
				fmt.Fprintf(out, "<%s>", first)
				flush()
				<-more
				rest, _ := io.ReadAll(r.Body)
				fmt.Fprintf(out, "<%s>", rest)
			})
			p := start(t, s.URL, record.BookOptions{}, record.ProxyOptions{})
			body, feed := io.Pipe()
			r, err := http.NewRequest(http.MethodPost, p.URL, body)
			if err != nil {
				t.Fatal(err)
			}
			go io.WriteString(feed, "first")
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			first := make([]byte, 7)
			if _, err := io.ReadFull(answer.Body, first); err != nil || string(first) != "<first>" {
				t.Fatalf("%q, %v", first, err)
			}
			close(more)
			io.WriteString(feed, "last")
			feed.Close()
			rest, err := io.ReadAll(answer.Body)
			if err != nil || string(rest) != "<last>" {
				t.Fatalf("%q, %v", rest, err)
			}
			_, stories := p.stories(t)
			request, response := stories[0].Events[1].(*transcript.Request), stories[0].Events[2].(*transcript.Response)
			if string(request.Body) != "firstlast" || string(response.Body) != "<first><last>" {
				t.Errorf("the story says %q and %q", request.Body, response.Body)
			}
			if request.Value("Transfer-Encoding") != "chunked" || response.Value("Transfer-Encoding") != "chunked" {
				t.Errorf("chunked is not named: %v %v", request.Fields, response.Fields)
			}
			if kind == "gzip" && response.Value("Content-Encoding") != "gzip" {
				t.Errorf("gzip is not named: %v", response.Fields)
			}
		})
	}
}

// The client stays with the proxy: addresses of the target become ours, names stay, and the story says what the server did.
func TestRewriting(t *testing.T) {
	var base string
	const other = "https://na1.example.com"
	wsdl := func() string {
		return `<definitions targetNamespace="` + base + `/ns" xmlns:tns="` + base + `/ns"><import location="` + base + `/x.xsd"/>` +
			`<operation soapAction="` + base + `/op"/><soap:address location="` + base + `/services/A"/>` +
			`<serverUrl>` + other + `/services/Soap/u/58.0/00D</serverUrl><a href='` + strings.Replace(base, "http", "https", 1) + `'/>` +
			`<other>` + other + `/data http://elsewhere.example.com/</other></definitions>`
	}
	s := target(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch r.URL.Path {
		case "/redirect":
			w.Header().Set("Location", base+"/next")
			w.Header().Add("Set-Cookie", "a=b; Domain=127.0.0.1; Path=/; Secure; HttpOnly")
			w.WriteHeader(http.StatusFound)
		case "/json":
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"url":"%s\/a","login":"%%20%s%%2Fb"}`, strings.ReplaceAll(base, "/", `\/`), url.QueryEscape(base))
		case "/pieces":
			w.Header().Set("Content-Type", "text/xml")
			for _, c := range wsdl() {
				fmt.Fprint(w, string(c))
				w.(http.Flusher).Flush()
			}
		case "/echo":
			fmt.Fprintf(w, "%s %s", r.Header.Get("Referer"), body)
		default:
			w.Header().Set("Content-Type", "text/xml")
			fmt.Fprint(w, wsdl())
		}
	})
	base = s.URL
	p := start(t, s.URL, record.BookOptions{}, record.ProxyOptions{})
	want := `<definitions targetNamespace="` + base + `/ns" xmlns:tns="` + base + `/ns"><import location="` + p.URL + `/x.xsd"/>` +
		`<operation soapAction="` + base + `/op"/><soap:address location="` + p.URL + `/services/A"/>` +
		`<serverUrl>` + p.URL + `/@na1.example.com/services/Soap/u/58.0/00D</serverUrl><a href='` + p.URL + `'/>` +
		`<other>` + p.URL + `/@na1.example.com/data http://elsewhere.example.com/</other></definitions>`
	for _, path := range []string{"/wsdl", "/pieces"} {
		answer, body := get(t, p.URL+path)
		if diff := cmp.Diff(want, body); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
		if length := answer.ContentLength; path == "/wsdl" && length != int64(len(want)) {
			t.Errorf("the length is %d, want %d", length, len(want))
		}
	}
	if _, body := get(t, p.URL+"/json"); body != `{"url":"`+strings.ReplaceAll(p.URL, "/", `\/`)+`\/a","login":"%20`+url.QueryEscape(p.URL)+`%2Fb"}` {
		t.Errorf("JSON: %s", body)
	}
	r, err := http.NewRequest(http.MethodGet, p.URL+"/redirect", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if l, c := answer.Header.Get("Location"), answer.Header.Get("Set-Cookie"); l != p.URL+"/next" || c != "a=b; Path=/; HttpOnly" {
		t.Errorf("Location %s, Set-Cookie %s", l, c)
	}
	r, err = http.NewRequest(http.MethodPost, p.URL+"/echo", strings.NewReader("<wsa:To>"+p.URL+"/a</wsa:To>"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Referer", p.URL+"/b")
	if answer, err = http.DefaultTransport.RoundTrip(r); err != nil {
		t.Fatal(err)
	}
	echoed, _ := io.ReadAll(answer.Body)
	answer.Body.Close()
	// What comes back is ours again: it was the server's there.
	if got := string(echoed); got != p.URL+"/b <wsa:To>"+p.URL+"/a</wsa:To>" {
		t.Errorf("echo: %s", got)
	}
	texts, _ := p.stories(t)
	all := strings.Join(texts, "")
	if strings.Contains(all, p.URL) || strings.Contains(all, "/@") {
		t.Errorf("the story names the proxy:\n%s", all)
	}
	for _, want := range []string{wsdl(), "Location: " + base + "/next", "<wsa:To>" + base + "/a</wsa:To>", "Domain=127.0.0.1"} {
		if !strings.Contains(all, want) {
			t.Errorf("the story does not say %s", want)
		}
	}
}

// A target to which the first one sends its clients is reached through the proxy, too.
func TestOtherHost(t *testing.T) {
	second := target(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "%s %s", r.Host, r.RequestURI) })
	first := target(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		fmt.Fprintf(w, "<result><serverUrl>%s/services/Soap/u/58.0</serverUrl></result>", strings.Replace(second.URL, "127.0.0.1", "localhost", 1))
	})
	p := start(t, first.URL, record.BookOptions{}, record.ProxyOptions{})
	_, body := get(t, p.URL+"/login")
	next := strings.TrimSuffix(strings.TrimPrefix(body, "<result><serverUrl>"), "</serverUrl></result>")
	host := strings.Replace(strings.TrimPrefix(second.URL, "http://"), "127.0.0.1", "localhost", 1)
	if next != p.URL+"/@"+host+"/services/Soap/u/58.0" {
		t.Fatalf("the login says %s", body)
	}
	if _, body := get(t, next); body != host+" /services/Soap/u/58.0" {
		t.Errorf("the second server was asked for %s", body)
	}
	if _, body := get(t, p.URL+"/@unknown.example.com/x"); strings.HasPrefix(body, "unknown") {
		t.Errorf("whoever asks is sent anywhere: %s", body)
	}
	texts, _ := p.stories(t)
	if want := "GET /services/Soap/u/58.0 HTTP/1.1\nHost: " + host + "\n"; !strings.Contains(strings.Join(texts, ""), want) {
		t.Errorf("no %q in\n%s", want, texts)
	}
}

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
	one, two := &http.Client{Transport: &http.Transport{}}, &http.Client{Transport: &http.Transport{}}
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
