package bolt

import "sync"

// maxHeads is how many heads are remembered at most.
const maxHeads = 1024

// heads remembers the heads of records that Views have read since the last commit, as they are in the file. The call that
// looked at a session is mostly the one that touches it, and needs no second transaction for that.
type heads struct {
	mu    sync.Mutex
	epoch uint64 // in which all of them were read
	m     map[string]head
}

// committing says whether a commit is under way in an epoch.
func committing(epoch uint64) bool { return epoch%2 == 1 }

// keep remembers a head that was read in a transaction which began in the epoch or after it. During a commit nothing is
// remembered: it could be from before or after it.
func (hs *heads) keep(epoch uint64, key []byte, h head) {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	if _, known := hs.m[string(key)]; epoch < hs.epoch || committing(epoch) || known && epoch == hs.epoch {
		return
	}
	if hs.m == nil {
		hs.m = make(map[string]head)
	}
	if epoch > hs.epoch || len(hs.m) >= maxHeads {
		clear(hs.m)
	}
	hs.epoch = epoch
	hs.m[string(key)] = h
}

// find returns the head of a record, if it was read in the epoch, which must still last.
func (hs *heads) find(epoch uint64, key []byte) (h head, ok bool) {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	if epoch == hs.epoch {
		h, ok = hs.m[string(key)]
	}
	return h, ok
}
