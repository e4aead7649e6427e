package bolt

import (
	"bytes"
	"context"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// maxRefiled is how many entries of the expiry index one commit moves on at
// most. For each it looks at about six pages of a large file, since records,
// touches and entries lie scattered, and whoever wants to write next waits.
const maxRefiled = 8

// maxAhead is how many entries are looked at, from the first that is to be
// moved on, before a function that met too many runs again. It is more than a
// sweep takes at once, so that its next run seldom is in vain, too.
const maxAhead = 256

// A crowd is more entries that are to be moved on than a run of an Update's
// function may move. The range that met them ends with the crowd as its error,
// and the run does not count: all that it wrote is taken back. The entries are
// then moved on in updates of their own, between which others have their turn,
// and after that the function runs anew.
type crowd struct {
	system, kind string
	from         []byte    // the first of them
	by           time.Time // to which the range goes
	looks        int       // how many entries are still to be looked at
}

// Error is for the function, which alone sees a crowd.
func (*crowd) Error() string { return "bolt: the update runs again" }

// disperse moves the entries of a crowd on.
func (h *Handle) disperse(ctx context.Context, c *crowd) error {
	for c.looks = maxAhead; c.looks > 0; {
		if err := h.update(ctx, func(x store.Tx) error { return x.(*tx).refileSome(c) }, false); err != nil {
			return err
		}
	}
	return nil
}

// refileSome moves on as many entries of a crowd as there is place for in the
// commit, and leaves in the crowd where to go on.
func (t *tx) refileSome(c *crowd) error {
	prefix := scope(c.system, c.kind)
	for k := range t.entries(dueBucket, c.from, prefix) {
		rk, h, rec, filed, err := t.indexed(c.system, c.kind, k[len(prefix):])
		if err != nil {
			return err
		}
		if filed.After(c.by) || c.looks == 0 {
			break
		}
		if due, _ := rec.Due(); due.After(filed) {
			if t.batch.refiled == maxRefiled {
				c.from = bytes.Clone(k)
				return nil
			}
			t.refile(rk, h, &rec)
		}
		c.looks--
	}
	c.looks = 0
	return nil
}

// refile writes the touch of a record into it and moves its expiry entry to
// where that belongs.
func (t *tx) refile(k []byte, h head, rec *store.Record) {
	t.batch.refiled++ // also if it is taken back: the pages were looked at then all the same
	filed := *rec
	filed.LastUsed = h.lastUsed
	t.set(dueBucket, appendDueKey(nil, &filed), nil)
	t.set(dueBucket, appendDueKey(nil, rec), entry())
	t.set(recordBucket, k, withLastUsed(t.get(recordBucket, k), rec.LastUsed))
	t.unsetTouch(k)
}
