package soaptest

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/near"
	"github.com/soapstone-dev/soapstone/soap/quick"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// TB is what a Server needs of a test: *testing.T, *testing.B and *testing.F have it.
type TB interface {
	Helper()
	Cleanup(func())
	Failed() bool
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// patience is how long, in real time, a verb of a Server may take before the test fails: it waits for calls that fall
// due, and one that never ends would hang the test.
const patience = 30 * time.Second

// Server is running systems on a loopback port, for one test. Any number of goroutines may use it at once, but as with
// every testing.TB only the test's own goroutine may call what can fail: all methods but Now and Exchanges.
type Server struct {
	// URL is where the systems are, "http://127.0.0.1:PORT".
	URL string

	tb    TB
	cfg   world.Config
	world *world.World
	clock *soap.Clock
	seen  exchanges
	log   log
}

// Start runs the systems that the options name, all five without one, until the test ends. They start empty, with their
// demo accounts, whose password is "soapstone", and with a clock that shows the real time unless At sets it. What the
// server logs is shown when the test fails.
func Start(tb TB, options ...Option) *Server {
	tb.Helper()
	o := setup{cfg: world.Default()}
	for _, option := range options {
		if err := option(&o); err != nil {
			tb.Fatalf("soaptest: %v", err)
		}
	}
	if len(o.systems) > 0 {
		o.cfg.Systems = o.systems
	}
	s := &Server{tb: tb, cfg: o.cfg}
	stop, err := s.start(o)
	if err != nil {
		tb.Fatalf("soaptest: %v", err)
	}
	tb.Cleanup(func() {
		if err := stop(); err != nil {
			tb.Errorf("soaptest: stop: %v", err)
		}
		if tb.Failed() {
			tb.Logf("soaptest: the server's log:\n%s", s.log.text())
		}
	})
	return s
}

// start returns what ends all that it started.
func (s *Server) start(o setup) (stop func() error, err error) {
	db, err := bolt.OpenTemp()
	if err != nil {
		return nil, err
	}
	s.clock = soap.NewClock()
	if !o.at.IsZero() {
		s.clock = soap.NewFrozenClock(o.at)
	}
	options := world.Options{Observe: s.seen.add, Log: slog.New(slog.NewTextHandler(&s.log, nil))}
	if o.seed != nil {
		options.Seeds = soap.SeedFrom(o.seed)
	}
	if s.world, err = world.New(o.cfg, db.Handle(), s.clock, options); err != nil {
		db.Close()
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.world.Close()
		db.Close()
		return nil, err
	}
	s.URL = "http://" + listener.Addr().String()
	server := newHTTPServer(s.world.Handler(), options.Log)
	served := make(chan struct{})
	go func() {
		defer close(served)
		server.Serve(listener) // it ends with Close, and says no more than that
	}()
	return func() error { return closeAll(s.clock, server, served, s.world, db) }, nil
}

// newHTTPServer is how the systems are served in tests.
func newHTTPServer(h http.Handler, log *slog.Logger) *quick.Server {
	return quick.New(&http.Server{Handler: h, ConnContext: soap.ConnContext, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)})
}

// closeAll lets go of every call that waits, and ends everything when the last call has ended.
func closeAll(clock *soap.Clock, server *quick.Server, served <-chan struct{}, w *world.World, db *bolt.DB) error {
	clock.Stop()
	err := server.Close()
	<-served
	if e := clock.AwaitIdle(context.Background()); err == nil {
		err = e
	}
	w.Close()
	if e := db.Close(); err == nil {
		err = e
	}
	return err
}

// Service is one emulated service.
type Service struct {
	Name           string // "sqlserver/demo", "salesforce/partner/58.0"
	URL            string // where it answers
	WSDL           []byte // its contract, as it is served there; nil where there is none, as for REST
	User, Password string // an account that works; empty where none is needed
}

// Service finds a service by its name, as `soapstone wsdl list` prints it.
func (s *Server) Service(name string) Service {
	s.tb.Helper()
	var names []string
	accounts := s.cfg.DemoAccounts()
	for _, service := range s.world.Services() {
		account := accounts[service.System]
		found := Service{Name: name, URL: s.URL + service.Routes[0].Path, User: account.Name, Password: account.Password}
		copies := service.WSDLs(s.URL)
		for _, c := range copies {
			if c.Name == name {
				found.URL, found.WSDL = c.Place.Address, c.Document()
				return found
			}
			names = append(names, c.Name)
		}
		if len(copies) == 0 && !service.Unlisted {
			if service.Name == name {
				return found
			}
			names = append(names, service.Name)
		}
	}
	if meant := near.Word(name, names); meant != "" { // there are more than a hundred
		names = []string{meant}
	}
	s.tb.Fatalf("soaptest: there is no service %q: there is %q", name, names)
	return Service{}
}

// Now is the emulated time, in UTC.
func (s *Server) Now() time.Time { return s.clock.Now() }

// Advance moves the emulated time forward, and returns when all that fell due on the way is done: sessions have expired,
// calls that waited have been answered or wait for something later.
func (s *Server) Advance(by time.Duration) {
	s.tb.Helper()
	s.do("advance", func(ctx context.Context) error { return s.world.Advance(ctx, by) })
}

// SetClock moves the emulated time to an instant.
func (s *Server) SetClock(at time.Time) {
	s.tb.Helper()
	s.do("set the clock", func(ctx context.Context) error { return s.world.SetClock(ctx, at) })
}

// Freeze lets the emulated time stand still: only Advance and SetClock move it.
func (s *Server) Freeze() { s.world.FreezeClock(true) }

// AwaitWaiting returns when at least n calls wait for the emulated time or for one another, such as for a session of Model
// 204 that another thread has open. After that, Advance cannot come too early.
func (s *Server) AwaitWaiting(n int) {
	s.tb.Helper()
	s.do("await calls that wait", func(ctx context.Context) error { return s.clock.AwaitWaiting(ctx, n) })
}

// Restart does what a restart of a real server does to its sessions.
func (s *Server) Restart(system string) {
	s.tb.Helper()
	s.do("restart", func(ctx context.Context) error { return s.world.RestartSystem(ctx, system) })
}

// LoseReply has the next call of a system take effect, and its answer be lost, as a broken network would.
func (s *Server) LoseReply(system string) {
	s.tb.Helper()
	s.do("lose a reply", func(context.Context) error {
		return s.world.AddFault(world.Fault{System: system, Do: world.DropReply, Times: 1})
	})
}

// do runs a verb that has to come to an end and to go well.
func (s *Server) do(what string, f func(context.Context) error) {
	s.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := f(ctx); err != nil {
		s.tb.Fatalf("soaptest: %s: %v", what, err)
	}
}

// log keeps what the server logs.
type log struct {
	mu   sync.Mutex
	kept bytes.Buffer
}

// keptLog is the most bytes of the log that are kept.
const keptLog = 1 << 20

func (l *log) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept.Len() < keptLog {
		l.kept.Write(line)
	}
	return len(line), nil
}

func (l *log) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept.Len() == 0 {
		return "(nothing)"
	}
	return l.kept.String()
}
