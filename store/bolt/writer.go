package bolt

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	bbolt "go.etcd.io/bbolt"

	"github.com/soapstone-dev/soapstone/store"
)

// maxBatch bounds the functions in one commit, and with it how long the first
// of them waits for its own.
const maxBatch = 1024

// An update is a function that waits for its turn with the writer.
type update struct {
	h    *Handle
	all  bool        // it wants the touches written as well
	none bool        // there is no function: it only wants a commit
	turn chan *batch // the writer says: run
	done chan error  // the writer says: durable, or why not

	begun, withdrawn bool // guarded by DB.mu; one excludes the other
}

// A batch is what goes into one commit.
type batch struct {
	b       *bbolt.Tx
	handles []*Handle
	dirty   bool              // something is to be committed
	refiled int               // entries of the expiry index that were moved on
	wrote   map[string]uint64 // record keys, with the last update that wrote them
	taken   []taken           // touches that were overruled
	err     error             // why nothing of it can be kept
}

// Update implements store.Store.
func (h *Handle) Update(ctx context.Context, f func(store.Tx) error) error {
	for {
		err := h.update(ctx, f, false)
		met, again := err.(*crowd)
		if !again {
			return err
		}
		ctx = context.WithoutCancel(ctx) // since f has begun
		if err := h.disperse(ctx, met); err != nil {
			return err
		}
	}
}

// update has f run once, which does not count when it returns a crowd. Where
// all is true, pending touches are written in the same commit.
func (h *Handle) update(ctx context.Context, f func(store.Tx) error, all bool) error {
	if err := h.usable(ctx); err != nil {
		return err
	}
	u := &update{h: h, all: all, turn: make(chan *batch, 1), done: make(chan error, 1)}
	if err := h.db.submit(u); err != nil {
		return err
	}
	select {
	case b := <-u.turn:
		return u.run(b, f)
	case err := <-u.done: // there was no transaction to run it in
		return err
	case <-ctx.Done():
		if h.db.withdraw(u) {
			return ctx.Err()
		}
	}
	select {
	case b := <-u.turn:
		return u.run(b, f)
	case err := <-u.done:
		return err
	}
}

// run calls the function while the writer waits. Whatever way f ends, also by a
// panic or runtime.Goexit, the writer gets its transaction back, with nothing
// in it of a function that failed.
//
// A function that fails waits for the commit all the same: what it saw of the
// batch, and perhaps failed for, counts only then.
func (u *update) run(b *batch, f func(store.Tx) error) (err error) {
	db := u.h.db
	db.seq++
	t := &tx{h: u.h, b: b.b, batch: b, seq: db.seq}
	for _, h := range b.handles {
		t.taken = append(t.taken, take(&h.touches))
	}
	keep := false
	defer func() {
		t.finished = true
		func() {
			defer db.guard(&b.err)()
			b.end(t, keep)
		}()
		db.ran <- struct{}{}
		if failed := <-u.done; failed != nil {
			err = failed
		}
	}()
	func() {
		defer db.guard(&b.err)() // before the writer has the transaction back
		err = f(t)
	}()
	if err == nil {
		err = t.err
	}
	if t.crowd != nil { // whatever the function made of it
		err = t.crowd
	}
	keep = err == nil && b.err == nil
	return err
}

// end takes a function's writes into the batch, or takes them back.
func (b *batch) end(t *tx, keep bool) {
	if keep {
		b.dirty = b.dirty || len(t.undo) > 0
		for _, key := range t.wrote {
			b.wrote[key] = t.seq
		}
		for _, n := range t.taken {
			if len(n.overruled) > 0 {
				b.taken = append(b.taken, n)
			}
		}
		return
	}
	if b.err != nil { // nothing of the batch will be kept
		reinstate(t.taken)
		return
	}
	if err := t.takeBack(); err != nil {
		b.err = fmt.Errorf("take back an update that failed: %w", err)
	}
}

