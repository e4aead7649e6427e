package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/soapstone-dev/soapstone/store"
)

func touchRules(t *testing.T, open Open) {
	s := open()
	put(t, s, session("a", "alice", 10))
	touch(t, s, "a", 15)
	usedAt(t, s, "a", 15)
	touch(t, s, "a", 12) // never lowers
	usedAt(t, s, "a", 15)
	touch(t, s, "a", 20)
	usedAt(t, s, "a", 20)

	aged := session("b", "alice", 10)
	aged.LastUsed = at(-60)
	put(t, s, aged)
	touch(t, s, "b", 9) // from before it was made
	usedAt(t, s, "b", -60)
	touch(t, s, "b", 10)
	usedAt(t, s, "b", 10)

	if r := get(t, s, key("a")); r.Values["n"] != "0" || !r.Created.Equal(at(10)) {
		t.Errorf("a touch changed more than LastUsed: %+v", r)
	}
	if err := s.Touch(context.Background(), key("nobody"), at(20)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("touch of no record: got %v, want ErrNotFound", err)
	}
	lacks(t, s, key("nobody")) // never creates
	if err := s.Touch(context.Background(), store.Key{}, at(20)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("touch of no key: got %v, want ErrNotFound", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Touch(ctx, key("a"), at(30)); !errors.Is(err, context.Canceled) {
		t.Errorf("touch of a caller who went away: got %v, want context.Canceled", err)
	}
}

// touchDue: the order of Due is that of the touched records, before and after
// the touches are written.
func touchDue(t *testing.T, open Open) {
	s := open()
	put(t, s, session("a", "alice", 0), session("b", "alice", 1), session("c", "alice", 2), session("d", "alice", 3))
	touch(t, s, "a", 50)
	touch(t, s, "c", 90)
	touch(t, s, "d", 20)
	for range 2 {
		view(t, s, func(tx store.Tx) error { // a View first, since an Update may write
			got, err := ids(dueBy(120)(tx))
			if err == nil && fmt.Sprint(got) != "[b d a c]" {
				err = fmt.Errorf("due by 120: got %v, want [b d a c]", got)
			}
			return err
		})
		ranges(t, s, dueBy(49), "b")
		ranges(t, s, dueBy(80), "b", "d", "a")
		ranges(t, s, dueBy(120), "b", "d", "a", "c")
		ranges(t, s, ownedBy("alice"), "a", "b", "c", "d")
		if err := s.Flush(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	touch(t, s, "b", 100)
	ranges(t, s, dueBy(200), "d", "a", "c", "b")
}

// touchAged: an operator makes a session older, whatever touches it had.
func touchAged(t *testing.T, open Open) {
	s := open()
	for _, flushed := range []bool{false, true} {
		for _, looked := range []bool{false, true} {
			put(t, s, session("a", "alice", 0))
			touch(t, s, "a", 20)
			if flushed {
				if err := s.Flush(context.Background()); err != nil {
					t.Fatal(err)
				}
			}
			aged := session("a", "alice", 0)
			aged.LastUsed = at(-5)
			update(t, s, func(tx store.Tx) error {
				if looked {
					if r, err := tx.Get(key("a")); err != nil || !r.LastUsed.Equal(at(20)) {
						return fmt.Errorf("got %v, %v, want the touch at %v", r.LastUsed, err, at(20))
					}
				}
				return tx.Put(aged)
			})
			usedAt(t, s, "a", -5)
			ranges(t, s, dueBy(25), "a")
			touch(t, s, "a", 7)
			usedAt(t, s, "a", 7)
			ranges(t, s, dueBy(25))
		}
	}
}

func touchNeverRevives(t *testing.T, open Open) {
	s := open()
	for _, flushed := range []bool{false, true} {
		put(t, s, session("a", "alice", 0))
		touch(t, s, "a", 20)
		if flushed {
			if err := s.Flush(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		remove(t, s, key("a"))
		lacks(t, s, key("a"))
		if err := s.Touch(context.Background(), key("a"), at(30)); !errors.Is(err, store.ErrNotFound) {
			t.Fatalf("touch of what is gone: got %v, want ErrNotFound", err)
		}
		if err := s.Flush(context.Background()); err != nil {
			t.Fatal(err)
		}
		lacks(t, s, key("a"))
		put(t, s, session("a", "alice", 1)) // the same key, another session
		usedAt(t, s, "a", 1)
		touch(t, s, "a", 25)
		update(t, s, func(tx store.Tx) error { // the same in one update
			if err := tx.Delete(key("a")); err != nil {
				return err
			}
			return tx.Put(session("a", "alice", 2))
		})
		usedAt(t, s, "a", 2)
		remove(t, s, key("a"))
	}
}

// touchRacesEnd lets a touch and a sweep meet. Either the sweep saw the touch
// and the session lives, or the session is gone for good.
func touchRacesEnd(t *testing.T, open Open) {
	s, other := open(), open()
	ctx := context.Background()
	for i := range 200 {
		toucher, sweeper := s, other
		if i%2 == 0 {
			sweeper = s
		}
		put(t, s, session("a", "alice", 0))
		var wg sync.WaitGroup
		var touched, swept error
		wg.Go(func() { touched = toucher.Touch(ctx, key("a"), at(29)) })
		wg.Go(func() {
			swept = sweeper.Update(ctx, func(tx store.Tx) error {
				for r, err := range dueBy(30)(tx) {
					if err != nil {
						return err
					}
					if err := tx.Delete(r.Key); err != nil {
						return err
					}
				}
				return nil
			})
		})
		wg.Wait()
		if swept != nil {
			t.Fatal(swept)
		}
		err := s.View(ctx, func(tx store.Tx) error { _, err := tx.Get(key("a")); return err })
		switch {
		case err == nil && touched != nil:
			t.Fatalf("the session lives, but its touch said %v", touched)
		case err == nil:
			usedAt(t, s, "a", 29)
			remove(t, s, key("a"))
		case !errors.Is(err, store.ErrNotFound):
			t.Fatal(err)
		case touched != nil && !errors.Is(touched, store.ErrNotFound):
			t.Fatal(touched)
		}
		put(t, s, session("a", "alice", 5))
		if err := toucher.Flush(ctx); err != nil {
			t.Fatal(err)
		}
		usedAt(t, s, "a", 5)
		usedAt(t, other, "a", 5)
		remove(t, s, key("a"))
	}
}

// touchSeen touches, looks, and must find the touch, while commits come and go
// that write the touches down and put the record anew.
func touchSeen(t *testing.T, open Open) {
	a, b := open(), open()
	put(t, a, session("x", "alice", 0))
	done := make(chan struct{})
	var wg sync.WaitGroup
	for i, s := range []store.Store{a, a, b} {
		wg.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
				}
				update(t, s, func(tx store.Tx) error {
					if i == 0 {
						return tx.Put(session("other", "alice", n))
					}
					return count(tx, "x") // with the LastUsed that it read
				})
			}
		})
	}
	look := []func(context.Context, func(store.Tx) error) error{a.View, alone(a), a.Update}
	for n := range 300 {
		touch(t, a, "x", n)
		var r store.Record
		err := look[n%3](context.Background(), func(tx store.Tx) (err error) {
			r, err = tx.Get(key("x"))
			return err
		})
		if err != nil || !r.LastUsed.Equal(at(n)) {
			t.Errorf("touched at %v, seen %v, %v", at(n), r.LastUsed, err)
			break
		}
	}
	close(done)
	wg.Wait()
	if err := a.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	usedAt(t, b, "x", 299)
}

func touchFlush(t *testing.T, open Open) {
	a, b := open(), open()
	put(t, a, session("x", "alice", 0))
	touch(t, a, "x", 10)
	usedAt(t, a, "x", 10)
	if err := a.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	usedAt(t, b, "x", 10)
	touch(t, b, "x", 5) // lower, through another store
	usedAt(t, b, "x", 10)
	touch(t, a, "x", 20)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	usedAt(t, b, "x", 20)
}
