package bolt

import (
	"errors"
	"fmt"
	"testing"

	"github.com/soapstone-dev/soapstone/store"
)

// A touch of a record that was just looked at needs no transaction, and after any commit it looks again.
func TestTouchOfWhatWasLookedAt(t *testing.T) {
	h, ctx := roomy(t), t.Context()
	rec := session("a")
	look := func() {
		t.Helper()
		err := h.View(ctx, func(tx store.Tx) error {
			_, err := tx.Get(rec.Key)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	begun := func() int { return h.db.bolt.Stats().TxN }
	put := func() {
		t.Helper()
		if err := h.Update(ctx, func(tx store.Tx) error { return tx.Put(rec) }); err != nil {
			t.Fatal(err)
		}
	}
	put()
	look()
	before := begun()
	at := rec.LastUsed.Add(1)
	if err := h.Touch(ctx, rec.Key, at); err != nil || begun() != before {
		t.Errorf("error %v, %d transactions", err, begun()-before)
	}
	if err := h.Update(ctx, func(tx store.Tx) error { return tx.Delete(rec.Key) }); err != nil {
		t.Fatal(err)
	}
	if err := h.Touch(ctx, rec.Key, at); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a touch of a deleted record: %v", err)
	}
	put() // anew: the touches before are not its own
	look()
	if err := h.Touch(ctx, rec.Key, at.Add(1)); err != nil {
		t.Fatal(err)
	}
	err := h.View(ctx, func(tx store.Tx) error {
		got, err := tx.Get(rec.Key)
		if !got.LastUsed.Equal(at.Add(1)) {
			t.Errorf("it was last used at %v, not %v", got.LastUsed, at.Add(1))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Nor does a Get, which hands out what is remembered as it is.
func TestGetOfWhatWasLookedAt(t *testing.T) {
	h, ctx, rec := roomy(t), t.Context(), session("a")
	if err := h.Update(ctx, func(tx store.Tx) error { return tx.Put(rec) }); err != nil {
		t.Fatal(err)
	}
	get := func() {
		if _, err := h.Get(ctx, rec.Key); err != nil {
			t.Error(err)
		}
	}
	get()
	before := h.db.bolt.Stats().TxN
	if n := testing.AllocsPerRun(10, get); n > 0 || h.db.bolt.Stats().TxN != before {
		t.Errorf("%v allocations, %d transactions", n, h.db.bolt.Stats().TxN-before)
	}
}

// A View that began before a commit goes on seeing what was there, though others have seen and remembered what came.
func TestSeenBelongsToItsPicture(t *testing.T) {
	h, ctx := roomy(t), t.Context()
	rec := session("a")
	state := func(tx store.Tx) string {
		got, err := tx.Get(rec.Key)
		if err != nil {
			t.Error(err)
		}
		got.Values["mine"] = "changed" // of a copy
		return got.State + got.Values["mine"+got.State]
	}
	put := func(s string) {
		rec.State, rec.Values = s, map[string]string{"mine" + s: "!"}
		if err := h.Update(ctx, func(tx store.Tx) error { return tx.Put(rec) }); err != nil {
			t.Error(err)
		}
	}
	view := func(f func(store.Tx)) {
		if err := h.View(ctx, func(tx store.Tx) error { f(tx); return nil }); err != nil {
			t.Error(err)
		}
	}
	put("old")
	view(func(before store.Tx) {
		done := make(chan string)
		go func() {
			put("new")
			view(func(tx store.Tx) { state(tx); done <- state(tx) })
		}()
		if got := <-done; got != "new!" {
			t.Errorf("the later View sees %q", got)
		}
		if got := state(before) + state(before); got != "old!old!" {
			t.Errorf("the earlier View sees %q", got)
		}
	})
	view(func(tx store.Tx) {
		if got := state(tx); got != "new!" {
			t.Errorf("at last there is %q", got)
		}
	})
}

func TestSeenForgets(t *testing.T) {
	var s seen
	keep := func(base uint64, key string) { s.keep(&picture{base: base}, []byte(key), says{}, sight{}) }
	known := func(base uint64, key string) bool {
		_, ok := s.find(&picture{base: base}, []byte(key), says{})
		return ok
	}
	keep(2, "a")
	keep(1, "b") // read by a View that took its time
	if !known(2, "a") || known(2, "b") || known(1, "b") || known(3, "a") {
		t.Errorf("base %d: %v", s.base, s.m)
	}
	if _, ok := s.find(&picture{base: 2}, []byte("a"), says{record: new(version)}); ok {
		t.Error("found what was written since it was seen")
	}
	keep(3, "d")
	if known(3, "a") || known(2, "a") || !known(3, "d") {
		t.Errorf("base %d: %v", s.base, s.m)
	}
	for n := range 3 * maxSeen {
		keep(3, fmt.Sprint(n))
	}
	if len(s.m) > maxSeen {
		t.Errorf("%d are remembered", len(s.m))
	}
}
