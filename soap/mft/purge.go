package mft

import (
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// Who wants to write waits for the transactions of others, and in a large file each session that goes is some pages to be
// looked at. So a transaction deletes no more than atOnce of them, and looks at no more than looksAtOnce.
const (
	atOnce      = 25
	looksAtOnce = 500
)

// purge deletes sessions that have expired, and says whether there are more than one transaction may delete. Where there
// are, a call that does not have its turn deletes none.
func purge(tx store.Tx, now time.Time, turn bool) (more bool, err error) {
	var gone []store.Key
	for rec, err := range tx.Due(System, store.KindSession, now.Add(-1)) { // expired is who was idle for longer, not as long
		if err != nil {
			return false, err
		}
		if more = len(gone) == atOnce; more {
			break
		}
		gone = append(gone, rec.Key)
	}
	if more && !turn {
		return true, nil
	}
	for _, key := range gone {
		if err := tx.Delete(key); err != nil {
			return false, err
		}
	}
	return more, nil
}

// purgeSeen deletes sessions that have expired, of those that somebody sees. It looks at the sessions of everybody, in
// the order of their making, from behind a place on, and returns the place to go on from.
func purgeSeen(tx store.Tx, now time.Time, after store.Place, sees func(store.Record) bool) (place store.Place, more bool, err error) {
	looks, deleted := 0, 0
	for rec, err := range tx.All(System, store.KindSession, after) {
		if err != nil {
			return after, false, err
		}
		if looks == looksAtOnce || deleted == atOnce {
			return after, true, nil
		}
		looks, after = looks+1, rec.Place()
		if !expired(rec, now) || !sees(rec) {
			continue
		}
		if err := tx.Delete(rec.Key); err != nil {
			return after, false, err
		}
		deleted++
	}
	return after, false, nil
}
