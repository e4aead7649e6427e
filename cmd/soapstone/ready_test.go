package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// full is a store that keeps nothing larger than a probe.
type full struct {
	store.Store
	room int // bytes of text
}

var errFull = errors.New("no space left on device")

func (s *full) Update(ctx context.Context, f func(store.Tx) error) error {
	took := 0
	err := s.Store.Update(ctx, func(tx store.Tx) error {
		took = 0
		return f(weighed{tx, &took})
	})
	if err == nil && took > s.room {
		return errFull
	}
	return err
}

type weighed struct {
	store.Tx
	took *int
}

func (t weighed) Put(rec store.Record) error {
	for _, v := range rec.Values {
		*t.took += len(v)
	}
	return t.Tx.Put(rec)
}

// TestReadyRemembers: where no session can be kept, a probe that fits makes nothing ready.
func TestReadyRemembers(t *testing.T) {
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	disk := &full{Store: db.Handle(), room: 1 << 30}
	w := &keeping{Store: disk}
	ctx, day := t.Context(), time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	put := func() error {
		return w.Update(ctx, func(tx store.Tx) error {
			return tx.Put(store.Record{Key: store.Key{System: "mft", Kind: store.KindSession, ID: "a"}, Created: day, LastUsed: day, Values: map[string]string{"a": "0123456789"}})
		})
	}
	check := func(want error) {
		t.Helper()
		p := probe{store: disk, systems: w, file: db} // which has not looked yet
		if err := p.check(ctx); !errors.Is(err, want) {
			t.Errorf("ready says %v, want %v", err, want)
		}
		if err := p.check(ctx); !errors.Is(err, want) {
			t.Errorf("asked again, ready says %v, want %v", err, want)
		}
	}
	check(put())
	disk.room = 5
	p := probe{store: disk, systems: w, file: db}
	if err := p.check(ctx); err != nil {
		t.Error(err)
	}
	if !errors.Is(put(), errFull) {
		t.Fatal("it was kept")
	}
	if err := p.check(ctx); !errors.Is(err, errFull) {
		t.Errorf("what is known since the last look does not count: %v", err)
	}
	check(errFull)
	_ = w.Update(ctx, func(tx store.Tx) error { return tx.Delete(store.Key{System: "mft", Kind: store.KindSession, ID: "a"}) })
	_ = w.Update(ctx, func(tx store.Tx) error { return errors.Join(tx.Put(store.Record{}), errors.New("refused")) })
	check(errFull)
	disk.room = 1 << 30
	check(nil) // though nobody else has written: who is not ready is sent no calls
	disk.room = 5
	_ = put()
	disk.room = 20
	if err := put(); err != nil {
		t.Fatal(err)
	}
	check(nil)
}

// TestUnkeptIsNoMistakeOfTheOperator: a session that a full disk does not take was asked for in the right way.
func TestUnkeptIsNoMistakeOfTheOperator(t *testing.T) {
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w, err := world.New(world.Default(), &keeping{Store: &full{Store: db.Handle()}}, soap.NewFrozenClock(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)), world.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Make(t.Context(), "mft", map[string]string{"user": "admin"})
	if !errors.Is(err, errFull) {
		t.Fatalf("it was made: %v", err)
	}
	answer := httptest.NewRecorder()
	writeError(answer, err)
	if answer.Code != http.StatusServiceUnavailable {
		t.Errorf("%v is answered with %d", err, answer.Code)
	}
}
