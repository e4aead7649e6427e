package bolt

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// An event is what changes a history's records: a function that ran, or a touch.
type event struct {
	call *call

	by   int
	key  store.Key
	made string
	at   time.Time
}

// unsure says whether the event is a call that was told so: it may have been kept or not, and what came behind it was not. A flush
// is none: it may have waited for the file, while the journal took what came behind it.
func (e event) unsure() bool {
	return e.call != nil && !e.call.flush && e.call.returned() && errors.Is(e.call.err, errUnsure)
}

// A glimpse is what a View saw while calls were under way.
type glimpse struct {
	by          int
	seen        map[store.Key]store.Record
	first, last int // it shows the events before the first, of those before the last some, and no other
	err         error
}

// listing is all that a View shows, of which it looks whether its indexes and its records say the same.
func listing(tx store.Tx) (map[store.Key]store.Record, error) {
	all := map[store.Key]store.Record{}
	for _, kind := range []string{store.KindSession, store.KindThread} {
		var place store.Record
		for r, err := range tx.All("mft", kind, store.Place{}) {
			if err != nil {
				return nil, err
			}
			if _, twice := all[r.Key]; twice || byPlace(kept{Record: place}, kept{Record: r}) > 0 {
				return nil, fmt.Errorf("All is out of order, or has it twice: %s", describe(r))
			}
			place, all[r.Key] = r, r
			if got, err := tx.Get(r.Key); err != nil || !sameBut(got, r) || !got.LastUsed.Equal(r.LastUsed) {
				return nil, fmt.Errorf("All has %s, Get %s, %v", describe(r), describe(got), err)
			}
		}
		owned, due, last := map[store.Key]bool{}, map[store.Key]bool{}, time.Time{}
		for _, owner := range owners() {
			for r, err := range tx.Owned("mft", kind, owner) {
				if err != nil {
					return nil, err
				}
				if owned[r.Key] || r.Owner != owner || !sameBut(all[r.Key], r) {
					return nil, fmt.Errorf("Owned of %q has %s", owner, describe(r))
				}
				owned[r.Key] = true
			}
		}
		for r, err := range tx.Due("mft", kind, noon.AddDate(100, 0, 0)) {
			if err != nil {
				return nil, err
			}
			at, ok := r.Due()
			if !ok || due[r.Key] || at.Before(last) || !sameBut(all[r.Key], r) || !all[r.Key].LastUsed.Equal(r.LastUsed) {
				return nil, fmt.Errorf("Due has %s", describe(r))
			}
			due[r.Key], last = true, at
		}
		for key, r := range all {
			if key.Kind == kind && (!owned[key] || due[key] != (r.Timeout != 0)) {
				return nil, fmt.Errorf("All has %s; Owned has it: %v; Due has it: %v", describe(r), owned[key], due[key])
			}
		}
	}
	return all, nil
}

// view lists what a handle sees.
func view(s *Handle) (all map[store.Key]store.Record, err error) {
	err = s.View(context.Background(), func(tx store.Tx) (err error) {
		all, err = listing(tx)
		return err
	})
	return all, err
}

// withTouches is a moment after the touches among some events, and not after the calls.
func withTouches(m moment, events []event) moment {
	m = m.clone()
	for _, e := range events {
		if e.call == nil {
			m.touch(e.by, e.key, e.made, e.at)
		}
	}
	return m
}

// shows looks whether everybody sees what is acknowledged, and nothing else.
func (h *history) shows(when string) {
	h.floor.Lock()
	is := withTouches(h.is, h.events[h.accounted:])
	h.floor.Unlock()
	by := h.chance.IntN(historyHandles)
	seen, err := view(h.handles[by])
	if err != nil {
		h.fatal("%s: %v", when, err)
	}
	if d := is.differs(seen, func(k kept) time.Time { return k.seen[by] }); d != "" {
		h.fatal("%s: a View through handle %d (-want +got):\n%s", when, by, d)
	}
	clear(seen)
	by = h.chance.IntN(historyHandles)
	for n := range 12 {
		key := anyKeyOf(n)
		r, err := h.handles[by].Get(context.Background(), key)
		if err == nil {
			seen[key] = r
		} else if !errors.Is(err, store.ErrNotFound) {
			h.fatal("%s: %v", when, err)
		}
	}
	if d := is.differs(seen, func(k kept) time.Time { return k.seen[by] }); d != "" {
		h.fatal("%s: Get through handle %d (-want +got):\n%s", when, by, d)
	}
}

