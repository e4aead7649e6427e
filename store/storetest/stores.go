package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/store"
)

func shareData(t *testing.T, open Open) {
	a, b := open(), open()
	put(t, a, session("x", "alice", 0))
	if diff := cmp.Diff(session("x", "alice", 0), get(t, b, key("x"))); diff != "" {
		t.Errorf("another store sees (-want +got):\n%s", diff)
	}
	if err := b.Touch(context.Background(), key("x"), at(1)); err != nil {
		t.Errorf("touch through another store: %v", err)
	}
	remove(t, b, key("x"))
	lacks(t, a, key("x"))
	if err := a.Touch(context.Background(), key("x"), at(2)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("touch of what another store ended: got %v, want ErrNotFound", err)
	}
}

func closes(t *testing.T, open Open) {
	a, b := open(), open()
	put(t, a, session("x", "alice", 0))
	for range 2 {
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
	ctx, f := context.Background(), func(store.Tx) error { t.Error("ran on a closed store"); return nil }
	for name, err := range map[string]error{
		"view":   a.View(ctx, f),
		"get":    alone(a)(ctx, func(tx store.Tx) error { _, err := tx.Get(key("x")); return err }),
		"update": a.Update(ctx, f),
		"touch":  a.Touch(ctx, key("x"), at(1)),
		"flush":  a.Flush(ctx),
	} {
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("%s: got %v, want ErrClosed", name, err)
		}
	}
	get(t, b, key("x")) // the other one goes on
	put(t, b, session("y", "alice", 0))
}

// closeWhileWaiting closes a store while some wait on it and others write
// through it. The waiters wake and are told; of the writes, what was
// acknowledged is there and nothing else; another store's waiters wait on.
func closeWhileWaiting(t *testing.T, open Open) {
	a, b := open(), open()
	put(t, b, session("x", "alice", 0))
	var other <-chan struct{}
	view(t, b, func(tx store.Tx) error { other = tx.Changed(key("x")); return nil })
	var waiters, writers sync.WaitGroup
	var ready sync.WaitGroup
	for range 8 {
		ready.Add(1)
		waiters.Go(func() {
			for told := false; ; {
				var changed <-chan struct{}
				err := a.View(context.Background(), func(tx store.Tx) error { changed = tx.Changed(key("x")); return nil })
				if !told {
					told = true
					ready.Done()
				}
				if errors.Is(err, store.ErrClosed) {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				<-changed
			}
		})
	}
	var mu sync.Mutex
	answers := make(map[string]error)
	for c := range 8 {
		writers.Go(func() {
			for n := 0; ; n++ {
				id := fmt.Sprintf("%d-%d", c, n)
				err := a.Update(context.Background(), func(tx store.Tx) error { return tx.Put(session(id, "alice", c)) })
				mu.Lock()
				answers[id] = err
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	ready.Wait()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	waiters.Wait()
	writers.Wait()
	for id, err := range answers {
		if err == nil {
			get(t, b, key(id))
			continue
		}
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("got %v, want ErrClosed", err)
		}
		lacks(t, b, key(id))
	}
	if closed(other) {
		t.Error("closing one store closed a channel of another")
	}
	put(t, b, session("x", "alice", 1))
	<-other
}

func reopen(t *testing.T, open Open) {
	a := open()
	put(t, a, session("x", "alice", 0), session("gone", "alice", 0))
	remove(t, a, key("gone"))
	touch(t, a, "x", 9)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	b := open()
	want := session("x", "alice", 0)
	want.LastUsed = at(9)
	if diff := cmp.Diff(want, get(t, b, key("x"))); diff != "" {
		t.Errorf("after opening again (-want +got):\n%s", diff)
	}
	ranges(t, b, allSessions, "x")
	ranges(t, b, dueBy(38))
	ranges(t, b, dueBy(39), "x")
}

// knowOpen asks through one store whether others are open.
func knowOpen(t *testing.T, open Open) {
	a, b := open(), open()
	if a.ID() == "" || a.ID() == b.ID() {
		t.Fatalf("two stores are called %q and %q", a.ID(), b.ID())
	}
	want := func(what, id string, want bool) {
		t.Helper()
		check := func(tx store.Tx) error {
			if got := tx.Open(id); got != want {
				t.Errorf("%s: open is %v, want %v", what, got, want)
			}
			return nil
		}
		view(t, a, check)
		update(t, a, check)
	}
	want("itself", a.ID(), true)
	want("another one", b.ID(), true)
	want("no ID", "", false)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	want("one that was closed", b.ID(), false)
	want("one opened since", open().ID(), true)
	want("one that was closed, still", b.ID(), false)
}
