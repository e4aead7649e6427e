package bolt

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	bbolt "go.etcd.io/bbolt"

	"github.com/soapstone-dev/soapstone/store"
)

// A failing file fails where it is told to.
type failing struct {
	segmentFile
	writes, syncs, data error
	before              func() // a sync
}

func (f *failing) WriteAt(b []byte, at int64) (int, error) {
	if f.writes != nil {
		half := len(b) / 2
		_, _ = f.segmentFile.WriteAt(b[:half], at)
		return half, f.writes
	}
	return f.segmentFile.WriteAt(b, at)
}

func (f *failing) Sync() error {
	if f.before != nil {
		f.before()
	}
	if f.syncs != nil {
		return f.syncs
	}
	return f.segmentFile.Sync()
}

func (f *failing) SyncData() error {
	if f.data != nil {
		return f.data
	}
	return f.segmentFile.SyncData()
}

func putting(id string) func(store.Tx) error {
	return func(tx store.Tx) error { return tx.Put(session(id)) }
}

// ids are those of the sessions of mft.
func ids(t *testing.T, h *Handle) (ids []string) {
	t.Helper()
	err := h.View(context.Background(), func(tx store.Tx) error {
		for r, err := range tx.All("mft", store.KindSession, store.Place{}) {
			if err != nil {
				return err
			}
			ids = append(ids, r.Key.ID)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// TestJournalFails has the disk refuse: an update that was not kept is not there, before or after a restart, and where nobody
// knows, nothing works any more until then.
func TestJournalFails(t *testing.T) {
	full := errors.New("no space left")
	for name, tt := range map[string]struct {
		before []string // sessions that are there
		fail   func(*failing)
		ends   bool
		after  []string
	}{
		"no room to grow":         {fail: func(f *failing) { f.writes = full }, after: []string{"c"}},
		"no sync when it grew":    {fail: func(f *failing) { f.syncs = full }, after: []string{"c"}},
		"nothing can be written":  {before: []string{"a"}, fail: func(f *failing) { f.writes = full }, ends: true, after: []string{"a"}},
		"no sync of what it says": {before: []string{"a"}, fail: func(f *failing) { f.data = full }, ends: true, after: []string{"a", "b"}}, // this time
	} {
		t.Run(name, func(t *testing.T) {
			ctx, path, told := context.Background(), filepath.Join(t.TempDir(), "s.db"), 0
			var f *failing
			db, err := Open(path, Options{
				create: func(path string) (segmentFile, error) {
					s, err := createSegment(path)
					if strings.HasSuffix(path, "-1") {
						f = &failing{segmentFile: s}
						return f, err
					}
					return s, err
				},
				Broken: func(error) { told++ },
			})
			if err != nil {
				t.Fatal(err)
			}
			h := db.Handle()
			for _, id := range tt.before {
				if err := h.Update(ctx, putting(id)); err != nil {
					t.Fatal(err)
				}
			}
			tt.fail(f)
			if err := h.Update(ctx, putting("b")); !errors.Is(err, full) {
				t.Fatalf("got %v", err)
			}
			f.writes, f.syncs, f.data = nil, nil, nil
			err = h.Update(ctx, putting("c"))
			_, errGet := h.Get(ctx, session("b").Key)
			if tt.ends {
				for _, err := range []error{err, errGet, db.Close()} {
					if !errors.Is(err, errUnsure) || !strings.Contains(err.Error(), path+": the disk does not say whether") {
						t.Errorf("afterwards: %v", err)
					}
				}
				if told != 1 {
					t.Errorf("it was told %d times", told)
				}
			} else if err != nil || !errors.Is(errGet, store.ErrNotFound) || db.Close() != nil || told > 0 {
				t.Errorf("afterwards: %v, %v, told %d times", err, errGet, told)
			}
			if got := ids(t, openFileAt(t, path, Options{}).Handle()); !slices.Equal(got, tt.after) {
				t.Errorf("there are %v, want %v", got, tt.after)
			}
		})
	}
}

// A frame of which a part was written is none, and another is written in its place.
func TestJournalWritesAgain(t *testing.T) {
	ctx, full := context.Background(), errors.New("no space left")
	var f *failing
	path := filepath.Join(t.TempDir(), "s.db")
	db, err := Open(path, Options{NoSync: true, create: func(path string) (segmentFile, error) {
		s, err := createSegment(path)
		if strings.HasSuffix(path, "-1") {
			f = &failing{segmentFile: s}
			return f, err
		}
		return s, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	h := db.Handle()
	if err := h.Update(ctx, putting("a")); err != nil {
		t.Fatal(err)
	}
	once := &writesOnce{segmentFile: f.segmentFile, fails: full}
	f.segmentFile = once
	if err := h.Update(ctx, putting("b")); !errors.Is(err, full) || errors.Is(err, errUnsure) {
		t.Fatal(err)
	}
	if err := h.Update(ctx, putting("c")); err != nil {
		t.Fatal(err)
	}
	copied := copyOf(t, path)
	if got := ids(t, openFileAt(t, copied, Options{}).Handle()); fmt.Sprint(got) != "[a c]" {
		t.Errorf("there are %v", got)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// writesOnce writes all but the last byte, says that it failed, and is well again.
type writesOnce struct {
	segmentFile
	fails error
}

func (w *writesOnce) WriteAt(b []byte, at int64) (int, error) {
	if err := w.fails; err != nil {
		w.fails = nil
		n, _ := w.segmentFile.WriteAt(b[:len(b)-frameAlign], at)
		return n, err
	}
	return w.segmentFile.WriteAt(b, at)
}

// A strict file is asked for no more than it promises: SyncData says nothing of what lies behind the end of before. It has no room
// beyond a limit, if there is one.
type strict struct {
	segmentFile
	limit, size, synced int64 // in bytes: what there is room for, what it has, and what it had at the last Sync
	dirty               bool  // something was written since
	lies                error // said of the next write, of which all is there
	fails               error // to sync
}

func (s *strict) WriteAt(b []byte, at int64) (int, error) {
	if end := at + int64(len(b)); s.limit > 0 && end > s.limit {
		return 0, errors.New("no space left")
	} else if end > s.size {
		s.size = end
	}
	s.dirty = true
	n, err := s.segmentFile.WriteAt(b, at)
	if s.lies != nil {
		n, err, s.lies = n-1, s.lies, nil
	}
	return n, err
}

func (s *strict) Sync() error {
	if s.fails != nil {
		return s.fails
	}
	s.synced, s.dirty = s.size, false
	return s.segmentFile.Sync()
}

func (s *strict) SyncData() error {
	if s.size > s.synced {
		return errors.New("the file has grown")
	}
	s.dirty = false
	return s.segmentFile.SyncData()
}

// strictly opens a file, and returns the first segment of its journal.
func strictly(t *testing.T, path string, o Options) (*DB, *strict) {
	t.Helper()
	var first *strict
	o.create = func(path string) (segmentFile, error) {
		f, err := createSegment(path)
		s := &strict{segmentFile: f}
		if strings.HasSuffix(path, "-1") {
			first = s
		}
		return s, err
	}
	db, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil && db.isBroken() == nil {
			t.Error(err)
		}
	})
	return db, first
}

// TestJournalGrowsByLess: where there is no room for the next step, there may be some for the frame.
func TestJournalGrowsByLess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	db, f := strictly(t, path, Options{})
	f.limit = 4 << 10
	h := db.Handle()
	var kept []string
	for err := error(nil); err == nil; {
		id := fmt.Sprint(100 + len(kept))
		if err = h.Update(t.Context(), putting(id)); err == nil {
			kept = append(kept, id)
		} else if errors.Is(err, errUnsure) {
			t.Error(err)
		}
		if int64(len(kept)) > f.limit/frameAlign {
			t.Fatalf("%d are in %d bytes", len(kept), f.limit)
		}
	}
	if f.size < f.limit*3/4 {
		t.Errorf("it has %d bytes, and there is room for %d", f.size, f.limit)
	}
	if got := ids(t, openFileAt(t, copyOf(t, path), Options{}).Handle()); !slices.Equal(got, kept) {
		t.Errorf("there are %v, want %v", got, kept)
	}
}

// TestJournalBlots: a frame that the disk has, and says that it has not, is on no disk when its caller is told so; where nobody can
// tell, that is said.
func TestJournalBlots(t *testing.T) {
	lies, fails := errors.New("no space left"), errors.New("input/output error")
	for name, tt := range map[string]struct {
		noSync bool
		fails  error
		unsure bool
	}{
		"synced":           {},
		"that cannot be":   {fails: fails, unsure: true},
		"and nobody waits": {noSync: true, fails: fails},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "s.db")
			db, f := strictly(t, path, Options{NoSync: tt.noSync})
			h := db.Handle()
			if err := h.Update(t.Context(), putting("a")); err != nil {
				t.Fatal(err)
			}
			f.lies, f.fails = lies, tt.fails
			err := h.Update(t.Context(), putting("b"))
			if !errors.Is(err, lies) || errors.Is(err, errUnsure) != tt.unsure {
				t.Errorf("it is told %v", err)
			}
			if f.dirty && !tt.unsure && !tt.noSync {
				t.Error("it is told so before the disk has it")
			}
			if got := ids(t, openFileAt(t, copyOf(t, path), Options{}).Handle()); fmt.Sprint(got) != "[a]" {
				t.Errorf("there are %v", got)
			}
		})
	}
}

// TestJournalFailsWhenItTurns: of an update for which the journal went on in its other segment, and then failed, nothing is in the
// checkpoint that this began.
func TestJournalFailsWhenItTurns(t *testing.T) {
	ctx, full := context.Background(), errors.New("no space left")
	path := filepath.Join(t.TempDir(), "s.db")
	var second *failing
	db, err := Open(path, Options{segment: 4 << 10, create: func(path string) (segmentFile, error) {
		s, err := createSegment(path)
		second = &failing{segmentFile: s} // is the last that is made
		return second, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	second.syncs = full // of the room for its first frame, while the checkpoint comes to its end
	second.before = func() {
		for sequence := uint64(0); sequence == 0; runtime.Gosched() {
			if err := db.bolt.View(func(b *bbolt.Tx) error { sequence = b.Bucket(recordBucket.name()).Sequence(); return nil }); err != nil {
				t.Error(err)
				return
			}
		}
	}
	h := db.Handle()
	var kept []string
	for n := 100; err == nil; n += 2 { // two updates in a batch
		var other error
		a, b := fmt.Sprint(n), fmt.Sprint(n+1)
		together(t, h, func() { err = h.Update(ctx, putting(a)) }, func() { other = h.Update(ctx, putting(b)) })
		if (err == nil) != (other == nil) {
			t.Errorf("of two in one batch, the first is told %v and the second %v", err, other)
		}
		if err == nil {
			kept = append(kept, a, b)
		}
	}
	if !errors.Is(err, full) || len(kept) < 5 {
		t.Fatalf("after %v: %v", kept, err)
	}
	if got := ids(t, h); !slices.Equal(got, kept) {
		t.Errorf("there are %v, want %v", got, kept)
	}
	copied := copyOf(t, path)
	second.syncs, second.before = nil, nil
	if err := h.Update(ctx, putting("last")); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][]string{copied: kept, path: append(slices.Clone(kept), "last")} {
		if got := ids(t, openFileAt(t, path, Options{}).Handle()); !slices.Equal(got, want) {
			t.Errorf("there are %v, want %v", got, want)
		}
	}
}

// copyOf copies a file and its journal as they are, as a kill would leave them.
func copyOf(t *testing.T, path string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "s.db")
	for _, name := range []string{"", ".journal-1", ".journal-2"} {
		b, err := os.ReadFile(path + name)
		if err == nil {
			err = os.WriteFile(to+name, b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// TestNoPlaceForAJournal: the file is left as it was.
func TestNoPlaceForAJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	if err := os.Mkdir(segmentPath(path, 1), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := Open(path, Options{})
	if err == nil || !strings.Contains(err.Error(), "bolt: data file "+path+": its journal cannot be made beside it: ") {
		t.Fatalf("got %v", err)
	}
	if _, err := os.Stat(segmentPath(path, 0)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half a journal is left behind: %v", err)
	}
	if err := os.Remove(segmentPath(path, 1)); err != nil {
		t.Fatal(err)
	}
	openFileAt(t, path, Options{})
}

// TestNoRoomForAJournal: nothing is left of one of which the disk does not take the beginning, and the file is as it was.
func TestNoRoomForAJournal(t *testing.T) {
	full := errors.New("no space left")
	path := abandonedFile(t, Options{NoSync: true}, "a")
	if err := openFileAt(t, path, Options{}).Close(); err != nil {
		t.Fatal(err)
	}
	for what, tt := range map[string]struct {
		segment string
		fails   failing
	}{
		"the first is not written":  {"-1", failing{writes: full}},
		"the first is not synced":   {"-1", failing{syncs: full}},
		"the second is not written": {"-2", failing{writes: full}},
		"the second is not synced":  {"-2", failing{syncs: full}},
	} {
		db, err := Open(path, Options{create: func(path string) (segmentFile, error) {
			s, err := createSegment(path)
			if f := tt.fails; strings.HasSuffix(path, tt.segment) {
				f.segmentFile = s
				return &f, err
			}
			return s, err
		}})
		if err == nil {
			t.Errorf("%s: it is opened: %v", what, db.Close())
		} else if !errors.Is(err, full) || !strings.Contains(err.Error(), "bolt: data file "+path+": its journal cannot be made beside it: ") {
			t.Errorf("%s: %v", what, err)
		}
		if left, err := filepath.Glob(path + "?*"); err != nil || len(left) > 0 {
			t.Errorf("%s: left behind: %v, %v", what, left, err)
		}
	}
	if got := ids(t, openFileAt(t, path, Options{}).Handle()); fmt.Sprint(got) != "[a]" {
		t.Errorf("there are %v", got)
	}
}

// TestNamesOfAJournalAreOnTheDisk: no file names a journal whose own names a loss of power might take, and there is none where the
// folder cannot be waited for.
func TestNamesOfAJournalAreOnTheDisk(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "s.db")
	asked, fails := 0, error(nil)
	o := Options{folder: func(name string) error {
		asked++
		if name != dir {
			t.Errorf("it waits for %s, and the journal is in %s", name, dir)
		}
		for n := range len(journal{}.segments) {
			if _, err := os.Stat(segmentPath(path, n)); err != nil {
				t.Error(err)
			}
		}
		alone := filepath.Join(t.TempDir(), "s.db") // what there is without these names
		b, err := os.ReadFile(path)
		if err := errors.Join(err, os.WriteFile(alone, b, 0o600)); err != nil {
			t.Fatal(err)
		}
		if got := ids(t, openFileAt(t, alone, Options{NoSync: true}).Handle()); fmt.Sprint(got) != "[a]" {
			t.Errorf("there are %v", got)
		}
		return fails
	}}
	db := openFileAt(t, path, Options{NoSync: true})
	if err := errors.Join(db.Handle().Update(t.Context(), putting("a")), db.Close()); err != nil {
		t.Fatal(err)
	}
	if err := openFileAt(t, path, o).Close(); err != nil || asked != 1 {
		t.Errorf("asked %d times, %v", asked, err)
	}
	fails = errors.New("input/output error")
	if _, err := Open(path, o); !errors.Is(err, fails) || asked != 2 {
		t.Errorf("asked %d times, %v", asked, err)
	}
	if left, err := filepath.Glob(path + "?*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestSegmentsHaveABound: however much is written, no segment of a journal gets longer than it may.
func TestSegmentsHaveABound(t *testing.T) {
	for _, noSync := range []bool{false, true} {
		const most = 4 << 10
		path := filepath.Join(t.TempDir(), "s.db")
		db := openFileAt(t, path, Options{NoSync: noSync, segment: most})
		h := db.Handle()
		for n := range 200 {
			r := session("a")
			r.Values["v"] = strings.Repeat("x", 8*n)
			if err := h.Update(t.Context(), func(tx store.Tx) error { return tx.Put(r) }); err != nil {
				t.Fatal(err)
			}
			for n := range db.journal.segments {
				if info, err := os.Stat(segmentPath(path, n)); err != nil || info.Size() > most {
					t.Fatalf("it has %d bytes, %v", info.Size(), err)
				}
			}
		}
	}
}

// A closing file counts how often it is closed, and says how that went.
type closing struct {
	segmentFile
	closed *int
	says   error
}

func (c closing) Close() error {
	*c.closed++
	return errors.Join(c.segmentFile.Close(), c.says)
}

// TestJournalIsClosed: both segments are, once each, also those of a file that is broken, and what the system says of that is told.
func TestJournalIsClosed(t *testing.T) {
	late := errors.New("input/output error") // as of a disk in a network
	for name, spoil := range map[string]func(db *DB){
		"as usual": func(*DB) {},
		"broken":   func(db *DB) { _ = db.breaks("a page is damaged") },
	} {
		closed := 0
		db, err := Open(filepath.Join(t.TempDir(), "s.db"), Options{create: func(path string) (segmentFile, error) {
			f, err := createSegment(path)
			return closing{f, &closed, late}, err
		}})
		if err != nil {
			t.Fatal(err)
		}
		spoil(db)
		if err := db.Close(); closed != 2 || !errors.Is(err, late) {
			t.Errorf("%s: of two segments, %d are closed: %v", name, closed, err)
		}
	}
}

// TestNoSync: nobody waits for the disk who does not want to.
func TestNoSync(t *testing.T) {
	waits := errors.New("it waits for the disk")
	db, err := Open(filepath.Join(t.TempDir(), "s.db"), Options{NoSync: true, segment: 1 << 10, create: func(path string) (segmentFile, error) {
		s, err := createSegment(path)
		return &failing{segmentFile: s, syncs: waits, data: waits}, err
	}, folder: func(string) error { return waits }})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 10 { // in both segments
		if err := db.Handle().Update(t.Context(), putting(fmt.Sprint(n))); err != nil {
			t.Error(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// TestCloseOnAFullDisk: what the file could not take stays in the journal.
func TestCloseOnAFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	db, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	huge := session("huge")
	huge.Values["v"] = string(make([]byte, 1<<19))
	if err := db.Handle().Update(context.Background(), func(tx store.Tx) error { return tx.Put(huge) }); err != nil {
		t.Fatal(err)
	}
	db.bolt.MaxSize = 1
	if err := db.Close(); err == nil || !strings.Contains(err.Error(), "What it lacks is in its journal, "+path+".journal-1 and "+path+".journal-2") {
		t.Errorf("got %v", err)
	}
	if got := ids(t, openFileAt(t, path, Options{}).Handle()); fmt.Sprint(got) != "[huge]" {
		t.Errorf("there are %v", got)
	}
}

// TestCheckpointFails fills the disk for checkpoints: updates go on while the journal has room, are refused then, and go on when
// the disk has room again.
func TestCheckpointFails(t *testing.T) {
	ctx, db := context.Background(), openDB(t, Options{NoSync: true, segment: 4 << 10})
	h := db.Handle()
	if err := h.Update(ctx, putting("first")); err != nil {
		t.Fatal(err)
	}
	db.bolt.MaxSize = 1
	big := func(n int) store.Record {
		r := session(fmt.Sprint("big", n))
		r.Values["v"] = string(make([]byte, 3<<10))
		return r
	}
	kept := []string{"first"}
	var err error
	n := 0
	for ; n < 100 && err == nil; n++ {
		if err = h.Update(ctx, func(tx store.Tx) error { return tx.Put(big(n)) }); err == nil {
			kept = append(kept, big(n).Key.ID)
		}
	}
	if err == nil || !strings.Contains(err.Error(), "nothing of this update was kept, is the disk full or failing?: write to the data file: ") {
		t.Fatalf("got %v", err)
	}
	if got := ids(t, h); len(kept) < 3 || len(got) != len(kept) {
		t.Errorf("there are %v, want %v", got, kept)
	}
	db.bolt.MaxSize = 0
	if err := h.Update(ctx, putting("last")); err != nil {
		t.Fatal(err)
	}
	if got := ids(t, h); len(got) != len(kept)+1 {
		t.Errorf("there are %v, want %v and the last", got, kept)
	}
}
