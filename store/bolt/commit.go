package bolt

import (
	"errors"
	"fmt"
)

// keep makes the writes of a batch durable, and them what everybody sees from then on. No other batch may be on its way to the
// disk. It does not wait for the disk, unless it must for more than the journal. What goes into the journal of a batch that is
// alone is left to its caller.
func (db *DB) keep(b *batch) {
	b.last = db.seq
	if b.b != nil {
		_ = b.b.Rollback() // a read transaction that has not ended ends without error; and a checkpoint may wait for it
	}
	if b.err != nil || len(b.written) == 0 {
		db.end(b, b.err)
		return
	}
	now, ever := db.journal.fits(b.frame)
	if !ever {
		db.end(b, db.keepLarge(b))
		return
	}
	if !now {
		if err := db.settle(); err != nil {
			db.end(b, err)
			return
		}
		undone := b.lift() // since the checkpoint is of what was kept
		db.turn()
		b.lay(db.now.Load(), undone)
	}
	if len(b.frame) == frameHead { // there are touches only, which wait for the checkpoint
		db.publish(b)
		db.end(b, nil)
		return
	}
	b.frame = sealFrame(b.frame, db.journal.id, db.journal.last, b.last)
	db.syncing = b
	switch {
	case db.journal.noSync:
		db.synced(db.journal.append(b.frame))
	case !b.alone:
		go func() { db.syncs <- db.journal.append(b.frame) }()
	}
}

// synced takes note of how it went with the batch that was on its way to the disk.
func (db *DB) synced(err error) {
	b := db.syncing
	db.syncing = nil
	switch {
	case err == nil:
		db.journal.last = b.last
		db.publish(b)
	case errors.Is(err, errUnsure):
		err = db.fails(err)
	}
	db.end(b, err)
}

// await waits for the batch that is on its way to the disk, if there is one. None may have been begun on top of it.
func (db *DB) await() {
	if db.syncing != nil {
		db.synced(<-db.syncs)
	}
}

// publish has everybody see a batch.
func (db *DB) publish(b *batch) {
	p := *db.now.Load()
	p.number = b.last
	db.now.Store(&p)
	db.loose[0] = db.loose[0] || b.loose
	if db.views.Load() == 0 { // whoever begins one sees what was just kept
		p.deltas[0].forget(p.number)
	}
}

// end tells those whose updates are in the batch how it went. With an error, nothing of it was kept.
func (db *DB) end(b *batch, err error) {
	db.company = len(b.updates) > 1
	if err != nil {
		b.takeBack(mark{frame: frameHead})
		if broken := db.isBroken(); broken != nil {
			err = broken
		} else {
			err = fmt.Errorf("bolt: %s: nothing of this update was kept, is the disk full or failing?: %w", db.path, err)
		}
	}
	for _, h := range b.handles {
		h.touches.settle(err == nil)
	}
	if err == nil {
		db.announce(b.wrote)
	} else {
		reinstate(b.taken)
	}
	for _, u := range b.updates {
		if err == nil && (u.bulky || u.all && db.loose != [2]bool{}) {
			db.bulky = append(db.bulky, u)
		} else {
			u.done <- err
		}
	}
	if b.before = nil; cap(b.frame) <= segmentStep && cap(b.written) <= maxBatch*bulk {
		db.over = append(db.over, b)
	}
}

// keepLarge makes writes durable that the journal has no room for: the file takes them, with all that was written before.
func (db *DB) keepLarge(b *batch) error {
	if err := db.settle(); err != nil {
		return err
	}
	p := db.now.Load()
	if err := db.checkpoint(p.deltas[0], b.last, nil); err != nil {
		if errors.Is(err, errUnsure) {
			return db.fails(err)
		}
		return err
	}
	db.now.Store(&picture{number: b.last, base: p.base + 1, deltas: [2]*delta{newDelta()}})
	db.journal.last = b.last
	db.journal.turn()
	db.loose = [2]bool{}
	return nil
}
