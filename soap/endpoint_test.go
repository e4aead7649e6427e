package soap_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/soapstone-dev/soapstone/soap"
)

const (
	open11  = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="urn:echo">`
	open12  = `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:m="urn:echo">`
	echoHi  = open11 + `<e:Body><m:echo><m:text>hi</m:text></m:echo></e:Body></e:Envelope>`
	replyHi = `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><echoResponse xmlns="urn:echo"><text>hi</text></echoResponse></s:Body></s:Envelope>`
)

func fault11(word string) string {
	return `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><fault1.1>` + word + `</fault1.1></s:Body></s:Envelope>`
}

func fault12(word string) string {
	return `<?xml version="1.0" encoding="utf-8"?><s12:Envelope xmlns:s12="http://www.w3.org/2003/05/soap-envelope"><s12:Body><fault1.2>` + word + `</fault1.2></s12:Body></s12:Envelope>`
}

// post sends a body and returns status and body of the answer.
func post(t *testing.T, url, body string, fields ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "text/xml")
	for i := 0; i < len(fields); i += 2 {
		r.Header[fields[i]] = []string{fields[i+1]}
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(answer)
}

func TestEnvelope(t *testing.T) {
	server, _ := serve(t, nil)
	body := func(open, inside string) string { return open + inside + `</e:Envelope>` }
	for _, tt := range []struct {
		name, body string
		status     int
		want       string
	}{
		{"a call", echoHi, 200, replyHi},
		{"SOAP 1.2", body(open12, `<e:Body><m:echo/></e:Body>`), 200, `<?xml version="1.0" encoding="utf-8"?><s12:Envelope xmlns:s12="http://www.w3.org/2003/05/soap-envelope"><s12:Body><echoResponse xmlns="urn:echo"></echoResponse></s12:Body></s12:Envelope>`},
		{"an empty header and white space", body(open11, "\n <e:Header/>\n <e:Body>\n <m:echo><m:text>hi</m:text></m:echo>\n</e:Body>\n"), 200, replyHi},
		{"two prefixes for one namespace", `<a:Envelope xmlns:a="http://schemas.xmlsoap.org/soap/envelope/" xmlns:b="http://schemas.xmlsoap.org/soap/envelope/"><b:Body><echo xmlns="urn:echo"><text>hi</text></echo></b:Body></a:Envelope>`, 200, replyHi},
		{"no body", body(open11, `<e:Header/>`), 500, fault11("envelope 3 Envelope")},
		{"a header as root", `<e:Header xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"/>`, 500, fault11("envelope 1 Header")},
		{"an unknown envelope", `<Envelope xmlns="urn:x"><Body/></Envelope>`, 500, fault11("envelope 2 Envelope")},
		{"something after the body", body(open11, `<e:Body/><x/>`), 500, fault11("envelope 4 x")},
		{"something before the body", body(open11, `<x/><e:Body/>`), 500, fault11("envelope 4 x")},
		{"text in the envelope", body(open11, `x<e:Body/>`), 500, fault11("envelope 5 Envelope")},
		{"text in the body", body(open11, `<e:Body>x</e:Body>`), 500, fault11("envelope 5 Body")},
		{"a body of another version", `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><Body xmlns="http://schemas.xmlsoap.org/soap/envelope/"/></e:Envelope>`, 500, fault12("envelope 4 Body")},
		{"an empty body", body(open11, `<e:Body/>`), 500, fault11("empty")},
		{"an unknown operation", body(open11, `<e:Body><m:nope/></e:Body>`), 500, fault11("operation")},
		{"the operation in another namespace", body(open11, `<e:Body><echo/></e:Body>`), 500, fault11("operation")},
		{"a value that is none", body(open11, `<e:Body><m:sleep><m:seconds>soon</m:seconds></m:sleep></e:Body>`), 500, fault11("decode seconds")},
		{"not well-formed", "<a>\n<b></a>", 500, fault11("read 2:4")},
		{"a DTD", `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, 500, fault11("read 1:1")},
		{"nothing", "", 500, fault11("read 1:1")},
		{"a bug", body(open11, `<e:Body><m:echo><m:text>panic</m:text></m:echo></e:Body>`), 500, fault11("internal")},
		{"known, must be understood", body(open11, `<e:Header><m:known e:mustUnderstand="1"/></e:Header><e:Body><m:echo><m:text>hi</m:text></m:echo></e:Body>`), 200, replyHi},
		{"unknown, must be understood", body(open11, `<e:Header><m:new e:mustUnderstand="1"/></e:Header><e:Body><m:echo/></e:Body>`), 500, fault11("understand new")},
		{"unknown, need not", body(open11, `<e:Header><m:new e:mustUnderstand="0"/></e:Header><e:Body><m:echo><m:text>hi</m:text></m:echo></e:Body>`), 200, replyHi},
		{"for the next actor", body(open11, `<e:Header><m:new e:mustUnderstand="1" e:actor="http://schemas.xmlsoap.org/soap/actor/next"/></e:Header><e:Body><m:echo/></e:Body>`), 500, fault11("understand new")},
		{"for an actor without a name", body(open11, `<e:Header><m:new e:mustUnderstand="1" e:actor=" "/></e:Header><e:Body><m:echo/></e:Body>`), 500, fault11("understand new")},
		{"for another actor", body(open11, `<e:Header><m:new e:mustUnderstand="1" e:actor="urn:other"/></e:Header><e:Body><m:echo><m:text>hi</m:text></m:echo></e:Body>`), 200, replyHi},
		{"for another role", body(open12, `<e:Header><m:new e:mustUnderstand="true" e:role="http://www.w3.org/2003/05/soap-envelope/role/none"/></e:Header><e:Body><m:nope/></e:Body>`), 500, fault12("operation")},
		{"for the last receiver", body(open12, `<e:Header><m:new e:mustUnderstand="true" e:role="http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver"/></e:Header><e:Body><m:echo/></e:Body>`), 500, fault12("understand new")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, got := post(t, server.URL+"/echo", tt.body)
			if status != tt.status {
				t.Errorf("status %d, want %d", status, tt.status)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("answer (-want +got):\n%s", d)
			}
		})
	}
}

// pack applies a compressor.
func pack(t *testing.T, body string, open func(io.Writer) io.WriteCloser) string {
	t.Helper()
	var b bytes.Buffer
	w := open(&b)
	if _, err := io.WriteString(w, body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRequestBody(t *testing.T) {
	server, _ := serve(t, func(c *soap.Config) { c.Limits.MaxBytes = 4096; c.Limits.MaxDepth = 10 })
	zip := pack(t, echoHi, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	bomb := pack(t, strings.Repeat(" ", 1<<20)+echoHi, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	deflated := pack(t, echoHi, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
	umlaut := strings.Replace(echoHi, "hi", "grüßé", 1)
	encode := func(s string, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	latin := encode(charmap.ISO8859_1.NewEncoder().String(umlaut))
	windows := encode(charmap.Windows1252.NewEncoder().String(`<?xml version="1.0" encoding="windows-1252"?>` + strings.Replace(umlaut, "é", "€", 1)))
	utf16 := encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(umlaut))
	hi := func(s string) string { return strings.Replace(replyHi, "hi", s, 1) }
	for _, tt := range []struct {
		name, body string
		fields     []string
		status     int
		want       string
	}{
		{"gzip", zip, []string{"Content-Encoding", "gzip"}, 200, replyHi},
		{"deflate", deflated, []string{"Content-Encoding", "deflate"}, 200, replyHi},
		{"gzip that is none", echoHi, []string{"Content-Encoding", "gzip"}, 400, ""},
		{"gzip cut short", zip[:len(zip)-9], []string{"Content-Encoding", "gzip"}, 400, ""},
		{"a gzip bomb", bomb, []string{"Content-Encoding", "gzip"}, 413, ""},
		{"brotli", echoHi, []string{"Content-Encoding", "br"}, 415, ""},
		{"too large", echoHi + strings.Repeat(" ", 4096), nil, 413, ""},
		{"too deep", open11 + `<e:Body>` + strings.Repeat("<a>", 20) + strings.Repeat("</a>", 20) + `</e:Body></e:Envelope>`, nil, 500, ""},
		{"ISO-8859-1 by header", latin, []string{"Content-Type", `text/xml; charset="iso-8859-1"`}, 200, hi("grüßé")},
		{"windows-1252 by declaration", windows, nil, 200, hi("grüß€")},
		{"UTF-16 by byte order mark", utf16, nil, 200, hi("grüßé")},
		{"ISO-8859-1 before a sloppy parameter", latin, []string{"Content-Type", "text/xml; charset=iso-8859-1; action=urn:echo#echo"}, 200, hi("grüßé")},
		{"ISO-8859-1 behind one", latin, []string{"Content-Type", "text/xml; action=urn:echo#echo; charset='iso-8859-1'"}, 200, hi("grüßé")},
		{"a quote without an end", echoHi, []string{"Content-Type", `text/xml; charset="utf-8`}, 200, replyHi},
		{"a charset twice", latin, []string{"Content-Type", "text/xml; charset=iso-8859-1; charset=utf-8"}, 200, hi("grüßé")},
		{"a charset nobody knows", echoHi, []string{"Content-Type", "text/xml; charset=klingon"}, 500, ""},
		{"bytes that are not UTF-8", latin, nil, 500, ""},
		{"a content type that is none", echoHi, []string{"Content-Type", "text/xml; charset"}, 200, replyHi},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, got := post(t, server.URL+"/echo", tt.body, tt.fields...)
			if status != tt.status {
				t.Errorf("status %d, want %d: %s", status, tt.status, got)
			}
			if tt.want != "" && got != tt.want {
				t.Errorf("answer (-want +got):\n%s", cmp.Diff(tt.want, got))
			}
		})
	}
}

