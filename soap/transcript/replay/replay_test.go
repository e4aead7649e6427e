package replay_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/wide"
	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
	"github.com/soapstone-dev/soapstone/soap/transcript/replay"
)

// legacy is a small server of our own, whose sessions have ids of its own. It remembers the requests as they came.
type legacy struct {
	*httptest.Server
	mu   sync.Mutex
	seen []string // request line, head fields that a test sent, body
	made int
}

// ids are what it issues, one after the other. They need escapes in XML and in a URL.
func issued(n int) string { return fmt.Sprintf("L%d&v3/%012x==", n, 0xA1B2C3D4E5+n) }

func newLegacy(t *testing.T) *legacy {
	s := &legacy{}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *legacy) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.seen = append(s.seen, r.Method+" "+r.RequestURI+" "+r.Proto+"|"+r.Host+"|"+r.Header.Get("Authorization")+"|"+r.Header.Get("Referer")+"|"+string(body))
	s.mu.Unlock()
	w.Header()["Date"] = nil
	w.Header().Set("Content-Type", "text/xml")
	escaped := strings.NewReplacer("&", "&amp;").Replace
	switch path := strings.TrimPrefix(r.URL.Path, "/below"); path {
	case "/login":
		s.mu.Lock()
		s.made++
		id := issued(s.made)
		s.mu.Unlock()
		w.Header().Set("Set-Cookie", "JSESSIONID="+url.QueryEscape(id)+"; Path=/")
		fmt.Fprintf(w, `<r><sid>%s</sid><url>http://%s/use?sid=%s</url><client>%s</client></r>`, escaped(id), r.Host, url.QueryEscape(id), strings.Split(r.RemoteAddr, ":")[0])
	case "/use":
		if !strings.Contains(string(body)+r.URL.Query().Get("sid")+r.Header.Get("Cookie"), "v3") {
			w.WriteHeader(500)
		}
		fmt.Fprintf(w, `<used by="%s">%s</used>`, escaped(r.URL.Query().Get("sid")), time.Now().UTC().Format(time.RFC3339))
	case "/gone":
		conn, _, _ := w.(http.Hijacker).Hijack()
		conn.Close()
	case "/secret":
		fmt.Fprintf(w, `<r><password>%s</password></r>`, escaped(string(body)))
	default:
		fmt.Fprint(w, `<echo>`+string(body)+`</echo>`)
	}
}

// player plays against it.
func (s *legacy) player(t *testing.T, below string) *replay.Player {
	u, err := url.Parse(s.URL + below)
	if err != nil {
		t.Fatal(err)
	}
	return &replay.Player{Target: replay.Target{URL: u}}
}

