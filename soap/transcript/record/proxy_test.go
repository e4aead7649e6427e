package record_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/transcript"
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
