package bolt

import (
	"errors"
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

func TestHeadsForget(t *testing.T) {
	var hs heads
	known := func(epoch uint64, key string) bool {
		_, ok := hs.find(epoch, []byte(key))
		return ok
	}
	hs.keep(2, []byte("a"), head{born: 1})
	hs.keep(0, []byte("b"), head{born: 2}) // read by a View that took its time
	hs.keep(3, []byte("c"), head{born: 3}) // while a commit was under way
	if !known(2, "a") || known(2, "b") || known(0, "b") || known(3, "c") || known(3, "a") || known(4, "a") {
		t.Errorf("epoch %d: %v", hs.epoch, hs.m)
	}
	hs.keep(4, []byte("d"), head{born: 4})
	if known(4, "a") || known(2, "a") || !known(4, "d") {
		t.Errorf("epoch %d: %v", hs.epoch, hs.m)
	}
	for n := range 3 * maxHeads {
		hs.keep(4, []byte{byte(n), byte(n >> 8)}, head{})
	}
	if len(hs.m) > maxHeads {
		t.Errorf("%d are remembered", len(hs.m))
	}
}
