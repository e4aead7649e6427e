package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"
	"unsafe"

	"github.com/soapstone-dev/soapstone/store"
)

// ticking opens a file, and returns its tick and what Options.Behind is told.
func ticking(t *testing.T, path string) (db *DB, tick chan<- time.Time, behind <-chan error) {
	t.Helper()
	ticks, errs := make(chan time.Time), make(chan error, 10)
	db, err := Open(path, Options{Tick: ticks, Behind: func(err error) { errs <- err }})
	if err != nil {
		t.Fatal(err)
	}
	return db, ticks, errs
}

// full fills the disk for checkpoints, and has something that needs more of it than there is.
func full(t *testing.T, db *DB, h *Handle) {
	t.Helper()
	long := session("long")
	long.Values["v"] = string(make([]byte, 1<<19))
	db.bolt.MaxSize = 1
	if err := h.Update(context.Background(), func(tx store.Tx) error { return tx.Put(long) }); err != nil {
		t.Fatal(err)
	}
}

// room makes room again, when no checkpoint is under way: a bulky update ends after one.
func room(t *testing.T, db *DB, h *Handle) {
	t.Helper()
	if err := h.Update(context.Background(), several("1", "2", "3", "4", "5")); err != nil {
		t.Error(err)
	}
	db.bolt.MaxSize = 0
}

// TestCheckpointIsTriedAgain: what was kept while a checkpoint failed is not taken to be in the file when it works at last.
func TestCheckpointIsTriedAgain(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "s.db")
	db, tick, behind := ticking(t, path)
	h := db.Handle()
	full(t, db, h)
	tick <- time.Time{}
	if err := <-behind; err == nil {
		t.Fatal("the checkpoint did not fail")
	}
	if err := h.Update(ctx, putting("b")); err != nil { // in the other segment
		t.Fatal(err)
	}
	db.bolt.MaxSize = 0
	tick <- time.Time{}
	if err := <-behind; err != nil {
		t.Fatal(err)
	}
	copied := copyOf(t, path)
	if err := h.Update(ctx, putting("c")); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][]string{copied: {"b", "long"}, path: {"b", "c", "long"}} {
		if got := ids(t, openFileAt(t, path, Options{}).Handle()); !slices.Equal(got, want) {
			t.Errorf("there are %v, want %v", got, want)
		}
	}
}

