package bolt

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	bbolt "go.etcd.io/bbolt"
)

// A gate holds whoever comes while it is closed, until the test lets them pass.
type gate struct {
	mu      sync.Mutex
	changed *sync.Cond
	closed  bool
	waits   int
	passes  []error // for those that may pass a closed gate: what happens to them behind it
}

func newGate() *gate {
	g := new(gate)
	g.changed = sync.NewCond(&g.mu)
	return g
}

func (g *gate) pass() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waits++
	defer func() { g.waits-- }()
	for g.closed && len(g.passes) == 0 {
		g.changed.Wait()
	}
	if len(g.passes) == 0 {
		return nil
	}
	err := g.passes[0]
	g.passes = g.passes[1:]
	return err
}

func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
}

func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = false
	g.changed.Broadcast()
}

// one lets one pass, and says what happens to it.
func (g *gate) one(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.passes = append(g.passes, err)
	g.changed.Broadcast()
}

// holds says whether somebody waits in front of it.
func (g *gate) holds() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.waits > 0 && len(g.passes) == 0
}

var (
	errDisk = errors.New("the disk fails")            // nothing was written
	errTorn = fmt.Errorf("%w in the middle", errDisk) // a part was
	errLate = fmt.Errorf("%w at the end", errDisk)    // all was
)

// A disk has the data file and the journal of a history. It is as slow as the test wants, and fails when it says so.
type disk struct {
	segments      [2]*cache
	writes, syncs *gate       // of the journal
	pages         *gate       // of the file
	sick          atomic.Bool // nothing can be written to the journal
	full          atomic.Bool // nothing can be written to the file
	bad           atomic.Bool // the next meta page reaches the file, and the disk says that it failed
	failed        atomic.Bool // it did
}

func newDisk() *disk { return &disk{writes: newGate(), syncs: newGate(), pages: newGate()} }

// A slowSegment is a segment of the journal on such a disk.
type slowSegment struct {
	*cache
	d *disk
}

func (d *disk) create(path string) (segmentFile, error) {
	f, err := createSegment(path)
	c := &cache{segmentFile: f, grid: &grid{}, late: make(map[int64][]byte)}
	d.segments[strings.Count(path[len(path)-1:], "2")] = c
	return slowSegment{c, d}, err
}

func (s slowSegment) WriteAt(b []byte, at int64) (int, error) {
	err := s.d.writes.pass()
	switch {
	case err == errTorn:
		n, _ := s.cache.WriteAt(b[:len(b)/2], at)
		return n, err
	case err == errLate:
		n, _ := s.cache.WriteAt(b, at)
		return n - 1, err
	case err == nil && s.d.sick.Load():
		err = errDisk
	}
	if err != nil {
		return 0, err
	}
	return s.cache.WriteAt(b, at)
}

func (s slowSegment) Sync() error {
	if s.d.sick.Load() {
		return errDisk
	}
	return s.cache.Sync()
}

func (s slowSegment) SyncData() error {
	if err := s.d.syncs.pass(); err != nil {
		return err
	}
	if s.d.sick.Load() {
		return errDisk
	}
	return s.cache.SyncData()
}

// synced has all that was written to the journal be on the disk.
func (d *disk) synced() {
	for _, c := range d.segments {
		_ = c.Sync() // a cache's own never fails
	}
}

// holdsFile has what bbolt writes go over this disk.
func (d *disk) holdsFile(t *testing.T, db *DB) {
	t.Helper()
	write := writesOf(t, db)
	below := *write
	*write = func(b []byte, at int64) (int, error) {
		meta := at < 2*int64(os.Getpagesize())
		if !meta { // while bbolt writes such a page, no View can begin or end
			_ = d.pages.pass()
		}
		if d.full.Load() {
			return 0, errDisk
		}
		n, err := below(b, at)
		if err == nil && meta && d.bad.CompareAndSwap(true, false) {
			d.failed.Store(true)
			err = errDisk
		}
		return n, err
	}
}

// mapped is how much of a history's file bbolt maps into memory from the beginning. It is more than any gets: to map it anew it
// would wait for the Views that a history holds open, and have everybody else wait.
const mapped = 8 << 20

// left copies what a loss of power would leave of the file and its journal. Nobody may be writing to the journal, but the
// file may get a checkpoint meanwhile.
func (d *disk) left(db *DB, to string, lost func() bool) error {
	for n, c := range d.segments {
		if err := os.WriteFile(segmentPath(to, n), c.after(lost), 0o600); err != nil {
			return err
		}
	}
	return errors.Join(
		db.bolt.View(func(b *bbolt.Tx) error { return b.CopyFile(to, 0o600) }),
		os.Truncate(to, mapped))
}

// emptyFile is a closed file without records.
func emptyFile(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s.db")
	db, err := Open(path, Options{NoSync: true})
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
