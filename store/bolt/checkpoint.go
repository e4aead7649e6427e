package bolt

import (
	"errors"
	"fmt"

	bbolt "go.etcd.io/bbolt"
)

// What was kept since the last checkpoint is in the first delta of the latest picture. When that is to go into the file, the
// journal turns: the delta becomes the second, a new one the first, and a checkpoint begins in a goroutine of its own. When it
// ends, the second delta is dropped; where it failed, as on a full disk, the delta stays, and the checkpoint is tried again. Then
// so long is nothing lost, since the journal has it, but the journal cannot turn. All of this is the writer's business; the
// goroutine only writes to the file.

// commits returns the number of bbolt's last commit that is in the file.
func (db *DB) commits() (number int, err error) {
	defer db.guard(&err)()
	b, err := db.begin(false)
	if err != nil {
		return 0, err
	}
	return b.ID(), b.Rollback()
}

// turn has the journal go on in its other segment, and a checkpoint begin of all that was kept in the first. No delta may be on
// its way into the file.
func (db *DB) turn() {
	p := db.now.Load()
	db.now.Store(&picture{number: p.number, base: p.base, deltas: [2]*delta{newDelta(), p.deltas[0]}, second: p.number})
	db.bulky, db.filing = nil, db.bulky
	db.loose = [2]bool{false, db.loose[0]}
	db.journal.turn()
	db.begins()
}

// begins begins the checkpoint of the second delta.
func (db *DB) begins() {
	p := db.now.Load()
	db.checking = make(chan error, 1)
	go func(done chan<- error) { done <- db.checkpoint(p.deltas[1], p.second, nil) }(db.checking)
}

// checked takes note of a checkpoint that has ended.
func (db *DB) checked(err error) {
	db.checking = nil
	switch {
	case errors.Is(err, errUnsure): // bbolt has taken back what may be in the file, and would write over what is read there
		err = db.givesUp(fmt.Errorf("bolt: %s: %w: what was kept is in the file or in its journal, and nothing more is kept; see to the disk, and start soapstone again", db.path, err))
	case (err != nil) != db.behind:
		db.behind = err != nil
		if db.whenBehind != nil {
			db.whenBehind(err)
		}
	}
	if err != nil {
		db.letAllGo(err)
		return
	}
	p := db.now.Load()
	db.now.Store(&picture{number: p.number, base: p.base + 1, deltas: [2]*delta{p.deltas[0]}})
	db.loose[1] = false
	db.letGo(&db.filing, nil)
}

// letGo ends updates that were kept a while ago. That a checkpoint failed is only the business of those that wait for touches
// which the journal does not have.
func (db *DB) letGo(kept *[]*update, err error) {
	if err != nil {
		err = fmt.Errorf("bolt: %s: touches are not durable yet, is the disk full or failing?: %w", db.path, err)
	}
	for _, u := range *kept {
		if u.all {
			u.done <- err
		} else {
			u.done <- nil
		}
	}
	*kept = nil
}

func (db *DB) letAllGo(err error) {
	db.letGo(&db.filing, err)
	db.letGo(&db.bulky, err)
}

// settle has no second delta: it waits for the checkpoint that is under way, and where that failed tries once more.
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
	case db.isBroken() != nil:
		db.letAllGo(db.isBroken())
	case p.deltas[1] != nil: // failed
		db.begins()
	case p.deltas[0].isEmpty():
		db.letGo(&db.bulky, nil)
	default:
		db.await() // since the checkpoint is of what was kept
		db.turn()
	}
}

// checkpoint brings a delta into the file, durably. Number is that of the last update in it; then says what else is to be
// written, if anything. With an errUnsure nobody can say whether it is there; with any other error it is not.
func (db *DB) checkpoint(d *delta, number uint64, then func(meta *bbolt.Bucket) error) (err error) {
	if err := db.isBroken(); err != nil {
		return err
	}
	before, err := db.commits()
	if err != nil {
		return err
	}
	defer db.guard(&err)()
	ended := false
	defer db.sticks(&ended)
	err = db.writeFile(d, number, then)
	ended = true
	if err == nil {
		return nil
	}
	if after, e := db.commits(); e != nil || after != before { // written, but who knows for how long
		err = fmt.Errorf("%w: %w", errUnsure, err)
	}
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
		return errors.Join(err, db.fileInPlace(), db.journal.close())
	}
	err := db.settle()
	if err == nil {
		p := db.now.Load()
		err = db.checkpoint(p.deltas[0], p.number, markComplete)
	}
	if gone := db.fileInPlace(); gone != nil { // the names of its segments may be those of another file's by now
		if err != nil {
			err = fmt.Errorf("bolt: %s: nor could the file that was opened be brought up to date, is the disk full or failing? What it lacks is in its journal, %s and %s, unless those are of another file by now: %w",
				db.path, segmentPath(db.journal.path, 0), segmentPath(db.journal.path, 1), err)
		}
		return errors.Join(gone, err, db.journal.close())
	}
	if err != nil {
		return errors.Join(fmt.Errorf("bolt: %s: it could not be brought up to date, is the disk full or failing? What it lacks is in its journal, %s and %s, from where the next start takes it: %w",
			db.path, segmentPath(db.journal.path, 0), segmentPath(db.journal.path, 1), err), db.journal.close())
	}
	if err := db.journal.remove(); err != nil {
		return fmt.Errorf("bolt: %s: all is in the file, but its journal, which is of no use any more, could not be removed: %w", db.path, err)
	}
	return nil
}
