package storetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"sync"
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
