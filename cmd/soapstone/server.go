package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
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

	emulated, secure, admin *socket   // secure may be nil
	servers                 []stopper // of clients
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

// stopper is a server that can be stopped: net/http's, or one in front of it.
type stopper interface {
	Shutdown(context.Context) error
	Close() error
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
		return s.ownPort(err)
	}
	if o.tlsListen != "" {
		if s.secure, err = openSocket("--tls-listen", o.tlsListen); err != nil {
			return s.ownPort(err)
		}
	}
	return s.checkReach(cfg)
}

// ownPort says of a port that is in use that we have it ourselves, where that is so: nobody finds another program there.
func (s *server) ownPort(err error) error {
	var taken *takenError
	if !errors.As(err, &taken) {
		return err
	}
	for flag, at := range map[string]*socket{"--listen": s.emulated, "--admin": s.admin} {
		if taken.by(at) {
			return fmt.Errorf("%s %s: that is the port of %s: give each a port of its own (port 0 takes any that is free)", taken.flag, taken.address, flag)
		}
	}
	return err
}

// openData opens the data file and starts what keeps it in order.
func (s *server) openData(context.Context, world.Config) (err error) {
	if s.options.data == "" {
		if s.db, err = bolt.OpenTemp(); err != nil {
			return fmt.Errorf("%w: name a folder that can be written by the variable TMPDIR, or a file with --data", err)
		}
		return nil
	}
	tick := time.NewTicker(touchEvery)
	s.tickers = append(s.tickers, tick)
	s.db, err = bolt.Open(s.options.data, bolt.Options{
		Tick:   tick.C,
		Broken: func(err error) { s.log.Error("no session can be used any more", "error", err) },
		Behind: func(err error) {
			if err != nil {
				s.log.Error("what was kept is in the journal only, as long as that has room", "error", err)
			} else {
				s.log.Info("what was kept is in the data file again")
			}
		},
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
