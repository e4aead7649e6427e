package bolt

import (
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