func TestWaitWalksWithTheClock(t *testing.T) {
	server, clock := serve(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	answers := make(chan string)
	go func() {
		_, body := post(t, server.URL+"/echo", open11+`<e:Body><m:sleep><m:seconds>30</m:seconds></m:sleep></e:Body></e:Envelope>`)
		answers <- body
	}()
	if err := clock.AwaitWaiting(ctx, 1); err != nil {
		t.Fatal(err)
	}
	if err := clock.Advance(ctx, time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := <-answers; !strings.Contains(got, "<text>10:00:30</text>") {
		t.Errorf("the call woke at another instant than its own: %s", got)
	}
}

func TestSlowClientsDoNotHoldTheClock(t *testing.T) {
	server, clock := serve(t, nil)
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// The server says that it has begun to read the body, which then never comes.
	io.WriteString(conn, "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n")
	if _, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := clock.Advance(ctx, time.Hour); err != nil {
		t.Errorf("half a request holds the clock: %v", err)
	}
}

func TestSeedsMakeChanceRepeat(t *testing.T) {
	random := open11 + `<e:Body><m:echo><m:text>random</m:text></m:echo></e:Body></e:Envelope>`
	play := func() (answers [2]string) {
		server, _ := serve(t, func(c *soap.Config) { c.Seeds = soap.SeedFrom([]byte{1}) })
		for i := range answers {
			_, answers[i] = post(t, server.URL+"/echo", random)
		}
		return answers
	}
	a, b := play(), play()
	if a != b {
		t.Errorf("the same seed gave %q and %q", a, b)
	}
	if a[0] == a[1] {
		t.Error("two exchanges had the same chance")
	}
}

func TestObserve(t *testing.T) {
	type seen struct {
		Operation, Fault string
		Status           int
		Instants         int
		Lost             bool
	}
	observed := make(chan seen, 3)
	var lose atomic.Bool
	server, _ := serve(t, func(c *soap.Config) {
		c.Lose = func(*soap.Call) bool { return lose.Load() }
		c.Observe = func(x *soap.Exchange) {
			s := seen{Operation: strings.Clone(x.Call.Operation), Status: x.Status, Instants: len(x.Instants), Lost: x.Lost}
			if x.Fault != nil {
				s.Fault = x.Fault.Text
			}
			observed <- s
		}
	})
	post(t, server.URL+"/echo", echoHi)
	post(t, server.URL+"/echo", "x")
	lose.Store(true)
	if r, err := http.Post(server.URL+"/echo", "text/xml", strings.NewReader(echoHi)); err == nil {
		t.Errorf("a lost answer arrived: %s", r.Status)
	}
	got := []seen{<-observed, <-observed, <-observed}
	want := []seen{{"echo", "", 200, 1, false}, {"", "read 1:1", 500, 1, false}, {"echo", "", 200, 1, true}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// The address says how the request came: over TLS or not, and where to, if that cannot be seen in it.
func TestAddressOfTheConnection(t *testing.T) {
	s := echoService(t)
	s.Serve = func(_ context.Context, call *soap.Call) (*soap.Response, error) {
		return soap.NewResponse("text/plain", []byte(call.BaseURL())), nil
	}
	endpoint, err := soap.NewEndpoint(soap.Config{Services: []*soap.Service{s}, Clock: soap.NewClock()})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		host, want string
		tls        bool
	}{
		{"old.example", "http://old.example", false},
		{"old.example", "https://old.example", true},
		{"", "http://127.0.0.1:8080", false}, // HTTP/1.0
		{"a<b", "https://127.0.0.1:8080", true},
	} {
		r := httptest.NewRequest(http.MethodGet, "/echo", nil)
		if r.Host = tt.host; tt.tls {
			r.TLS = &tls.ConnectionState{}
		}
		local := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}
		rw := httptest.NewRecorder()
		endpoint.ServeHTTP(rw, r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(local))))
		if got := rw.Body.String(); got != tt.want {
			t.Errorf("host %q, TLS %v: %s, want %s", tt.host, tt.tls, got, tt.want)
		}
	}
}

