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
// the clock real again, while records stay: for that, the farthest instant is kept beside them.

// farthest names the record that keeps it.
var farthest = store.Key{System: "soapstone", Kind: "clock", ID: "farthest"}

// remember keeps how far the clock was moved ahead.
func (w *World) remember(ctx context.Context, now time.Time) error {
	err := w.store.Update(ctx, func(tx store.Tx) error {
		rec, err := tx.Get(farthest)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err == nil && !rec.LastUsed.Before(now) {
			return nil
		}
		return tx.Put(store.Record{Key: farthest, Created: now, LastUsed: now})
	})
	if err != nil {
		return fmt.Errorf("world: keep how far the clock was moved: %w", err)
	}
	return nil
}

// afterRestart brings back what an earlier process left in the future.
func (w *World) afterRestart(ctx context.Context) error {
	var ahead bool
	now := w.clock.Now()
	err := w.store.View(ctx, func(tx store.Tx) error {
		rec, err := tx.Get(farthest)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		ahead = rec.LastUsed.After(now)
		return err
	})
	if err != nil {
		return fmt.Errorf("world: look how far the clock was moved: %w", err)
	}
	if !ahead {
		return nil
	}
	return w.noFuture(ctx, now)
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
	err := w.store.Update(ctx, func(tx store.Tx) error { return tx.Delete(farthest) })
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("world: forget how far the clock was moved: %w", err)
	}
	return nil
}

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
