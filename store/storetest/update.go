package storetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/store"
)

var errOwn = errors.New("the function's own error")

// spoil makes every kind of write, so that each has to be taken back.
func spoil(tx store.Tx) error {
	changed := session("kept", "bob", 7)
	changed.LastUsed = at(99)
	return errors.Join(tx.Put(changed), tx.Delete(key("kept")), tx.Put(session("new", "alice", 1)),
		tx.Put(session("kept", "carol", 8)), tx.Delete(key("other")))
}

// unspoilt fails the test unless everything is as before spoil.
func unspoilt(t *testing.T, s store.Store) {
	t.Helper()
	want := session("kept", "alice", 0)
	want.LastUsed = at(5)
	if diff := cmp.Diff(want, get(t, s, key("kept"))); diff != "" {
		t.Fatalf("a failed update left something (-want +got):\n%s", diff)
	}
	ranges(t, s, allSessions, "kept", "other")
	ranges(t, s, ownedBy("alice"), "kept", "other")
	ranges(t, s, ownedBy("bob"))
	ranges(t, s, ownedBy("carol"))
	ranges(t, s, dueBy(500), "other", "kept")
	usedAt(t, s, "kept", 5)
}

func updateFails(t *testing.T, open Open) {
	s := open()
	put(t, s, session("kept", "alice", 0), session("other", "alice", 1))
	touch(t, s, "kept", 5)
	for range 2 {
		err := s.Update(context.Background(), func(tx store.Tx) error {
			if err := spoil(tx); err != nil {
				return err
			}
			return errOwn
		})
		if err != errOwn {
			t.Fatalf("got %v, want the function's own error as it is", err)
		}
		unspoilt(t, s)
	}
	if err := s.View(context.Background(), func(store.Tx) error { return errOwn }); err != errOwn {
		t.Fatalf("got %v from View, want the function's own error as it is", err)
	}
}

func updatePanics(t *testing.T, open Open) {
	s := open()
	put(t, s, session("kept", "alice", 0), session("other", "alice", 1))
	touch(t, s, "kept", 5)
	func() {
		defer func() {
			if r := recover(); r != errOwn {
				t.Fatalf("recovered %v, want what the function panicked with", r)
			}
		}()
		_ = s.Update(context.Background(), func(tx store.Tx) error {
			if err := spoil(tx); err != nil {
				return err
			}
			panic(errOwn)
		})
	}()
	unspoilt(t, s)
	var wg sync.WaitGroup
	wg.Go(func() { // as t.FailNow does
		_ = s.Update(context.Background(), func(tx store.Tx) error {
			if err := spoil(tx); err != nil {
				return err
			}
			runtime.Goexit()
			return nil
		})
		t.Error("runtime.Goexit in a function went unnoticed")
	})
	wg.Wait()
	unspoilt(t, s)
	func() {
		defer func() { _ = recover() }()
		_ = s.View(context.Background(), func(store.Tx) error { panic(errOwn) })
	}()
	put(t, s, session("more", "alice", 2)) // nothing is stuck
}

// manyAtOnce mixes functions that succeed, fail and panic, which may share a
// commit, and looks at what each left.
func manyAtOnce(t *testing.T, open Open) {
	stores := []store.Store{open(), open()}
	const callers, rounds = 32, 8
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			s := stores[c%2]
			for n := range rounds {
				id := fmt.Sprintf("%02d-%d", c, n)
				func() {
					defer func() {
						if r := recover(); (r != nil) != (c%4 == 2) {
							t.Errorf("%s: recovered %v", id, r)
						}
					}()
					err := s.Update(context.Background(), func(tx store.Tx) error {
						if err := errors.Join(count(tx, "total"), tx.Put(session(id, "alice", c))); err != nil {
							return err
						}
						switch c % 4 {
						case 1:
							return errOwn
						case 2:
							panic(errOwn)
						}
						return nil
					})
					if want := c%4 == 1; (err != nil) != want {
						t.Errorf("%s: got %v", id, err)
					}
				}()
			}
		})
	}
	wg.Wait()
	for _, s := range stores {
		if n := get(t, s, key("total")).Values["n"]; n != strconv.Itoa(callers*rounds/2) {
			t.Errorf("%s updates counted, want %d", n, callers*rounds/2)
		}
		for c := range callers {
			for n := range rounds {
				k := key(fmt.Sprintf("%02d-%d", c, n))
				if c%4 == 1 || c%4 == 2 {
					lacks(t, s, k)
				} else {
					get(t, s, k)
				}
			}
		}
	}
}

// count adds one to a record's counter.
func count(tx store.Tx, id string) error {
	r, err := tx.Get(key(id))
	if errors.Is(err, store.ErrNotFound) {
		r, err = session(id, "counter", 0), nil
	}
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.Values["n"])
	if err != nil {
		return err
	}
	r.Values["n"] = strconv.Itoa(n + 1)
	return tx.Put(r)
}

