package soap

import (
	"context"
	"fmt"
)

// A watcher is told when what it watches for is so. It is asked under the clock's lock, after
// each turn that began to wait or ended.
type watcher struct {
	met  func() bool
	done chan struct{}
}

// Waiting is how many turns wait, those in the background not counted, nor those that have what
// they wait for and are about to go on.
func (c *Clock) Waiting() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.countWaiting()
}

func (c *Clock) countWaiting() int {
	n, now := 0, c.now()
	for t := range c.waiting {
		if !t.background && !t.ready(now) {
			n++
		}
	}
	return n
}

// AwaitWaiting comes back when at least n turns wait, counted as [Clock.Waiting] does; with
// [ErrStopped] when the server stops, and with an error that wraps ctx.Err() when ctx ends first.
func (c *Clock) AwaitWaiting(ctx context.Context, n int) error {
	return c.awaitCount(ctx, "at least", n, func(waiting int) bool { return waiting >= n })
}

// AwaitWaitingAtMost comes back when no more than n turns wait, and otherwise as
// [Clock.AwaitWaiting] does. It tells when a client that hung up has been noticed.
func (c *Clock) AwaitWaitingAtMost(ctx context.Context, n int) error {
	return c.awaitCount(ctx, "at most", n, func(waiting int) bool { return waiting <= n })
}

func (c *Clock) awaitCount(ctx context.Context, bound string, n int, met func(waiting int) bool) error {
	err := c.watch(ctx, func() bool { return c.stopped || met(c.countWaiting()) })
	if err != nil {
		return unfinished(ctx, fmt.Sprintf("%d turns wait, not %s %d", c.Waiting(), bound, n))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return ErrStopped
	}
	return nil
}

// AwaitIdle comes back when every turn that was begun waits, with nothing that would let it go on,
// or has ended; with an error that wraps ctx.Err() when ctx ends first. On a clock that was
// stopped it comes back when every turn has ended.
func (c *Clock) AwaitIdle(ctx context.Context) error {
	if err := c.watch(ctx, c.idle); err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		return unfinished(ctx, fmt.Sprintf("%d turns neither wait nor have ended", c.awake))
	}
	return nil
}

func (c *Clock) idle() bool {
	if c.awake > 0 {
		return false
	}
	now := c.now()
	for t := range c.waiting {
		if t.ready(now) {
			return false
		}
	}
	return true
}

func (c *Clock) watch(ctx context.Context, met func() bool) error {
	w := &watcher{met: met, done: make(chan struct{})}
	c.mu.Lock()
	if met() {
		c.mu.Unlock()
		return nil
	}
	c.watchers[w] = struct{}{}
	c.mu.Unlock()
	select {
	case <-w.done:
		return nil
	case <-ctx.Done():
		c.mu.Lock()
		delete(c.watchers, w)
		c.mu.Unlock()
		return ctx.Err()
	}
}

// notify is called, with the lock, after each step that could let a watcher have its way.
func (c *Clock) notify() {
	for w := range c.watchers {
		if w.met() {
			delete(c.watchers, w)
			close(w.done)
		}
	}
}
