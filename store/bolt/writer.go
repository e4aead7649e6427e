package bolt

import (
	"runtime"
	"slices"
)

// The writer makes batches. While the disk takes what one of them wrote, the functions of the next have their turn already, on
// top of it: so neither the disk nor the processors wait for the other. Nobody is told, and no View sees, what is not kept yet.
// Where the disk refuses a batch, the one that was begun on top of it comes to nothing as well.

// write is the writer's goroutine. It ends when the DB is closing and nothing
// waits any more.
func (db *DB) write() {
	defer close(db.stopped)
	db.duty.Lock() // until the end, and from there on nobody else can: see finish
	due := false   // the touches are to be written
	ticked := func(ticks bool) {
		if due = true; !ticks { // nobody will say so any more
			db.tick = nil
		}
	}
	for {
		db.duty.Unlock()
		runtime.Gosched() // whoever is about to submit an update does it alone, or shares the next commit
		db.duty.Lock()
		us, closing := db.take()
		if !due {
			select {
			case _, ticks := <-db.tick:
				ticked(ticks)
			default:
			}
		}
		pending := db.pending()
		commits := len(us) > 0 || due && pending > 0
		if commits {
			db.commit(us, due || db.tick == nil || pending > maxPending, db.tick == nil)
		}
		if due || len(db.bulky) > 0 {
			db.tidy()
		}
		due = false
		if commits { // which may have taken the signal of somebody who waits on
			continue
		}
		if closing {
			db.await()
			return
		}
		checking := db.checking
		db.duty.Unlock()
		select {
		case <-db.wake:
			db.duty.Lock()
		case err := <-db.syncs:
			db.duty.Lock()
			db.synced(err)
		case err := <-checking:
			db.duty.Lock()
			db.checked(err)
		case _, ticks := <-db.tick:
			db.duty.Lock()
			ticked(ticks)
		}
	}
}

// maxPending is how many touches wait for the tick at most.
const maxPending = 100_000

// commit gives each update its turn, and begins to make durable what they wrote. It writes the pending touches where they are
// due or one of the updates wants it. They are durable with the next checkpoint, unless the journal is to take them, too, since
// somebody waits for them or nobody knows when that will be.
func (db *DB) commit(us []*update, due, journaled bool) {
	select {
	case err := <-db.checking:
		db.checked(err)
	default:
	}
	all := slices.ContainsFunc(us, func(u *update) bool { return u.all })
	touches := (all || due && !db.behind) && db.pending() > 0 // or they had better wait where there is one of each record
	if touches {
		db.await() // since it may have touches that are not settled
	}
	for db.syncing != nil && db.checking != nil { // to look at the file may take as long as the checkpoint, and nobody else is to wait for that
		select {
		case err := <-db.syncs:
			db.synced(err)
		case err := <-db.checking:
			db.checked(err)
		}
	}
	b := db.newBatch()
	if touches && b.err == nil {
		db.keepTouches(b, all || journaled)
	}
	db.run(b, us)
	db.join(b)
	db.keep(b)
}

// newBatch begins a batch, on top of the one that is being kept.
func (db *DB) newBatch() (b *batch) {
	if n := len(db.over); n > 0 {
		b, db.over = db.over[n-1], db.over[:n-1]
	} else {
		b = &batch{wrote: make(map[string]uint64)}
	}
	b.clear()
	b.before, b.handles = db.syncing, db.handles()
	defer db.guard(&b.err)()
	b.p, b.b, b.opened[recordBucket], b.err = db.look()
	return b
}

// keepTouches writes the touches that wait, before any function of the batch: so each that returned before one of their updates
// was submitted is among them.
func (db *DB) keepTouches(b *batch, journaled bool) {
	defer db.guard(&b.err)()
	db.seq++
	b.writeTouches(db.seq)
	if !journaled && len(b.written) > 0 {
		b.frame, b.loose = b.frame[:frameHead], true
	}
}

// run gives updates their turns in a batch.
func (db *DB) run(b *batch, us []*update) {
	b.updates = append(b.updates, us...)
	for _, u := range us {
		if u.none || b.err != nil {
			continue
		}
		u.turn <- b
		select {
		case <-db.ran:
		case err := <-db.syncs:
			if err == nil {
				db.synced(nil) // those who wait for it need not wait for this function
				<-db.ran
			} else {
				<-db.ran
				db.abandon(b, err)
			}
		}
	}
}

// join has updates that come while another batch is being kept join this one. It ends when that is over. No checkpoint is under
// way then, which would wait for this batch to look at the file no longer, and everybody else for the checkpoint.
func (db *DB) join(b *batch) {
	if db.syncing == nil {
		return
	}
	for db.syncing != nil {
		select {
		case <-db.wake:
			db.run(b, db.takeMore(b))
		case err := <-db.syncs:
			if err == nil {
				db.synced(nil)
			} else {
				db.abandon(b, err)
			}
		}
	}
	db.run(b, db.takeMore(b))
}

// abandon gives up a batch, of which no function runs, since the one before it could not be kept.
func (db *DB) abandon(b *batch, err error) {
	b.takeBack(mark{frame: frameHead}) // what came last goes first
	b.err = err
	db.synced(err)
}
