package soap_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
)

// TestRoomsThatFail: whatever a room's functions do, the client gets an answer, the exchange is observed, and the
// next one is as if nothing had been.
func TestRoomsThatFail(t *testing.T) {
	panics := func(w *soap.Writer) { panic("a bug") }
	fault := func(write func(*soap.Writer, *soap.Call)) func(*soap.Call, error) *soap.Fault {
		return func(*soap.Call, error) *soap.Fault { return &soap.Fault{Write: write} }
	}
	block := func(write func(*soap.Writer), declare ...soap.Namespace) func(*soap.Service) {
		return func(s *soap.Service) {
			s.Around = func(ctx context.Context, call *soap.Call, next soap.Next) (soap.Reply, error) {
				call.AddHeader(soap.HeaderBlock{Declare: declare, Write: write})
				call.AddHeader(soap.HeaderBlock{Declare: []soap.Namespace{{Prefix: "p", URI: "urn:1"}}, Write: func(*soap.Writer) {}})
				return next(ctx, call)
			}
		}
	}
	answer := func(reply soap.Reply) func(*soap.Service) {
		return func(s *soap.Service) {
			s.Around = func(context.Context, *soap.Call, soap.Next) (soap.Reply, error) { return reply, nil }
		}
	}
	internal := fault11("internal")
	for _, tt := range []struct {
		name   string
		change func(*soap.Service)
		body   string
		want   string
	}{
		{"Fault panics", func(s *soap.Service) { s.Fault = func(*soap.Call, error) *soap.Fault { panic("a bug") } }, "x", ""},
		{"Fault words nothing", func(s *soap.Service) { s.Fault = func(*soap.Call, error) *soap.Fault { return nil } }, "x", ""},
		{"a fault's Write panics", func(s *soap.Service) { s.Fault = fault(func(w *soap.Writer, _ *soap.Call) { panics(w) }) }, "x", ""},
		{"a fault is left open", func(s *soap.Service) { s.Fault = fault(func(w *soap.Writer, _ *soap.Call) { w.Open("a") }) }, "x", ""},
		{"no reply at all is an empty body", answer(nil), echoHi, strings.Replace(fault11(""), "<fault1.1></fault1.1>", "", 1)},
		{"a header block panics", block(panics), echoHi, internal},
		{"a header block is left open", block(func(w *soap.Writer) { w.Open("a") }), echoHi, internal},
		{"a header block ends too much", block(func(w *soap.Writer) { w.Close(); w.Close() }), echoHi, internal},
		{"a prefix with two meanings", block(func(*soap.Writer) {}, soap.Namespace{Prefix: "p", URI: "urn:2"}), echoHi, internal},
		{"content panics", answer(soap.Content{Write: panics}), echoHi, internal},
		{"content is left open", answer(soap.Content{Write: func(w *soap.Writer) { w.Open("a") }}), echoHi, internal},
		{"a nil response", answer((*soap.Response)(nil)), echoHi, internal},
		{"a status that is none", answer(&soap.Response{Status: 99}), echoHi, ""},
		{"a reply of another operation", answer(&sleepRequest{}), echoHi, internal},
		{"Admit panics", func(s *soap.Service) { s.Admit = func(context.Context, *soap.Call) error { panic("a bug") } }, echoHi, internal},
		{"no Response from Serve", func(s *soap.Service) {
			s.Contract, s.Ops = nil, nil
			s.Serve = func(context.Context, *soap.Call) (*soap.Response, error) { return nil, nil }
		}, echoHi, internal},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bad, good := echoService(t), echoService(t)
			bad.Name, bad.Routes = "bad", []soap.Route{{Path: "/bad"}}
			tt.change(bad)
			observed := make(chan int, 2)
			server, _ := serve(t, func(c *soap.Config) { c.Observe = func(x *soap.Exchange) { observed <- x.Status } }, good, bad)
			status, got := post(t, server.URL+"/bad", tt.body)
			if good := strings.HasSuffix(tt.want, "<s:Body></s:Body></s:Envelope>"); good != (status == 200) {
				t.Errorf("status %d", status)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("answer (-want +got):\n%s", d)
			}
			if seen := <-observed; seen != status {
				t.Errorf("status %d was observed, %d was sent", seen, status)
			}
			if _, got := post(t, server.URL+"/echo", echoHi); got != replyHi {
				t.Errorf("the next answer (-want +got):\n%s", cmp.Diff(replyHi, got))
			}
		})
	}
}

