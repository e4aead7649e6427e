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
	"strings"
	"sync"
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

// TestCloseSaysAllThatIsWrong: whose file was moved away, and lacks what did not fit on a full disk or what came when it was
// damaged, is told of both.
func TestCloseSaysAllThatIsWrong(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, db *DB) (want string){
		"full": func(t *testing.T, db *DB) string {
			full(t, db, db.Handle())
			return "nor could the file that was opened be brought up to date, is the disk full or failing? What it lacks is in its journal, " +
				db.path + ".journal-1 and " + db.path + ".journal-2, unless"
		},
		"broken": func(_ *testing.T, db *DB) string { return db.breaks("a page is damaged").Error() },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "s.db")
			db, _, _ := ticking(t, path)
			want := spoil(t, db)
			if err := os.Rename(path, path+".old"); err != nil {
				db.Close()
				t.Skip("the system does not let it go: ", err)
			}
			if err := db.Close(); !errors.Is(err, ErrGone) || !strings.Contains(fmt.Sprint(err), want) {
				t.Errorf("closed: %v, want also %s", err, want)
			}
		})
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
		until(func() bool { return db.pending() == 0 }) // or the flush might go with the tick, into the journal
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

// writesOf is how bbolt writes to the file. It has no door for that.
func writesOf(t *testing.T, db *DB) *func(b []byte, at int64) (int, error) {
	t.Helper()
	field := reflect.ValueOf(db.bolt).Elem().FieldByName("ops").FieldByName("writeAt")
	if !field.IsValid() {
		t.Skip("bbolt writes in another way now")
	}
	return (*func([]byte, int64) (int, error))(unsafe.Pointer(field.UnsafeAddr()))
}

