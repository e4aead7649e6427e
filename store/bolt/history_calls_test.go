package bolt

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// An op is one thing that a function does, to a store or to a moment. It says what it saw.
type op func(tx store.Tx, say func(format string, args ...any)) error

// A call is an Update of a history.
type call struct {
	id    int
	by    int // the handle
	ops   []op
	fails bool
	ends  func() error // how the function ends: nil, or with an error, a panic or runtime.Goexit
	ctx   context.Context
	stop  context.CancelFunc
	left  bool // ctx ended before its turn

	flush bool // it is a Flush, and has no function

	// Of the last run of its function, under history.floor.
	at    int // its place among the events; -1 while there was none that may count
	ended bool
	said  []string
	waits map[store.Key]<-chan struct{} // for later changes

	err  error // from Update, when done is closed
	done chan struct{}
}

// How a function ends that is not to be kept, and what a call is told whose context ended.
var (
	errHistory = errors.New("the function fails")
	errPanic   = errors.New("the function panics")
	errExit    = errors.New("the function does not return")
)

// does does what the function of a call does.
func (c *call) does(tx store.Tx) (said []string, err error) {
	for _, op := range c.ops {
		if err := op(tx, func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }); err != nil {
			return said, err
		}
	}
	return said, nil
}

// returned says whether the call is over.
func (c *call) returned() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// leaves ends the context of a call that has not had its turn.
func (c *call) leaves() {
	c.left = true
	c.stop()
}

// start makes the call.
func (c *call) start(h *history) {
	s := h.handles[c.by]
	go func() {
		defer close(c.done)
		defer func() {
			if p := recover(); p != nil && p != errPanic {
				panic(p)
			} else if p != nil {
				c.err = errPanic
			}
		}()
		c.err = errExit
		if c.flush {
			c.err = s.Flush(c.ctx)
			return
		}
		c.err = s.Update(c.ctx, func(tx store.Tx) error { return h.turn(c, tx) })
	}()
}

// turn is the function of a call.
func (h *history) turn(c *call, tx store.Tx) (err error) {
	h.floor.Lock()
	defer h.floor.Unlock()
	defer func() { c.ended = true }()
	c.at, c.waits = -1, map[store.Key]<-chan struct{}{}
	if c.said, err = c.does(tx); err != nil { // it runs again
		return err
	}
	c.at = len(h.events)
	h.events = append(h.events, event{call: c})
	if key := anyKeyOf(c.id % 12); c.id%3 == 0 {
		c.waits[key] = tx.Changed(key)
	}
	return c.ends()
}

// calls draws some.
func (h *history) calls(n int) (cs []*call) {
	for range n {
		h.serial++
		c := &call{id: h.serial, by: h.chance.IntN(historyHandles), at: -1, done: make(chan struct{})}
		c.ctx, c.stop = context.WithCancel(context.Background())
		h.t.Cleanup(c.stop)
		for n := range 1 + h.chance.IntN(4) {
			c.ops = append(c.ops, h.op(fmt.Sprintf("%d.%d", c.id, n)))
		}
		ending := h.chance.IntN(12)
		switch ending {
		case 0:
			c.ends = func() error { return errHistory }
		case 1:
			c.ends = func() error { panic(errPanic) }
		case 2:
			c.ends = func() error { runtime.Goexit(); return nil }
		default:
			c.ends = func() error { return nil }
		}
		c.fails = ending < 3
		c.flush = h.chance.IntN(12) == 0
		if h.chance.IntN(20) == 0 {
			c.leaves()
		}
		cs = append(cs, c)
	}
	return cs
}

func anyKeyOf(n int) store.Key {
	kind := store.KindSession
	if n > 8 {
		kind = store.KindThread
	}
	return store.Key{System: "mft", Kind: kind, ID: fmt.Sprint(n)}
}

func anyKey(chance *rand.Rand) store.Key { return anyKeyOf(chance.IntN(12)) }

// owners are all that a record of a history can have.
func owners() []string { return []string{"", "alice", "bob"} }

