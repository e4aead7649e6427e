package soap

import (
	"context"
	"errors"
	"fmt"
	"time"
)

var (
	errTurnEnded = errors.New("soap: clock: a turn that has ended cannot wait")
	errTurnWaits = errors.New("soap: clock: a turn waits already: each goroutine needs a turn of its own")
)

// A Turn is the part that one call, or another actor, takes in the emulated time: from
// [Clock.Begin] to End. It belongs to one goroutine.
type Turn struct {
	clock      *Clock
	background bool
	outside    bool // the turn's own, which the clock reads while it waits

	// All below is the clock's, under its lock; woken, instant and err may be read without
	// once woken is closed.
	ended   bool
	order   uint64
	until   time.Time
	changed <-chan struct{}
	seen    time.Duration // how far the clock had been set back when the turn last looked
	back    time.Duration // how far it was since the turn looked before that
	woken   chan struct{} // closed when the wait is over
	instant time.Time     // the instant at which it was
	err     error         // and how
}

// Begin starts a turn. Until the turn waits or has ended the clock, when moved, does not go on.
func (c *Clock) Begin() *Turn { return c.begin(false) }

// BeginBackground starts a turn that takes part in walks like any other, but is not counted by
// [Clock.Waiting] and [Clock.AwaitWaiting]: those are about calls, and somebody who sweeps every
// minute would be in their number all the time.
func (c *Clock) BeginBackground() *Turn { return c.begin(true) }

func (c *Clock) begin(background bool) *Turn {
	t := &Turn{background: background}
	c.beginAgain(t)
	return t
}

// beginAgain starts a turn in the memory of one that has ended, and says when.
func (c *Clock) beginAgain(t *Turn) (at time.Time) {
	*t = Turn{clock: c, background: t.background}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.awake++
	t.seen = c.back
	return c.now()
}

// Now is the emulated instant, in UTC.
func (t *Turn) Now() time.Time { return t.clock.Now() }

// Wait lets emulated time pass. It comes back without an error when the clock shows until (zero:
// never) or a later instant, or when changed (nil: never) is closed. If the instant it returns is
// before until, it was changed. If it is not, changed may be closed as well: look before giving up.
//
// It comes back with an error that wraps ctx.Err() when the context ends, and with [ErrStopped]
// when the server stops. The instant returned is right in these cases, too. What is past, closed
// or ended already makes it come back at once.
//
// When the clock is set back, until goes back with it, so that a wait never grows. Wait says how far the clock was set back
// since the turn began, or since it came back from its wait before this one.
func (t *Turn) Wait(ctx context.Context, until time.Time, changed <-chan struct{}) (at time.Time, back time.Duration, err error) {
	now, over, err := t.startWait(ctx, until, changed)
	if over {
		return now, t.back, err
	}
	for {
		select {
		case <-t.woken:
			return t.instant, t.back, t.err
		case <-changed:
			t.clock.wakeChanged(t)
			changed = nil
		case <-ctx.Done():
			t.clock.wakeEnded(t, ctx)
			return t.instant, t.back, t.err
		}
	}
}

// WaitOutside lets emulated time pass until a channel closes that neither an instant nor another turn closes, such as when
// another server has answered. It is Wait otherwise, and [Clock.StopWith] leaves it all the time there is.
func (t *Turn) WaitOutside(ctx context.Context, done <-chan struct{}) (time.Time, error) {
	t.outside = true
	defer func() { t.outside = false }()
	at, _, err := t.Wait(ctx, time.Time{}, done)
	return at, err
}

// look notes how far the clock was set back since the turn last looked.
func (t *Turn) look() { t.back, t.seen = t.clock.back-t.seen, t.clock.back }

// startWait puts the turn among those that wait, unless the wait is over before it began.
func (t *Turn) startWait(ctx context.Context, until time.Time, changed <-chan struct{}) (now time.Time, over bool, err error) {
	c := t.clock
	c.mu.Lock()
	defer c.mu.Unlock()
	now = c.now()
	t.look()
	if _, waits := c.waiting[t]; waits {
		return now, true, errTurnWaits
	}
	switch {
	case t.ended:
		return now, true, errTurnEnded
	case c.stopped:
		return now, true, ErrStopped
	case ctx.Err() != nil:
		return now, true, waitEnded(ctx)
	}
	t.until, t.changed = until, changed
	if !until.IsZero() {
		t.until = until.Add(-t.back)
	}
	if t.ready(now) {
		return now, true, nil
	}
	t.woken, t.err = make(chan struct{}), nil
	c.order++
	t.order = c.order
	c.waiting[t] = struct{}{}
	c.awake--
	c.alarmBy(t.until)
	c.notify()
	return now, false, nil
}

func waitEnded(ctx context.Context) error {
	return fmt.Errorf("soap: clock: the wait was given up: %w", ctx.Err())
}

// End ends the turn. Ending it again does nothing.
func (t *Turn) End() {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	t.end()
}

// endNow ends the turn, and says when.
func (t *Turn) endNow() (at time.Time) {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	t.end()
	return t.clock.now()
}

func (t *Turn) end() {
	c := t.clock
	if t.ended {
		return
	}
	c.wake(t, errTurnEnded) // nobody waits on it unless it is ended from elsewhere
	t.ended = true
	c.awake--
	c.notify()
}

// ready says whether a turn that waits has what it waits for, whether or not it knows.
func (t *Turn) ready(now time.Time) bool { return t.due(now) || t.hasChanged() }

func (t *Turn) due(now time.Time) bool { return !t.until.IsZero() && !t.until.After(now) }

func (t *Turn) hasChanged() bool {
	select {
	case <-t.changed: // a nil channel is never ready
		return true
	default:
		return false
	}
}

// wake takes a turn from those that wait and lets it go on. From here on it counts as awake, not
// only once its goroutine runs: otherwise a walk could pass it by.
func (c *Clock) wake(t *Turn, err error) {
	if _, waits := c.waiting[t]; !waits {
		return
	}
	delete(c.waiting, t)
	c.awake++
	before := t.back // when the wait began
	t.look()
	t.back += before
	t.instant, t.err = c.now(), err
	close(t.woken)
}

// wakeChanged is called by a turn that saw its channel closed. During a walk it has to wait for
// its place: the walk wakes one at a time, so that a walk always goes the same way.
func (c *Clock) wakeChanged(t *Turn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.walking {
		c.wake(t, nil)
	}
}

// wakeEnded is called by a turn whose context ended. Was it woken meanwhile, then that counts.
func (c *Clock) wakeEnded(t *Turn, ctx context.Context) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wake(t, waitEnded(ctx))
}
