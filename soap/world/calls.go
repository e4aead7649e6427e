package world

import (
	"context"
	"sync"
)

// calls are the calls of a system under the settings that it has.
type calls struct {
	letGo context.CancelFunc // ends them, through ended
	ended context.Context

	mu     sync.Mutex
	active int
	none   chan struct{} // closed when the last one has ended; nil while nobody waits for that
}

func newCalls() *calls {
	c := &calls{}
	c.ended, c.letGo = context.WithCancel(context.Background())
	return c
}

func (c *calls) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.active++
}

func (c *calls) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.active--; c.active == 0 && c.none != nil {
		close(c.none)
		c.none = nil
	}
}

// allEnded is closed when no call is under way. Only one may wait for it, and no more calls come.
func (c *calls) allEnded() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	none := make(chan struct{})
	if c.active == 0 {
		close(none)
	} else {
		c.none = none
	}
	return none
}

// drain ends the calls of a system to which no more come. Most end by themselves in no time; what waits then is let
// go, as if its client had gone away. It comes back when all have ended, or when ctx has. What is left then are mostly
// clients that are slow to send: when the rest of such a request comes, its context has ended, and it is given up.
func (c *calls) drain(ctx context.Context) {
	done := c.allEnded()
	soon, cancel := context.WithTimeout(ctx, lettingGo)
	defer cancel()
	select {
	case <-done:
	case <-soon.Done():
	}
	c.letGo()
	select {
	case <-done:
	case <-ctx.Done():
	}
}
