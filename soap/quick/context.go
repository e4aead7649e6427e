package quick

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"
)

// requestContext ends with its request, with the context of the connection, or when the client goes. Few calls wait for
// anything: whether the client is there is looked at from the time on at which somebody asks for Done.
type requestContext struct {
	context.Context // of the connection
	lane            *lane

	mu      sync.Mutex
	asked   context.Context // what Done is of; nil until somebody asks
	end     context.CancelFunc
	over    bool
	blind   bool          // nobody is to look any more
	watched chan struct{} // closed when nobody looks any more; nil when nobody did
	read    []byte        // what came meanwhile, of the next request
}

// Err implements context.Context. It looks for nobody: a store asks it at each use, and a watch for each request is what
// this package saves.
func (c *requestContext) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.asked != nil:
		return c.asked.Err()
	case c.over:
		return context.Canceled
	}
	return c.Context.Err()
}

// Done implements context.Context.
func (c *requestContext) Done() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.asked != nil {
		return c.asked.Done()
	}
	c.asked, c.end = context.WithCancel(c.Context)
	switch {
	case c.over:
		c.end()
	case !c.blind:
		c.watched = make(chan struct{})
		c.lane.waitFor(0)
		go c.watch(c.watched)
	}
	return c.asked.Done()
}

func (c *requestContext) cancel() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
	if c.end != nil {
		c.end()
	}
}

// watch reads until something comes, which says nothing, or the client has gone.
func (c *requestContext) watch(watched chan<- struct{}) {
	defer close(watched)
	one := make([]byte, 1)
	n, err := c.lane.Conn.Read(one)
	c.read = one[:n]
	if err != nil && !(errors.Is(err, os.ErrDeadlineExceeded) && c.isBlind()) {
		c.cancel()
	}
}

func (c *requestContext) isBlind() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.blind
}

// unwatch ends the watch. What that has read is given back to the lane.
func (c *requestContext) unwatch() {
	c.mu.Lock()
	c.blind = true
	watched := c.watched
	c.watched = nil
	c.mu.Unlock()
	if watched == nil {
		return
	}
	_ = c.lane.SetReadDeadline(time.Unix(1, 0)) // of a connection that is closed, which ends the read as well
	<-watched
	c.lane.in = append(c.lane.in, c.read...)
}
