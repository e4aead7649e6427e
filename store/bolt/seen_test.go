package bolt

import (
	"errors"
	"fmt"
	"testing"

	bbolt "go.etcd.io/bbolt"

	"github.com/soapstone-dev/soapstone/store"
)

// withoutFile has a call meet a file that is closed: it fails if it begins a transaction.
func withoutFile(h *Handle, call func()) {
	file := h.db.bolt
	h.db.bolt = new(bbolt.DB)
	defer func() { h.db.bolt = file }()
	call()
}

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
	put := func() {
		t.Helper()
		if err := h.Update(ctx, func(tx store.Tx) error { return tx.Put(rec) }); err != nil {
			t.Fatal(err)
		}
	}
	put()
	look()
	at := rec.LastUsed.Add(1)
	withoutFile(h, func() {
		if err := h.Touch(ctx, rec.Key, at); err != nil {
			t.Error(err)
		}
	})
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
	withoutFile(h, func() {
		get() // what was put
		if n := testing.AllocsPerRun(10, get); n > 0 {
			t.Errorf("%v allocations", n)
		}
	})
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
	keep := func(base uint64, key string) { s.keep(&picture{base: base}, key, says{}, sight{}) }
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
	keep(3, "e")
	if !known(3, "d") || !known(3, "e") {
		t.Errorf("of two, there are %v", s.m)
	}
	for n := range 3 * maxSeen {
		keep(3, fmt.Sprint(n))
		if len(s.m) > maxSeen {
			t.Fatalf("%d are remembered", len(s.m))
		}
	}
}

// A long record is not remembered: so many of them as of short ones would take a lot of memory.
func TestSeenForgetsLongRecords(t *testing.T) {
	h := openDB(t, Options{NoSync: true}).Handle()
	for length, want := range map[int]int{maxSeenSize / 2: 1, maxSeenSize: 0} { // of a value, which is not all of it
		rec := session(fmt.Sprint(length))
		rec.Values["v"] = string(make([]byte, length))
		if err := h.Update(t.Context(), func(tx store.Tx) error { return tx.Put(rec) }); err != nil {
			t.Fatal(err)
		}
		h.seen.m = nil
		if got, err := h.Get(t.Context(), rec.Key); err != nil || len(got.Values["v"]) != length {
			t.Errorf("got %d bytes, %v", len(got.Values["v"]), err)
		}
		if len(h.seen.m) != want {
			t.Errorf("of a record with %d bytes, %d are remembered", length, len(h.seen.m))
		}
	}
}