func parse(t *testing.T, head, events string) *transcript.Story {
	t.Helper()
	s, err := transcript.Parse("story", []byte("format: soapstone/1\nsystem: test\n"+head+events))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const (
	host  = "Host: old.example.com:8443\n"
	ok    = "HTTP/1.1 200 OK\nContent-Type: text/xml\n"
	login = "-- 1 request --\nGET /login HTTP/1.1\n" + host +
		"-- 1 response --\n" + ok + "Set-Cookie: JSESSIONID=K9%26x8%2F0001aabbcc%3D%3D; Path=/\n\n" +
		"<r><sid>K9&amp;x8/0001aabbcc==</sid><url>http://old.example.com:8443/use?sid=K9%26x8%2F0001aabbcc%3D%3D</url><client>127.0.0.1</client></r>\n"
)

func check(t *testing.T, r *replay.Result, want ...string) {
	t.Helper()
	got := []string{}
	for _, step := range r.Steps {
		for _, d := range step.Differences {
			got = append(got, fmt.Sprintf("%d %s: %s", step.Number, step.Operation, d))
		}
	}
	if r.Error+r.NotRun != "" {
		got = append(got, r.Error+r.NotRun)
	}
	if want == nil {
		want = []string{}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestIDsGoWhereTheyBelong: in a body, a query, a cookie, escaped as each place wants it.
func TestIDsGoWhereTheyBelong(t *testing.T) {
	s := newLegacy(t)
	story := parse(t, "", login+
		"-- 2 request --\nPOST /use?sid=K9%26x8%2F0001aabbcc%3D%3D HTTP/1.1\n"+host+"Referer: http://old.example.com:8443/login\n\n"+
		"<u xmlns=\"http://old.example.com:8443/\" to=\"http://old.example.com:8443/use\">K9&amp;x8/0001aabbcc==</u>\n"+
		"-- 2 response --\n"+ok+"\n<used by=\"K9&amp;x8/0001aabbcc==\">2005-11-07T10:00:00Z</used>\n"+
		"-- 3 request --\nGET /use HTTP/1.1\n"+host+"Cookie: a=b; JSESSIONID=K9%26x8%2F0001aabbcc%3D%3D\n"+
		"-- 3 response --\n"+ok+"\n<used by=\"\">2005-11-07T10:00:00Z</used>\n")
	r := s.player(t, "").Play(t.Context(), story)
	check(t, r)
	id := url.QueryEscape(issued(1))
	want := []string{
		"GET /login HTTP/1.1|HOST|||",
		"POST /use?sid=" + id + " HTTP/1.1|HOST||http://HOST/login|<u xmlns=\"http://old.example.com:8443/\" to=\"http://HOST/use\">" + strings.ReplaceAll(issued(1), "&", "&amp;") + "</u>",
		"GET /use HTTP/1.1|HOST|||",
	}
	for i := range want {
		want[i] = strings.ReplaceAll(want[i], "HOST", strings.TrimPrefix(s.URL, "http://"))
	}
	if d := cmp.Diff(want, s.seen); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestBelowAPath: the path of a target is put before those of the story, and told of as if it had been there.
func TestBelowAPath(t *testing.T) {
	s := newLegacy(t)
	r := s.player(t, "/below/").Play(t.Context(), parse(t, "", "-- 1 request --\nPOST /x HTTP/1.1\n"+host+"\nhttp://old.example.com:8443/y\n-- 1 response --\n"+ok+
		"\n<echo>http://old.example.com:8443/y</echo>\n-- 2 request --\nGET http://old.example.com:8443/z HTTP/1.1\n"+host+"-- 2 response --\n"+ok+"\n<echo></echo>\n"))
	check(t, r)
	if got := strings.Split(s.seen[0], "|")[0]; got != "POST /below/x HTTP/1.1" {
		t.Error(got)
	}
	if got := strings.Split(s.seen[1], "|")[0]; got != "GET "+s.URL+"/below/z HTTP/1.1" {
		t.Error(got)
	}
}

// TestTwoHosts: an answer that names another host of the story, as the login of Salesforce does, names the target.
func TestTwoHosts(t *testing.T) {
	s := newLegacy(t)
	r := s.player(t, "").Play(t.Context(), parse(t, "", "-- 1 request --\nPOST /x HTTP/1.1\n"+host+"\n"+s.URL+"/y "+s.URL+"/z\n-- 1 response --\n"+ok+
		"\n<echo>https://other.example.com/y https://third.example.com/z</echo>\n-- 2 request --\nPOST /y HTTP/1.1\nHost: other.example.com\n-- 2 response --\n"+ok+"\n<echo></echo>\n"))
	check(t, r, `1 POST x: /echo: text: want "`+s.URL+`/y https://third.example.com/z", got "`+s.URL+`/y `+s.URL+`/z"`)
}

// TestAsItStands: HTTP/1.0 without Host, chunked, gzip.
func TestAsItStands(t *testing.T) {
	s := newLegacy(t)
	r := s.player(t, "").Play(t.Context(), parse(t, "", "-- 1 request --\nPOST /x HTTP/1.0\n\na\n-- 1 response --\nHTTP/1.0 200 OK\nContent-Type: text/xml\n\n<echo>a</echo>\n"+
		"-- 2 request --\nPOST /x HTTP/1.1\n"+host+"Transfer-Encoding: chunked\n\nb\n-- 2 response --\n"+ok+"\n<echo>b</echo>\n"))
	check(t, r)
	if got := s.seen[0]; got != "POST /x HTTP/1.0||||a" {
		t.Error(got)
	}
}

// TestWhatDiffers: a step that differs is told, and the story as it came has the story's ids, and what fits.
func TestWhatDiffers(t *testing.T) {
	s := newLegacy(t)
	story := parse(t, "", strings.Replace(login, "<client>", "<version>1</version><client>", 1)+
		"-- 2 request --\nPOST /use?sid=K9%26x8%2F0001aabbcc%3D%3D HTTP/1.1\n"+host+
		"-- 2 response --\n"+ok+"\n<used by=\"${any}\">Never</used>\n")
	r := s.player(t, "").Play(t.Context(), story)
	if len(r.Steps) != 2 {
		t.Fatal(r.Steps)
	}
	got := string(transcript.Format(r.Actual))
	at := strings.Index(got, "<used by=\"${any}\">") + len("<used by=\"${any}\">")
	got = got[:at] + "NOW" + got[at+len(time.RFC3339)-len("07:00")+0:]
	want := strings.Replace(strings.Replace(string(transcript.Format(story)), "<version>1</version>", "", 1), "Never", "NOW", 1)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestTimes: an instant is looked at from that of its answer, if the story tells that.
func TestTimes(t *testing.T) {
	s := newLegacy(t)
	const given = "-- 1 given --\nnow: 2005-11-07T10:00:00Z\n"
	story := func(given, at string) *transcript.Story {
		return parse(t, "", given+"-- 1 request --\nGET /use?sid=v3 HTTP/1.1\n"+host+"-- 1 response --\n"+ok+"\n<used by=\"v3\">"+at+"</used>\n")
	}
	for _, tt := range []struct {
		given, at string
		same      bool
	}{
		{"", "1999-11-07T10:00:00Z", true}, // nobody knows when that was
		{given, "2005-11-07T10:00:07Z", true},
		{given, "2005-11-01T10:00:00Z", false},
		{"", "${time ±1m}", true},
		{"", "${time +1h}", false},
	} {
		r := s.player(t, "").Play(t.Context(), story(tt.given, tt.at))
		if same := r.Verdict() == diff.Passed; same != tt.same {
			t.Errorf("%s%s: %s %v%s", tt.given, tt.at, r.Verdict(), r.Steps, r.NotRun)
		}
	}
}

// TestNoAnswer: a server that closes the connection has not answered, which is a difference; one that is not there could
// not be asked.
func TestNoAnswer(t *testing.T) {
	s := newLegacy(t)
	story := parse(t, "", "-- 1 request --\nGET /gone HTTP/1.1\n"+host+"-- 1 response --\n"+ok)
	r := s.player(t, "").Play(t.Context(), story)
	check(t, r, `1 GET gone: message: missing: want "HTTP/1.1 200 OK", got "" (the connection ended without an answer: EOF)`)
	p := s.player(t, "")
	s.Close()
	if r = p.Play(t.Context(), story); r.Verdict() != diff.Failed || !strings.Contains(r.Error, "no connection to http://127.0.0.1") {
		t.Error(r.Verdict(), r.Error)
	}
}

// TestNothingExpected: a request to which the story has no answer need not get one, and the rest of the story is played and
// compared: a recording of a connection that broke off must not pass unplayed.
func TestNothingExpected(t *testing.T) {
	s := newLegacy(t)
	r := s.player(t, "").Play(t.Context(), parse(t, "", "-- 1 request --\nGET /gone HTTP/1.1\n"+host+
		"-- 2 request --\nPOST /x HTTP/1.1\n"+host+"\na\n-- 2 response --\n"+ok+"\n<echo>b</echo>\n"))
	check(t, r, `2 POST x: /echo: text: want "b", got "a"`)
	if r.Sent != 2 || r.Compared != 1 {
		t.Errorf("%d sent, %d compared", r.Sent, r.Compared)
	}
}

// TestPlaceholdersOfBothSides: package mask knows by their names the placeholders that package diff reads, and the other way
// round, so that each tells what is in the wrong place.
func TestPlaceholdersOfBothSides(t *testing.T) {
	message := func(text string) transcript.Message {
		return transcript.Message{Start: "HTTP/1.1 200 OK", Body: []byte("<a>" + text + "</a>")}
	}
	list := func(err error, begin, end string) []string {
		_, after, _ := strings.Cut(fmt.Sprint(err), begin)
		names, _, _ := strings.Cut(after, end)
		return strings.FieldsFunc(strings.ReplaceAll(names, " and ", ","), func(r rune) bool { return r == ',' || r == ' ' })
	}
	m := message("${oops}")
	answers := list(diff.CheckMessage(&m), "there are ", " (")
	_, err := mask.Fill(m, mask.From(nil))
	requests := list(err, "there are ", ", such as")
	if len(answers) != 8 || len(requests) != 5 {
		t.Fatalf("%q and %q", answers, requests)
	}
	for _, name := range answers {
		if _, err := mask.Fill(message("${"+name+"}"), mask.From(nil)); !strings.Contains(fmt.Sprint(err), "stands for what may come in an answer") {
			t.Errorf("%s in a request: %v", name, err)
		}
	}
	for _, name := range requests {
		m := message("${" + name + " alice}")
		if err := diff.CheckMessage(&m); err != nil {
			t.Errorf("%s in an answer: %v", name, err)
		}
	}
}

// TestLostAnswer: without an operator the client does not listen, and the request has its effect.
func TestLostAnswer(t *testing.T) {
	s := newLegacy(t)
	r := s.player(t, "").Play(t.Context(), parse(t, "", "-- lose 1 --\n-- 1 request --\nGET /login HTTP/1.1\n"+host+"-- 2 request --\nGET /x HTTP/1.1\n"+host+"-- 2 response --\n"+ok+"\n<echo></echo>\n"))
	check(t, r)
	if s.made != 1 {
		t.Errorf("%d sessions were made", s.made)
	}
}

// TestOverlap: a response that stands after a later request does not keep that one from being sent.
func TestOverlap(t *testing.T) {
	var arrived atomic.Int32
	second := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		if r.URL.Path == "/waits" {
			<-second
		} else {
			close(second)
		}
		fmt.Fprint(w, arrived.Add(1))
	}))
	t.Cleanup(s.Close)
	u, _ := url.Parse(s.URL)
	r := (&replay.Player{Target: replay.Target{URL: u}}).Play(t.Context(), parse(t, "", "-- 1 request --\nGET /waits HTTP/1.1\n"+host+"-- 2 request --\nGET /ends HTTP/1.1\n"+host+
		"-- 2 response --\nHTTP/1.1 200 OK\nContent-Type: text/plain\n\n${number}\n-- 1 response --\nHTTP/1.1 200 OK\nContent-Type: text/plain\n\n${number}\n"))
	check(t, r)
}

// TestSecrets: they are filled in where they are masked, hidden in what is told, and asked for by name.
func TestSecrets(t *testing.T) {
	s := newLegacy(t)
	story := parse(t, "", "-- 1 request --\nPOST /secret HTTP/1.1\n"+host+"Authorization: Basic ${basic alice}\n\n${secret alice.password}\n"+
		"-- 1 response --\n"+ok+"\n<r><password>other</password></r>\n")
	p := s.player(t, "")
	check(t, p.Play(t.Context(), story), `request 1: mask: no value for alice.password: put a line "alice.password = VALUE" into the file of secrets, or set the variable SOAPSTONE_SECRET_ALICE_PASSWORD`)
	p.Secrets, p.SecretNames = mask.From(nil), []string{"alice.pasword", "bob.password"}
	check(t, p.Play(t.Context(), story), `request 1: mask: no value for alice.password (there is alice.pasword): put a line "alice.password = VALUE" into the file of secrets, or set the variable SOAPSTONE_SECRET_ALICE_PASSWORD`)
	p.Secrets = mask.From(map[string]string{"alice.password": "open sesame"})
	r := p.Play(t.Context(), story)
	if text := fmt.Sprint(r.Steps) + string(transcript.Format(r.Actual)); strings.Contains(text, "open sesame") || len(r.Steps) != 1 {
		t.Errorf("it is told: %s", text)
	}
	if got := s.seen[0]; !strings.HasSuffix(got, "|Basic YWxpY2U6b3BlbiBzZXNhbWU=||open sesame") {
		t.Error(got)
	}
	p.Mask.Show = true
	if r = p.Play(t.Context(), story); !strings.Contains(fmt.Sprint(r.Steps), "open sesame") {
		t.Errorf("it is hidden: %v", r.Steps)
	}
}

// TestMultipart: hiding secrets for what is told leaves what is sent alone, in parts, too.
func TestMultipart(t *testing.T) {
	const related = "Content-Type: multipart/related; boundary=b\n"
	s := newLegacy(t)
	story := parse(t, "", login+"-- 2 request --\nPOST /use HTTP/1.1\n"+host+related+"-- 2 response --\n"+ok+"\n<used by=\"\">2005-11-07T10:00:00Z</used>\n")
	part := func(id string) string {
		return "--b\r\nContent-Type: text/xml\r\n\r\n<u><sessionId>" + strings.ReplaceAll(id, "&", "&amp;") + "</sessionId></u>\r\n--b--\r\n"
	}
	for _, e := range story.Events {
		if r, ok := e.(*transcript.Request); ok && r.Number == 2 {
			r.Body = []byte(part("K9&x8/0001aabbcc=="))
		}
	}
	check(t, s.player(t, "").Play(t.Context(), story))
	want := "POST /use HTTP/1.1|" + strings.TrimPrefix(s.URL, "http://") + "|||" + part(issued(1))
	if d := cmp.Diff(want, s.seen[len(s.seen)-1]); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestNotRun: what cannot be run, or may not, is not begun.
func TestNotRun(t *testing.T) {
	const request = "-- 1 request --\nPOST /x HTTP/1.1\n" + host + "\n<Envelope><Body><drop/></Body></Envelope>\n"
	const need = ", which only the operator of the systems can do: give --admin"
	for _, tt := range []struct{ name, head, events, want string }{
		{"nothing", "", "", "there is no request in it"},
		{"settings", "set: a = b\n", request, "it needs settings of its own" + need},
		{"a clock", "", request + "-- clock +1s --\n", "it needs the clock moved" + need},
		{"a restart", "", request + "-- restart --\n", "it needs a restart" + need},
		{"altered settings", "", request + "-- alter /x --\na = b\n", "it needs settings altered on the way" + need},
		{"a clock and a seed alone", "clock: 2005-11-07T10:00:00Z\nseed: 00\n", request, "request 1 is drop, which may not be sent: name it in --only, or give --allow-writes"},
		{"a bad placeholder", "", request + "-- 1 response --\n" + ok + "\n<a>${nu}</a>\n",
			"line 12: 1 response: /a: ${nu} is no placeholder: there are absent, any, hash, match, number, optional, time, uuid (a literal ${ is written $${)"},
		{"a misspelt secret", "", strings.ReplaceAll(request, "<drop/>", "\n<keep>${secert alice.password}</keep>"),
			"line 8: request 1: mask: ${secert alice.password} is no placeholder: is ${secret alice.password} meant? (a literal ${ is written $${)"},
		{"a misspelt secret in what is expected", "", strings.ReplaceAll(request, "drop", "keep") + "-- 1 response --\n" + ok + "\n<a>${secert alice.password}</a>\n",
			"line 12: 1 response: /a: ${secert alice.password} is no placeholder: is ${secret alice.password} meant? (a literal ${ is written $${)"},
		{"a secret without a name in what is expected", "", strings.ReplaceAll(request, "drop", "keep") + "-- 1 response --\n" + ok + "\n<a>${secret}</a>\n",
			"line 12: response 1: mask: ${secret} is not written as it has to be: write ${secret NAME}, ${secret NAME|FILTER} (a literal ${ is written $${)"},
		{"a secret in what is expected", "", strings.ReplaceAll(request, "drop", "keep") + "-- 1 response --\n" + ok + "\n<a>for ${secret alice.password}</a>\n", "response 1: mask: no value for alice.password: " +
			`put a line "alice.password = VALUE" into the file of secrets, or set the variable SOAPSTONE_SECRET_ALICE_PASSWORD`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newLegacy(t)
			p := s.player(t, "")
			p.Allowed = func(m *transcript.Message) bool { return replay.Operation(m) != "drop" }
			r := p.Play(t.Context(), parse(t, tt.head, tt.events))
			if r.NotRun != tt.want || len(s.seen) > 0 {
				t.Errorf("not run since %q, want %q; %d requests were sent", r.NotRun, tt.want, len(s.seen))
			}
		})
	}
}

func TestOperation(t *testing.T) {
	for want, m := range map[string]transcript.Message{
		"getSession": {Start: "POST /a HTTP/1.1", Body: []byte(`<s:Envelope><s:Header><x/></s:Header><s:Body> <n:getSession/></s:Body></s:Envelope>`)},
		"getUser":    {Start: "POST /a HTTP/1.1", Body: []byte("<?xml version='1.0' encoding='ISO-8859-1'?><Envelope><Header><x>\xe4</x></Header><Body><getUser/></Body></Envelope>")},
		"getRoles":   {Start: "POST /a HTTP/1.1", Body: wide.Encode(`<?xml version="1.0" encoding="UTF-16"?><Envelope><Body><getRoles/></Body></Envelope>`, binary.LittleEndian)},
		"Login":      {Start: "POST /a HTTP/1.1", Fields: []transcript.Field{{Name: "soapaction", Value: `"urn:x#Login"`}}},
		"GET limits": {Start: "GET /v58.0/limits/?a=b HTTP/1.1"},
		"GET ":       {Start: "GET / HTTP/1.1"},
		"POST a":     {Start: "POST /a HTTP/1.1", Body: []byte(`<Envelope><Body/></Envelope>`)},
	} {
		if got := replay.Operation(&m); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestTLS: a server whose authority is not trusted gets nothing, and the way out is named.
func TestTLS(t *testing.T) {
	var requests atomic.Int32
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		w.Header().Set("Content-Type", "text/xml")
		fmt.Fprintf(w, "<a>%s</a>", r.Host)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	story := parse(t, "", "-- 1 request --\nGET / HTTP/1.1\n"+host+"-- 1 response --\n"+ok+"\n<a>old.example.com:8443</a>\n")
	p := &replay.Player{Target: replay.Target{URL: u, KeepHosts: true}}
	if r := p.Play(t.Context(), story); !strings.Contains(r.Error, "give --ca with the certificate of its authority, or --insecure") || requests.Load() > 0 {
		t.Error(r.Error, r.Steps)
	}
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	p.Target.TLS = &tls.Config{RootCAs: roots}
	check(t, p.Play(t.Context(), story))
}
