package world

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Advance moves the clock forward and comes back when all that fell due on the way is done, and swept. A context
// without a deadline may wait for ever for a call that does not end.
func (w *World) Advance(ctx context.Context, by time.Duration) error {
	if by < 0 {
		return invalid("clock", "it cannot be advanced by %v: set it to an instant to move it back", by)
	}
	return w.move(ctx, func() error { return w.clock.Advance(ctx, by) }, false)
}

// SetClock moves the clock to an instant: forward as Advance does, back at once.
func (w *World) SetClock(ctx context.Context, at time.Time) error {
	return w.move(ctx, func() error { return w.clock.Set(ctx, at) }, false)
}

// ResetClock makes the clock show the real time again.
func (w *World) ResetClock(ctx context.Context) error {
	return w.move(ctx, func() error { return w.clock.Reset(ctx) }, true)
}

// FreezeClock lets the clock stand still where it is, or lets it run on.
func (w *World) FreezeClock(frozen bool) {
	if frozen {
		w.clock.Freeze()
	} else {
		w.clock.Run()
	}
}

// move writes the touches before the clock moves: what a crash loses after that would be more than a second.
// Afterwards, no record is left in the future. With real, the clock shows the real time then, and there is nothing to
// remember for a restart.
func (w *World) move(ctx context.Context, to func() error, real bool) error {
	unlock, err := lock(ctx, w.moving, "another move of the clock")
	if err != nil {
		return err
	}
	defer unlock()
	if err := w.store.Flush(ctx); err != nil {
		return fmt.Errorf("world: write what is pending before the clock moves: %w", err)
	}
	before := w.clock.Now()
	if err := w.remember(ctx, before); err != nil { // a crash on the way would leave the clock's records, too
		return err
	}
	err = to()
	arrived := err == nil
	if !arrived && ctx.Err() == nil && !errors.Is(err, context.Canceled) {
		err = asSaid(err)
	}
	// A walk that was given up has moved the clock as well, as far as it came.
	return errors.Join(err, w.arrive(context.WithoutCancel(ctx), before, real && arrived))
}

// arrive does what is to be done where the clock stands after a move. None of it is left out for somebody who waits for it
// no longer.
func (w *World) arrive(ctx context.Context, before time.Time, real bool) error {
	if now := w.clock.Now(); now.Before(before) {
		if err := w.noFuture(ctx, now); err != nil {
			return err
		}
	}
	if real {
		if err := w.forget(ctx); err != nil {
			return err
		}
	}
	return w.Sweep(ctx)
}
