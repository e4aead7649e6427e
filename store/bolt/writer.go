package bolt

import (
	"context"
	"fmt"
	"runtime"
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

	bulky bool // it wrote much
}

// bulk is how many keys an update writes at least that is bulky: about five records. Who deletes a great many in such parts
// would soon fill the journal, and everybody would wait for a long checkpoint. So a bulky update is over when it is in the
// file: the next part waits, and nobody else.
const bulk = 20

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
	u, ok := h.db.updates.Get().(*update)
	if !ok {
		u = &update{turn: make(chan *batch, 1), done: make(chan error, 1)}
	}
	u.h, u.all, u.bulky = h, all, false
	if err := h.db.submit(u); err != nil {
		return err
	}
	select {
	case b := <-u.turn:
		if err := ctx.Err(); err != nil { // asked when it matters: to wait for ctx as well costs more than to wait
			h.db.ran <- struct{}{}
			return err
		}
		return u.run(b, f)
	case err := <-u.done: // there was no transaction to run it in
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
	t := b.tx(u.h, db.seq)
	for _, h := range b.handles {
		t.taken = append(t.taken, take(&h.touches))
	}
	keep := false
	defer func() {
		t.finished = true
		b.end(t, keep)
		u.bulky = len(b.written)-t.mark.written >= bulk
		db.ran <- struct{}{}
		if failed := <-u.done; failed != nil {
			err = failed
		}
		db.updates.Put(u)
	}()
	func() {
		defer db.guard(&b.err)() // before the writer has the transaction back
		err = f(t)
	}()
	if t.crowd != nil { // whatever the function made of it
		err = t.crowd
	}
	keep = err == nil && b.err == nil
	return err
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
		runtime.Gosched() // whoever is about to submit an update shares the next commit
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
			db.commit(us, due || tick == nil || pending > maxPending, tick == nil)
		}
		if due || len(db.bulky) > 0 {
			db.tidy()
		}
		due = false
		if len(us) > 0 {
			continue
		}
		if closing {
			db.letGo(&db.filing, nil)
			db.letGo(&db.bulky, nil)
			return
		}
		select {
		case <-db.wake:
		case err := <-db.checking:
			db.checked(err)
			if len(db.bulky) > 0 {
				db.tidy()
			}
		case _, ticks := <-tick:
			ticked(ticks)
		}
	}
}

// maxPending is how many touches wait for the tick at most.
const maxPending = 100_000

// commit gives each update its turn and makes what they wrote durable, and writes
// the pending touches where they are due or one of the updates wants it. They
// are durable with the next checkpoint, unless the journal is to take them, too,
// since somebody waits for them or nobody knows when that will be.
func (db *DB) commit(us []*update, due, journaled bool) {
	select {
	case err := <-db.checking:
		db.checked(err)
	default:
	}
	b := &batch{handles: db.handles(), wrote: make(map[string]uint64), frame: newFrame(db.frame)}
	if b.p, b.b, b.err = db.lookAgain(); b.err != nil {
		for _, u := range us {
			u.done <- b.err
		}
		return
	}
	all := slices.ContainsFunc(us, func(u *update) bool { return u.all })
	if all || due && !db.behind { // or they had better wait where there is one of each record
		db.keepTouches(b, all || journaled)
	}
	for _, u := range us {
		if u.none || b.err != nil {
			continue
		}
		u.turn <- b
		<-db.ran
	}
	err := db.end(b)
	for _, h := range b.handles {
		h.touches.settle(err == nil)
	}
	if err == nil {
		db.announce(b.wrote)
	} else {
		reinstate(b.taken)
	}
	for _, u := range us {
		if err == nil && (u.bulky || u.all && !u.none && db.loose != [2]bool{}) {
			db.bulky = append(db.bulky, u)
		} else {
			u.done <- err
		}
	}
}

// keepTouches writes the touches that wait, before any function of the batch: so each that returned before one of their updates
// was submitted is among them.
func (db *DB) keepTouches(b *batch, journaled bool) {
	defer db.guard(&b.err)()
	db.seq++
	b.writeTouches(db.seq)
	if !journaled && len(b.written) > 0 {
		b.frame = b.frame[:frameHead]
		db.loose[0] = true
	}
}

// lookAgain returns what a batch begins with, unless the file is broken.
func (db *DB) lookAgain() (p *picture, b *bbolt.Tx, err error) {
	defer db.guard(&err)()
	return db.look()
}

// end keeps what the batch wrote, all of it or, with an error, nothing.
func (db *DB) end(b *batch) error {
	_ = b.b.Rollback() // a read transaction that has not ended ends without error; and a checkpoint may wait for it
	if b.err == nil && len(b.written) > 0 {
		b.err = db.keep(b)
	}
	if cap(b.frame) <= segmentStep {
		db.frame = b.frame
	}
	if b.err == nil {
		return nil
	}
	b.takeBack(mark{frame: frameHead})
	if err := db.isBroken(); err != nil {
		return err
	}
	return fmt.Errorf("bolt: %s: nothing of this update was kept, is the disk full or failing?: %w", db.path, b.err)
}
