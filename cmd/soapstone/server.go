package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/transcript/record"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// sweepEvery is how often what is gone is deleted, in real time. Nobody can tell by the answers.
const sweepEvery = 5 * time.Second

// touchEvery is within how long a touch is durable.
const touchEvery = time.Second

// server is the running program: a store, a clock, a world, and the listeners in front of them.
type server struct {
	options   *serveOptions
	log       *slog.Logger
	db        *bolt.DB
	store     *keeping // of the systems, in db
	clock     *soap.Clock
	world     *world.World
	metrics   *metrics
	authority *authority   // nil unless it signs for the TLS listener
	book      *record.Book // nil unless conversations are recorded
	tap       *record.Tap
	token     string // of the operator's API, "" for none

	emulated, secure, admin *socket        // secure may be nil
	servers                 []*http.Server // of clients
	operator                *http.Server

	background sync.WaitGroup
	cancel     context.CancelFunc // of what runs in the background
	tickers    []*time.Ticker

	ready    []byte        // what the ready file says; nil until it was written
	stopping chan struct{} // closed when somebody asks to stop
	once     sync.Once
	failed   chan error // what ended a listener before its time

	impatient <-chan os.Signal // one that comes while it stops cuts off the calls under way; nil: none does
}

// startServer starts everything, and answers requests when it returns. On an error nothing is left running.
func startServer(ctx context.Context, o *serveOptions, cfg world.Config, log *slog.Logger) (*server, error) {
	s := &server{options: o, log: log, clock: soap.NewClock(), stopping: make(chan struct{}), failed: make(chan error, 1)}
	for _, step := range []func(context.Context, world.Config) error{s.openToken, s.openSockets, s.openRecord, s.openData, s.openWorld, s.serve} {
		if err := step(ctx, cfg); err != nil {
			return nil, s.close(err)
		}
	}
	return s, nil
}

func (s *server) openToken(context.Context, world.Config) (err error) {
	if s.options.adminTokenFile == "" {
		return nil
	}
	if s.token, err = readSecret(s.options.adminTokenFile); err != nil {
		return fmt.Errorf("--admin-token-file: %w", err)
	}
	if s.token == "" {
		return fmt.Errorf("--admin-token-file %s: the file is empty: write a long random word into it", s.options.adminTokenFile)
	}
	return nil
}

// openSockets listens, and refuses to where others could reach what is meant for this machine.
func (s *server) openSockets(_ context.Context, cfg world.Config) (err error) {
	o := s.options
	if s.emulated, err = openSocket("--listen", o.listen); err != nil {
		return err
	}
	// The commands that call this API have the same variable, and take a URL: so does the ready file give it.
	if s.admin, err = openSocket("--admin", strings.TrimSuffix(strings.TrimPrefix(o.admin, "http://"), "/")); err != nil {
		return err
	}
	if o.tlsListen != "" {
		if s.secure, err = openSocket("--tls-listen", o.tlsListen); err != nil {
			return err
		}
	}
	return s.checkReach(cfg)
}

// openData opens the data file and starts what keeps it in order.
func (s *server) openData(context.Context, world.Config) (err error) {
	if s.options.data == "" {
		s.db, err = bolt.OpenTemp()
		return err
	}
	tick := time.NewTicker(touchEvery)
	s.tickers = append(s.tickers, tick)
	s.db, err = bolt.Open(s.options.data, bolt.Options{
		Tick:   tick.C,
		Broken: func(err error) { s.log.Error("no session can be used any more", "error", err) },
	})
	return err
}

func (s *server) openWorld(ctx context.Context, cfg world.Config) error {
	s.metrics = newMetrics(s.clock)
	options := world.Options{Observe: s.observe, Log: s.log}
	if s.options.seed != "" {
		seed, err := hex.DecodeString(s.options.seed)
		if err != nil {
			return err
		}
		options.Seeds = soap.SeedFrom(seed)
	}
	var err error
	s.store = &keeping{Store: s.db.Handle()}
	if s.world, err = world.New(cfg, s.store, s.clock, options); err != nil {
		return err
	}
	if cfg.Restart == world.RestartReal {
		return s.world.Restart(ctx)
	}
	return nil
}