// account goes on with the events up to the first of a call that is not over: what each function saw is what those before it
// left, of which each was kept, or had failed.
func (h *history) account() {
	h.floor.Lock()
	defer h.floor.Unlock()
	moments := []moment{h.is} // after so many events
	first := h.accounted
	for ; h.accounted < len(h.events) && !h.events[h.accounted].unsure(); h.accounted++ {
		e, is := h.events[h.accounted], h.is
		switch c := e.call; {
		case c == nil:
			is = is.clone()
			is.touch(e.by, e.key, e.made, e.at)
		case !c.returned():
			return
		case c.flush && c.err == nil:
			is = is.clone()
			is.durable() // when others see that is not known: it began here
		case c.flush:
		case c.at == h.accounted:
			is = h.after(c)
		}
		h.is = is
		moments = append(moments, is)
	}
	for _, g := range h.glimpses {
		last := min(g.last-first, len(moments)-1)
		var d string
		for n := g.first - first; n <= last; n++ {
			m := withTouches(moments[n], h.events[first+n:g.last]) // which are seen at once
			if d = m.differs(g.seen, func(k kept) time.Time { return k.seen[g.by] }); d == "" {
				break
			}
		}
		if d != "" {
			h.fatal("a View through handle %d saw what never was, after %d to %d of %d events (-last +got):\n%s", g.by, g.first-first, last, len(moments)-1, d)
		}
	}
	h.glimpses = nil
	h.open = slices.DeleteFunc(h.open, func(c *call) bool {
		over := c.returned()
		if over {
			h.outcome(c)
		}
		return over
	})
}

// after is the moment after a call that is over.
func (h *history) after(c *call) moment {
	then := h.is.clone()
	said, err := c.does(then)
	if err != nil {
		h.fatal("call %d: %v", c.id, err)
	}
	if c.err != nil && c.err != errHistory {
		return h.is
	}
	if !slices.Equal(said, c.said) {
		h.fatal("call %d (%v) saw\n%s\nwant\n%s", c.id, c.err, lines(c.said), lines(said))
	}
	if c.err != nil {
		return h.is
	}
	for key := range then.wrote {
		if w, ok := h.waits[key]; ok {
			delete(h.waits, key)
			select {
			case <-w:
			default:
				h.fatal("call %d wrote %s %s, and who waits for that was not woken", c.id, key.Kind, key.ID)
			}
		}
	}
	maps.Copy(h.waits, c.waits)
	return then
}

// outcome looks whether a call may have come to what it did.
func (h *history) outcome(c *call) {
	ran := c.at >= 0
	h.note("call %d through handle %d: %v", c.id, c.by, c.err)
	switch err := c.err; {
	case c.left && ran && !c.flush:
		h.fatal("call %d ran, although its context had ended: %v", c.id, err)
	case err == nil, err == errHistory, err == errPanic, err == errExit:
		if !ran {
			h.fatal("call %d came to %v, and its function never ran to its end", c.id, err)
		}
	case errors.Is(err, context.Canceled):
		if ran && !c.flush || c.ctx.Err() == nil {
			h.fatal("call %d: %v, and it ran: %v", c.id, err, ran)
		}
	case errors.Is(err, store.ErrClosed):
		if !h.mayClose {
			h.fatal("call %d: %v", c.id, err)
		}
	case errors.Is(err, errUnsure):
		if !h.mayBeUnsure {
			h.fatal("call %d: %v", c.id, err)
		}
		h.unsure = true
	case errors.Is(err, errDisk):
		if !h.mayFail && !(c.flush && h.mayLag) {
			h.fatal("call %d: %v", c.id, err)
		}
	default:
		h.fatal("call %d: %v", c.id, err)
	}
}

// possible are the moments of which one is there after a crash now: what was acknowledged is, and of what is under way, or
// ended unsure, as much as is in order.
func (h *history) possible() (all []moment) {
	h.floor.Lock()
	defer h.floor.Unlock()
	is := h.is
	all = append(all, is)
	for n, e := range h.events[h.accounted:] {
		c := e.call
		if c == nil {
			for i := range all {
				all[i] = all[i].clone()
				all[i].touch(e.by, e.key, e.made, e.at)
			}
			is = all[len(all)-1]
			continue
		}
		over := c.returned()
		if c.flush || c.at != h.accounted+n || over && c.err != nil && !e.unsure() || c.fails {
			continue
		}
		is = is.clone()
		if _, err := c.does(is); err != nil {
			h.fatal("call %d: %v", c.id, err)
		}
		if over && c.err == nil {
			all = nil
		}
		all = append(all, is)
	}
	return all
}

// until waits for what other goroutines bring about.
func until(done func() bool) {
	for !done() {
		runtime.Gosched()
	}
}

// yield waits for what may come about, or not.
func yield(done func() bool) {
	for n := 0; n < 1000 && !done(); n++ {
		runtime.Gosched()
	}
}