// putMade puts a record which, if there was none with its key, is made by the op with a name.
func putMade(tx store.Tx, r store.Record, name string) error {
	old, err := tx.Get(r.Key)
	switch {
	case err == nil:
		name = old.Values["made"]
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	r = r.Clone()
	r.Values["made"] = name
	return tx.Put(r)
}

// record draws one. Its value is at times longer than a segment of the journal.
func (h *history) record(key store.Key) store.Record {
	r := session(key.ID)
	r.Key = key
	r.Owner = owners()[h.chance.IntN(3)]
	r.Created = noon.Add(time.Duration(h.chance.IntN(3)) * time.Second)
	r.LastUsed = noon.Add(time.Duration(h.chance.IntN(h.minutes+1)) * time.Minute)
	r.Timeout = []time.Duration{0, time.Minute, time.Hour}[h.chance.IntN(3)]
	length := []int{1, 10, 30, 100, 400, 1000, 3000, 20_000}[min(h.chance.IntN(8), h.chance.IntN(9))]
	r.Values = map[string]string{"v": strings.Repeat(string(rune('a'+h.chance.IntN(26))), length)}
	return r
}

// op draws one, with a name of its own.
func (h *history) op(name string) op {
	key := anyKey(h.chance)
	owner := owners()[h.chance.IntN(3)]
	switch h.chance.IntN(16) {
	case 0, 1, 2, 3, 4:
		r := h.record(key)
		return func(tx store.Tx, _ func(string, ...any)) error { return putMade(tx, r, name) }
	case 5:
		var rs []store.Record
		for range 6 { // so many are bulky
			rs = append(rs, h.record(anyKey(h.chance)))
			rs[len(rs)-1].Values["v"] = "many"
		}
		return func(tx store.Tx, _ func(string, ...any)) (err error) {
			for n, r := range rs {
				err = errors.Join(err, putMade(tx, r, fmt.Sprint(name, ".", n)))
			}
			return err
		}
	case 6, 7:
		return func(tx store.Tx, say func(string, ...any)) error { // counts how often it was changed
			r, err := tx.Get(key)
			if errors.Is(err, store.ErrNotFound) {
				say("nothing to change: %v", key.ID)
				return nil
			} else if err != nil {
				return err
			}
			say("changes %s", describe(r))
			r.State += "+"
			return tx.Put(r)
		}
	case 8, 9:
		return func(tx store.Tx, say func(string, ...any)) error {
			err := tx.Delete(key)
			if errors.Is(err, store.ErrNotFound) {
				say("nothing to delete: %v", key.ID)
				return nil
			}
			return err
		}
	case 10:
		return func(tx store.Tx, say func(string, ...any)) error {
			for r, err := range tx.Owned(key.System, key.Kind, owner) {
				if err != nil {
					return err
				}
				say("deletes %s", describe(r))
				if err := tx.Delete(r.Key); err != nil {
					return err
				}
			}
			return nil
		}
	case 11:
		r := h.record(key)
		return func(tx store.Tx, _ func(string, ...any)) error { // a new one under the same key
			if err := tx.Delete(key); err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			return putMade(tx, r, name)
		}
	case 12, 13:
		by := noon.Add(time.Duration(h.chance.IntN(h.minutes+70)) * time.Minute)
		return lists("due", func(tx store.Tx) ranged { return tx.Due(key.System, key.Kind, by) })
	case 14:
		return lists("owned", func(tx store.Tx) ranged { return tx.Owned(key.System, key.Kind, owner) })
	default:
		place := store.Place{Created: noon.Add(time.Duration(h.chance.IntN(3)) * time.Second), ID: key.ID}
		if h.chance.IntN(2) == 0 {
			place = store.Place{}
		}
		return lists("all", func(tx store.Tx) ranged { return tx.All(key.System, key.Kind, place) })
	}
}

type ranged = func(yield func(store.Record, error) bool)

func lists(what string, of func(store.Tx) ranged) op {
	return func(tx store.Tx, say func(string, ...any)) error {
		for r, err := range of(tx) {
			if err != nil {
				return err
			}
			say("%s: %s", what, describe(r))
		}
		return nil
	}
}