// writeSkew: of two doctors, one stays on call. Each function reads both
// records and writes its own.
func writeSkew(t *testing.T, open Open) {
	stores := []store.Store{open(), open()}
	for range 50 {
		put(t, stores[0], session("0", "", 0), session("1", "", 0))
		var wg sync.WaitGroup
		for i, s := range stores {
			wg.Go(func() {
				update(t, s, func(tx store.Tx) error {
					for id := range 2 {
						r, err := tx.Get(key(strconv.Itoa(id)))
						if err != nil || r.State != "open" {
							return err
						}
					}
					r := session(strconv.Itoa(i), "", 0)
					r.State = "off"
					return tx.Put(r)
				})
			})
		}
		wg.Wait()
		if get(t, stores[0], key("0")).State == "off" && get(t, stores[0], key("1")).State == "off" {
			t.Fatal("both are off: the two updates did not see each other")
		}
	}
}

// rangeSkew: an owner may have one session at most, which is a promise about
// records that are not there.
func rangeSkew(t *testing.T, open Open) {
	stores := []store.Store{open(), open()}
	for round := range 20 {
		owner := strconv.Itoa(round)
		var wg sync.WaitGroup
		var made atomic.Int32
		for c := range 8 {
			wg.Go(func() {
				id := fmt.Sprintf("%d-%d", round, c)
				err := stores[c%2].Update(context.Background(), func(tx store.Tx) error {
					for _, err := range ownedBy(owner)(tx) {
						return errors.Join(err, errOwn)
					}
					return tx.Put(session(id, owner, 0))
				})
				if err == nil {
					made.Add(1)
				} else if !errors.Is(err, errOwn) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if made.Load() != 1 {
			t.Fatalf("%d sessions were made for one owner, want 1", made.Load())
		}
		view(t, stores[0], func(tx store.Tx) error {
			got, err := ids(ownedBy(owner)(tx))
			if len(got) != 1 {
				t.Fatalf("%v are there, want one", got)
			}
			return err
		})
	}
}

func contextEnds(t *testing.T, open Open) {
	s := open()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	ran := false
	f := func(store.Tx) error { ran = true; return nil }
	if err := s.Update(ctx, f); !errors.Is(err, context.Canceled) || ran {
		t.Errorf("update: got %v, ran %v, want context.Canceled and no run", err, ran)
	}
	if err := s.View(ctx, f); !errors.Is(err, context.Canceled) || ran {
		t.Errorf("view: got %v, ran %v, want context.Canceled and no run", err, ran)
	}
	if err := s.Update(ctxDone{context.Background()}, f); !errors.Is(err, context.DeadlineExceeded) || ran {
		t.Errorf("update: got %v, ran %v, want context.DeadlineExceeded and no run", err, ran)
	}
	var wg sync.WaitGroup
	for c := range 64 { // gone at any moment: what is answered is so
		ctx, cancel := context.WithCancel(context.Background())
		wg.Go(cancel)
		wg.Go(func() {
			id := strconv.Itoa(c)
			err := s.Update(ctx, func(tx store.Tx) error { return tx.Put(session(id, "", c)) })
			switch {
			case err == nil:
				get(t, s, key(id))
			case errors.Is(err, context.Canceled):
				lacks(t, s, key(id))
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// ctxDone is past its deadline.
type ctxDone struct{ context.Context }

func (ctxDone) Done() <-chan struct{}       { c := make(chan struct{}); close(c); return c }
func (ctxDone) Err() error                  { return context.DeadlineExceeded }
func (ctxDone) Deadline() (time.Time, bool) { return noon, true }

// viewsStandStill moves a coin between two records and always sees one coin.
func viewsStandStill(t *testing.T, open Open) {
	a, b := open(), open()
	put(t, a, session("0", "has", 0), session("1", "", 0))
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 100 {
			update(t, a, func(tx store.Tx) error {
				from, to := strconv.Itoa(i%2), strconv.Itoa((i+1)%2)
				return errors.Join(tx.Put(session(from, "", 0)), tx.Put(session(to, "has", 0)))
			})
		}
	})
	for _, s := range []store.Store{a, b} {
		wg.Go(func() {
			for range 100 {
				view(t, s, func(tx store.Tx) error {
					x, err := tx.Get(key("0"))
					if err != nil {
						return err
					}
					y, err := tx.Get(key("1"))
					if err != nil {
						return err
					}
					has, err := ids(ownedBy("has")(tx))
					if (x.Owner == "has") == (y.Owner == "has") || len(has) != 1 {
						t.Errorf("a picture in motion: %q, %q, %v", x.Owner, y.Owner, has)
					}
					return err
				})
			}
		})
	}
	wg.Wait()
}
