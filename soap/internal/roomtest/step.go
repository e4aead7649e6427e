package roomtest

import (
	"context"
	"iter"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// FailEachStep sends a request again and again while the store fails: at the first thing that it is asked for, then at the
// second, up to the commit of the last transaction. Touches count as none: what comes of one that fails differs from room to
// room. Each failure is to be answered with status 500 and internal, the room's words for it, and to change nothing, so that
// the request of which nothing fails is answered as if it had been the only one. That answer comes back.
func FailEachStep(tb testing.TB, s *Store, internal string, send func() (status int, body string)) (status int, body string) {
	tb.Helper()
	for step := 1; ; step++ {
		s.FailAt(step)
		if status, body = send(); !s.HasFailed() {
			return status, body // it needs fewer steps
		}
		if status != http.StatusInternalServerError || !strings.Contains(body, internal) || strings.Contains(body, "secret") {
			tb.Errorf("step %d of the store has failed: %d %s", step, status, body)
		}
		if step == 1000 {
			tb.Fatal("the request has no end")
		}
	}
}

// FailAt has the n-th step from now on fail, and none behind it.
func (s *Store) FailAt(n int) { s.failsIn.Store(int32(n)) }

// HasFailed says whether the step of FailAt has come, and calls it off if not.
func (s *Store) HasFailed() bool { return s.failsIn.Swap(0) == 0 }

// step fails when it is the one that is to fail.
func (s *Store) step() error {
	if s.failsIn.Load() > 0 && s.failsIn.Add(-1) == 0 {
		return ErrStore
	}
	return nil
}

// update runs the function of an Update on steps of which one may fail, the last of which is the commit.
func (s *Store) update(ctx context.Context, f func(store.Tx) error) error {
	var w work
	err := s.Store.Update(ctx, func(tx store.Tx) error {
		w = work{}
		if err := f(stepped{tx, s, &w}); err != nil {
			return err
		}
		return s.step()
	})
	s.note(w)
	return err
}

// stepped is a transaction of which one step may fail, and whose work is counted.
type stepped struct {
	store.Tx
	store *Store
	work  *work
}

func (t stepped) Get(key store.Key) (store.Record, error) {
	if err := t.store.step(); err != nil {
		return store.Record{}, err
	}
	return t.Tx.Get(key)
}

func (t stepped) Put(rec store.Record) error {
	if err := t.store.step(); err != nil {
		return err
	}
	t.work.put = append(t.work.put, rec.Key.Kind)
	return t.Tx.Put(rec)
}

func (t stepped) Delete(key store.Key) error {
	if err := t.store.step(); err != nil {
		return err
	}
	t.work.deleted++
	return t.Tx.Delete(key)
}

func (t stepped) Owned(system, kind, owner string) iter.Seq2[store.Record, error] {
	return t.each(t.Tx.Owned(system, kind, owner), new(int))
}

func (t stepped) All(system, kind string, after store.Place) iter.Seq2[store.Record, error] {
	return t.each(t.Tx.All(system, kind, after), &t.work.looked)
}

func (t stepped) Due(system, kind string, by time.Time) iter.Seq2[store.Record, error] {
	return t.each(t.Tx.Due(system, kind, by), &t.work.looked)
}

// each has a step before each record, which it counts, and one before the end.
func (t stepped) each(all iter.Seq2[store.Record, error], looked *int) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		for rec, err := range all {
			if failed := t.store.step(); failed != nil {
				yield(store.Record{}, failed)
				return
			}
			if *looked++; !yield(rec, err) || err != nil {
				return
			}
		}
		if err := t.store.step(); err != nil {
			yield(store.Record{}, err)
		}
	}
}
