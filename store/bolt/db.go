package bolt

import (
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	bbolt "go.etcd.io/bbolt"
)

// Options say how a file is kept. The zero value is fine.
type Options struct {
	// NoSync does not wait for the disk. A killed process loses nothing, but
	// after a crash of the machine the file may be unusable.
	NoSync bool

	// Tick has the pending touches written each time that it sends, and then
	// a checkpoint made. So it says within how long a touch is durable, but
	// for Flush and Close. Without it, touches are written with the next
	// update as well.
	Tick <-chan time.Time

	// Broken, unless nil, is called once if the file is found damaged while
	// it is open, or the disk does not say whether it has what was written,
	// with what every call then returns. It may call nothing of the DB.
	Broken func(error)

	// Behind, unless nil, is called when what was kept could not be brought
	// into the file, as on a full disk, and with nil when it could again. Until
	// then it stays in the journal, and in memory; when the journal is full,
	// updates fail. It may call nothing of the DB.
	Behind func(error)

	// For tests: what has the file before Open brings into it what its journal has; how long a segment of the journal gets, in
	// bytes, zero for segmentSize; what makes its file; what waits for the names in a folder; and that every update is the
	// writer's, as where there are others.
	opened  func(*bbolt.DB)
	segment int64
	create  func(path string) (segmentFile, error)
	folder  func(path string) error
	queued  bool
}

// DB is an open file. Its methods may be called at once.
type DB struct {
	path string
	temp string // the folder to remove at Close, or empty
	bolt *bbolt.DB

	opened os.FileInfo // of the file, when it was

	mu      sync.Mutex
	waiting []*update
	live    map[*Handle]struct{}
	ending  bool // no new handles
	drained bool // no more updates; the writer stops when none waits

	wake    chan struct{} // an update waits, or drained was set, or who did the writer's work left it something to do
	ran     chan struct{} // from a function to the writer: your turn again
	syncs   chan error    // from the journal, when it has waited
	stopped chan struct{} // the writer has ended

	now     atomic.Pointer[picture] // what was kept
	views   atomic.Int64            // that are under way, and may look at what there was before
	updates sync.Pool               // of those that are over

	// What follows is the business of whoever does the writer's work and has the duty: the writer, but where it waits, or the
	// caller of one update, see alone. While a function has its turn, its goroutine counts for theirs.
	duty     sync.Mutex
	seq      uint64           // of the last update begun
	tick     <-chan time.Time // see Options; nil when it sends no more; only the writer sets it
	journal  *journal         // but for the frame that syncing has on its way
	checking chan error       // from the checkpoint that is under way, or nil
	syncing  *batch           // what the journal is waiting for the disk with, or nil
	company  bool             // the last batch had several updates
	queued   bool             // see Options
	over     []*batch         // of which the next have the memory
	bulky    []*update        // that wait for a checkpoint of the first delta
	filing   []*update        // the same, of the second
	loose    [2]bool          // which deltas have touches that are not in the journal
	behind   bool             // the last checkpoint failed

	broken     atomic.Pointer[error] // why nothing works any more
	whenBroken func(error)
	whenBehind func(error)
	stuck      atomic.Bool // bbolt has panicked, and keeps its locks

	closing sync.Once
}

// Open opens the file, or makes it, readable by its owner alone since whoever
// knows a session's ID has the session. It fails when the file is in use, is
// not soapstone's or was written by a newer version, and says what to do.
func Open(path string, o Options) (*DB, error) {
	b, opened, left, err := openFile(path, o.NoSync)
	if err != nil {
		return nil, err
	}
	db := &DB{
		path:    path,
		bolt:    b,
		opened:  opened,
		live:    make(map[*Handle]struct{}),
		wake:    make(chan struct{}, 1),
		ran:     make(chan struct{}),
		syncs:   make(chan error, 1),
		stopped: make(chan struct{}),
		tick:    o.Tick,
		queued:  o.queued,

		whenBroken: o.Broken,
		whenBehind: o.Behind,
	}
	if o.opened != nil {
		o.opened(b)
	}
	if err := db.start(left, o); err != nil {
		if !db.stuck.Load() { // or bbolt would wait for itself
			err = errors.Join(err, b.Close())
		}
		return nil, err
	}
	go db.write()
	return db, nil
}

