package world

import (
	"context"
	"sync"
)

// either is the context of a request that ends with the state it began in, too. Most requests wait for nothing, so that
// the channel that waits for both is made when somebody asks for it.
type either struct {
	context.Context // of the request
	ended           context.Context

	mu     sync.Mutex
	both   context.Context
	cancel func()
}

// Err implements context.Context.
func (e *either) Err() error {
	e.mu.Lock()
	both := e.both
	e.mu.Unlock()
	if both != nil {
		return both.Err()
	}
	if err := e.Context.Err(); err != nil {
		return err
	}
	return e.ended.Err()
}

// Done implements context.Context.
func (e *either) Done() <-chan struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.both == nil {
		ctx, cancel := context.WithCancel(e.Context)
		if e.ended.Err() != nil {
			cancel() // at once, as AfterFunc would not
		}
		stop := context.AfterFunc(e.ended, cancel)
		e.both, e.cancel = ctx, func() {
			stop()
			cancel()
		}
	}
	return e.both.Done()
}

// release ends what Done began. The request is over.
func (e *either) release() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.cancel != nil {
		e.cancel()
	}
}