// failMeta has bbolt's next meta page reach the file, and the disk then say that it failed.
func failMeta(t *testing.T, db *DB) {
	t.Helper()
	write := writesOf(t, db)
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

// TestLargeUpdateBehindACheckpoint: an update that is too large for the journal does not go into the file while what came before
// it cannot, and takes nothing of that with it.
func TestLargeUpdateBehindACheckpoint(t *testing.T) {
	ctx, path, ticks, behind := t.Context(), filepath.Join(t.TempDir(), "s.db"), make(chan time.Time), make(chan error, 10)
	db, err := Open(path, Options{segment: 4 << 10, Tick: ticks, Behind: func(err error) { behind <- err }})
	if err != nil {
		t.Fatal(err)
	}
	h := db.Handle()
	refuseWrites(t, db, 2)
	if err := h.Update(ctx, putting("a")); err != nil {
		t.Fatal(err)
	}
	ticks <- time.Time{}
	if err := <-behind; err == nil {
		t.Fatal("the checkpoint did not fail")
	}
	large := func(id string) func(tx store.Tx) error {
		r := session(id)
		r.Values["v"] = string(make([]byte, 1<<14))
		return func(tx store.Tx) error { return tx.Put(r) }
	}
	if err := h.Update(ctx, large("b")); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("got %v", err)
	}
	if err := h.Update(ctx, large("c")); err != nil {
		t.Error(err)
	}
	stale := copyOf(t, path)
	if err := errors.Join(h.Update(ctx, large("d")), h.Update(ctx, putting("e"))); err != nil {
		t.Error(err)
	}
	for n := range len(journal{}.segments) { // the file is one of before
		b, err := os.ReadFile(segmentPath(path, n))
		if err == nil {
			err = os.WriteFile(segmentPath(stale, n), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if db, err := Open(stale, Options{}); err == nil {
		t.Errorf("a file that lacks a large update is taken to be whole: %v", db.Close())
	}
	copied := copyOf(t, path)
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	for _, path := range []string{copied, path} {
		if got := ids(t, openFileAt(t, path, Options{}).Handle()); fmt.Sprint(got) != "[a c d e]" {
			t.Errorf("there are %v", got)
		}
	}
}

// TestCheckpointIsUnsure: the same in the background ends everything, before bbolt writes over pages that are in the file, and that
// a View may still read. Nothing is lost.
func TestCheckpointIsUnsure(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "s.db")
	ticks, broken := make(chan time.Time), make(chan error, 1)
	db, err := Open(path, Options{Tick: ticks, Broken: func(err error) { broken <- err }, Behind: func(err error) { t.Errorf("it would go on: %v", err) }})
	if err != nil {
		t.Fatal(err)
	}
	h := db.Handle()
	for n := range 200 {
		if err := h.Update(ctx, putting(fmt.Sprintf("a%03d", n))); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Update(ctx, several("1", "2", "3", "4", "5")); err != nil { // ends after a checkpoint
		t.Fatal(err)
	}
	if err := h.View(ctx, func(tx store.Tx) error {
		before, err := records(tx)
		if err != nil {
			return err
		}
		failMeta(t, db)
		for n := range 100 {
			if err := h.Update(ctx, putting(fmt.Sprintf("b%03d", n))); err != nil {
				return err
			}
		}
		ticks <- time.Time{}
		if err := <-broken; !errors.Is(err, errUnsure) || !strings.Contains(err.Error(), path) {
			t.Errorf("got %v", err)
		}
		if err := h.Update(ctx, putting("c")); !errors.Is(err, errUnsure) {
			t.Errorf("an update: %v", err)
		}
		after, err := records(tx)
		if before != after {
			t.Errorf("a View saw %d records, and then %d", before, after)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
	if err := db.Close(); !errors.Is(err, errUnsure) {
		t.Errorf("close: %v", err)
	}
	if got := ids(t, openFileAt(t, path, Options{}).Handle()); len(got) != 305 {
		t.Errorf("there are %d records, want 305", len(got))
	}
}

func records(tx store.Tx) (n int, err error) {
	for _, err := range tx.All("mft", store.KindSession, store.Place{}) {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// TestFlushAtTheEnd: a Flush that waits for a checkpoint when the store is closed is told how that ends.
func TestFlushAtTheEnd(t *testing.T) {
	for name, full := range map[string]error{"": nil, "on a full disk": errors.New("no space left")} {
		t.Run(name, func(t *testing.T) {
			ctx, path := context.Background(), filepath.Join(t.TempDir(), "s.db")
			db, tick, _ := ticking(t, path)
			h := db.Handle()
			if err := h.Update(ctx, putting("a")); err != nil {
				t.Fatal(err)
			}
			write := writesOf(t, db)
			below, begun, goOn := *write, make(chan struct{}), make(chan struct{})
			var once sync.Once
			*write = func(b []byte, at int64) (int, error) {
				once.Do(func() { close(begun) })
				<-goOn
				if full != nil {
					return 0, full
				}
				return below(b, at)
			}
			later := session("a").LastUsed.Add(time.Minute)
			if err := h.Touch(ctx, session("a").Key, later); err != nil {
				t.Fatal(err)
			}
			tick <- time.Time{}
			<-begun // of a checkpoint, which alone has the touch
			flushed, closed := make(chan error, 1), make(chan error, 1)
			ran := make(chan struct{})
			go func() { // as Flush does
				flushed <- h.update(ctx, func(store.Tx) error { close(ran); return nil }, true)
			}()
			<-ran
			go func() { closed <- db.Close() }()
			for range 1000 {
				runtime.Gosched()
			}
			select {
			case err := <-flushed:
				t.Errorf("Flush does not wait: %v", err)
				flushed <- err
			default:
			}
			close(goOn)
			if err := <-flushed; !errors.Is(err, full) || err != nil && !strings.HasPrefix(err.Error(), "bolt: "+path+": touches are not durable yet") {
				t.Errorf("Flush: %v", err)
			}
			if err := <-closed; !errors.Is(err, full) {
				t.Errorf("Close: %v", err)
			}
			if full != nil {
				return
			}
			if rec, err := openFileAt(t, path, Options{}).Handle().Get(ctx, session("a").Key); err != nil || !rec.LastUsed.Equal(later) {
				t.Errorf("the touch is not there: %v, %v", rec.LastUsed, err)
			}
		})
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

// refuseWrites has the disk refuse the next writes to the file, of which each ends a checkpoint.
func refuseWrites(t *testing.T, db *DB, fails int) {
	t.Helper()
	write := writesOf(t, db)
	below := *write
	*write = func(b []byte, at int64) (int, error) {
		if fails > 0 {
			fails--
			return 0, errors.New("no space left")
		}
		return below(b, at)
	}
}
