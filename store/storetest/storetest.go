// Package storetest is the contract of package store as tests. An
// implementation calls Run from a test of its own:
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) storetest.Open {
//			db := …                       // no records; gone with t.Cleanup
//			return func() store.Store { return db.Handle() }
//		})
//	}
//
// There is nothing to switch off: what an implementation cannot do belongs out
// of the contract. Run it with -race as well.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/store"
)

// Open returns another store on the same data, as another process would have.
// It may be called at any time, also when all others are closed.
type Open func() store.Store

// Run runs the suite. fresh is called once for each test and returns what
// opens stores on data with no records.
func Run(t *testing.T, fresh func(t *testing.T) Open) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, open Open)
	}{
		{"records/round trip", roundTrip},
		{"records/instants", instants},
		{"records/replace and delete", replaceAndDelete},
		{"records/not kept", notKept},
		{"records/copies", copies},
		{"records/view only reads", viewOnlyReads},
		{"records/ended", ended},
		{"ranges/owned", owned},
		{"ranges/all", all},
		{"ranges/all by pages", pages},
		{"ranges/due", due},
		{"ranges/neighbours", neighbours},
		{"ranges/writes in the loop", writesInLoop},
		{"ranges/own writes", ownWrites},
		{"touch/rules", touchRules},
		{"touch/due", touchDue},
		{"touch/aged", touchAged},
		{"touch/never revives", touchNeverRevives},
		{"touch/races an end", touchRacesEnd},
		{"touch/seen while others write", touchSeen},
		{"touch/flush and close", touchFlush},
		{"update/fails", updateFails},
		{"update/panics", updatePanics},
		{"update/many at once", manyAtOnce},
		{"update/write skew", writeSkew},
		{"update/write skew by range", rangeSkew},
		{"update/context", contextEnds},
		{"update/views stand still", viewsStandStill},
		{"changed/rules", changedRules},
		{"changed/no wake-up is lost", noLostWakeUps},
		{"changed/first come, first served", firstCome},
		{"stores/share the data", shareData},
		{"stores/close", closes},
		{"stores/close while others wait", closeWhileWaiting},
		{"stores/reopen", reopen},
		{"stores/know who is open", knowOpen},
		{"history/one after the other", history},
		{"history/all at once", crowd},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, fresh(t)) })
	}
}

// noon is when the tests happen; only differences matter.
var noon = time.Date(2015, 6, 1, 12, 0, 0, 0, time.UTC)

func at(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }

func key(id string) store.Key {
	return store.Key{System: "mft", Kind: store.KindSession, ID: id}
}

// session returns a record that was made and last used so many minutes after
// noon and is due half an hour later.
func session(id, owner string, minutes int) store.Record {
	return store.Record{
		Key:      key(id),
		Owner:    owner,
		Context:  "/sql/demo",
		Created:  at(minutes),
		LastUsed: at(minutes),
		Timeout:  30 * time.Minute,
		State:    "open",
		Values:   map[string]string{"n": "0"},
	}
}

func put(t testing.TB, s store.Store, recs ...store.Record) {
	t.Helper()
	update(t, s, func(tx store.Tx) error {
		for _, r := range recs {
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
}

func remove(t testing.TB, s store.Store, k store.Key) {
	t.Helper()
	update(t, s, func(tx store.Tx) error { return tx.Delete(k) })
}

func update(t testing.TB, s store.Store, f func(store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), f); err != nil {
		t.Fatalf("update: %v", err)
	}
}

func view(t testing.TB, s store.Store, f func(store.Tx) error) {
	t.Helper()
	if err := s.View(context.Background(), f); err != nil {
		t.Fatalf("view: %v", err)
	}
}

func touch(t testing.TB, s store.Store, id string, minutes int) {
	t.Helper()
	if err := s.Touch(context.Background(), key(id), at(minutes)); err != nil {
		t.Fatalf("touch %s: %v", id, err)
	}
}

func get(t testing.TB, s store.Store, k store.Key) (r store.Record) {
	t.Helper()
	view(t, s, func(tx store.Tx) (err error) {
		r, err = tx.Get(k)
		return err
	})
	for range 2 { // the second may be remembered
		alone, err := s.Get(context.Background(), k)
		if diff := cmp.Diff(r, alone); err != nil || diff != "" {
			t.Fatalf("get %s alone: %v (-view +get):\n%s", k.ID, err, diff)
		}
	}
	return r
}

// lacks fails the test unless the key has no record.
func lacks(t testing.TB, s store.Store, k store.Key) {
	t.Helper()
	err := s.View(context.Background(), func(tx store.Tx) error {
		_, err := tx.Get(k)
		return err
	})
	if !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("get %s: got %v, want ErrNotFound", k.ID, err)
	}
	if _, err := s.Get(context.Background(), k); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("get %s alone: got %v, want ErrNotFound", k.ID, err)
	}
}

// usedAt fails the test unless the record was last used at that minute, as a
// View sees it and as an Update does.
func usedAt(t testing.TB, s store.Store, id string, minutes int) {
	t.Helper()
	for name, look := range map[string]func(context.Context, func(store.Tx) error) error{"view": s.View, "update": s.Update, "get": alone(s)} {
		var r store.Record
		err := look(context.Background(), func(tx store.Tx) (err error) {
			r, err = tx.Get(key(id))
			return err
		})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !r.LastUsed.Equal(at(minutes)) {
			t.Fatalf("%s: %s was last used at %v, want %v", name, id, r.LastUsed, at(minutes))
		}
	}
}

// alone is a View whose function can do no more than Get.
func alone(s store.Store) func(context.Context, func(store.Tx) error) error {
	return func(ctx context.Context, f func(store.Tx) error) error { return f(getter{s: s, ctx: ctx}) }
}

type getter struct {
	store.Tx
	s   store.Store
	ctx context.Context
}

func (g getter) Get(k store.Key) (store.Record, error) { return g.s.Get(g.ctx, k) }

// ids returns the IDs of a range, in its order.
func ids(seq iter.Seq2[store.Record, error]) (list []string, err error) {
	for r, err := range seq {
		if err != nil {
			return list, err
		}
		list = append(list, r.Key.ID)
	}
	return list, nil
}

// ranges fails the test unless the range holds these IDs in this order, as a
// View sees it and as an Update does.
func ranges(t testing.TB, s store.Store, what func(store.Tx) iter.Seq2[store.Record, error], want ...string) {
	t.Helper()
	for name, look := range map[string]func(context.Context, func(store.Tx) error) error{"view": s.View, "update": s.Update} {
		err := look(context.Background(), func(tx store.Tx) error {
			got, err := ids(what(tx))
			if diff := cmp.Diff(want, got); err == nil && diff != "" {
				return fmt.Errorf("range (-want +got):\n%s", diff)
			}
			return err
		})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

// closed reports whether a channel of Changed is closed.
func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
