package bolt

import (
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// A gated file does nothing, once it was shut, until the test has said how it goes.
type gated struct {
	segmentFile
	shut  atomic.Bool
	syncs atomic.Int64

	begun          chan struct{} // it was asked to write, or to sync
	writes, synced chan error    // how that goes
}

func (g *gated) WriteAt(b []byte, at int64) (int, error) {
	if g.shut.Load() {
		g.begun <- struct{}{}
		if err := <-g.writes; err != nil {
			return 0, err
		}
	}
	return g.segmentFile.WriteAt(b, at)
}

func (g *gated) SyncData() error {
	g.syncs.Add(1)
	if g.shut.Load() {
		g.begun <- struct{}{}
		if err := <-g.synced; err != nil {
			return err
		}
	}
	return g.segmentFile.SyncData()
}

// overlapping returns a store with a session "a", whose journal is gated, and shut from now on. At the end of the test it is open.
func overlapping(t *testing.T, path string) (*Handle, *gated) {
	t.Helper()
	var g *gated
	db, err := Open(path, Options{Tick: make(chan time.Time), create: func(path string) (segmentFile, error) {
		s, err := createSegment(path)
		if strings.HasSuffix(path, "-1") {
			g = &gated{segmentFile: s, begun: make(chan struct{}), writes: make(chan error), synced: make(chan error)}
			return g, err
		}
		return s, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	h := db.Handle()
	if err := h.Update(t.Context(), putting("a")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		g.shut.Store(false)
		if err := db.Close(); err != nil && db.isBroken() == nil {
			t.Error(err)
		}
	})
	g.shut.Store(true)
	g.syncs.Store(0)
	return h, g
}

// begin begins an Update, and returns when its function has run.
func begin(t *testing.T, h *Handle, f func(store.Tx) error) (done <-chan error) {
	t.Helper()
	ran, ends := make(chan struct{}), make(chan error, 1)
	go func() {
		ends <- h.Update(context.WithoutCancel(t.Context()), func(tx store.Tx) error {
			defer close(ran)
			return f(tx)
		})
	}()
	<-ran
	return ends
}

// TestFunctionsRunWhileTheDiskWrites: they see what is on its way to the disk, and nobody else does.
func TestFunctionsRunWhileTheDiskWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	h, g := overlapping(t, path)
	b := begin(t, h, putting("b"))
	<-g.begun
	g.writes <- nil
	<-g.begun // the sync
	var saw error
	c := begin(t, h, func(tx store.Tx) error {
		_, saw = tx.Get(session("b").Key)
		return errors.Join(tx.Delete(session("a").Key), tx.Put(session("c")))
	})
	var more []<-chan error
	for _, id := range []string{"d", "e", "f"} {
		more = append(more, begin(t, h, putting(id)))
	}
	if saw != nil {
		t.Error("the next batch does not see what it is on top of: ", saw)
	}
	if got := ids(t, h); !slices.Equal(got, []string{"a"}) {
		t.Errorf("what is not durable can be seen: %q", got)
	}
	if _, err := h.Get(t.Context(), session("b").Key); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("what is not durable can be got: %v", err)
	}
	g.synced <- nil
	if err := <-b; err != nil {
		t.Error(err)
	}
	if got := ids(t, h); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("the first batch alone is durable, there are %q", got)
	}
	<-g.begun
	g.writes <- nil
	<-g.begun
	g.synced <- nil
	for _, done := range append(more, c) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if n := g.syncs.Load(); n != 2 {
		t.Errorf("%d syncs, want one for each batch", n)
	}
	if got := ids(t, h); !slices.Equal(got, []string{"b", "c", "d", "e", "f"}) {
		t.Errorf("there are %q", got)
	}
}

// TestDiskRefusesWhatTheNextSaw: two batches come to nothing, and what was before them, touches among it, is as it was.
func TestDiskRefusesWhatTheNextSaw(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	h, g := overlapping(t, path)
	touched := session("a").LastUsed.Add(time.Minute)
	if err := h.Touch(t.Context(), session("a").Key, touched); err != nil {
		t.Fatal(err)
	}
	first := begin(t, h, func(tx store.Tx) error {
		a := session("a")
		a.LastUsed = a.Created.Add(-time.Hour) // overrules the touch
		return errors.Join(tx.Put(a), tx.Put(session("b")))
	})
	<-g.begun
	second := begin(t, h, func(tx store.Tx) error {
		return errors.Join(tx.Delete(session("a").Key), tx.Delete(session("b").Key), tx.Put(session("c")))
	})
	g.writes <- errors.New("no space left")
	for _, done := range []<-chan error{first, second} {
		if err := <-done; err == nil || !strings.Contains(err.Error(), "no space left") {
			t.Errorf("an update that was not kept is told %v", err)
		}
	}
	if got := ids(t, h); !slices.Equal(got, []string{"a"}) {
		t.Errorf("there are %q", got)
	}
	isTouched := func(h *Handle, when string) {
		t.Helper()
		if a, err := h.Get(t.Context(), session("a").Key); err != nil || !a.LastUsed.Equal(touched) {
			t.Errorf("%s the touch is lost: %v, %v", when, a.LastUsed, err)
		}
	}
	isTouched(h, "when the disk refused")
	g.shut.Store(false)
	if err := h.Update(t.Context(), putting("d")); err != nil {
		t.Error(err)
	}
	isTouched(h, "after the next update")
	if err := h.db.Close(); err != nil {
		t.Error(err)
	}
	db, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if got := ids(t, db.Handle()); !slices.Equal(got, []string{"a", "d"}) {
		t.Errorf("after a restart there are %q", got)
	}
	isTouched(db.Handle(), "after a restart")
}

