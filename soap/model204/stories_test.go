package model204_test

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
	"github.com/soapstone-dev/soapstone/soap/model204"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// TestStories plays the stories on the room alone; soaptest plays them on the world.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("../../testdata/model204/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			story, err := transcript.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			report, err := transcript.Run(t.Context(), story, newStage(t, story))
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range report.Differences {
				t.Error(d)
			}
		})
	}
}

// stage plays a story on a room of its own, without a port.
type stage struct {
	*soap.Clock
	room  *model204.Room
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newStage(t *testing.T, story *transcript.Story) *stage {
	t.Helper()
	cfg := model204.Default()
	for _, set := range story.Set {
		if err := cfg.Set(set.Name, set.Value); err != nil {
			t.Fatal(err)
		}
	}
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	room, err := model204.New(cfg, db.Handle())
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{Clock: soap.NewFrozenClock(story.Clock), room: room, conns: make(chan net.Conn), done: make(chan struct{})}
	endpoint, err := soap.NewEndpoint(soap.Config{Services: room.Services(), Clock: s.Clock, Seeds: soap.SeedFrom(story.Seed)})
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: endpoint}
	served := make(chan struct{})
	go func() {
		defer close(served)
		server.Serve(s)
	}()
	t.Cleanup(func() {
		s.Stop()
		server.Close()
		<-served
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *stage) Accept() (net.Conn, error) {
	select {
	case c := <-s.conns:
		return c, nil
	case <-s.done:
		return nil, net.ErrClosed
	}
}

func (s *stage) Close() error {
	s.once.Do(func() { close(s.done) })
	return nil
}

func (s *stage) Addr() net.Addr { return address("127.0.0.1:8080") }

func (s *stage) Dial(ctx context.Context, remote string) (net.Conn, error) {
	if remote == "" {
		remote = "127.0.0.1"
	}
	client, server := net.Pipe()
	select {
	case s.conns <- pipe{server, address(net.JoinHostPort(remote, "50000"))}:
		return client, nil
	case <-s.done:
		return nil, io.ErrClosedPipe
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *stage) Given(g *transcript.Given) error { return nil } // a remote address, which Dial is told

func (s *stage) Move(ctx context.Context, m *transcript.Move) error {
	to := m.To
	if to.IsZero() {
		to = s.Now().Add(m.By)
	}
	return s.Set(ctx, to)
}

func (s *stage) Lose() error                       { return errors.New("no story of this system has this") }
func (s *stage) Restart(ctx context.Context) error { return s.room.Restart(ctx) }

func (s *stage) Alter(ctx context.Context, a *transcript.Alter) error {
	set := map[string]string{}
	for _, x := range a.Set {
		set[x.Name] = x.Value
	}
	return s.room.Alter(ctx, a.Path, set)
}

// pipe is the server's end of a connection in memory.
type pipe struct {
	net.Conn
	remote net.Addr
}

func (p pipe) RemoteAddr() net.Addr { return p.remote }

type address string

func (a address) Network() string { return "tcp" }
func (a address) String() string  { return string(a) }

var _ transcript.Stage = (*stage)(nil)
