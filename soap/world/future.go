package world

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// A clock that was moved back leaves records in the future: made or used at instants that have yet to come. Their
// idle time would be below zero until then, and since a touch never lowers an instant, using them would not help.
// So whoever moves the clock back brings them to the new instant. A restart moves it back as well, because it makes
// the clock real again, while records stay: for that, it is kept beside them that the clock was moved. By how much is
// not kept, since a clock that was moved ahead runs on from there.

// moved names the record that says so. Its id is that of files which kept the farthest instant.
var moved = store.Key{System: "soapstone", Kind: "clock", ID: "farthest"}

// remember keeps that the clock is moved, from an instant on. It goes before the move.
func (w *World) remember(ctx context.Context, from time.Time) error {
	err := w.store.Update(ctx, func(tx store.Tx) error {
		if _, err := tx.Get(moved); !errors.Is(err, store.ErrNotFound) {
			return err
		}
		return tx.Put(store.Record{Key: moved, Created: from, LastUsed: from})
	})
	if err != nil {
		return fmt.Errorf("world: keep that the clock is moved: %w", err)
	}
	return nil
}

// forget is for when no record can be ahead of the real time any more.
func (w *World) forget(ctx context.Context) error {
	err := w.store.Update(ctx, func(tx store.Tx) error { return tx.Delete(moved) })
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("world: forget that the clock was moved: %w", err)
	}
	return nil
}

// afterRestart brings back what an earlier process left in the future.
func (w *World) afterRestart(ctx context.Context) error {
	_, err := w.store.Get(ctx, moved)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("world: look whether the clock was moved: %w", err)
	}
	if err := w.noFuture(ctx, w.clock.Now()); err != nil {
		return err
	}
	return w.forget(ctx)
}

// noFuture brings every record that is in the future to now.
func (w *World) noFuture(ctx context.Context, now time.Time) error {
	for _, system := range Names() {
		for _, kind := range []string{store.KindSession, store.KindThread, store.KindAccount} {
			if err := w.bringBack(ctx, system, kind, now); err != nil {
				return fmt.Errorf("world: bring %s of %s back from the future: %w", kind, system, err)
			}
		}
	}
	return nil
}

// atOnce is how many records one transaction looks at.
const atOnce = 100

// bringBack goes through the records of a kind, some at a time, so that it holds nobody up for long.
func (w *World) bringBack(ctx context.Context, system, kind string, now time.Time) error {
	after, more := store.Place{}, true
	for more {
		from := after
		err := w.store.Update(ctx, func(tx store.Tx) error {
			var late []store.Record
			after, more = from, false
			seen := 0
			for rec, err := range tx.All(system, kind, from) {
				if err != nil {
					return err
				}
				if seen++; seen > atOnce {
					more = true
					break
				}
				after = rec.Place()
				if rec.LastUsed.After(now) || rec.Created.After(now) {
					late = append(late, rec)
				}
			}
			for _, rec := range late {
				rec.LastUsed = earlier(rec.LastUsed, now)
				rec.Created = earlier(rec.Created, now)
				if err := tx.Put(rec); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
