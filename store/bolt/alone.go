package bolt

// While the disk works for a caller who is alone, the processors go to sleep, and each goroutine that has to be woken for it may
// have to wake one of them first: that took nearly as long as the disk did. So where the writer has nothing to do, the caller of
// an update does its work, and waits for the disk in its own goroutine. Whoever comes meanwhile finds the writer, who goes on from
// there; and where several came last time they are waited for, since each of them alone would have a sync of its own.

// alone has an update come to its turn at once, in a batch of its own, if the writer has nothing to do. Its caller then does
// the writer's work until handBack.
func (db *DB) alone(u *update) bool {
	if u.all || !db.duty.TryLock() {
		return false
	}
	if db.isIdle(u.h) {
		if b := db.newBatch(); b.err == nil { // or the writer says what it is, who meets it as well
			b.updates, b.alone = append(b.updates, u), true
			u.turn <- b
			return true
		}
	}
	db.duty.Unlock()
	return false
}

// isIdle says whether the writer waits, with nothing begun, and would do nothing but one update of a handle.
func (db *DB) isIdle(h *Handle) bool {
	if db.syncing != nil || db.checking != nil || len(db.bulky) > 0 || db.company || db.queued {
		return false
	}
	if n := db.pending(); n > maxPending || n > 0 && db.tick == nil { // touches are to be written before it
		return false
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	return len(db.waiting) == 0 && !h.closed.Load()
}

// handBack ends the turn of an update: the writer goes on with the batch.
func (db *DB) handBack(b *batch) {
	if !b.alone {
		db.ran <- struct{}{}
		return
	}
	db.keep(b)
	syncs := db.syncing == b
	db.leave()
	if !syncs {
		return
	}
	err := db.journal.append(b.frame)
	if !db.duty.TryLock() { // somebody came, and the writer with them
		db.syncs <- err
		return
	}
	db.synced(err)
	db.leave()
}

// leave ends what a caller does of the writer's work, and has the writer see to what is left of it.
func (db *DB) leave() {
	left := db.checking != nil || len(db.bulky) > 0
	db.duty.Unlock()
	if left {
		db.signal()
	}
}
