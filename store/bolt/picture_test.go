package bolt

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/soapstone-dev/soapstone/store"
)

// TestNobodyLooksAheadOfAPicture: who got a picture just before a large update went into the file, and then the file, takes both
// anew: what the file has is not in that picture.
func TestNobodyLooksAheadOfAPicture(t *testing.T) {
	db := openDB(t, Options{NoSync: true, segment: 4 << 10})
	h, before := db.Handle(), db.now.Load()
	long := session("long")
	long.Values["v"] = string(make([]byte, 1<<14))
	if err := h.Update(t.Context(), func(tx store.Tx) error { return tx.Put(long) }); err != nil {
		t.Fatal(err)
	}
	after := db.now.Swap(before)
	looked := make(chan *picture, 1)
	go func() {
		p, b, _, err := db.look()
		if err == nil {
			err = b.Rollback()
		}
		if err != nil {
			t.Error(err)
		}
		looked <- p
	}()
	hears()
	select {
	case <-looked:
		t.Error("it looks at a file that is ahead of its picture")
		db.now.Store(after)
	default:
		db.now.Store(after)
		if p := <-looked; p != after {
			t.Errorf("it has the picture of update %d, want %d", p.number, after.number)
		}
	}
}

// TestTooLateToLook: who was about to when the file was closed hears that it is.
func TestTooLateToLook(t *testing.T) {
	db, err := Open(filepath.Join(t.TempDir(), "s.db"), Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := db.look(); !errors.Is(err, store.ErrClosed) {
		t.Errorf("look: %v", err)
	}
	if _, err := db.commits(); !errors.Is(err, store.ErrClosed) {
		t.Errorf("commits: %v", err)
	}
}