// TestDiskIsUnsureOfWhatTheNextSaw: nobody knows of the first batch, and of the second there is nothing.
func TestDiskIsUnsureOfWhatTheNextSaw(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	h, g := overlapping(t, path)
	first := begin(t, h, putting("b"))
	<-g.begun
	g.writes <- nil
	<-g.begun
	second := begin(t, h, putting("c"))
	g.synced <- errors.New("input/output error")
	for _, done := range []<-chan error{first, second} {
		if err := <-done; !errors.Is(err, errUnsure) {
			t.Errorf("an update of which nobody knows is told %v", err)
		}
	}
	if err := h.Update(t.Context(), putting("d")); !errors.Is(err, errUnsure) {
		t.Errorf("afterwards one is told %v", err)
	}
	g.shut.Store(false)
	_ = h.db.Close()
	db, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if got := ids(t, db.Handle()); !slices.Equal(got, []string{"a", "b"}) { // this time it was written
		t.Errorf("after a restart there are %q", got)
	}
}

// TestChangedOnTopOfABatch: who asks within a batch for the next change of a record does not mean the one that is on its way to
// the disk, although others wait for that.
func TestChangedOnTopOfABatch(t *testing.T) {
	h, g := overlapping(t, filepath.Join(t.TempDir(), "s.db"))
	key := session("a").Key
	for range 2 { // batches that wrote it, whose memory the next have
		first := begin(t, h, putting("a"))
		<-g.begun
		second := begin(t, h, putting("a"))
		g.shut.Store(false)
		g.writes <- nil
		if err := errors.Join(<-first, <-second); err != nil {
			t.Fatal(err)
		}
		g.shut.Store(true)
	}
	var outside, outsideB, inside, insideB <-chan struct{}
	if err := h.View(t.Context(), func(tx store.Tx) error {
		outside, outsideB = tx.Changed(key), tx.Changed(session("b").Key)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	first := begin(t, h, putting("a"))
	<-g.begun
	second := begin(t, h, func(tx store.Tx) error {
		inside = tx.Changed(key)
		return tx.Put(session("b"))
	})
	third := begin(t, h, func(tx store.Tx) error { // in one batch with the second
		insideB = tx.Changed(session("b").Key)
		return nil
	})
	g.shut.Store(false)
	g.writes <- nil
	if err := errors.Join(<-first, <-second, <-third); err != nil {
		t.Fatal(err)
	}
	<-outside
	<-outsideB
	select {
	case <-inside:
		t.Error("the change came before it was asked for")
	case <-insideB:
		t.Error("the change by the function before came when the next was asked for")
	default:
	}
	if err := h.Update(t.Context(), several("a", "b")); err != nil {
		t.Fatal(err)
	}
	<-inside
	<-insideB
}

// TestDiskAnswersWhileAFunctionRuns: who waits for the first batch is told at once, and what began on top of it has its outcome.
func TestDiskAnswersWhileAFunctionRuns(t *testing.T) {
	t.Run("durable", func(t *testing.T) {
		h, g := overlapping(t, filepath.Join(t.TempDir(), "s.db"))
		first := begin(t, h, putting("b"))
		<-g.begun
		g.shut.Store(false)
		second := begin(t, h, func(tx store.Tx) error {
			g.writes <- nil
			if err := <-first; err != nil {
				return err
			}
			return tx.Put(session("c"))
		})
		if err := <-second; err != nil {
			t.Fatal(err)
		}
		if got := ids(t, h); !slices.Equal(got, []string{"a", "b", "c"}) {
			t.Errorf("there are %q", got)
		}
	})
	t.Run("refused", func(t *testing.T) {
		h, g := overlapping(t, filepath.Join(t.TempDir(), "s.db"))
		first := begin(t, h, putting("b"))
		<-g.begun
		g.shut.Store(false)
		second := begin(t, h, func(tx store.Tx) error {
			g.writes <- errors.New("no space left")
			for range 1000 { // the writer hears of it
				runtime.Gosched()
			}
			return tx.Put(session("c"))
		})
		for _, done := range []<-chan error{first, second} {
			if err := <-done; err == nil || !strings.Contains(err.Error(), "no space left") {
				t.Errorf("an update that was not kept is told %v", err)
			}
		}
		if got := ids(t, h); !slices.Equal(got, []string{"a"}) {
			t.Errorf("there are %q", got)
		}
	})
}

// TestTouchIsSeenWhileTheDiskWrites: a touch was seen before, and is so while it is written, as is one that came meanwhile.
func TestTouchIsSeenWhileTheDiskWrites(t *testing.T) {
	h, g := overlapping(t, filepath.Join(t.TempDir(), "s.db"))
	g.shut.Store(false)
	if err := h.Update(t.Context(), putting("b")); err != nil {
		t.Fatal(err)
	}
	g.shut.Store(true)
	later := session("a").LastUsed.Add(time.Minute)
	touch := func(id string) {
		t.Helper()
		if err := h.Touch(t.Context(), session(id).Key, later); err != nil {
			t.Fatal(err)
		}
	}
	touch("a")
	flushed := make(chan error, 1)
	go func() { flushed <- h.Flush(context.WithoutCancel(t.Context())) }()
	<-g.begun
	touch("b")
	for _, id := range []string{"a", "b"} {
		if rec, err := h.Get(t.Context(), session(id).Key); err != nil || !rec.LastUsed.Equal(later) {
			t.Errorf("%s was last used at %v, want %v: %v", id, rec.LastUsed, later, err)
		}
	}
	g.shut.Store(false)
	g.writes <- nil
	if err := <-flushed; err != nil {
		t.Error(err)
	}
}

// TestHandleThatCameLater: an Update of a handle that was made when its batch had been begun sees the touches of that handle, and a
// Put of it overrules them.
func TestHandleThatCameLater(t *testing.T) {
	h, g := overlapping(t, filepath.Join(t.TempDir(), "s.db"))
	first := begin(t, h, putting("b"))
	<-g.begun
	second := begin(t, h, putting("c")) // begins the batch
	later := h.db.Handle()
	if err := later.Touch(t.Context(), session("a").Key, noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	third := begin(t, later, func(tx store.Tx) error {
		return errors.Join(usedAt(tx, noon.Add(time.Minute)), tx.Put(session("a")), usedAt(tx, noon))
	})
	g.shut.Store(false)
	g.writes <- nil
	for _, done := range []<-chan error{first, second, third} {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if err := later.View(t.Context(), func(tx store.Tx) error { return usedAt(tx, noon) }); err != nil {
		t.Error(err)
	}
}

// TestTouchIsRefused: where the disk refuses a touch it waits again, and of two the later one; also for a View that had begun before,
// and gets to see what came after.
func TestTouchIsRefused(t *testing.T) {
	for _, minutes := range [][2]time.Duration{{10, 5}, {5, 10}} {
		h, g := overlapping(t, filepath.Join(t.TempDir(), "s.db"))
		touch := func(minutes time.Duration) {
			t.Helper()
			if err := h.Touch(t.Context(), session("a").Key, noon.Add(minutes*time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		touch(minutes[0])
		flushed := make(chan error, 1)
		go func() { flushed <- h.Flush(context.WithoutCancel(t.Context())) }()
		<-g.begun
		layers := h.touches.capture() // of the View
		touch(minutes[1])
		g.shut.Store(false)
		g.writes <- errors.New("no space left")
		if err := <-flushed; err == nil {
			t.Error("it is flushed")
		}
		want := noon.Add(10 * time.Minute)
		if err := h.View(t.Context(), func(tx store.Tx) error { return usedAt(tx, want) }); err != nil {
			t.Error(err)
		}
		if err := h.Update(t.Context(), putting("b")); err != nil {
			t.Fatal(err)
		}
		view, err := h.look()
		if err != nil {
			t.Fatal(err)
		}
		view.layers = layers
		if err := usedAt(view, noon.Add(minutes[0]*time.Minute)); err != nil {
			t.Error("a View that had begun: ", err)
		}
		if err := view.b.Rollback(); err != nil {
			t.Error(err)
		}
	}
}

// TestFlushWhileTheDiskWrites: the touches of a batch that is refused are written by the next Flush, which came meanwhile.
func TestFlushWhileTheDiskWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	h, g := overlapping(t, path)
	flush := func() <-chan error {
		done := make(chan error, 1)
		go func() { done <- h.Flush(context.WithoutCancel(t.Context())) }()
		return done
	}
	touch := func(id string, at time.Time) {
		t.Helper()
		if err := h.Touch(t.Context(), session(id).Key, at); err != nil {
			t.Fatal(err)
		}
	}
	g.shut.Store(false)
	if err := h.Update(t.Context(), putting("b")); err != nil {
		t.Fatal(err)
	}
	g.shut.Store(true)
	later := session("a").LastUsed.Add(time.Minute)
	touch("a", later)
	first := flush()
	<-g.begun
	touch("b", later)
	second := flush()
	for range 1000 { // the writer hears of it
		runtime.Gosched()
	}
	g.shut.Store(false)
	g.writes <- errors.New("no space left")
	if err := <-first; err == nil {
		t.Error("the first Flush was refused, and is not told")
	}
	if err := <-second; err != nil {
		t.Error(err)
	}
	db, err := Open(copyOf(t, path), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, id := range []string{"a", "b"} {
		if rec, err := db.Handle().Get(t.Context(), session(id).Key); err != nil || !rec.LastUsed.Equal(later) {
			t.Errorf("the touch of %s is not durable: %v, %v", id, rec.LastUsed, err)
		}
	}
}
