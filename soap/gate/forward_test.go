package gate_test

import (
	"bufio"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
)

// far is a far side that keeps what it was asked.
type far struct {
	*httptest.Server
	mu    sync.Mutex
	heads []*http.Request
	asked []string // bodies
}

func newFar(t *testing.T, answer http.HandlerFunc) *far {
	t.Helper()
	f := &far{}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		f.mu.Lock()
		f.heads, f.asked = append(f.heads, r), append(f.asked, string(body))
		f.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *far) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.asked)
}

// last is the last request.
func (f *far) last(t *testing.T) (*http.Request, string) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.asked) == 0 {
		t.Fatal("nothing came to the far side")
	}
	return f.heads[len(f.heads)-1], f.asked[len(f.asked)-1]
}

// login begins a session of a system, and returns its work.
func login(t *testing.T, srv *soaptest.Server, system string) request {
	t.Helper()
	s := systems()[system]
	return s.work.with(s.begin(t, srv.URL))
}

func answering(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// What a client sends goes on as it came, but for what is said of its connection.
func TestForwardSendsCallsAsTheyCame(t *testing.T) {
	f := newFar(t, answering(200, "text/plain", "done"))
	srv := soaptest.Start(t, soaptest.At(start()), soaptest.Salesforce("forward = "+f.URL+"/base%2Fpath/"))
	work := login(t, srv, "salesforce SOAP")
	work.line = "POST /services/Soap/u/58.0/00D%2Fx?a=1&b=%20;c"
	work.fields = append(work.fields,
		"Cookie: a=1; b=2", "X-Own: first", "X-Own: second", "User-Agent: old client", "Authorization: Basic YTpi",
		"Connection: X-Hop, keep-alive", "X-Hop: 1", "Te: trailers", "Proxy-Authorization: Basic cHJveHk=",
		"X-Forwarded-For: 10.0.0.1", "X-Forwarded-Host: elsewhere", "Accept-Encoding: gzip", "Via: 1.0 before")
	if status, body := send(t, srv.URL, request{line: work.line, fields: work.fields[:2], body: work.body}); status != 200 || body != "done" {
		t.Fatalf("%d %s", status, body)
	}
	res := do(t, srv.URL, work)
	if res.StatusCode != 200 {
		t.Fatal(res.Status)
	}
	head, body := f.last(t)
	if diff := cmp.Diff(work.body, body); diff != "" {
		t.Error(diff)
	}
	if want := "/base%2Fpath/services/Soap/u/58.0/00D%2Fx?a=1&b=%20;c"; head.Method != "POST" || head.RequestURI != want {
		t.Errorf("%s %s, want %s", head.Method, head.RequestURI, want)
	}
	if !strings.HasSuffix(f.URL, head.Host) {
		t.Errorf("Host is %s", head.Host)
	}
	via := head.Header.Values("Via")
	if len(via) != 2 || via[0] != "1.0 before" || !strings.HasPrefix(via[1], "1.1 soapstone-") {
		t.Errorf("Via is %q", via)
	}
	head.Header.Del("Via")
	want := http.Header{
		"Content-Type": {"text/xml; charset=utf-8"}, "Soapaction": {`""`}, "Cookie": {"a=1; b=2"}, "X-Own": {"first", "second"},
		"User-Agent": {"old client"}, "Authorization": {"Basic YTpi"}, "Content-Length": head.Header["Content-Length"],
		"X-Forwarded-For": {"127.0.0.1"}, "X-Forwarded-Host": {strings.TrimPrefix(srv.URL, "http://")}, "X-Forwarded-Proto": {"http"},
	}
	if diff := cmp.Diff(want, head.Header); diff != "" {
		t.Error(diff)
	}
}

// A path that leads above the target's, or above the service, goes nowhere: the rest of that server is nobody's here.
func TestForwardStaysBelow(t *testing.T) {
	f := newFar(t, answering(200, "application/json", "{}"))
	srv := soaptest.Start(t, soaptest.At(start()), soaptest.Salesforce("forward = "+f.URL+"/base"))
	work := login(t, srv, "salesforce SOAP")
	for path, forwarded := range map[string]int{
		"/services/Soap/u/58.0/00D..x/..y": 1, "/services/Soap/u/58.0/../../../../admin": 0, "/services/Soap/u/58.0/%2e%2E/admin": 0,
		"/services/Soap/u/58.0/..%2f..%2fadmin": 0, `/services/Soap/u/58.0/..%5cadmin`: 0, "/services/Soap/u/58.0/..;a=b/admin": 0,
	} {
		before := f.count()
		work.line = "POST " + path
		send(t, srv.URL, work)
		if n := f.count() - before; n != forwarded {
			t.Errorf("%s was forwarded %d times", path, n)
		}
	}
}

// What the far side answers goes to the client as it is: faults, odd statuses, redirects.
func TestForwardAnswersAsTheFarSideDoes(t *testing.T) {
	const fault = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Server</faultcode><faultstring>theirs</faultstring></s:Fault></s:Body></s:Envelope>`
	f := newFar(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Date"] = []string{"Thu, 01 Jan 1970 00:00:00 GMT"}
		w.Header().Set("Connection", "X-Hop")
		w.Header().Set("X-Hop", "1")
		switch r.URL.Query().Get("want") {
		case "fault":
			w.Header().Add("Set-Cookie", "a=1")
			w.Header().Add("Set-Cookie", "b=2")
			w.Header().Set("Content-Type", "text/xml")
			w.WriteHeader(500)
			io.WriteString(w, fault)
		case "redirect":
			http.Redirect(w, r, "/services/data/v58.0/query?want=fault", http.StatusFound)
		case "odd":
			w.WriteHeader(420)
		case "nothing":
			w.WriteHeader(http.StatusNoContent)
		}
	})
	srv := soaptest.Start(t, soaptest.At(start()), soaptest.Salesforce("forward = "+f.URL))
	work := login(t, srv, "salesforce REST")
	ask := func(method, want string) *http.Response {
		work.line = method + " /services/data/v58.0/query?want=" + want
		return do(t, srv.URL, work)
	}
	res := ask("GET", "fault")
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fault, string(body)); diff != "" || res.StatusCode != 500 {
		t.Errorf("%d %s", res.StatusCode, diff)
	}
	if got := res.Header.Values("Set-Cookie"); len(got) != 2 || res.Header.Get("X-Hop") != "" || res.Header.Get("Date") != "Mon, 03 Feb 2020 10:00:00 GMT" {
		t.Errorf("the head is %v", res.Header)
	}
	if res := ask("GET", "redirect"); res.StatusCode != 302 || res.Header.Get("Location") != "/services/data/v58.0/query?want=fault" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	if res := ask("GET", "odd"); res.StatusCode != 420 {
		t.Error(res.Status)
	}
	if res := ask("DELETE", "nothing"); res.StatusCode != 204 {
		t.Error(res.Status)
	}
	if res := ask("HEAD", "fault"); res.StatusCode != 500 || res.ContentLength != int64(len(fault)) {
		t.Errorf("HEAD: %d with length %d", res.StatusCode, res.ContentLength)
	}
}

// The client reads the first half of an answer while the second one does not exist yet.
func TestForwardStreams(t *testing.T) {
	half := make(chan struct{})
	f := newFar(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><r>half|`)
		w.(http.Flusher).Flush()
		select {
		case <-half:
		case <-r.Context().Done():
		}
		io.WriteString(w, ` whole</r></S:Body></S:Envelope>`)
	})
	for _, system := range []string{"salesforce SOAP", "sqlserver"} { // the latter has a header block to be joined
		t.Run(system, func(t *testing.T) {
			srv := soaptest.Start(t, soaptest.Set("sqlserver.forward = "+f.URL), soaptest.Set("salesforce.forward = "+f.URL))
			res := do(t, srv.URL, login(t, srv, system))
			r := bufio.NewReader(res.Body)
			first, err := r.ReadString('|')
			if err != nil || !strings.HasSuffix(first, "<S:Body><r>half|") || strings.Contains(first, "sqlSession") != (system == "sqlserver") {
				t.Fatalf("%q, %v", first, err)
			}
			half <- struct{}{}
			rest, err := io.ReadAll(r)
			if err != nil || string(rest) != ` whole</r></S:Body></S:Envelope>` {
				t.Errorf("%q, %v", rest, err)
			}
		})
	}
}

