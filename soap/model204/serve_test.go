package model204_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
	"github.com/soapstone-dev/soapstone/soap/model204"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

const (
	path      = "/m204/session"
	namespace = "urn:m204:janus:session:v1"
)

// noon is when the rooms of these tests open.
var noon = time.Date(2024, 1, 31, 12, 0, 0, 0, time.UTC)

// online is one or more servers that share nothing but the data, with one clock, which stands still.
type online struct {
	t       testing.TB
	clock   *soap.Clock
	db      *bolt.DB
	cfg     model204.Config
	servers []*server
}

// server is a room on a handle of its own.
type server struct {
	handle   *bolt.Handle
	room     *model204.Room
	endpoint *soap.Endpoint
}

func start(t testing.TB, servers int, set ...string) *online {
	t.Helper()
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	return startOn(t, db, servers, set...)
}

// startOn starts servers on data, which it closes at the end.
func startOn(t testing.TB, db *bolt.DB, servers int, set ...string) *online {
	t.Helper()
	o := &online{t: t, clock: soap.NewFrozenClock(noon), cfg: roomtest.With(t, model204.Default, set...), db: db}
	for range servers {
		o.servers = append(o.servers, o.serve())
	}
	t.Cleanup(func() {
		o.clock.Stop()
		if err := o.clock.AwaitIdle(context.Background()); err != nil {
			t.Error(err)
		}
		if err := o.db.Close(); err != nil {
			t.Error(err)
		}
	})
	return o
}

func (o *online) serve() *server {
	o.t.Helper()
	handle := o.db.Handle()
	return o.serveFrom(handle, handle)
}

// serveFrom makes a server whose room has a store that stands on a handle.
func (o *online) serveFrom(handle *bolt.Handle, s store.Store) *server {
	o.t.Helper()
	room, err := model204.New(o.cfg, s)
	if err != nil {
		o.t.Fatal(err)
	}
	endpoint, err := soap.NewEndpoint(soap.Config{Services: room.Services(), Clock: o.clock})
	if err != nil {
		o.t.Fatal(err)
	}
	return &server{handle: handle, room: room, endpoint: endpoint}
}

// pending is a request under way.
type pending struct {
	hangUp context.CancelFunc
	done   chan struct{}
	answer *httptest.ResponseRecorder
	server int // for who wants to know
}

// send sends a request to a server. An empty token is no Thread header.
func (o *online) send(server int, token, body string, edit ...func(*http.Request)) *pending {
	header := ""
	if token != "" {
		header = "<soapenv:Header><m:Thread>" + token + "</m:Thread></soapenv:Header>"
	}
	return o.sendRaw(server, `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="`+namespace+`">`+
		header+`<soapenv:Body>`+body+`</soapenv:Body></soapenv:Envelope>`, edit...)
}

func (o *online) sendRaw(server int, envelope string, edit ...func(*http.Request)) *pending {
	ctx, cancel := context.WithCancel(context.Background())
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, path, strings.NewReader(envelope))
	r.Header.Set("Content-Type", "text/xml; charset=utf-8")
	r.Header.Set("SOAPAction", `""`)
	for _, f := range edit {
		f(r)
	}
	p := &pending{hangUp: cancel, done: make(chan struct{}), answer: httptest.NewRecorder()}
	go func() {
		defer close(p.done)
		defer cancel()
		o.servers[server].endpoint.ServeHTTP(p.answer, r)
	}()
	return p
}

var (
	results     = regexp.MustCompile(`<m:(?:rc|result|value|thread)>([^<]*)</m:`)
	reason      = regexp.MustCompile(`<m:reason>([^<]*)<`)
	faultString = regexp.MustCompile(`<faultstring>([^<]*)<`)
)

// result is what came back: the rc or the value, the reason of a cancelled request, or the text of another fault.
func (p *pending) result() string {
	<-p.done
	body := p.answer.Body.String()
	for _, pattern := range []*regexp.Regexp{results, reason, faultString} {
		if m := pattern.FindStringSubmatch(body); m != nil {
			return m[1]
		}
	}
	return fmt.Sprint(p.answer.Code)
}

// call makes an element of an operation with arguments by name.
func call(op string, arguments ...string) string {
	var b strings.Builder
	for i := 0; i < len(arguments); i += 2 {
		fmt.Fprintf(&b, "<m:%[1]s>%[2]s</m:%[1]s>", arguments[i], arguments[i+1])
	}
	return "<m:" + op + ">" + b.String() + "</m:" + op + ">"
}

// say makes a call that does not wait.
func (o *online) say(server int, token, op string, arguments ...string) string {
	return o.send(server, token, call(op, arguments...)).result()
}

func (o *online) login(server int, user string) string {
	o.t.Helper()
	token := o.say(server, "", "Login", "userid", user, "password", "soapstone")
	if len(token) != 32 {
		o.t.Fatalf("login of %s: %s", user, token)
	}
	return token
}

// want compares what a call says.
func (o *online) want(want string, server int, token, op string, arguments ...string) {
	o.t.Helper()
	if got := o.say(server, token, op, arguments...); got != want {
		o.t.Fatalf("%s %v: got %s, want %s", op, arguments, got, want)
	}
}

// waits makes a call that waits.
func (o *online) waits(server int, token, op string, arguments ...string) *pending {
	o.t.Helper()
	n := o.clock.Waiting()
	p := o.send(server, token, call(op, arguments...))
	o.waiting(n + 1)
	return p
}

// waiting comes back when so many calls wait.
func (o *online) waiting(n int) {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), 10*time.Second)
	defer cancel()
	if err := o.clock.AwaitWaiting(ctx, n); err != nil {
		o.t.Fatal(err)
	}
}

// advance moves the clock, after the touches were written as before any move.
func (o *online) advance(by time.Duration) {
	o.t.Helper()
	for _, s := range o.servers {
		if err := s.handle.Flush(o.t.Context()); err != nil {
			o.t.Fatal(err)
		}
	}
	if err := o.clock.Advance(o.t.Context(), by); err != nil {
		o.t.Fatal(err)
	}
	if err := o.clock.AwaitIdle(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

func (p *pending) is(t testing.TB, want string) {
	t.Helper()
	if got := p.result(); got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
}

// basic puts credentials into a request.
func basic(user, password string) func(*http.Request) {
	return func(r *http.Request) { r.SetBasicAuth(user, password) }
}

// field is a field of the answer's head, spelled as it is written.
func (p *pending) field(name string) []string { return p.answer.Header()[name] }