// TestFlushAfterATick: touches that a tick has written, and no checkpoint has brought into the file, are so after a Flush, or it
// says that they are not.
func TestFlushAfterATick(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "s.db")
	db, tick, _ := ticking(t, path)
	h := db.Handle()
	if err := h.Update(ctx, putting("a")); err != nil {
		t.Fatal(err)
	}
	used := func(path string) time.Time {
		t.Helper()
		r, err := openFileAt(t, path, Options{}).Handle().Get(ctx, session("a").Key)
		if err != nil {
			t.Fatal(err)
		}
		return r.LastUsed
	}
	for n := range 3 {
		at := noon.Add(time.Duration(n+1) * time.Minute)
		if err := h.Touch(ctx, session("a").Key, at); err != nil {
			t.Fatal(err)
		}
		slow, err := db.bolt.Begin(true) // the checkpoint waits for its end
		if err != nil {
			t.Fatal(err)
		}
		tick <- time.Time{}
		if n == 1 {
			tick <- time.Time{}
		}
		if err := h.Update(ctx, func(store.Tx) error { return nil }); err != nil { // or the flush might go with the tick, into the journal
			t.Fatal(err)
		}
		flushed := make(chan error, 1)
		go func() { flushed <- h.Flush(ctx) }()
		for range 1000 {
			runtime.Gosched()
		}
		select {
		case err := <-flushed:
			t.Errorf("it was flushed before the checkpoint: %v", err)
			flushed <- err
		default:
		}
		if err := slow.Rollback(); err != nil {
			t.Fatal(err)
		}
		if err := <-flushed; err != nil {
			t.Fatal(err)
		}
		if got := used(copyOf(t, path)); !got.Equal(at) {
			t.Errorf("round %d: after a crash it was last used at %v, want %v", n, got, at)
		}
	}
	full(t, db, h)
	if err := h.Touch(ctx, session("a").Key, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	tick <- time.Time{}
	if err := h.Flush(ctx); err == nil && !used(copyOf(t, path)).Equal(noon.Add(time.Hour)) {
		t.Error("it was flushed to a full disk, and is lost")
	}
	room(t, db, h)
	if err := h.Flush(ctx); err != nil {
		t.Error(err)
	}
	if got := used(copyOf(t, path)); !got.Equal(noon.Add(time.Hour)) {
		t.Errorf("at last it was last used at %v", got)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// TestTouchesWaitForTheDisk: while checkpoints fail, a touch takes the place of the one before.
func TestTouchesWaitForTheDisk(t *testing.T) {
	ctx := context.Background()
	db, tick, behind := ticking(t, filepath.Join(t.TempDir(), "s.db"))
	h := db.Handle()
	if err := h.Update(ctx, putting("a")); err != nil {
		t.Fatal(err)
	}
	full(t, db, h)
	tick <- time.Time{}
	if err := <-behind; err == nil {
		t.Fatal("the checkpoint did not fail")
	}
	const ticks = 200
	for n := range ticks {
		if err := h.Touch(ctx, session("a").Key, noon.Add(time.Duration(n+1)*time.Minute)); err != nil {
			t.Fatal(err)
		}
		tick <- time.Time{}
	}
	if err := h.Update(ctx, func(store.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	n := 0
	for v := db.now.Load().find(touchBucket, recordKey(session("a").Key), db.now.Load().number); v != nil; v = v.older {
		n++
	}
	if n > ticks/10 {
		t.Errorf("of %d touches, %d are kept", ticks, n)
	}
	if r, err := h.Get(ctx, session("a").Key); err != nil || !r.LastUsed.Equal(noon.Add(ticks*time.Minute)) {
		t.Errorf("it was last used at %v, %v", r.LastUsed, err)
	}
	room(t, db, h)
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// failMeta has bbolt's next meta page reach the file, and the disk then say that it failed. bbolt has no door for that.
func failMeta(t *testing.T, db *DB) {
	t.Helper()
	field := reflect.ValueOf(db.bolt).Elem().FieldByName("ops").FieldByName("writeAt")
	if !field.IsValid() {
		t.Skip("bbolt writes in another way now")
	}
	write := (*func([]byte, int64) (int, error))(unsafe.Pointer(field.UnsafeAddr()))
	before := *write
	*write = func(b []byte, at int64) (int, error) {
		n, err := before(b, at)
		if err == nil && at <= int64(os.Getpagesize()) {
			err = errors.New("input/output error")
			*write = before
		}
		return n, err
	}
}

// TestLargeUpdateIsUnsure: where an update that is too large for the journal fails after all of it was written, nobody waits for
// ever, and nobody is told that it was not kept.
func TestLargeUpdateIsUnsure(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "s.db")
	db, err := Open(path, Options{segment: 4 << 10})
	if err != nil {
		t.Fatal(err)
	}
	h := db.Handle()
	if err := h.Update(ctx, putting("a")); err != nil {
		t.Fatal(err)
	}
	failMeta(t, db)
	long := session("long")
	long.Values["v"] = string(make([]byte, 1<<14))
	for what, err := range map[string]error{
		"the update": h.Update(ctx, func(tx store.Tx) error { return tx.Put(long) }),
		"a view":     h.View(ctx, func(store.Tx) error { return nil }),
		"another":    h.Update(ctx, putting("b")),
		"close":      db.Close(),
	} {
		if !errors.Is(err, errUnsure) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if got := ids(t, openFileAt(t, path, Options{}).Handle()); fmt.Sprint(got) != "[a long]" { // this time
		t.Errorf("there are %v", got)
	}
}

// TestCheckpointIsUnsure: the same in the background harms nobody.
func TestCheckpointIsUnsure(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "s.db")
	db, tick, behind := ticking(t, path)
	h := db.Handle()
	if err := h.Update(ctx, putting("a")); err != nil {
		t.Fatal(err)
	}
	failMeta(t, db)
	tick <- time.Time{}
	if err := <-behind; err == nil {
		t.Fatal("the checkpoint did not fail")
	}
	if err := h.Update(ctx, putting("b")); err != nil {
		t.Fatal(err)
	}
	if got := ids(t, openFileAt(t, copyOf(t, path), Options{}).Handle()); fmt.Sprint(got) != "[a b]" {
		t.Errorf("after a crash there are %v", got)
	}
	tick <- time.Time{}
	if err := <-behind; err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if got := ids(t, openFileAt(t, path, Options{}).Handle()); fmt.Sprint(got) != "[a b]" {
		t.Errorf("at last there are %v", got)
	}
}

// TestJournalBehindALink: a file that is opened by another name has its journal all the same.
func TestJournalBehindALink(t *testing.T) {
	path := abandonedFile(t, Options{NoSync: true}, "a")
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Skip(err)
	}
	if got := ids(t, openFileAt(t, link, Options{}).Handle()); fmt.Sprint(got) != "[a]" {
		t.Errorf("there are %v", got)
	}
}
