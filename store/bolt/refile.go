package bolt

import (
	"errors"

	"github.com/soapstone-dev/soapstone/store"
)

// maxRefiled is how many entries of the expiry index one run of an Update's
// function moves on at most. It bounds for how long a sweep holds up other
// writers that finds a million records which were touched.
const maxRefiled = 32

// A crowd is the records whose entries a run has moved on. When there are more
// than it may move, the range that met them ends with errCrowded and the run
// does not count: what the function wrote is taken back, the entries stay where
// they were moved to, and the function runs anew when others had their turn.
// Each run so has fewer of them before it, since an entry that was moved on is
// not met again.
type crowd struct {
	keys []store.Key
	over bool
}

// errCrowded ends a range, and is seen by nobody but the function.
var errCrowded = errors.New("bolt: the update runs again")

// full reports whether there is no place for another one, which is then over.
func (c *crowd) full() bool {
	c.over = c.over || len(c.keys) == maxRefiled
	return c.over
}

// refile writes the touch of a record into it and moves its expiry entry to
// where that belongs.
func (t *tx) refile(k []byte, h head, rec *store.Record) {
	t.crowd.keys = append(t.crowd.keys, rec.Key)
	filed := *rec
	filed.LastUsed = h.lastUsed
	t.unset(dueBucket, dueKey(&filed))
	t.set(dueBucket, dueKey(rec), []byte{})
	t.set(recordBucket, k, withLastUsed(t.bucket(recordBucket).Get(k), rec.LastUsed))
	t.unset(touchBucket, k)
}

// refileAgain moves the entries on that were moved by a run that was taken back.
func (t *tx) refileAgain() error {
	keys := t.crowd.keys
	t.crowd = crowd{}
	for _, key := range keys {
		k := recordKey(key)
		h, rec, err := t.load(k, key)
		if err != nil {
			return err
		}
		if rec.LastUsed.After(h.lastUsed) {
			t.refile(k, h, &rec)
		}
	}
	return t.err
}
