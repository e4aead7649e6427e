package bolt

import (
	"math"
	"sync"
)

// A watch is a channel handed out by the update with the number after, or by a
// View that saw no update later than it. It is closed by the commit of the
// first update with a greater number that writes the key.
type watch struct {
	after uint64
	ch    chan struct{}
}

// watchers are those of one handle, by record key.
type watchers struct {
	mu     sync.Mutex
	closed bool
	m      map[string][]watch
}

// watch returns a channel for the key. wrote is the last update before after
// that wrote the key and has not been announced, or zero.
//
// An open channel is shared where it will be closed by the same write. So a
// waiter that gives up and comes again adds nothing, and a key has more than
// one or two channels only while a commit is under way.
func (ws *watchers) watch(key []byte, after, wrote uint64) <-chan struct{} {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.closed {
		ch := make(chan struct{})
		close(ch)
		return ch
	}
	for _, w := range ws.m[string(key)] {
		if w.after <= after && w.after >= wrote {
			return w.ch
		}
	}
	w := watch{after: after, ch: make(chan struct{})}
	ws.m[string(key)] = append(ws.m[string(key)], w)
	return w.ch
}

// announce closes the channels that wait for the update with the number seq to
// write the key.
func (ws *watchers) announce(key string, seq uint64) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	var left []watch
	for _, w := range ws.m[key] {
		if w.after < seq {
			close(w.ch)
		} else {
			left = append(left, w)
		}
	}
	if len(left) == 0 {
		delete(ws.m, key)
	} else {
		ws.m[key] = left
	}
}

// close lets go of everyone who waits, now and later.
func (ws *watchers) close() {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	ws.closed = true
	for _, list := range ws.m {
		for _, w := range list {
			close(w.ch)
		}
	}
	ws.m = nil
}

// A glance is what a View saw of a key that it watches: the update that last
// put the record, or zero for no record, and the last update of all.
type glance struct {
	key       []byte
	rev, last uint64
}

// recheck closes the channels of a View whose records were written between its
// picture and its asking for the channel. It runs after the View's transaction
// has ended: two read transactions in one goroutine can lock up with a writer
// that grows the file.
func (h *Handle) recheck(seen []glance) {
	if len(seen) == 0 {
		return
	}
	var err error
	defer h.db.guard(&err)() // whoever calls next is told
	t, err := h.look()
	if err != nil { // closed, and the channels with it
		return
	}
	defer t.b.Rollback()
	now := t.p.number
	for _, g := range seen {
		rev, err := t.rev(g.key)
		switch {
		case err != nil: // damaged: the next look says so
			h.watchers.announce(string(g.key), math.MaxUint64)
		case rev != g.rev, rev == 0 && now != g.last: // no record, but perhaps there was one for a while
			h.watchers.announce(string(g.key), now)
		}
	}
}