func TestNilFaultIsNoFault(t *testing.T) {
	s := echoService(t)
	s.Around = func(context.Context, *soap.Call, soap.Next) (soap.Reply, error) { return nil, (*soap.Fault)(nil) }
	server, _ := serve(t, nil, s)
	if _, got := post(t, server.URL+"/echo", echoHi); got != fault11("internal") {
		t.Errorf("got %s", got)
	}
}

func TestObserversThatPanic(t *testing.T) {
	s := echoService(t)
	finished := make(chan bool, 1)
	s.Around = func(ctx context.Context, call *soap.Call, next soap.Next) (soap.Reply, error) {
		call.OnFinish(func(context.Context, time.Time) { panic("a bug") })
		call.OnFinish(func(context.Context, time.Time) { finished <- true })
		return next(ctx, call)
	}
	server, _ := serve(t, func(c *soap.Config) {
		c.Observe = func(*soap.Exchange) { panic("a bug") }
		c.Lose = func(*soap.Call) bool { panic("a bug") }
	}, s)
	for range 2 {
		if _, got := post(t, server.URL+"/echo", echoHi); got != replyHi {
			t.Errorf("got %s", got)
		}
		if len(finished) != 1 {
			t.Fatal("the second function was not called at the end")
		}
		<-finished
	}
}

// TestResponsesAreShared is for the race detector as much as for the comparison.
func TestResponsesAreShared(t *testing.T) {
	shared := &soap.Response{Header: http.Header{"X-A": {"1"}}, Body: []byte("x"), Phrase: "OK"}
	s := echoService(t)
	s.Style.HTTP = []soap.Field{{Name: "X-B", Value: "1"}, {Name: "X-B", Value: "2"}, {Name: "X-B", Value: "3"}}
	s.Serve = func(context.Context, *soap.Call) (*soap.Response, error) { return shared, nil }
	s.Around = func(_ context.Context, call *soap.Call, _ soap.Next) (soap.Reply, error) {
		return nil, soap.Refuse(http.StatusTeapot, "", soap.Field{Name: "X-B", Value: call.Action})
	}
	server, _ := serve(t, nil, s)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			r, err := http.Get(server.URL + "/echo")
			if err != nil {
				t.Error(err)
				return
			}
			r.Body.Close()
			mine := strings.Repeat("x", i+1)
			q, _ := http.NewRequest(http.MethodPost, server.URL+"/echo", strings.NewReader(echoHi))
			q.Header.Set("SOAPAction", mine)
			if r, err = http.DefaultClient.Do(q); err != nil {
				t.Error(err)
				return
			}
			r.Body.Close()
			if d := cmp.Diff([]string{"1", "2", "3", mine}, r.Header["X-B"]); d != "" {
				t.Errorf("fields (-want +got):\n%s", d)
			}
		})
	}
	all.Wait()
	if d := cmp.Diff(&soap.Response{Header: http.Header{"X-A": {"1"}}, Body: []byte("x"), Phrase: "OK"}, shared, cmp.AllowUnexported(soap.Response{})); d != "" {
		t.Errorf("the room's response was changed (-want +got):\n%s", d)
	}
}

