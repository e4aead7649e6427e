package mft

import (
	"context"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// Who wants to write waits for the transactions of others, and in a large file each session that goes is some pages to be
// looked at. So a transaction deletes no more than atOnce of them, and looks at no more than looksAtOnce.
const (
	atOnce      = 25
	looksAtOnce = 500
)

// A part is what one transaction does of a call that deletes sessions. turn says that the call has its turn, for which it
// waits after its first transaction. The part goes on behind a place, and returns the place to go on from and whether
// there is more to do.
type part func(tx store.Tx, turn bool, after store.Place) (place store.Place, more bool, err error)

// inParts does a call in as many transactions as it takes. Calls that take more than one do so by turns, since the
// transactions of several callers become one commit of the store.
func (r *Room) inParts(ctx context.Context, do part) error {
	var (
		turn  bool
		after store.Place
	)
	for {
		var (
			place store.Place
			more  bool
		)
		err := r.store.Update(ctx, func(tx store.Tx) (err error) {
			place, more, err = do(tx, turn, after)
			return err
		})
		if err != nil || !more {
			return err
		}
		after = place
		if turn {
			continue
		}
		select {
		case r.turn <- struct{}{}:
			turn = true
			defer func() { <-r.turn }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

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
