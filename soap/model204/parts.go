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

// settleThen does what fell due by now, in as many transactions as it takes, and then, in the last of them, f. Calls that
// take more than one do so by turns, since the transactions of several callers become one commit of the store. Others
// may come between two of them: they, too, go on with what is due first, the earliest before the rest, so that whoever
// waits is served as if it had all been done at once.
func (r *Room) settleThen(ctx context.Context, now time.Time, f func(*step) error) error {
	for turn := false; ; {
		var more bool
		err := r.store.Update(ctx, func(tx store.Tx) (err error) {
			s := &step{room: r, tx: tx, now: now}
			if more, err = s.settle(turn); err != nil || more {
				return err
			}
			return f(s)
		})
		if err != nil || !more {
			return err
		}
		if turn {
			continue
		}
		if err := take(ctx, r.turn); err != nil {
			return err
		}
		turn = true
		defer func() { <-r.turn }()
	}
}

// begin brings in order what a room found in its store: it caps the timeouts, and settles the waits of servers that are
// gone. One call does so, and others wait for it.
func (r *Room) begin(ctx context.Context, now time.Time) error {
	if r.begun.Load() {
		return nil
	}
	if err := take(ctx, r.beginning); err != nil {
		return err
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

// take waits for a place that only one may have at a time.
func take(ctx context.Context, place chan<- struct{}) error {
	select {
	case place <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
