package bolt

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// openDB opens a new file until the test is over, openFileAt one at a path.
func openDB(t testing.TB, o Options) *DB {
	t.Helper()
	return openFileAt(t, filepath.Join(t.TempDir(), "s.db"), o)
}

func openFileAt(t testing.TB, path string, o Options) *DB {
	t.Helper()
	db, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// together runs the calls so that their updates share one batch, in order: it
// keeps the writer busy with a function of its own until all of them wait.
func together(t *testing.T, h *Handle, calls ...func()) {
	t.Helper()
	queued := func() int {
		h.db.mu.Lock()
		defer h.db.mu.Unlock()
		return len(h.db.waiting)
	}
	var wg sync.WaitGroup
	busy := make(chan struct{})
	wg.Go(func() {
		_ = h.Update(context.Background(), func(store.Tx) error {
			close(busy)
			for queued() < len(calls) {
				runtime.Gosched()
			}
			return nil
		})
	})
	<-busy
	for i, call := range calls {
		wg.Go(call)
		for n := queued(); n == i; n = queued() {
			runtime.Gosched()
		}
	}
	wg.Wait()
}

func TestOneBatch(t *testing.T) {
	db := openDB(t, Options{})
	h := db.Handle()
	ctx := context.Background()
	own := errors.New("own")
	var ran []string
	var in []int // the bbolt transaction that each ran in
	call := func(name string, after func(store.Tx) error) func() {
		return func() {
			defer func() {
				if r := recover(); (r != nil) != (name == "panics") {
					t.Errorf("%s: recovered %v", name, r)
				}
			}()
			err := h.Update(ctx, func(s store.Tx) error {
				ran, in = append(ran, name), append(in, s.(*tx).b.ID())
				if name == "last" {
					for _, id := range []string{"first", "fails", "panics", "exits"} {
						_, err := s.Get(session(id).Key)
						if want := id != "first"; errors.Is(err, store.ErrNotFound) != want {
							t.Errorf("the last of the batch sees of %q: %v", id, err)
						}
					}
				}
				return errors.Join(s.Put(session(name)), after(s))
			})
			if want := name == "fails"; errors.Is(err, own) != want {
				t.Errorf("%s: got %v", name, err)
			}
		}
	}
	nothing := func(store.Tx) error { return nil }
	together(t, h,
		call("first", nothing),
		call("fails", func(store.Tx) error { return own }),
		call("panics", func(store.Tx) error { panic("own") }),
		call("exits", func(store.Tx) error { runtime.Goexit(); return nil }),
		call("last", nothing))
	if want := []string{"first", "fails", "panics", "exits", "last"}; !slices.Equal(ran, want) {
		t.Errorf("ran %v, want %v", ran, want)
	}
	if len(slices.Compact(in)) != 1 {
		t.Errorf("transactions %v, want one", in)
	}
}

// TestWithdrawnFromTheQueue has a caller go away while it waits for its turn.
func TestWithdrawnFromTheQueue(t *testing.T) {
	h := openDB(t, Options{}).Handle()
	ctx, cancel := context.WithCancel(context.Background())
	busy, gone := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		err := h.Update(context.Background(), func(store.Tx) error { close(busy); <-gone; return nil })
		if err != nil {
			t.Error(err)
		}
	})
	<-busy
	wg.Go(func() {
		for { // until the other one waits
			h.db.mu.Lock()
			n := len(h.db.waiting)
			h.db.mu.Unlock()
			if n > 0 {
				cancel()
				return
			}
			runtime.Gosched()
		}
	})
	wg.Go(func() {
		<-ctx.Done()
		close(gone)
	})
	err := h.Update(ctx, func(store.Tx) error { t.Error("ran for a caller who had gone"); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	wg.Wait()
	if err := h.Update(context.Background(), putting("a")); err != nil { // the writer has its turn back
		t.Error(err)
	}
}

// TestNothingIsSubmittedAfterClose: a call that found its handle open and is
// overtaken by Close must not be queued behind the last flush.
func TestNothingIsSubmittedAfterClose(t *testing.T) {
	h := openDB(t, Options{}).Handle()
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if err := h.db.submit(&update{h: h}); !errors.Is(err, store.ErrClosed) {
		t.Errorf("update: got %v, want ErrClosed", err)
	}
	if err := h.touches.add([]byte("a"), touch{}); !errors.Is(err, store.ErrClosed) {
		t.Errorf("touch: got %v, want ErrClosed", err)
	}
}

// TestCommitFails fills the file: whoever shares the commit is told, nothing is
// kept, touches wait for the next one, and waiters sleep on.
func TestCommitFails(t *testing.T) {
	db := openDB(t, Options{segment: 1}) // no frame fits, so that each commit goes to the file
	h := db.Handle()
	ctx := context.Background()
	if err := h.Update(ctx, func(tx store.Tx) error { return tx.Put(session("a")) }); err != nil {
		t.Fatal(err)
	}
	var changed <-chan struct{}
	if err := h.View(ctx, func(tx store.Tx) error { changed = tx.Changed(session("a").Key); return nil }); err != nil {
		t.Fatal(err)
	}
	later := noon.Add(time.Minute)
	db.bolt.MaxSize = 1
	huge := session("a")
	huge.Values["v"] = string(make([]byte, 1<<19))
	own := errors.New("own")
	together(t, h,
		func() {
			if err := h.Touch(ctx, session("a").Key, later); err != nil { // written by this batch
				t.Error(err)
			}
			err := h.Update(ctx, func(tx store.Tx) error { return tx.Put(session("b")) })
			if err == nil {
				t.Error("an update is said to be kept")
			}
		},
		func() {
			err := h.Update(ctx, func(tx store.Tx) error { return tx.Put(huge) })
			if err == nil {
				t.Error("the file is full, and took half a megabyte")
			}
		},
		func() {
			err := h.Update(ctx, func(tx store.Tx) error {
				if _, err := tx.Get(session("b").Key); err != nil {
					t.Error(err)
				}
				return own
			})
			if err == nil || errors.Is(err, own) {
				t.Errorf("got %v for what was decided on data that was not kept", err)
			}
		})
	db.bolt.MaxSize = 0
	for range 2 {
		err := h.View(ctx, func(tx store.Tx) error {
			r, err := tx.Get(session("a").Key)
			if err != nil || !r.LastUsed.Equal(later) || len(r.Values) != 2 {
				return fmt.Errorf("got %v, %v, want the record with its touch", r, err)
			}
			if _, err := tx.Get(session("b").Key); !errors.Is(err, store.ErrNotFound) {
				return fmt.Errorf("b was kept: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Flush(ctx); err != nil { // and the same from the file
			t.Fatal(err)
		}
	}
	select {
	case <-changed:
		t.Error("a waiter was woken for nothing")
	default:
	}
}

// TestTickBetweenBatches: the writer hears of a tick also where there is always somebody who waits.
func TestTickBetweenBatches(t *testing.T) {
	ctx, tick := t.Context(), make(chan time.Time, 1)
	h := openDB(t, Options{NoSync: true, Tick: tick, queued: true}).Handle()
	if err := h.Update(ctx, putting("a")); err != nil {
		t.Fatal(err)
	}
	waits := -1
	busy, goOn, first := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		first <- h.Update(ctx, func(store.Tx) error { close(busy); <-goOn; return nil })
	}()
	<-busy
	if err := h.Touch(ctx, session("a").Key, noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	tick <- time.Time{}
	second := begins(t, h, func(store.Tx) error { waits = h.db.pending(); return nil })
	until(func() bool { h.db.mu.Lock(); defer h.db.mu.Unlock(); return len(h.db.waiting) == 1 })
	close(goOn)
	if err := errors.Join(<-first, <-second); err != nil {
		t.Fatal(err)
	}
	if waits != 0 {
		t.Errorf("after a tick, %d touches wait behind updates", waits)
	}
}

// TestNoMoreTicks: whoever ticks may stop. The writer does not spin on it, and a touch is kept with the next update.
func TestNoMoreTicks(t *testing.T) {
	ctx, tick, path := t.Context(), make(chan time.Time), filepath.Join(t.TempDir(), "s.db")
	db := openFileAt(t, path, Options{Tick: tick})
	h := db.Handle()
	if err := h.Update(ctx, putting("a")); err != nil {
		t.Fatal(err)
	}
	close(tick)
	until(func() bool { db.duty.Lock(); defer db.duty.Unlock(); return db.tick == nil })
	later := noon.Add(time.Minute)
	if err := errors.Join(h.Touch(ctx, session("a").Key, later), h.Update(ctx, putting("b"))); err != nil {
		t.Fatal(err)
	}
	r, err := openFileAt(t, copyOf(t, path), Options{}).Handle().Get(ctx, session("a").Key)
	if err != nil || !r.LastUsed.Equal(later) {
		t.Errorf("after a crash it was last used at %v, want %v: %v", r.LastUsed, later, err)
	}
}