// Handle returns a new store over the records of the file. The caller closes
// it, or the DB.
func (db *DB) Handle() *Handle {
	h := &Handle{
		db:       db,
		id:       rand.Text(),
		touches:  touches{hot: newLayer()},
		watchers: watchers{m: make(map[string][]watch)},
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.ending { // as if it had been closed with the others
		h.closed.Store(true)
		h.closing.Do(func() {})
		return h
	}
	db.live[h] = struct{}{}
	return h
}

// Close closes every handle, which writes their touches, then the file. It
// waits for functions that run. A second call does nothing. The error is an
// ErrGone when there is no file where it was any more.
func (db *DB) Close() (err error) {
	db.closing.Do(func() {
		db.mu.Lock()
		db.ending = true
		db.mu.Unlock()
		for _, h := range db.handles() {
			err = errors.Join(err, h.Close())
		}
		db.mu.Lock()
		db.drained = true
		db.mu.Unlock()
		db.signal()
		<-db.stopped
		e := db.finish()
		db.letAllGo(e)
		err = errors.Join(err, e)
		if !db.stuck.Load() { // or bbolt would wait for itself
			if e := db.bolt.Close(); e != nil {
				err = errors.Join(err, fmt.Errorf("bolt: %s: close the file: %w", db.path, e))
			}
		}
		if db.temp != "" {
			if e := os.RemoveAll(db.temp); e != nil {
				err = errors.Join(err, fmt.Errorf("bolt: remove the temporary folder: %w", e))
			}
		}
	})
	return err
}

// submit has an update come to its turn: at once, or when the writer has time. It fails if its handle was closed.
func (db *DB) submit(u *update) error {
	if db.alone(u) {
		return nil
	}
	db.mu.Lock()
	if u.h.closed.Load() {
		db.mu.Unlock()
		return errClosed()
	}
	db.waiting = append(db.waiting, u)
	db.mu.Unlock()
	db.signal()
	return nil
}

// submitLast queues an update behind which its handle takes no more.
func (db *DB) submitLast(u *update) {
	db.mu.Lock()
	u.h.closed.Store(true)
	db.waiting = append(db.waiting, u)
	db.mu.Unlock()
	db.signal()
}

func (db *DB) signal() {
	select {
	case db.wake <- struct{}{}:
	default: // the writer was told already
	}
}

// take returns the updates for the next batch, and whether there will be no
// more once none waits.
func (db *DB) take() (us []*update, drained bool) {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.takeFirst(min(len(db.waiting), maxBatch)), db.drained
}

// takeMore returns updates that can join a batch: those before the first that wants touches written, which come first in one.
func (db *DB) takeMore(b *batch) []*update {
	db.mu.Lock()
	defer db.mu.Unlock()
	n := 0
	for n < len(db.waiting) && b.err == nil && len(b.updates)+n < maxBatch && !db.waiting[n].all {
		n++
	}
	return db.takeFirst(n)
}

func (db *DB) takeFirst(n int) []*update {
	us := slices.Clone(db.waiting[:n])
	db.waiting = slices.Delete(db.waiting, 0, n)
	return us
}

func (db *DB) handles() []*Handle {
	db.mu.Lock()
	defer db.mu.Unlock()
	return slices.Collect(maps.Keys(db.live))
}

// isOpen says whether there is a handle with an ID that was not closed. Other
// processes have none, since the file is this one's alone.
func (db *DB) isOpen(id string) bool {
	db.mu.Lock()
	defer db.mu.Unlock()
	for h := range db.live {
		if h.id == id {
			return true
		}
	}
	return false
}

func (db *DB) forget(h *Handle) {
	db.mu.Lock()
	defer db.mu.Unlock()
	delete(db.live, h)
}

// pending returns how many touches are to be written.
func (db *DB) pending() (n int) {
	for _, h := range db.handles() {
		n += h.touches.pending()
	}
	return n
}

// announce wakes those who wait, through any handle, for what was committed.
func (db *DB) announce(wrote map[string]uint64) {
	for _, h := range db.handles() {
		for key, seq := range wrote {
			h.watchers.announce(key, seq)
		}
	}
}
