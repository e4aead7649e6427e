package soaptest

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/quick"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// Stage is a running system for one story. Close it when the story has been played.
type Stage struct {
	system string
	world  *world.World
	clock  *soap.Clock
	db     *bolt.DB
	server *quick.Server
	pipes  *listener
	served chan struct{}
	lose   atomic.Bool

	mu    sync.Mutex
	given map[uint64]soap.Seed
}

var _ transcript.Stage = (*Stage)(nil)

// Open sets the stage for a story: the systems of cfg with the settings of the story, empty, their clock
// standing at the story's instant, their zone that of its clock. Log takes what an operator would be told; nil: nothing.
func Open(cfg world.Config, s *transcript.Story, log *slog.Logger) (*Stage, error) {
	if !slices.Contains(cfg.Systems, s.System) {
		return nil, fmt.Errorf("%s: system: %q does not run: there is %s", s.Name, s.System, strings.Join(cfg.Systems, ", "))
	}
	stage := &Stage{system: s.System, given: map[uint64]soap.Seed{}, served: make(chan struct{})}
	cfg.Timezone = s.Clock.Format("-07:00")
	for _, set := range s.Set {
		if err := cfg.Set(s.System+"."+set.Name, set.Value); err != nil {
			return nil, fmt.Errorf("%s: set: %s: %w", s.Name, set.Name, err)
		}
	}
	var err error
	if stage.db, err = bolt.OpenTemp(); err != nil {
		return nil, err
	}
	stage.clock = soap.NewFrozenClock(s.Clock)
	stage.world, err = world.New(cfg, stage.db.Handle(), stage.clock, world.Options{
		Seeds: stage.seeds(soap.SeedFrom(s.Seed)), Lose: func(*soap.Call) bool { return stage.lose.Swap(false) }, Log: log,
	})
	if err != nil {
		stage.db.Close()
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	stage.pipes = newListener()
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	stage.server = newHTTPServer(stage.world.Handler(), log)
	go func() {
		defer close(stage.served)
		stage.server.Serve(stage.pipes)
	}()
	return stage, nil
}

// seeds are those of the story, but for the requests of which one is given.
func (s *Stage) seeds(story func(n uint64) soap.Seed) func(n uint64) soap.Seed {
	return func(n uint64) soap.Seed {
		s.mu.Lock()
		defer s.mu.Unlock()
		if seed, ok := s.given[n]; ok {
			return seed
		}
		return story(n)
	}
}

// Dial connects a client.
func (s *Stage) Dial(ctx context.Context, remote string) (net.Conn, error) {
	if remote == "" {
		remote = "127.0.0.1"
	}
	return s.pipes.dial(ctx, remote)
}

// Given tells what is known of a request.
func (s *Stage) Given(g *transcript.Given) error {
	if g.Seed != nil {
		s.mu.Lock()
		s.given[uint64(g.Number)] = *g.Seed
		s.mu.Unlock()
	}
	if g.Now.IsZero() {
		return nil
	}
	return s.world.SetClock(context.Background(), g.Now)
}

// Move moves the clock.
func (s *Stage) Move(ctx context.Context, m *transcript.Move) error {
	to := m.To
	if to.IsZero() {
		to = s.clock.Now().Add(m.By)
	}
	return s.world.SetClock(ctx, to)
}

// Waiting is how many calls wait on the clock.
func (s *Stage) Waiting() int { return s.clock.Waiting() }

// AwaitWaiting comes back when at least n calls wait.
func (s *Stage) AwaitWaiting(ctx context.Context, n int) error { return s.clock.AwaitWaiting(ctx, n) }

// AwaitWaitingAtMost comes back when no more than n calls wait.
func (s *Stage) AwaitWaitingAtMost(ctx context.Context, n int) error {
	return s.clock.AwaitWaitingAtMost(ctx, n)
}

// AwaitIdle comes back when every call waits or has ended.
func (s *Stage) AwaitIdle(ctx context.Context) error { return s.clock.AwaitIdle(ctx) }

// Lose loses the next answer.
func (s *Stage) Lose() error {
	s.lose.Store(true)
	return nil
}

// Restart restarts the real server.
func (s *Stage) Restart(ctx context.Context) error { return s.world.RestartSystem(ctx, s.system) }

// Alter changes settings of an endpoint.
func (s *Stage) Alter(ctx context.Context, a *transcript.Alter) error {
	set := map[string]string{}
	for _, setting := range a.Set {
		set[setting.Name] = setting.Value
	}
	return s.world.Alter(ctx, s.system, a.Path, set)
}

// Close lets go of every call and ends the system.
func (s *Stage) Close() error { return closeAll(s.clock, s.server, s.served, s.world, s.db) }

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

// pipe is the server's end of a connection in memory, with the addresses of one over TCP.
type pipe struct {
	net.Conn
	remote net.Addr
}

func (p pipe) RemoteAddr() net.Addr { return p.remote }
func (p pipe) LocalAddr() net.Addr  { return address("127.0.0.1:80") }

// address is an address over TCP, as text.
type address string

func (a address) Network() string { return "tcp" }
func (a address) String() string  { return string(a) }
