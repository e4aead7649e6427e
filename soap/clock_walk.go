package soap

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Advance moves the clock forward and comes back when all that fell due on the way is done: every
// turn waits or has ended. It begins by waiting for the turns that are under way, so Advance by
// nothing waits for just that. Calls of Advance, Set and Reset follow one another.
//
// When ctx ends first, because a turn never ends or the way is long, the error wraps ctx.Err() and
// the clock is left at the last instant that it reached: the one at which it woke a turn last, or
// the one from which it started.
func (c *Clock) Advance(ctx context.Context, by time.Duration) error {
	if by < 0 {
		return fmt.Errorf("soap: clock: cannot advance by %v: set it to an instant to move it back", by)
	}
	return c.move(ctx, func(now time.Time) (target, error) {
		to := now.Add(by)
		return target{at: to}, checkYear(to)
	})
}

// Set moves the clock to an instant. Forward it walks there as Advance does. Back it just moves;
// the ends of waits go back with it, and turns under way are not waited for. Frozen or not, it stays so: to set and freeze it,
// freeze it first.
func (c *Clock) Set(ctx context.Context, at time.Time) error {
	at = plain(at)
	if err := checkYear(at); err != nil {
		return err
	}
	return c.move(ctx, func(time.Time) (target, error) { return target{at: at}, nil })
}

// Reset makes the clock show the real time again, at real speed. When that lies ahead, it walks
// there as Advance does; the error is that of Advance, and the clock is then as frozen as it was.
func (c *Clock) Reset(ctx context.Context) error {
	return c.move(ctx, func(time.Time) (target, error) { return target{at: wallTime(), real: true}, nil })
}

// A target is where a clock is moved to.
type target struct {
	at   time.Time
	real bool // and from there on it shows the real time
}

// move waits for its place among the walks, asks where to go, and goes there.
func (c *Clock) move(ctx context.Context, where func(now time.Time) (target, error)) error {
	select {
	case c.walks <- struct{}{}:
		defer func() { <-c.walks }()
	case <-ctx.Done():
		return unfinished(ctx, "another walk is under way")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	to, err := where(c.now())
	if err != nil {
		return err
	}
	c.at = c.now()
	c.walking = true
	if to.at.Before(c.at) {
		c.setBack(to.at)
	} else {
		err = c.walk(ctx, to.at)
	}
	c.walking = false
	c.base = wallTime()
	if to.real && err == nil {
		c.at, c.frozen = c.base, false
	}
	c.settle() // an ended context may have left turns that are ready
	return err
}

// setBack moves the clock back, and with it the ends of waits, of which as much is left as before. How far is for waits alone:
// a Duration holds 292 years, and the clock can be set further back than that.
func (c *Clock) setBack(to time.Time) {
	by := c.at.Sub(to)
	c.at = to
	c.back += by
	for t := range c.waiting {
		if !t.until.IsZero() {
			t.until = t.until.Add(-by)
		}
	}
}

// walk is called with the lock, which it gives up while a turn is awake.
func (c *Clock) walk(ctx context.Context, to time.Time) error {
	for {
		if err := c.awaitSleep(ctx); err != nil {
			if !errors.Is(err, ErrStopped) {
				err = unfinished(ctx, fmt.Sprintf("at %s on the way to %s, %d turns neither wait nor have ended",
					c.at.Format(time.RFC3339Nano), to.Format(time.RFC3339Nano), c.awake))
			}
			return err
		}
		next := c.next(to)
		if next == nil {
			c.at = to
			return nil
		}
		if !next.hasChanged() && next.until.After(c.at) {
			c.at = next.until
		}
		c.wake(next, nil)
	}
}

// awaitSleep waits until no turn is awake. Meanwhile it gives up the lock.
func (c *Clock) awaitSleep(ctx context.Context) error {
	for ctx.Err() == nil && !c.stopped && c.awake > 0 {
		c.mu.Unlock()
		_ = c.watch(ctx, func() bool { return c.awake == 0 || c.stopped })
		c.mu.Lock()
	}
	if c.stopped {
		return ErrStopped
	}
	return ctx.Err()
}

// next is the turn that a walk wakes next: of those whose channel was closed the one that has
// waited longest, else the one due earliest and not after to.
func (c *Clock) next(to time.Time) *Turn {
	var changed, due *Turn
	for t := range c.waiting {
		switch {
		case t.hasChanged():
			if changed == nil || t.order < changed.order {
				changed = t
			}
		case t.due(to):
			if due == nil || t.until.Before(due.until) || t.until.Equal(due.until) && t.order < due.order {
				due = t
			}
		}
	}
	if changed != nil {
		return changed
	}
	return due
}
