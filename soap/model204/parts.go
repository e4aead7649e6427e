package model204

import (
	"context"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// Who wants to write waits for the transactions of others, and in a large file each record is some pages to be looked at.
// So a transaction that settles what fell due writes no more than atOnce records, and one that looks for what has to be
// written looks at no more than looksAtOnce.
const (
	atOnce      = 25
	looksAtOnce = 500
)

// endWrites is how many records are written or deleted at the end of a thread: its own, that of the session that was open
// on it, and that of the thread that gets the session.
const endWrites = 3

// transact runs f in a transaction in which everything has happened that was due by now. Before the first of a room, what
// it found in its store is brought in order.
func (r *Room) transact(ctx context.Context, now time.Time, f func(*step) error) error {
	if err := r.begin(ctx, now); err != nil {
		return err
	}
	return r.settleThen(ctx, now, f)
}

// settleThen does what fell due by now, in as many transactions as it takes, and then, in the last of them, f. Others
// may come between two of them: they, too, go on with what is due first, the earliest before the rest, so that whoever
// waits is served as if it had all been done at once.
func (r *Room) settleThen(ctx context.Context, now time.Time, f func(*step) error) error {
	return r.turns.Do(ctx, r.store, func(tx store.Tx, turn bool, _ store.Place) (place store.Place, more bool, err error) {
		s := &step{room: r, tx: tx, now: now}
		if more, err = s.settle(turn); err != nil || more {
			return place, more, err
		}
		return place, false, f(s)
	})
}

// begin brings in order what a room found in its store: it caps the timeouts, and settles the waits of servers that are
// gone. One call does so, and others wait for it.
func (r *Room) begin(ctx context.Context, now time.Time) error {
	if r.begun.Load() {
		return nil
	}
	select {
	case r.beginning <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-r.beginning }()
	if r.begun.Load() {
		return nil
	}
	if err := r.shorten(ctx, r.parameters.Load()); err != nil {
		return err
	}
	if err := r.settleAbandoned(ctx, now); err != nil {
		return err
	}
	r.begun.Store(true)
	return nil
}