// serve lets every listener answer, and the sweep run.
func (s *server) serve(ctx context.Context, _ world.Config) error {
	if s.secure != nil {
		if err := s.serveTLS(); err != nil {
			return err
		}
	}
	s.answerClients(s.newHTTPServer(s.handler()), s.emulated)
	s.operator = s.newHTTPServer(newAdmin(s))
	s.answer(s.operator, s.admin)

	ctx, s.cancel = context.WithCancel(ctx)
	tick := time.NewTicker(sweepEvery)
	s.tickers = append(s.tickers, tick)
	s.background.Go(func() { s.world.Run(ctx, tick.C) })
	if s.options.readyFile != "" {
		text, err := s.addresses()
		if err == nil {
			err = writeWhole(s.options.readyFile, text, 0o644)
		}
		if err != nil {
			return fmt.Errorf("--ready-file: %w", err)
		}
		s.ready = text
	}
	return nil
}

func (s *server) serveTLS() error {
	o := s.options
	if o.tlsCert == "" {
		a, err := openAuthority(o.data)
		if err != nil {
			return err
		}
		a.names = o.tlsNames
		s.authority = a
	}
	cfg, err := tlsConfig(o.tlsCert, o.tlsKey, o.tlsMin, s.authority)
	if err != nil {
		return err
	}
	srv := s.newHTTPServer(s.handler())
	srv.TLSConfig = cfg
	s.answerClients(srv, s.secure)
	return nil
}

// newHTTPServer bounds how long a client may take. It speaks HTTP/1 alone: the systems that are emulated are older
// than HTTP/2, and what they do to a connection has no meaning there.
func (s *server) newHTTPServer(h http.Handler) *http.Server {
	var one http.Protocols
	one.SetHTTP1(true)
	limits := s.world.Config().Limits
	return &http.Server{
		Handler:           h,
		ConnContext:       soap.ConnContext,
		ConnState:         s.connState,
		Protocols:         &one,
		ReadHeaderTimeout: limits.HeadTime,
		ReadTimeout:       limits.RequestTime, // net/http takes it back while a call is answered
		IdleTimeout:       limits.IdleTime,
		MaxHeaderBytes:    limits.HeadBytes,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
}

func (s *server) answerClients(srv *http.Server, at *socket) {
	s.servers = append(s.servers, srv)
	s.answer(srv, at)
}

// answer serves a socket until the server is shut down.
func (s *server) answer(srv *http.Server, at *socket) {
	for _, l := range at.listeners {
		s.log.Info("listening", "address", l.Addr().String(), "tls", srv.TLSConfig != nil)
		s.background.Go(func() {
			serve := srv.Serve
			if srv.TLSConfig != nil {
				serve = func(l net.Listener) error { return srv.ServeTLS(l, "", "") }
			}
			if err := serve(l); !errors.Is(err, http.ErrServerClosed) {
				select {
				case s.failed <- &exitError{exitInternal, fmt.Errorf("listener %s: %w", l.Addr(), err)}:
				default: // another one failed first
				}
			}
		})
	}
}

// announce prints the banner. Programs read its first two lines.
func (s *server) announce(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "soapstone: listening on %s\n", s.emulated.url("http"))
	fmt.Fprintf(&b, "soapstone: admin on %s\n", s.admin.url("http"))
	if s.secure != nil {
		fmt.Fprintf(&b, "soapstone: listening on %s\n", s.secure.url("https"))
	}
	for _, p := range s.places() {
		if p.WSDL != "" { // the others are for clients that have begun at one of these
			fmt.Fprintf(&b, "%s\n", p.line())
		}
	}
	for _, a := range s.world.Answers() {
		fmt.Fprintf(&b, "%s: answers in files: %d\n", a.System, a.Answers)
		for _, d := range a.Damaged {
			fmt.Fprintf(&b, "%s: damaged: %s\n", a.System, d)
		}
		for _, d := range a.Unused {
			fmt.Fprintf(&b, "%s: unused: %s\n", a.System, d)
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// addresses is what the ready file says.
func (s *server) addresses() ([]byte, error) {
	found := struct {
		URL      string  `json:"url"`
		Admin    string  `json:"admin"`
		TLS      string  `json:"tls,omitempty"`
		Services []place `json:"services"`
	}{URL: s.emulated.url("http"), Admin: s.admin.url("http"), Services: s.places()}
	if s.secure != nil {
		found.TLS = s.secure.url("https")
	}
	text, err := json.MarshalIndent(found, "", "  ")
	return append(text, '\n'), err
}

// requestStop asks the server to stop. Only the first reason counts.
func (s *server) requestStop(reason string) {
	s.once.Do(func() {
		s.log.Info("stopping", "reason", reason)
		close(s.stopping)
	})
}

// isStopping says whether somebody asked to stop.
func (s *server) isStopping() bool {
	select {
	case <-s.stopping:
		return true
	default:
		return false
	}
}
