package salesforce_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"testing"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/salesforce"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// stage plays stories on this room alone.
type stage struct {
	room   *salesforce.Room
	clock  *soap.Clock
	db     *bolt.DB
	server *http.Server
	pipes  *listener
	served chan struct{}
}

func openStage(t *testing.T, s *transcript.Story) *stage {
	t.Helper()
	cfg := salesforce.Default()
	for _, set := range s.Set {
		if err := cfg.Set(set.Name, set.Value); err != nil {
			t.Fatal(err)
		}
	}
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	g := &stage{clock: soap.NewFrozenClock(s.Clock), db: db, pipes: newListener(), served: make(chan struct{})}
	if g.room, err = salesforce.New(cfg, db.Handle()); err != nil {
		t.Fatal(err)
	}
	endpoint, err := soap.NewEndpoint(soap.Config{Services: g.room.Services(), Clock: g.clock, Seeds: soap.SeedFrom(s.Seed)})
	if err != nil {
		t.Fatal(err)
	}
	g.server = &http.Server{Handler: endpoint}
	go func() {
		defer close(g.served)
		g.server.Serve(g.pipes)
	}()
	return g
}

func (g *stage) Dial(ctx context.Context, remote string) (net.Conn, error) {
	if remote == "" {
		remote = "127.0.0.1"
	}
	return g.pipes.dial(ctx, remote)
}

func (g *stage) Given(given *transcript.Given) error {
	if given.Seed != nil {
		return errors.New("this stage gives no seeds")
	}
	if given.Now.IsZero() {
		return nil
	}
	return g.clock.Set(context.Background(), given.Now)
}

// Move moves the clock and sweeps, as the world does.
func (g *stage) Move(ctx context.Context, m *transcript.Move) error {
	to := m.To
	if to.IsZero() {
		to = g.clock.Now().Add(m.By)
	}
	if err := g.clock.Set(ctx, to); err != nil {
		return err
	}
	return g.room.Sweep(ctx, to)
}

func (g *stage) Waiting() int                                  { return g.clock.Waiting() }
func (g *stage) AwaitWaiting(ctx context.Context, n int) error { return g.clock.AwaitWaiting(ctx, n) }
func (g *stage) AwaitWaitingAtMost(ctx context.Context, n int) error {
	return g.clock.AwaitWaitingAtMost(ctx, n)
}
func (g *stage) AwaitIdle(ctx context.Context) error { return g.clock.AwaitIdle(ctx) }
func (g *stage) Lose() error                         { return errors.New("this stage loses nothing") }
func (g *stage) Restart(ctx context.Context) error   { return g.room.Restart(ctx) }
func (g *stage) Alter(context.Context, *transcript.Alter) error {
	return errors.New("this room has nothing to alter")
}

func (g *stage) Close() error {
	g.clock.Stop()
	err := g.server.Close()
	<-g.served
	return errors.Join(err, g.db.Close())
}

// listener hands out connections in memory.
type listener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newListener() *listener {
	return &listener{conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *listener) Addr() net.Addr { return address("127.0.0.1:80") }

func (l *listener) dial(ctx context.Context, remote string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- pipe{server, address(net.JoinHostPort(remote, "50000"))}:
		return client, nil
	case <-l.closed:
		return nil, io.ErrClosedPipe
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

type pipe struct {
	net.Conn
	remote net.Addr
}

func (p pipe) RemoteAddr() net.Addr { return p.remote }
func (p pipe) LocalAddr() net.Addr  { return address("127.0.0.1:80") }

type address string

func (a address) Network() string { return "tcp" }
func (a address) String() string  { return string(a) }

const testdata = "../../testdata/salesforce"

func stories(t *testing.T) []*transcript.Story {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(testdata, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories below %s: %v", testdata, err)
	}
	var all []*transcript.Story
	for _, name := range files {
		s, err := transcript.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

func TestStories(t *testing.T) {
	for _, s := range stories(t) {
		t.Run(filepath.Base(s.Name), func(t *testing.T) {
			t.Parallel()
			g := openStage(t, s)
			defer func() {
				if err := g.Close(); err != nil {
					t.Error(err)
				}
			}()
			report, err := transcript.Run(t.Context(), s, g)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range report.Differences {
				t.Error(d)
			}
		})
	}
}
