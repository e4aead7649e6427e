package bolt

import (
	"context"
	"slices"

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
			h.db.handBack(b)
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
	if !slices.Contains(b.handles, u.h) { // it was made since the batch was begun
		b.handles = append(b.handles, u.h)
	}
	for _, h := range b.handles {
		t.taken = append(t.taken, take(&h.touches))
	}
	keep := false
	defer func() {
		t.finished = true
		b.end(t, keep)
		u.bulky = len(b.written)-t.mark.written >= bulk
		db.handBack(b)
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
