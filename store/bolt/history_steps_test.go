package bolt

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// together makes calls that share one batch, in order: it keeps the writer busy with a function of its own until all wait. For
// some it ends the context then.
func (h *history) together(cs []*call) {
	busy, free, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		_ = h.handles[0].Update(context.Background(), func(store.Tx) error { close(busy); <-free; return nil })
	}()
	begun := func() bool {
		select {
		case <-busy:
			return true
		case <-done: // it is broken
			return true
		default:
			return false
		}
	}
	if yield(begun); !begun() { // the writer waits for a checkpoint
		h.disk.pages.open()
		until(begun)
	}
	for _, c := range cs {
		before := h.queued()
		h.begin(c)
		until(func() bool { return h.queued() > before || c.returned() })
		if h.chance.IntN(20) == 0 {
			c.leaves()
		}
	}
	close(free)
	over := func() bool {
		select {
		case <-done:
			return true
		default:
			return false
		}
	}
	if yield(over); !over() { // it went with a tick, and what that writes waits for a checkpoint
		h.disk.pages.open()
		<-done
	}
}

func (h *history) queued() int {
	h.db.mu.Lock()
	defer h.db.mu.Unlock()
	return len(h.db.waiting)
}

// begin makes a call.
func (h *history) begin(c *call) {
	h.Calls++
	h.open = append(h.open, c)
	if c.flush { // is of all touches before
		h.floor.Lock()
		c.at = len(h.events)
		h.events = append(h.events, event{call: c})
		h.floor.Unlock()
	}
	c.start(h)
}

func allReturned(cs []*call) bool {
	return !slices.ContainsFunc(cs, func(c *call) bool { return !c.returned() })
}

// ahead counts the calls whose functions have run, or never will.
func (h *history) ahead(cs []*call) (n int) {
	h.floor.Lock()
	defer h.floor.Unlock()
	for _, c := range cs {
		if c.ended || c.returned() {
			n++
		}
	}
	return n
}

// atOnce has callers come as they like, perhaps while a checkpoint is slow, with others who look on.
func (h *history) atOnce() {
	h.note("calls at once")
	slow := h.chance.IntN(3) == 0
	if slow {
		h.disk.pages.close()
		if h.chance.IntN(2) == 0 {
			h.tick <- time.Time{}
		}
		h.note("the file is slow")
	}
	lookers := h.chance.IntN(3)
	if h.chance.IntN(8) == 0 {
		h.disk.bad.Store(true)
		h.mayFail, h.mayBeUnsure, h.mayLag = true, true, true
		h.note("the file fails at the end of its next commit")
	}
	for _, c := range h.calls(1 + h.chance.IntN(6)) {
		h.begin(c)
	}
	var viewers sync.WaitGroup
	found := make([]glimpse, lookers)
	for n := range found {
		by := h.chance.IntN(historyHandles)
		viewers.Go(func() { found[n] = h.glimpse(by) })
	}
	if slow {
		for range h.chance.IntN(500) {
			runtime.Gosched()
		}
		h.disk.pages.open()
	}
	viewers.Wait()
	for _, g := range found {
		if g.err == nil {
			h.glimpses = append(h.glimpses, g)
		} else if !errors.Is(g.err, errUnsure) || !h.mayBeUnsure {
			h.fatal("a View: %v", g.err)
		}
	}
	if h.chance.IntN(10) == 0 {
		h.reopen()
	}
}

// glimpse looks while calls are under way.
func (h *history) glimpse(by int) glimpse {
	g := glimpse{by: by}
	h.floor.Lock()
	g.first = h.accounted
	for _, c := range h.open {
		if c.returned() && c.err == nil {
			g.first = max(g.first, c.at+1)
		}
	}
	h.floor.Unlock()
	g.seen, g.err = view(h.handles[by])
	h.floor.Lock()
	defer h.floor.Unlock()
	g.last = len(h.events)
	return g
}

// touch touches a record of those that everybody sees.
func (h *history) touch(key store.Key, at time.Time) {
	h.floor.Lock()
	defer h.floor.Unlock()
	by := h.chance.IntN(historyHandles)
	err := h.handles[by].Touch(context.Background(), key, at)
	h.note("touch %s %s at %s through handle %d: %v", key.Kind, key.ID, minute(at), by, err)
	k, ok := h.is.records[key]
	if ok != (err == nil) || !ok && !errors.Is(err, store.ErrNotFound) {
		h.fatal("touch %s %s: %v; it exists: %v", key.Kind, key.ID, err, ok)
	}
	if ok {
		h.events = append(h.events, event{by: by, key: key, made: k.made(), at: at})
	}
}

// touchLate touches a record later than anything was used. A touch while calls wait for the disk must be such a one: any other may
// be before a use that the record has only until one of them, which ages it, is kept.
func (h *history) touchLate(key store.Key) {
	h.minutes++
	h.touch(key, noon.Add(time.Duration(h.minutes)*time.Minute))
}

func (h *history) flush() {
	err := h.handles[h.chance.IntN(historyHandles)].Flush(context.Background())
	h.note("flush: %v", err)
	switch {
	case err == nil:
		h.is.flushed()
		h.mayLag = h.disk.full.Load()
	case !errors.Is(err, errDisk) || !h.mayLag && !h.mayFail:
		h.fatal("flush: %v", err)
	}
}

// A longView is held open for a while.
type longView struct {
	release chan struct{}
	done    chan error
}

// look begins a View that stays. It goes on seeing the same, but for the LastUsed of what is touched or put meanwhile: its handle's
// notes of touches are shared with it.
func (h *history) look() {
	h.note("a View begins")
	v := &longView{make(chan struct{}), make(chan error, 1)}
	s, began := h.handles[h.chance.IntN(historyHandles)], make(chan struct{})
	go func() {
		v.done <- s.View(context.Background(), func(tx store.Tx) error {
			before, err := listing(tx)
			close(began)
			<-v.release
			if err != nil {
				return err
			}
			after, err := listing(tx)
			if err != nil {
				return err
			}
			for key, r := range before {
				if a := after[key]; !sameBut(r, a) {
					return fmt.Errorf("a View saw %s, and then %s", describe(r), describe(a))
				}
			}
			if len(before) != len(after) {
				return fmt.Errorf("a View saw %d records, and then %d", len(before), len(after))
			}
			return nil
		})
	}()
	<-began
	h.views = append(h.views, v)
}

// leave ends the View that was begun first.
func (h *history) leave() {
	h.note("a View ends")
	v := h.views[0]
	h.views = h.views[1:]
	close(v.release)
	if err := <-v.done; err != nil && !h.broken.Load() {
		h.fatal("%v", err)
	}
}

// wait waits for a change of a record.
func (h *history) wait() {
	key := anyKey(h.chance)
	h.note("wait for %s %s", key.Kind, key.ID)
	err := h.handles[h.chance.IntN(historyHandles)].View(context.Background(), func(tx store.Tx) error {
		h.waits[key] = tx.Changed(key)
		return nil
	})
	if err != nil {
		h.fatal("%v", err)
	}
}
