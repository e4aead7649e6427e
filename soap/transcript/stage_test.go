package transcript_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// stage is a small system of our own over connections in memory: one service without a contract that does as its
// path says.
type stage struct {
	clock    *soap.Clock
	server   *http.Server
	conns    chan net.Conn
	closed   chan struct{}
	once     sync.Once
	served   chan error
	lose     atomic.Bool
	mu       sync.Mutex
	greeting string
	given    map[uint64]soap.Seed
	deaf     bool // loses nothing, though it is told to
}

func newStage(t *testing.T, story *transcript.Story) *stage {
	t.Helper()
	s := &stage{
		clock: soap.NewFrozenClock(story.Clock), conns: make(chan net.Conn), closed: make(chan struct{}), served: make(chan error, 1),
		greeting: "hello", given: map[uint64]soap.Seed{},
	}
	endpoint, err := soap.NewEndpoint(soap.Config{
		Clock: s.clock, Lose: func(*soap.Call) bool { return s.lose.Swap(false) && !s.deaf }, Seeds: s.seed,
		Services: []*soap.Service{{
			System: "test", Name: "test", Routes: []soap.Route{{Path: "/", Kind: soap.Prefix}},
			Style: soap.Style{HTTP: []soap.Field{{Name: "X-Vendor", Value: "a"}, {Name: "X-Vendor", Value: "a"}}},
			Serve: s.serve, Fault: func(*soap.Call, error) *soap.Fault { return &soap.Fault{} },
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.server = &http.Server{Handler: endpoint}
	go func() { s.served <- s.server.Serve(listener{s}) }()
	t.Cleanup(func() {
		if err := s.end(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *stage) serve(ctx context.Context, call *soap.Call) (*soap.Response, error) {
	text := ""
	switch call.HTTP.URL.Path {
	case "/echo":
		text = string(call.Body)
	case "/greet":
		s.mu.Lock()
		text = s.greeting
		s.mu.Unlock()
	case "/proto":
		text = call.HTTP.Proto
	case "/chance":
		text = fmt.Sprintf("%x", call.Rand().Uint64())
	case "/wait":
		d, err := time.ParseDuration(string(call.Body))
		if err != nil {
			return nil, err
		}
		if _, err := call.Wait(ctx, call.Now.Add(d), nil); err != nil {
			return nil, err
		}
		text = call.Now.Format(time.TimeOnly)
	}
	return soap.NewResponse("text/plain", []byte(text)), nil
}

func (s *stage) seed(n uint64) soap.Seed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.given[n]
}

func (s *stage) Dial(context.Context, string) (net.Conn, error) {
	client, server := net.Pipe()
	s.conns <- server
	return client, nil
}

func (s *stage) Given(g *transcript.Given) error {
	if g.Seed != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.given[uint64(g.Number)] = *g.Seed
	}
	return nil
}

func (s *stage) Move(ctx context.Context, m *transcript.Move) error {
	if !m.To.IsZero() {
		return s.clock.Set(ctx, m.To)
	}
	return s.clock.Advance(ctx, m.By)
}

func (s *stage) Waiting() int { return s.clock.Waiting() }
func (s *stage) AwaitWaiting(ctx context.Context, n int) error {
	return s.clock.AwaitWaiting(ctx, n)
}
func (s *stage) AwaitWaitingAtMost(ctx context.Context, n int) error {
	return s.clock.AwaitWaitingAtMost(ctx, n)
}
func (s *stage) AwaitIdle(ctx context.Context) error { return s.clock.AwaitIdle(ctx) }
func (s *stage) Lose() error                         { s.lose.Store(true); return nil }
func (s *stage) Restart(context.Context) error       { return s.greet("restarted") }
func (s *stage) Alter(_ context.Context, a *transcript.Alter) error {
	return s.greet(a.Path + " " + a.Set[0].Value)
}

func (s *stage) greet(text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.greeting = text
	return nil
}

func (s *stage) end() error {
	s.clock.Stop()
	err := s.server.Close()
	<-s.served
	return err
}

// The stage is its server's listener.

func (s *stage) Accept() (net.Conn, error) {
	select {
	case c := <-s.conns:
		return c, nil
	case <-s.closed:
		return nil, io.EOF
	}
}

func (s *stage) Addr() net.Addr { return &net.TCPAddr{} }

// listener is separate from Close of the stage.
type listener struct{ *stage }

func (l listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// parse reads a story with the head that every story here has.
func parse(t *testing.T, events string) *transcript.Story {
	t.Helper()
	story, err := transcript.Parse("story", []byte("format: soapstone/1\nsystem: test\nclock: 2005-11-07T10:00:00Z\nseed: 00\n"+strings.TrimLeft(events, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return story
}
