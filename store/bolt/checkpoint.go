package bolt

import (
	"errors"
	"fmt"

	bbolt "go.etcd.io/bbolt"
)

// keep makes the writes of a batch durable, and them what everybody sees from then on.
func (db *DB) keep(b *batch) error {
	now, ever := db.journal.fits(b.frame)
	if !ever {
		return db.keepLarge()
	}
	if !now {
		if err := db.settle(); err != nil {
			return err
		}
		undone := b.lift() // since the checkpoint is of what was kept
		db.turn()
		b.lay(db.now.Load(), undone)
	}
	if len(b.frame) > frameHead { // or there are touches only, which wait for the checkpoint
		b.frame = sealFrame(b.frame, db.journal.id, db.journal.last, db.seq)
		if err := db.journal.append(b.frame); errors.Is(err, errUnsure) {
			return db.fails(err)
		} else if err != nil {
			return err
		}
		db.journal.last = db.seq
	}
	p := db.now.Load()
	db.publish(db.seq, p.base, p.deltas)
	return nil
}

// keepLarge makes writes durable that the journal has no room for: the file takes them, with all that was written before.
func (db *DB) keepLarge() error {
	if err := db.settle(); err != nil {
		return err
	}
	p := db.now.Load()
	if err := db.checkpoint(p.deltas[0], db.seq, nil); err != nil {
		return err
	}
	db.publish(db.seq, p.base+1, [2]*delta{newDelta()})
	db.journal.turn()
	return nil
}

// publish makes a picture the latest.
func (db *DB) publish(number, base uint64, deltas [2]*delta) {
	db.now.Store(&picture{number: number, base: base, deltas: deltas})
}

// turn has the journal go on in its other segment, and a checkpoint begin of all that was kept in the first. No delta may be on
// its way into the file.
func (db *DB) turn() {
	p := db.now.Load()
	db.publish(p.number, p.base, [2]*delta{newDelta(), p.deltas[0]})
	db.bulky, db.filing = nil, db.bulky
	db.journal.turn()
	db.begins()
}

// begins begins the checkpoint of the delta that is on its way into the file.
func (db *DB) begins() {
	p := db.now.Load()
	db.checking = make(chan error, 1)
	go func(done chan<- error) { done <- db.checkpoint(p.deltas[1], p.number, nil) }(db.checking)
}

// checked takes note of a checkpoint that has ended. One that failed is to be done again, for which nobody waits.
func (db *DB) checked(err error) {
	db.checking = nil
	if err != nil {
		db.letGo(&db.filing, &db.bulky)
		return
	}
	p := db.now.Load()
	db.publish(p.number, p.base+1, [2]*delta{p.deltas[0]})
	db.letGo(&db.filing)
}

// letGo ends updates that were kept a while ago.
func (db *DB) letGo(kept ...*[]*update) {
	for _, us := range kept {
		for _, u := range *us {
			u.done <- nil
		}
		*us = nil
	}
}

// settle has no delta on its way into the file: it waits for one that is, and where that failed, as on a full disk, it tries
// once more.
func (db *DB) settle() error {
	if db.checking != nil {
		db.checked(<-db.checking)
	}
	if db.now.Load().deltas[1] == nil {
		return nil
	}
	db.begins()
	err := <-db.checking
	db.checked(err)
	return err
}

// tidy begins a checkpoint, unless one is under way or there is nothing new: so little is left in memory and in the journal
// where little is written.
func (db *DB) tidy() {
	switch p := db.now.Load(); {
	case db.checking != nil:
	case db.isBroken() != nil, p.deltas[1] == nil && p.deltas[0].isEmpty():
		db.letGo(&db.filing, &db.bulky)
	case p.deltas[1] != nil: // failed
		db.begins()
	default:
		db.turn()
	}
}

// checkpoint brings a delta into the file, durably. Number is that of the last update in it; then says what else is to be
// written, if anything.
func (db *DB) checkpoint(d *delta, number uint64, then func(meta *bbolt.Bucket) error) (err error) {
	if err := db.isBroken(); err != nil {
		return err
	}
	db.stuck.Store(true)
	defer db.guard(&err)()
	err = db.writeFile(d, number, then)
	db.stuck.Store(false)
	return err
}

func (db *DB) writeFile(d *delta, number uint64, then func(meta *bbolt.Bucket) error) error {
	b, err := db.begin(true)
	if err != nil {
		return err
	}
	err = d.apply(b)
	if err == nil {
		err = b.Bucket(recordBucket.name()).SetSequence(number)
	}
	if err == nil && then != nil {
		err = then(b.Bucket(metaBucket.name()))
	}
	if err == nil {
		err = b.Commit()
	}
	if err != nil {
		_ = b.Rollback() // says that the transaction is over, if Commit failed and ended it
		return fmt.Errorf("write to the data file: %w", err)
	}
	return nil
}

// finish brings everything into the file, and removes the journal: so the file is complete in itself.
func (db *DB) finish() error {
	if db.checking != nil {
		db.checked(<-db.checking)
	}
	if err := db.isBroken(); err != nil {
		return errors.Join(err, db.journal.close())
	}
	err := db.settle()
	if err == nil {
		p := db.now.Load()
		err = db.checkpoint(p.deltas[0], p.number, markComplete)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("bolt: %s: it could not be brought up to date, is the disk full or failing? What it lacks is in its journal, %s and %s, from where the next start takes it: %w",
			db.path, segmentPath(db.path, 0), segmentPath(db.path, 1), err), db.journal.close())
	}
	if err := db.journal.remove(); err != nil {
		return fmt.Errorf("bolt: %s: remove the journal: %w", db.path, err)
	}
	return nil
}
