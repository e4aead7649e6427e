package soap

import (
	"context"
	"time"
)

// Stop ends all waits, walks and watches for a number of waiting turns with [ErrStopped], those
// under way and those to come. Turns still begin and end, and Now still answers. It may be called
// more than once.
func (c *Clock) Stop() { c.stop() }

// stop says how many waits it ended.
func (c *Clock) stop() (ended int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = true
	ended = c.letGo()
	c.settle()
	return ended
}

// StopWith stops the clock when ctx ends, and leaves the waits until then to themselves. Those that
// are there when none can end any more are not kept for so long: while every turn waits, and each for
// an instant that the clock does not show before the deadline of ctx, nobody is left who could
// change what they wait for, and they end with [ErrStopped], but for those of [Turn.WaitOutside]. On a clock that stands still, that
// is every wait. It says how many waits were ended with ctx.
func (c *Clock) StopWith(ctx context.Context) (ended int) {
	by, limited := ctx.Deadline()
	stuck := func() bool { return c.stuck(by, limited) }
	for c.watch(ctx, stuck) == nil {
		c.mu.Lock()
		if stuck() { // and not only when the watch ended
			c.letGo()
			c.notify()
		}
		c.mu.Unlock()
	}
	return c.stop()
}

// letGo ends all waits that are under way.
func (c *Clock) letGo() (ended int) {
	ended = len(c.waiting)
	for t := range c.waiting {
		c.wake(t, ErrStopped)
	}
	return ended
}

// stuck says whether turns wait, and none goes on by itself before a real instant, if there is one.
func (c *Clock) stuck(by time.Time, limited bool) bool {
	if c.walking || c.awake > 0 || len(c.waiting) == 0 {
		return false
	}
	now := c.now()
	for t := range c.waiting {
		if t.outside || t.ready(now) {
			return false
		}
		if comes := !c.frozen && !t.until.IsZero(); comes && (!limited || !t.until.After(now.Add(time.Until(by)))) {
			return false
		}
	}
	return true
}
