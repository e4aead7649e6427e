package bolt

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// commitsOf is how many commits of bbolt's a file has.
func commitsOf(t *testing.T, db *DB) int {
	t.Helper()
	n, err := db.commits()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// filed waits until no checkpoint is under way.
func filed(db *DB) {
	until(func() bool { return db.now.Load().deltas[1] == nil })
}

// held keeps checkpoints from what they do, until the function returned is called.
func held(t *testing.T, db *DB) (goOn func()) {
	t.Helper()
	slow, err := db.bolt.Begin(true)
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		t.Helper()
		if err := slow.Rollback(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestOneCheckpointAtATime: what came while one was under way is the business of the next tick, and where nothing came there is
// nothing to write.
func TestOneCheckpointAtATime(t *testing.T) {
	db, tick, _ := ticking(t, filepath.Join(t.TempDir(), "s.db"))
	h := db.Handle()
	if err := h.Update(t.Context(), putting("a")); err != nil {
		t.Fatal(err)
	}
	before := commitsOf(t, db)
	goOn := held(t, db)
	for range 3 {
		tick <- time.Time{}
	}
	hears()
	goOn()
	filed(db)
	if n := commitsOf(t, db) - before; n != 1 {
		t.Errorf("three ticks make %d checkpoints while the first of them is under way", n)
	}
	for range 3 {
		tick <- time.Time{}
	}
	hears()
	filed(db)
	if n := commitsOf(t, db) - before; n != 1 {
		t.Errorf("ticks make %d checkpoints more, and nothing has changed", n-1)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// TestSettleWaits: no checkpoint begins while another is under way. One of two that ended late would put what it has over what the
// file got meanwhile. The test plays the one under way, and that it fails.
func TestSettleWaits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	db := openFileAt(t, path, Options{})
	if err := db.Handle().Update(t.Context(), putting("a")); err != nil {
		t.Fatal(err)
	}
	before := commitsOf(t, db)
	db.duty.Lock()
	underWay := make(chan error)
	p := db.now.Load()
	db.now.Store(&picture{number: p.number, deltas: [2]*delta{newDelta(), p.deltas[0]}, second: p.number})
	db.checking = underWay
	settled := make(chan error, 1)
	go func() { settled <- db.settle() }()
	select {
	case underWay <- errors.New("no space left"):
		if err := <-settled; err != nil {
			t.Error(err)
		}
		if n := commitsOf(t, db) - before; n != 1 {
			t.Errorf("it is tried again %d times", n)
		}
	case err := <-settled:
		t.Errorf("another checkpoint has ended before it: %v", err)
	}
	db.duty.Unlock()
}

// TestFlushInTheJournal: when touches that a tick took have come into the file, a Flush needs no more than the journal. So it ends
// also where the disk has no room for a checkpoint.
func TestFlushInTheJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	db, tick, _ := ticking(t, path)
	h := db.Handle()
	at := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }
	touch := func(n int) {
		t.Helper()
		if err := h.Touch(t.Context(), session("a").Key, at(n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Update(t.Context(), putting("a")); err != nil {
		t.Fatal(err)
	}
	touch(1)
	tick <- time.Time{}
	until(func() bool { return db.pending() == 0 })
	filed(db)
	full(t, db, h)
	touch(2)
	if err := h.Flush(t.Context()); err != nil {
		t.Error(err)
	}
	if r, err := openFileAt(t, copyOf(t, path), Options{}).Handle().Get(t.Context(), session("a").Key); err != nil || !r.LastUsed.Equal(at(2)) {
		t.Errorf("after a crash it was last used at %v, want %v: %v", r.LastUsed, at(2), err)
	}
	room(t, db, h)
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// TestFlushWaitsForTheNextCheckpoint: touches that a tick took while a checkpoint was under way are not in the file with that one.
func TestFlushWaitsForTheNextCheckpoint(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	db, tick, _ := ticking(t, path)
	h := db.Handle()
	if err := h.Update(t.Context(), putting("a")); err != nil {
		t.Fatal(err)
	}
	var goOn func()
	for n := range 2 {
		if err := h.Touch(t.Context(), session("a").Key, noon.Add(time.Duration(n+1)*time.Minute)); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			goOn = held(t, db)
		}
		tick <- time.Time{}
		until(func() bool { return db.pending() == 0 && db.now.Load().deltas[1] != nil })
	}
	goOn()
	filed(db) // the first
	goOn = held(t, db)
	tick <- time.Time{}
	until(func() bool { return db.now.Load().deltas[1] != nil })
	flushed := make(chan error, 1)
	go func() { flushed <- h.Flush(t.Context()) }()
	hears()
	select {
	case err := <-flushed:
		t.Errorf("Flush does not wait for the second: %v", err)
		flushed <- err
	default:
	}
	goOn()
	if err := <-flushed; err != nil {
		t.Error(err)
	}
	want := noon.Add(2 * time.Minute)
	if r, err := openFileAt(t, copyOf(t, path), Options{}).Handle().Get(t.Context(), session("a").Key); err != nil || !r.LastUsed.Equal(want) {
		t.Errorf("after a crash it was last used at %v, want %v: %v", r.LastUsed, want, err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// TestBulkyIsToldOfABrokenFile: an update that is in the journal does not wait for the file, too, when nobody writes to that any
// more. The next start has it.
func TestBulkyIsToldOfABrokenFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	h, g := overlapping(t, path)
	bulky := begin(t, h, several("1", "2", "3", "4", "5", "6"))
	<-g.begun
	broken := h.db.breaks("a page is damaged") // as a View finds it
	g.shut.Store(false)
	g.writes <- nil
	told := <-bulky
	if err := h.db.Close(); !errors.Is(err, broken) {
		t.Errorf("closed: %v", err)
	}
	if got := ids(t, openFileAt(t, path, Options{}).Handle()); told != nil || fmt.Sprint(got) != "[1 2 3 4 5 6 a]" {
		t.Errorf("it is told %v, and there are %v", told, got)
	}
}

// TestNothingIsWrittenToABrokenFile: not even by an update that had begun when a View met the damage, and that is too large for the
// journal.
func TestNothingIsWrittenToABrokenFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	db, err := Open(path, Options{NoSync: true, segment: 4 << 10})
	if err != nil {
		t.Fatal(err)
	}
	long := session("long")
	long.Values["v"] = string(make([]byte, 1<<14))
	var broken error
	h := db.Handle()
	if err := h.Update(t.Context(), putting("a")); err != nil {
		t.Fatal(err)
	}
	err = h.Update(t.Context(), func(tx store.Tx) error {
		broken = db.breaks("a page is damaged")
		return tx.Put(long)
	})
	if !errors.Is(err, broken) {
		t.Errorf("it is told %v, want %v", err, broken)
	}
	_ = db.Close()
	if got := ids(t, openFileAt(t, path, Options{}).Handle()); fmt.Sprint(got) != "[a]" {
		t.Errorf("there are %v", got)
	}
}

// TestCheckpointMeetsADamagedPage: nobody but the checkpoint looks at the page, for what was kept before it was damaged. That ends
// no process, and somebody is told; nor is Close kept by the locks that bbolt did not let go of.
func TestCheckpointMeetsADamagedPage(t *testing.T) {
	path, tick, told := grownFile(t, 300), make(chan time.Time), make(chan error, 1)
	db, err := Open(path, Options{NoSync: true, Tick: tick, Broken: func(err error) { told <- err }})
	if err != nil {
		t.Fatal(err)
	}
	key := session("0-0").Key
	if err := db.Handle().Update(t.Context(), func(tx store.Tx) error { return tx.Put(session(key.ID)) }); err != nil {
		t.Fatal(err)
	}
	if err := clearPages(path, recordKey(key)); err != nil {
		t.Skip(err) // Windows lets nobody write to a file that is mapped
	}
	tick <- time.Time{}
	want := path + " was damaged while it was open"
	if err := <-told; !strings.Contains(err.Error(), want) {
		t.Errorf("got %v", err)
	}
	if err := db.Close(); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("closed: %v", err)
	}
}

// TestCloseWithoutTheSecondDelta: what could not come into the file is not passed over for what came later, though that could.
func TestCloseWithoutTheSecondDelta(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	db, tick, behind := ticking(t, path)
	h := db.Handle()
	refuseWrites(t, db, 2)
	if err := h.Update(t.Context(), putting("a")); err != nil {
		t.Fatal(err)
	}
	tick <- time.Time{}
	if err := <-behind; err == nil {
		t.Fatal("the checkpoint did not fail")
	}
	if err := h.Update(t.Context(), putting("b")); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err == nil || !strings.Contains(err.Error(), "What it lacks is in its journal") {
		t.Errorf("closed: %v", err)
	}
	if got := ids(t, openFileAt(t, path, Options{}).Handle()); fmt.Sprint(got) != "[a b]" {
		t.Errorf("there are %v", got)
	}
}

// TestCloseSaysWhatIsLeft: a part of the journal that cannot be removed, although nothing is missing.
func TestCloseSaysWhatIsLeft(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	db, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Handle().Update(t.Context(), putting("a")); err != nil {
		t.Fatal(err)
	}
	name := segmentPath(path, 0)
	if err := os.Remove(name); err != nil {
		db.Close()
		t.Skip("the system does not let it go: ", err)
	}
	if err := os.MkdirAll(filepath.Join(name, "full"), 0o700); err != nil { // is not to be removed
		t.Fatal(err)
	}
	if err := db.Close(); err == nil || !strings.Contains(err.Error(), path+": all is in the file") || !strings.Contains(err.Error(), name) {
		t.Errorf("closed: %v", err)
	}
	if err := os.RemoveAll(name); err != nil {
		t.Fatal(err)
	}
	if got := ids(t, openFileAt(t, path, Options{}).Handle()); fmt.Sprint(got) != "[a]" {
		t.Errorf("there are %v", got)
	}
}

// TestFlushOfOneRecordAndOneTouch: a delta is not empty that has as many records, whose places in the indexes stay, as touches.
func TestFlushOfOneRecordAndOneTouch(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	db, tick, _ := ticking(t, path)
	h := db.Handle()
	if err := h.Update(t.Context(), several("a", "b", "1", "2", "3", "4")); err != nil { // it is in the file
		t.Fatal(err)
	}
	if err := h.Update(t.Context(), putting("a")); err != nil {
		t.Fatal(err)
	}
	later := noon.Add(time.Minute)
	if err := h.Touch(t.Context(), session("b").Key, later); err != nil {
		t.Fatal(err)
	}
	tick <- time.Time{}
	until(func() bool { return db.pending() == 0 }) // or the flush might go with the tick, into the journal
	if err := h.Flush(t.Context()); err != nil {
		t.Error(err)
	}
	if r, err := openFileAt(t, copyOf(t, path), Options{}).Handle().Get(t.Context(), session("b").Key); err != nil || !r.LastUsed.Equal(later) {
		t.Errorf("after a crash it was last used at %v, want %v: %v", r.LastUsed, later, err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// TestLargeUpdateMeetsADamagedPage: nobody is told that an update is kept which neither the journal nor the file has, since bbolt
// could not begin to write it.
func TestLargeUpdateMeetsADamagedPage(t *testing.T) {
	path := grownFile(t, 300)
	db, err := Open(path, Options{NoSync: true, segment: 4 << 10})
	if err != nil {
		t.Fatal(err)
	}
	long := session("long")
	long.Values["v"] = string(make([]byte, 1<<14))
	var damage error
	err = db.Handle().Update(t.Context(), func(tx store.Tx) error {
		var f *os.File
		if f, damage = os.OpenFile(path, os.O_WRONLY, 0); damage == nil {
			_, damage = f.WriteAt(make([]byte, 2*os.Getpagesize()), 0) // what each transaction begins with
			damage = errors.Join(damage, f.Close())
		}
		return tx.Put(long)
	})
	_ = db.Close() // ends
	if damage != nil {
		t.Skip(damage) // Windows lets nobody write to a file that is mapped
	}
	if err == nil || !strings.Contains(err.Error(), path+" was damaged while it was open") {
		t.Errorf("it is told %v", err)
	}
}
