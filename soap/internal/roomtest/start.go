package roomtest

import (
	"io"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// Setup is how a room is started.
type Setup struct {
	At  time.Time // where the clock stands still
	Log io.Writer // takes what an operator would be told, notes on calls as well; nil: nowhere
}

// Running is a room behind a server on loopback, until the test ends.
type Running[R any] struct {
	*httptest.Server
	Room  R
	Clock *soap.Clock
	Store *Store // on one that a test may put something around
}

// Start runs what open makes on an empty store.
func Start[R interface{ Services() []*soap.Service }](tb testing.TB, s Setup, open func(store.Store) (R, error)) Running[R] {
	tb.Helper()
	db, err := bolt.OpenTemp()
	if err != nil {
		tb.Fatal(err)
	}
	r := Running[R]{Clock: soap.NewFrozenClock(s.At), Store: &Store{Store: db.Handle()}}
	if r.Room, err = open(r.Store); err != nil {
		tb.Fatal(err)
	}
	cfg := soap.Config{Services: r.Room.Services(), Clock: r.Clock}
	if s.Log != nil {
		cfg.Log = slog.New(slog.NewTextHandler(s.Log, nil))
		cfg.Observe = func(x *soap.Exchange) {
			if x.Call.Note != "" {
				cfg.Log.Info("a call has a note", "note", x.Call.Note)
			}
		}
	}
	endpoint, err := soap.NewEndpoint(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	r.Server = httptest.NewUnstartedServer(endpoint)
	r.Config.ConnContext = soap.ConnContext
	r.Server.Start()
	tb.Cleanup(func() {
		r.Clock.Stop()
		r.Close()
		if err := db.Close(); err != nil {
			tb.Error(err)
		}
	})
	return r
}

// Records are those of a kind, also of what is dead and has not been deleted.
func Records(tb testing.TB, s store.Store, system, kind string) (all []store.Record) {
	tb.Helper()
	err := s.View(tb.Context(), func(tx store.Tx) error {
		all = nil
		for rec, err := range tx.All(system, kind, store.Place{}) {
			if err != nil {
				return err
			}
			all = append(all, rec)
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return all
}