// write is the writer's goroutine. It ends when the DB is closing and nothing
// waits any more.
func (db *DB) write(tick <-chan time.Time) {
	defer close(db.stopped)
	due := false // the touches are to be written
	ticked := func(ticks bool) {
		if due = true; !ticks { // nobody will say so any more
			tick = nil
		}
	}
	for {
		us, closing := db.take()
		if !due {
			select {
			case _, ticks := <-tick:
				ticked(ticks)
			default:
			}
		}
		pending := db.pending()
		if len(us) > 0 || due && pending > 0 {
			db.commit(us, due || tick == nil || pending > maxPending)
			due = false
			continue
		}
		if due = false; closing {
			return
		}
		select {
		case <-db.wake:
		case _, ticks := <-tick:
			ticked(ticks)
		}
	}
}

// maxPending is how many touches wait for the tick at most.
const maxPending = 100_000

// commit gives each update its turn and makes what they wrote durable, and the
// pending touches where they are due or one of the updates wants it.
func (db *DB) commit(us []*update, due bool) {
	b := &batch{handles: db.handles(), wrote: make(map[string]uint64)}
	if b.b, b.err = db.beginWrite(); b.err != nil {
		for _, u := range us {
			u.done <- b.err
		}
		return
	}
	if due || slices.ContainsFunc(us, func(u *update) bool { return u.all }) {
		func() {
			defer db.guard(&b.err)()
			b.writeTouches()
		}() // first: each that returned before one of us was submitted is among them
	}
	for _, u := range us {
		if u.none || b.err != nil || !db.begun(u) {
			continue
		}
		u.turn <- b
		<-db.ran
	}
	err := db.finish(b)
	for _, h := range b.handles {
		h.touches.settle(err == nil)
	}
	if err == nil {
		db.announce(b.wrote)
	} else {
		reinstate(b.taken)
	}
	for _, u := range us {
		u.done <- err
	}
}

// beginWrite begins the transaction of a batch, unless the file is broken, where the last may not have ended.
func (db *DB) beginWrite() (b *bbolt.Tx, err error) {
	if err := db.isBroken(); err != nil {
		return nil, err
	}
	db.stuck = true
	defer db.guard(&err)()
	b, err = db.begin(true)
	db.stuck = false
	return b, err
}

// finish commits the batch, or drops it when nothing was written.
func (db *DB) finish(b *batch) (err error) {
	db.stuck = true
	defer db.guard(&err)()
	err = db.end(b)
	db.stuck = false
	return err
}

// end ends the transaction of a batch one way or the other.
func (db *DB) end(b *batch) error {
	if b.err == nil && b.dirty {
		if b.err = b.b.Bucket(recordBucket.name()).SetSequence(db.seq); b.err == nil {
			// An epoch ends before anybody can see the commit, and the next begins when everybody must: see seen.
			db.epoch.Add(1)
			b.err = b.b.Commit()
			db.epoch.Add(1)
		}
	} else if err := b.b.Rollback(); err != nil && b.err == nil {
		b.err = err
	}
	if b.err != nil {
		_ = b.b.Rollback() // says that the transaction is over, if Commit failed and ended it
		if err := db.isBroken(); err != nil {
			return err
		}
		return fmt.Errorf("bolt: %s: nothing of this update was kept, is the disk full or failing?: %w", db.path, b.err)
	}
	return nil
}

// writeTouches writes the pending touches of every handle, each where its
// record is still there and was not made anew.
func (b *batch) writeTouches() {
	for _, h := range b.handles {
		l := h.touches.freeze(uint64(b.b.ID()))
		if l == nil {
			continue
		}
		records, touched := b.b.Bucket(recordBucket.name()), b.b.Bucket(touchBucket.name())
		for _, key := range slices.Sorted(maps.Keys(l.m)) { // in order, neighbours share a page that was just read
			k := []byte(key)
			rec, _, err := decodeHead(records.Get(k))
			if t := l.m[key]; err != nil || t.overruled(l.until) || !t.raises(&rec) { // gone
				continue
			}
			value := appendTime(nil, l.m[key].at)
			if bytes.Compare(touched.Get(k), value) >= 0 { // through another handle, later
				continue
			}
			if err := touched.Put(k, value); err != nil && b.err == nil {
				b.err = fmt.Errorf("write a touch: %w", err)
			}
			b.dirty = true
		}
	}
}
