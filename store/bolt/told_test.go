package bolt

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// What stands here is about who is told when: nobody before what they did is durable, and nobody later than that for the sake of
// somebody else. A test that fails may hang.

// gatedLater returns a store whose journal is gated once it has turned, with what it is told when a checkpoint fails.
func gatedLater(t *testing.T, path string) (db *DB, g *gated, tick chan<- time.Time, behind <-chan error) {
	t.Helper()
	ticks, errs := make(chan time.Time), make(chan error, 10)
	db, err := Open(path, Options{Tick: ticks, Behind: func(err error) { errs <- err }, create: func(path string) (segmentFile, error) {
		s, err := createSegment(path)
		if strings.HasSuffix(path, "-2") {
			g = &gated{segmentFile: s, begun: make(chan struct{}, 10), writes: make(chan error, 10), synced: make(chan error, 10)}
			return g, err
		}
		return s, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	return db, g, ticks, errs
}

// toSync has a batch, the first in its segment, get to where it waits for the disk.
func toSync(g *gated) {
	<-g.begun // the segment grows
	g.writes <- nil
	<-g.begun
	g.writes <- nil
	<-g.begun
}

// hears lets the writer hear of what was just done.
func hears() {
	for range 3000 {
		runtime.Gosched()
	}
}

// begins begins an Update, whose function need not run soon.
func begins(t *testing.T, h *Handle, f func(store.Tx) error) <-chan error {
	done := make(chan error, 1)
	go func() { done <- h.Update(t.Context(), f) }()
	return done
}

// TestToldBeforeAView: an update is durable, and the functions of the next batch cannot look at the file: a checkpoint maps that
// anew, for which it waits until a View has ended.
func TestToldBeforeAView(t *testing.T) {
	db, g, tick, _ := gatedLater(t, filepath.Join(t.TempDir(), "s.db"))
	h := db.Handle()
	long := session("long")
	long.Values["v"] = strings.Repeat("x", 500_000) // the file gets more than is mapped
	if err := h.Update(t.Context(), func(tx store.Tx) error { return tx.Put(long) }); err != nil {
		t.Fatal(err)
	}
	slow, err := db.bolt.Begin(true) // the checkpoint has not got to where it allocates pages
	if err != nil {
		t.Fatal(err)
	}
	tick <- time.Time{}
	hears()
	inView, leave, left := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		left <- h.View(t.Context(), func(store.Tx) error { close(inView); <-leave; return nil })
	}()
	<-inView
	g.shut.Store(true)
	first := begin(t, h, putting("b"))
	toSync(g)
	if err := slow.Rollback(); err != nil { // now the checkpoint maps the file anew, and waits for the View
		t.Fatal(err)
	}
	hears()
	second := begins(t, h, putting("c"))
	hears()
	g.shut.Store(false)
	g.synced <- nil
	if err := <-first; err != nil {
		t.Error(err)
	}
	close(leave)
	if err := errors.Join(<-left, <-second, db.Close()); err != nil {
		t.Error(err)
	}
}

// TestToldBeforeACheckpoint: the same where nobody has a View, and the disk is slow with the last page of a checkpoint.
func TestToldBeforeACheckpoint(t *testing.T) {
	db, g, tick, _ := gatedLater(t, filepath.Join(t.TempDir(), "s.db"))
	h := db.Handle()
	if err := h.Update(t.Context(), putting("a")); err != nil {
		t.Fatal(err)
	}
	write := writesOf(t, db)
	below := *write
	atData, goData, atMeta, goMeta := make(chan struct{}, 100), make(chan struct{}), make(chan struct{}, 10), make(chan struct{})
	*write = func(b []byte, at int64) (int, error) {
		if at < 2*int64(os.Getpagesize()) {
			atMeta <- struct{}{}
			<-goMeta
		} else {
			atData <- struct{}{}
			<-goData
		}
		return below(b, at)
	}
	tick <- time.Time{}
	<-atData
	g.shut.Store(true)
	first := begin(t, h, putting("b"))
	toSync(g)
	close(goData)
	<-atMeta
	second := begins(t, h, putting("c"))
	hears()
	g.shut.Store(false)
	g.synced <- nil
	if err := <-first; err != nil {
		t.Error(err)
	}
	close(goMeta)
	if err := errors.Join(<-second, db.Close()); err != nil {
		t.Error(err)
	}
}

// TestToldBeforeTheJournal: a bulky update is in the file, and the journal's disk is slow with what others did later.
func TestToldBeforeTheJournal(t *testing.T) {
	db, g, _, _ := gatedLater(t, filepath.Join(t.TempDir(), "s.db"))
	h := db.Handle()
	write := writesOf(t, db)
	below := *write
	begun, goOn := make(chan struct{}, 1000), make(chan struct{})
	*write = func(b []byte, at int64) (int, error) { begun <- struct{}{}; <-goOn; return below(b, at) }
	bulky := begins(t, h, several("1", "2", "3", "4", "5", "6"))
	<-begun // the checkpoint that it waits for
	g.shut.Store(true)
	first := begin(t, h, putting("b"))
	toSync(g)
	second := begins(t, h, putting("c"))
	hears()
	close(goOn)
	if err := <-bulky; err != nil {
		t.Error(err)
	}
	g.shut.Store(false)
	g.synced <- nil
	if err := errors.Join(<-first, <-second, db.Close()); err != nil {
		t.Error(err)
	}
}

// TestToldOfADiskThatIsUnsure: also who came while a batch was begun by a tick alone.
func TestToldOfADiskThatIsUnsure(t *testing.T) {
	db, g, tick, behind := gatedLater(t, filepath.Join(t.TempDir(), "s.db"))
	h := db.Handle()
	if err := h.Update(t.Context(), putting("a")); err != nil {
		t.Fatal(err)
	}
	write := writesOf(t, db)
	*write = func([]byte, int64) (int, error) { return 0, errors.New("no space left") }
	tick <- time.Time{}
	if err := <-behind; err == nil {
		t.Fatal("the checkpoint did not fail")
	}
	g.shut.Store(true)
	first := begin(t, h, putting("b"))
	toSync(g)
	if err := h.Touch(t.Context(), session("a").Key, session("a").LastUsed.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	tick <- time.Time{}
	hears()
	flushed := make(chan error, 1)
	go func() { flushed <- h.Flush(t.Context()) }()
	hears()
	g.synced <- errors.New("input/output error")
	for _, done := range []<-chan error{first, flushed} {
		if err := <-done; !errors.Is(err, errUnsure) {
			t.Errorf("got %v", err)
		}
	}
	g.shut.Store(false)
	if err := db.Close(); !errors.Is(err, errUnsure) {
		t.Errorf("close: %v", err)
	}
}

// TestHandleCloseOnAFullDisk: Close does not say that touches are durable which a tick has taken, and nothing has yet.
func TestHandleCloseOnAFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	db, tick, behind := ticking(t, path)
	other, h := db.Handle(), db.Handle()
	if err := other.Update(t.Context(), putting("a")); err != nil {
		t.Fatal(err)
	}
	write := writesOf(t, db)
	before, full := *write, errors.New("no space left")
	*write = func([]byte, int64) (int, error) { return 0, full }
	later := session("a").LastUsed.Add(time.Minute)
	if err := h.Touch(t.Context(), session("a").Key, later); err != nil {
		t.Fatal(err)
	}
	tick <- time.Time{}
	if err := <-behind; err == nil {
		t.Fatal("the checkpoint did not fail")
	}
	if err := h.Close(); !errors.Is(err, full) {
		t.Errorf("the handle is closed: %v", err)
	}
	*write = before // no checkpoint is under way: Close waited for the last
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if rec, err := openFileAt(t, path, Options{}).Handle().Get(t.Context(), session("a").Key); err != nil || !rec.LastUsed.Equal(later) {
		t.Errorf("it was last used at %v, %v", rec.LastUsed, err)
	}
}

// TestEmptyCheckpointIsUnsure: what a checkpoint was for was taken back, and its last page reached the file all the same.
func TestEmptyCheckpointIsUnsure(t *testing.T) {
	db, g, tick, behind := gatedLater(t, filepath.Join(t.TempDir(), "s.db"))
	broken := make(chan error, 1)
	db.whenBroken = func(err error) { broken <- err }
	h := db.Handle()
	if err := h.Update(t.Context(), several("1", "2", "3", "4", "5", "6")); err != nil { // it is in the file
		t.Fatal(err)
	}
	failMeta(t, db)
	g.shut.Store(true)
	first := begin(t, h, putting("b"))
	<-g.begun
	tick <- time.Time{} // a checkpoint is due, which waits for the journal
	hears()
	g.writes <- errors.New("no space left") // where it grows
	g.writes <- errors.New("no space left") // and by less
	if err := <-first; err == nil {
		t.Fatal("it was kept")
	}
	g.shut.Store(false)
	select {
	case err := <-broken:
		if !errors.Is(err, errUnsure) {
			t.Errorf("got %v", err)
		}
	case err := <-behind:
		t.Errorf("the file has the page, and it goes on: %v", err)
	}
	if err := db.Close(); !errors.Is(err, errUnsure) {
		t.Errorf("close: %v", err)
	}
}

// TestFlushDoesNotJoin: a batch that was begun before it has no place for touches.
func TestFlushDoesNotJoin(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	h, g := overlapping(t, path)
	first := begin(t, h, putting("b"))
	<-g.begun
	second := begin(t, h, putting("c")) // the writer has others join now
	later := session("a").LastUsed.Add(time.Minute)
	if err := h.Touch(t.Context(), session("a").Key, later); err != nil {
		t.Fatal(err)
	}
	flushed := make(chan error, 1)
	go func() { flushed <- h.Flush(t.Context()) }()
	hears()
	g.shut.Store(false)
	g.writes <- nil
	if err := errors.Join(<-first, <-second, <-flushed); err != nil {
		t.Fatal(err)
	}
	db := openFileAt(t, copyOf(t, path), Options{})
	if rec, err := db.Handle().Get(t.Context(), session("a").Key); err != nil || !rec.LastUsed.Equal(later) {
		t.Errorf("the touch is not durable: %v, %v", rec.LastUsed, err)
	}
}

// TestFlushAfterOthers: it waits for the file also where others wrote after the touches that the journal does not have.
func TestFlushAfterOthers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	db, tick, _ := ticking(t, path)
	h := db.Handle()
	if err := h.Update(t.Context(), putting("a")); err != nil {
		t.Fatal(err)
	}
	slow, err := db.bolt.Begin(true) // a checkpoint waits for its end
	if err != nil {
		t.Fatal(err)
	}
	tick <- time.Time{}
	later := session("a").LastUsed.Add(time.Minute)
	if err := h.Touch(t.Context(), session("a").Key, later); err != nil {
		t.Fatal(err)
	}
	tick <- time.Time{}                                                                           // the touch is in the first delta, and in no journal
	for _, f := range []func(store.Tx) error{func(store.Tx) error { return nil }, putting("b")} { // the first perhaps in one batch with the touch
		if err := h.Update(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	flushed := make(chan error, 1)
	go func() { flushed <- h.Flush(t.Context()) }()
	hears()
	select {
	case err := <-flushed:
		t.Errorf("Flush does not wait for the file: %v", err)
		flushed <- err
	default:
	}
	if err := slow.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(<-flushed, db.Close()); err != nil {
		t.Error(err)
	}
}