func TestEscapesAreTheStyles(t *testing.T) {
	s := echoService(t)
	s.Style.Escapes.QuoteInText = true
	s.Else = func(context.Context, *soap.Call) (soap.Reply, error) {
		return soap.Content{Write: func(w *soap.Writer) {
			w.Escapes.NonASCII = true
			w.Leaf("a", `"é"`)
		}}, nil
	}
	server, _ := serve(t, nil, s)
	const inside = `<e:Body><m:%></e:Body></e:Envelope>`
	for _, tt := range [][2]string{
		{`nope/`, `<a>&quot;&#xE9;&quot;</a>`},
		{`echo><m:text>"é"</m:text></m:echo`, `<echoResponse xmlns="urn:echo"><text>&quot;é&quot;</text></echoResponse>`},
	} {
		_, got := post(t, server.URL+"/echo", open11+strings.Replace(inside, "%", tt[0], 1))
		if want := strings.Replace(fault11(""), "<fault1.1></fault1.1>", tt[1], 1); got != want {
			t.Errorf("(-want +got):\n%s", cmp.Diff(want, got))
		}
	}
}

// endless is gzip without an end and without a byte inside.
type endless struct{ member []byte }

func (e endless) Read(p []byte) (int, error) { return copy(p, e.member), nil }

func TestEndlessGzipOfNothing(t *testing.T) {
	member := []byte(pack(t, "", func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }))
	endpoint, err := soap.NewEndpoint(soap.Config{Services: []*soap.Service{echoService(t)}, Clock: soap.NewClock(), Limits: soap.Limits{MaxBytes: 1 << 16}})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/echo", endless{bytes.Repeat(member, 8)})
	r.ContentLength = -1
	r.Header.Set("Content-Encoding", "gzip")
	w := httptest.NewRecorder()
	endpoint.ServeHTTP(w, r)
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", w.Code)
	}
}

// TestStopIsNoBug: who was let go by a stop of the server is told so by HTTP, where the service has no words for it, and
// no error is logged.
func TestStopIsNoBug(t *testing.T) {
	var log lines
	server, clock := serve(t, func(c *soap.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	answers := make(chan string)
	go func() {
		status, body := post(t, server.URL+"/echo", sleepLong)
		answers <- fmt.Sprint(status, body)
	}()
	if err := clock.AwaitWaiting(ctx, 1); err != nil {
		t.Fatal(err)
	}
	clock.Stop()
	if got := <-answers; got != "503" {
		t.Errorf("got %s", got)
	}
	if log.String() != "" {
		t.Errorf("logged: %s", log.String())
	}
}

const sleepLong = open11 + `<e:Body><m:sleep><m:seconds>30</m:seconds></m:sleep></e:Body></e:Envelope>`

// lines is a log for several goroutines.
type lines struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// TestClientsThatHangUp: a wait ends when its client goes, however the body was sent.
func TestClientsThatHangUp(t *testing.T) {
	deflated := pack(t, sleepLong, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
	zipped := pack(t, sleepLong, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	for _, tt := range []struct{ name, encoding, body string }{
		{"plain", "identity", sleepLong}, {"deflate, and more behind it", "deflate", deflated + strings.Repeat("x", 64<<10)}, {"gzip", "gzip", zipped},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var log lines
			observed := make(chan error, 1)
			server, clock := serve(t, func(c *soap.Config) {
				c.Log = slog.New(slog.NewTextHandler(&log, nil))
				c.Observe = func(x *soap.Exchange) { observed <- x.Err }
			})
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			asking, hangUp := context.WithCancel(ctx)
			r, err := http.NewRequestWithContext(asking, http.MethodPost, server.URL+"/echo", io.MultiReader(strings.NewReader(tt.body)))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Encoding", tt.encoding)
			done := make(chan struct{})
			go func() {
				defer close(done)
				if response, err := http.DefaultClient.Do(r); err == nil {
					response.Body.Close()
				}
			}()
			if err := clock.AwaitWaiting(ctx, 1); err != nil {
				t.Fatal(err)
			}
			hangUp()
			<-done
			if err := clock.AwaitWaitingAtMost(ctx, 0); err != nil {
				t.Fatal(err)
			}
			if err := <-observed; !errors.Is(err, context.Canceled) {
				t.Errorf("the error behind it is %v", err)
			}
			if log.String() != "" {
				t.Errorf("logged: %s", log.String())
			}
		})
	}
}