// A service without Serve is for POST alone, and one whose connection cannot be had gives the usual reason phrase.
func TestWhatIsNotPosted(t *testing.T) {
	s := echoService(t)
	s.Serve = nil
	phrase := echoService(t)
	phrase.Name, phrase.Routes = "phrase", []soap.Route{{Path: "/phrase"}}
	phrase.Admit = func(context.Context, *soap.Call) error {
		return &soap.Fault{Status: 415, Phrase: "Cannot", Body: []byte("no")}
	}
	endpoint, err := soap.NewEndpoint(soap.Config{Services: []*soap.Service{s, phrase}, Clock: soap.NewClock()})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		path, allow, body string
		status            int
	}{
		{"/echo", "POST", "", http.StatusMethodNotAllowed},
		{"/phrase", "", "no", http.StatusUnsupportedMediaType},
	} {
		rw := httptest.NewRecorder()
		endpoint.ServeHTTP(rw, httptest.NewRequest(http.MethodGet, tt.path, nil))
		if rw.Code != tt.status || rw.Header().Get("Allow") != tt.allow || rw.Body.String() != tt.body {
			t.Errorf("%s: %d %v %s", tt.path, rw.Code, rw.Header(), rw.Body)
		}
	}
}

func TestWSDLAddress(t *testing.T) {
	for _, tt := range []struct {
		public, forwarded, host, want string
		trust                         bool
	}{
		{"", "", "old.example:8080", "http://old.example:8080/echo", false},
		{"", "https", "old.example", "http://old.example/echo", false},
		{"", "https", "old.example", "https://old.example/echo", true},
		{"", "HTTPS", "old.example", "https://old.example/echo", true},
		{"", "gopher", "old.example", "http://old.example/echo", true},
		{"https://soap.example/base/", "", "old.example", "https://soap.example/base/echo", false},
	} {
		server, _ := serve(t, func(c *soap.Config) { c.PublicURL, c.TrustForwarded = tt.public, tt.trust })
		r, _ := http.NewRequest(http.MethodGet, server.URL+"/echo?WSDL", nil)
		r.Host = tt.host
		r.Header.Set("X-Forwarded-Proto", tt.forwarded)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if !strings.Contains(string(body), `location="`+tt.want+`"`) {
			t.Errorf("public %q, host %q: the WSDL does not say %s", tt.public, tt.host, tt.want)
		}
	}
}
