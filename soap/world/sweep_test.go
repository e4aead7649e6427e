package world

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// unswept is a system whose sweep fails.
type unswept struct {
	System
	err error
}

func (u unswept) Sweep(context.Context, time.Time) error { return u.err }

// A system whose sweep fails keeps none of the others from theirs.
func TestSweepGoesOnBehindAFailure(t *testing.T) {
	_, w := startWorld(t, nil)
	first, last := errors.New("the first cannot"), errors.New("the fifth cannot")
	w.now.systems[0].System = unswept{w.now.systems[0].System, first}
	w.now.systems[4].System = unswept{w.now.systems[4].System, last}
	key := store.Key{System: "futurama", Kind: store.KindSession, ID: "a"}
	at := w.Clock().Now().Add(-time.Hour)
	err := w.store.Update(t.Context(), func(tx store.Tx) error {
		return tx.Put(store.Record{Key: key, Created: at, LastUsed: at, Timeout: time.Minute})
	})
	if err != nil {
		t.Fatal(err)
	}
	err = w.Sweep(t.Context())
	if !errors.Is(err, first) || !errors.Is(err, last) || !strings.Contains(err.Error(), "world: sweep sqlserver: the first cannot") {
		t.Errorf("the sweep says %v", err)
	}
	if _, err := w.store.Get(t.Context(), key); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the session between them: %v", err)
	}
}
