package bolt

import (
	"fmt"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// A witness is a file that tells in whose goroutine the disk is waited for.
type witness struct {
	segmentFile
	callers int // syncs that the caller of an Update waited for
	others  int
}

func (w *witness) SyncData() error {
	if strings.Contains(string(debug.Stack()), "bolt.(*Handle).Update(") {
		w.callers++
	} else {
		w.others++
	}
	return w.segmentFile.SyncData()
}

// TestAloneWakesNobody: the caller of an update waits for the disk itself where nobody else is at work, and has the company that
// there was last time be waited for.
func TestAloneWakesNobody(t *testing.T) {
	var w *witness
	db, err := Open(filepath.Join(t.TempDir(), "s.db"), Options{Tick: make(chan time.Time), create: func(path string) (segmentFile, error) {
		s, err := createSegment(path)
		if strings.HasSuffix(path, "-1") {
			w = &witness{segmentFile: s}
			return w, err
		}
		return s, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h := db.Handle()
	update := func(id string) {
		t.Helper()
		if err := h.Update(t.Context(), putting(id)); err != nil {
			t.Fatal(err)
		}
	}
	alone := func() (done bool) { // the writer may not have come to rest yet
		w.callers = 0
		update("a")
		return w.callers == 1
	}
	until(alone)

	w.callers, w.others = 0, 0
	running, release, ended := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		ended <- h.Update(t.Context(), func(store.Tx) error { close(running); <-release; return nil })
	}()
	<-running
	for range 2 {
		go func() { ended <- h.Update(t.Context(), putting("c")) }()
	}
	until(func() bool { db.mu.Lock(); defer db.mu.Unlock(); return len(db.waiting) == 2 })
	close(release)
	for range 3 {
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	}
	update("d")
	if w.callers != 0 || w.others != 2 {
		t.Errorf("of two that came during the turn of another, and one after them, callers waited for %d syncs and others for %d, want 0 and 2", w.callers, w.others)
	}
	until(alone)
}

// TestCallersLeaveTheWriterItsWork: where the writer has something to do, a caller waits for it.
func TestCallersLeaveTheWriterItsWork(t *testing.T) {
	touched := func(n int) func(*DB, *Handle) {
		return func(_ *DB, h *Handle) {
			for i := range n {
				if err := h.touches.add(fmt.Append(nil, i), touch{}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	unticked := func(db *DB, _ *Handle) { db.tick = nil }
	type given = []func(*DB, *Handle)
	for name, c := range map[string]struct {
		given
		idle bool
	}{
		"nothing":                      {nil, true},
		"touches that wait for a tick": {given{touched(maxPending)}, true},
		"no touches, and no tick":      {given{unticked}, true},
		"a touch, and no tick":         {given{touched(1), unticked}, false},
		"too many touches":             {given{touched(maxPending + 1)}, false},
		"a batch is at the disk":       {given{func(db *DB, _ *Handle) { db.syncing = new(batch) }}, false},
		"a checkpoint is under way":    {given{func(db *DB, _ *Handle) { db.checking = make(chan error) }}, false},
		"an update waits for one":      {given{func(db *DB, _ *Handle) { db.bulky = []*update{{}} }}, false},
		"an update waits for its turn": {given{func(db *DB, _ *Handle) { db.waiting = []*update{{}} }}, false},
		"several came last time":       {given{func(db *DB, _ *Handle) { db.company = true }}, false},
		"the last has been submitted":  {given{func(_ *DB, h *Handle) { h.closed.Store(true) }}, false},
		"every update is the writer's": {given{func(db *DB, _ *Handle) { db.queued = true }}, false},
	} {
		db := &DB{live: make(map[*Handle]struct{}), tick: make(chan time.Time)}
		h := db.Handle()
		for _, is := range c.given {
			is(db, h)
		}
		if got := db.isIdle(h); got != c.idle {
			t.Errorf("%s: the writer has nothing to do: %v, want %v", name, got, c.idle)
		}
	}
}