// Nothing is forwarded for a session that is dead, unknown or missing: the far side's journal is empty.
func TestForwardOfNoSession(t *testing.T) {
	for name, s := range systems() {
		t.Run(name, func(t *testing.T) {
			second := soaptest.Start(t, soaptest.At(start()))
			srv := soaptest.Start(t, append(everySystem("forward = "+second.URL), soaptest.At(start()))...)
			work := login(t, srv, name)
			requests := []request{s.none, s.work.with(s.unknown)}
			srv.Advance(s.timeout)
			for _, r := range append(requests, work) {
				if _, body := send(t, srv.URL, r); body != "" && !strings.Contains(body, s.dead) && !strings.Contains(body, s.absent) {
					t.Errorf("%s", body)
				}
			}
			if seen := second.Exchanges(); len(seen) > 0 {
				t.Errorf("the far side was asked %d times: %s", len(seen), seen[0].Request)
			}
		})
	}
}

// While the far side takes its time, the emulated time can be moved, and a reply that is lost was forwarded.
func TestForwardAndTheClock(t *testing.T) {
	goOn := make(chan struct{})
	f := newFar(t, func(w http.ResponseWriter, _ *http.Request) {
		<-goOn
		io.WriteString(w, "done")
	})
	srv := soaptest.Start(t, soaptest.At(start()), soaptest.Salesforce("forward = "+f.URL))
	work := login(t, srv, "salesforce SOAP")
	answered := make(chan string)
	go func() {
		_, body := send(t, srv.URL, work)
		answered <- body
	}()
	srv.AwaitWaiting(1)
	srv.Advance(3 * time.Hour)
	close(goOn)
	if body := <-answered; body != "done" {
		t.Error(body)
	}
	if _, body := send(t, srv.URL, work); !strings.Contains(body, "INVALID_SESSION_ID") {
		t.Errorf("the session lives again: %s", body)
	}
	work = login(t, srv, "salesforce SOAP")
	before := f.count()
	srv.LoseReply("salesforce")
	req, err := http.NewRequest("POST", srv.URL+"/services/Soap/u/58.0", strings.NewReader(work.body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{"Content-Type": {"text/xml"}, "Soapaction": {`""`}}
	if res, err := new(http.Transport).RoundTrip(req); err == nil {
		res.Body.Close()
		t.Errorf("the reply was not lost: %s", res.Status)
	}
	if n := f.count() - before; n != 1 {
		t.Errorf("it was forwarded %d times", n)
	}
}

// Where the clock was set back while a call was away, the call is no use of its session in what is the future by then.
func TestForwardAndTheClockSetBack(t *testing.T) {
	goOn := make(chan struct{})
	f := newFar(t, func(w http.ResponseWriter, _ *http.Request) {
		<-goOn
		io.WriteString(w, "done")
	})
	srv := soaptest.Start(t, soaptest.At(start()), soaptest.Salesforce("forward = "+f.URL))
	srv.Advance(time.Hour)
	work := login(t, srv, "salesforce SOAP")
	answered := make(chan string)
	go func() {
		_, body := send(t, srv.URL, work)
		answered <- body
	}()
	srv.AwaitWaiting(1)
	srv.SetClock(start())
	close(goOn)
	if body := <-answered; body != "done" {
		t.Error(body)
	}
	srv.Advance(2 * time.Hour)
	if _, body := send(t, srv.URL, work); !strings.Contains(body, "INVALID_SESSION_ID") {
		t.Errorf("the session lives longer than it may: %s", body)
	}
}

// An answer that is packed though nobody asked for that is unpacked.
func TestForwardUnpacks(t *testing.T) {
	f := newFar(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		packed := gzip.NewWriter(w)
		io.WriteString(packed, "done")
		packed.Close()
	})
	srv := soaptest.Start(t, soaptest.Salesforce("forward = "+f.URL))
	res := do(t, srv.URL, login(t, srv, "salesforce SOAP"))
	if body, err := io.ReadAll(res.Body); string(body) != "done" || err != nil || res.Header.Get("Content-Encoding") != "" {
		t.Errorf("%q, %v, %v", body, err, res.Header)
	}
}
