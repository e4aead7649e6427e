package bolt

import (
	"errors"
	"path/filepath"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// start opens a file for the history to go on with.
func (h *history) start(path string) {
	h.disk, h.path = newDisk(), path
	h.broken.Store(false)
	db, err := Open(path, Options{
		NoSync: true, // of the file and of what is made at Open: the test's own disk has no need of it
		Tick:   h.tick, segment: h.segment, queued: h.alwaysQueued, create: h.disk.create,
		Broken: func(error) { h.broken.Store(true) },
	})
	if err != nil {
		h.fatal("open: %v", err)
	}
	db.journal.noSync = false
	h.disk.synced()
	h.disk.holdsFile(h.t, db)
	h.db, h.waits = db, map[store.Key]<-chan struct{}{}
	for n := range h.handles {
		h.handles[n] = db.Handle()
	}
}

// end lets go of everybody, and of the file.
func (h *history) end() error {
	h.heal()
	for _, v := range h.views {
		close(v.release)
		<-v.done
	}
	h.views = nil
	for _, c := range h.open {
		<-c.done
	}
	return h.db.Close()
}

// heal has the disk work.
func (h *history) heal() {
	h.disk.sick.Store(false)
	h.disk.full.Store(false)
	h.disk.bad.Store(false)
	h.disk.writes.open()
	h.disk.syncs.open()
	h.disk.pages.open()
}

// reopen closes the file, perhaps while calls are under way, and opens it anew.
func (h *history) reopen() {
	for len(h.views) > 0 {
		h.leave()
	}
	if h.chance.IntN(2) == 0 {
		h.disk.full.Store(false)
	}
	h.mayClose = true
	err := h.db.Close()
	h.note("close: %v", err)
	for _, c := range h.open {
		<-c.done
	}
	if err != nil && !(errors.Is(err, errDisk) && (h.disk.full.Load() || h.mayFail)) && !(errors.Is(err, errUnsure) && h.mayBeUnsure) {
		h.fatal("close: %v", err)
	}
	h.account()
	h.mayClose = false
	if err == nil {
		h.is.flushed()
	}
	possible := h.possible()
	h.start(h.path)
	h.adopts(possible, "after Close")
}

// crash loses the power, and goes on with what is left.
func (h *history) crash() {
	h.Crashes++
	to := h.image()
	h.note("the power is lost")
	possible := h.possible()
	_ = h.end() // says whatever it likes
	h.start(to)
	h.adopts(possible, "after a crash")
}

// image is what would be left if the power were lost now.
func (h *history) image() string {
	to := filepath.Join(h.t.TempDir(), "s.db")
	share := []float64{0, 1, h.chance.Float64()}[h.chance.IntN(3)]
	if err := h.disk.left(h.db, to, func() bool { return h.chance.Float64() < share }); err != nil {
		h.fatal("%v", err)
	}
	return to
}

// looksAtImage looks at what would be left, twice: it was closed then.
func (h *history) looksAtImage() {
	h.Images++
	path, possible := h.image(), h.possible()
	for _, when := range []string{"in what a crash would leave", "in what it would leave, once more"} {
		db, err := Open(path, Options{NoSync: true, segment: h.segment})
		if err != nil {
			h.fatal("%s: %v", when, err)
		}
		seen := h.found(db.Handle(), possible, when)
		if err := db.Close(); err != nil {
			h.fatal("%s: %v", when, err)
		}
		possible = []moment{momentOf(seen)}
	}
}

// found is what there is, which is one of the possible moments.
func (h *history) found(s *Handle, possible []moment, when string) map[store.Key]store.Record {
	seen, err := view(s)
	if err != nil {
		h.fatal("%s: %v", when, err)
	}
	for _, m := range possible {
		if m.differs(seen, func(k kept) time.Time { return k.sure }) == "" {
			return seen
		}
	}
	d := possible[len(possible)-1].differs(seen, func(k kept) time.Time { return k.sure })
	h.fatal("%s there is what never was; of %d possible moments, the last is (-want +got):\n%s", when, len(possible), d)
	return nil
}

// adopts goes on with what there is after a restart.
func (h *history) adopts(possible []moment, when string) {
	h.is = momentOf(h.found(h.handles[0], possible, when))
	h.open, h.glimpses, h.events, h.accounted = nil, nil, nil, 0
	h.unsure, h.mayLag = false, false
}

func momentOf(seen map[store.Key]store.Record) moment {
	m := newMoment()
	for _, r := range seen {
		_ = m.Put(r) // a moment takes everything
	}
	return m
}
