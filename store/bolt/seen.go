package bolt

import (
	"sync"

	"github.com/soapstone-dev/soapstone/store"
)

const (
	maxSeen     = 1024    // records that are remembered at most
	maxSeenSize = 4 << 10 // bytes of the stored form of one that is
)

// An epoch is the time between two commits, in which the file stays as it is. Its number is even; odd ones are the
// commits themselves, during which nobody can say which picture a transaction gets.
type epoch = uint64

func committing(e epoch) bool { return e%2 == 1 }

// seen remembers the records that Views have read since the last commit, as they are in the file. The same few sessions
// are looked at again and again, and the call that looks at one mostly touches it, too.
type seen struct {
	mu    sync.Mutex
	epoch epoch // in which all of them were read
	m     map[string]sight
}

// sight is a record as it is in the file: its head as it was put, and the record with the touch that is there.
type sight struct {
	head    head
	rec     store.Record
	size    int    // of the stored form
	picture uint64 // the number of the transaction whose commit the file shows
}

// keep remembers a record that was read in the picture of an epoch.
func (s *seen) keep(e epoch, key []byte, v sight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e < s.epoch {
		return
	}
	if s.m == nil {
		s.m = make(map[string]sight)
	}
	if e > s.epoch || len(s.m) >= maxSeen {
		clear(s.m)
	}
	s.epoch = e
	s.m[string(key)] = v
}

// find returns a record as it is in the picture of an epoch, if it was read then. It is shared: clone what is handed on.
func (s *seen) find(e epoch, key []byte) (v sight, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e == s.epoch {
		v, ok = s.m[string(key)]
	}
	return v, ok
}
