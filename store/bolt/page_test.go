package bolt

import (
	"context"
	"fmt"
	"testing"

	bbolt "go.etcd.io/bbolt"

	"github.com/soapstone-dev/soapstone/store"
)

// TestPagesOfACheckpointLieTogether: what a checkpoint writes goes to the free
// pages at the front of the file, and is not strewn over all of it. A disk takes
// many times longer for that, and whoever wants to write next may wait for it.
func TestPagesOfACheckpointLieTogether(t *testing.T) {
	h, ctx := openDB(t, Options{NoSync: true, segment: 1}).Handle(), context.Background() // a checkpoint for each update
	const n, batch = 20_000, 2_000
	numbered := func(i int) store.Record { return session(fmt.Sprintf("%08x", uint32(i)*2654435761)) }
	for from := 0; from < 2*n; from += batch { // make all, then end nine of ten
		err := h.Update(ctx, func(tx store.Tx) error {
			for i := from; i < from+batch; i++ {
				switch {
				case i < n:
					if err := tx.Put(numbered(i)); err != nil {
						return err
					}
				case i%10 > 0:
					if err := tx.Delete(numbered(i - n).Key); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range 10 {
		if err := h.Update(ctx, func(tx store.Tx) error { return tx.Put(session(fmt.Sprint("new", i))) }); err != nil {
			t.Fatal(err)
		}
		first, last, pages := roots(t, h.db)
		if last-first > pages/10 {
			t.Errorf("checkpoint %d wrote pages %d to %d of %d", i, first, last, pages)
		}
	}
}

// roots returns the first and the last of the pages at which the parts of the
// file begin that every new record changes, and how many pages there are.
func roots(t *testing.T, db *DB) (first, last, pages int) {
	t.Helper()
	err := db.bolt.View(func(tx *bbolt.Tx) error {
		pages = int(tx.Size()) / db.bolt.Info().PageSize
		first = pages
		for _, b := range []bucket{recordBucket, createdBucket, ownerBucket, dueBucket} {
			root := int(tx.Bucket(b.name()).Root())
			first, last = min(first, root), max(last, root)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return first, last, pages
}
