package bolt

import (
	"context"
	"errors"
	"fmt"
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
			if got := ids(t, openFileAt(t, path).Handle()); !slices.Equal(got, tt.after) {
				t.Errorf("there are %v, want %v", got, tt.after)
			}
		})
	}
}

func openFileAt(t *testing.T, path string) *DB {
	t.Helper()
	db, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
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
	if got := ids(t, openFileAt(t, copied).Handle()); fmt.Sprint(got) != "[a c]" {
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
	for n := 0; err == nil; n++ {
		id := fmt.Sprint(100 + n)
		if err = h.Update(ctx, putting(id)); err == nil {
			kept = append(kept, id)
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
		if got := ids(t, openFileAt(t, path).Handle()); !slices.Equal(got, want) {
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

// abandonedFile returns a file that was not closed, with one session for each name, kept in that order.
func abandonedFile(t *testing.T, o Options, names ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s.db")
	db, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	h := db.Handle()
	for _, name := range names {
		if err := h.Update(context.Background(), putting(name)); err != nil {
			t.Fatal(err)
		}
	}
	copied := copyOf(t, path)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return copied
}

func TestJournalIsReplayed(t *testing.T) {
	names := []string{"a", "b", "c", "d", "e", "f"}
	for _, size := range []int64{0, 1 << 10, 1} {
		path := abandonedFile(t, Options{NoSync: true, segment: size}, names...)
		for range 2 { // once more: it was closed then
			db := openFileAt(t, path)
			if got := ids(t, db.Handle()); fmt.Sprint(got) != fmt.Sprint(names) {
				t.Errorf("segments of %d: there are %v", size, got)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if left, err := filepath.Glob(path + "?*"); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		}
	}
}

// TestJournalIsDamaged: where something may be lost that was acknowledged, the file is not opened, and nothing is changed.
func TestJournalIsDamaged(t *testing.T) {
	other := abandonedFile(t, Options{NoSync: true}, "z")
	frameAt := func(b []byte, n int) int { // the place of a frame
		at := segmentHead
		for range n {
			f, ok := readFrame(b[at:], journalID(b[len(segmentMagic):]))
			if !ok {
				panic("no frame")
			}
			at += (frameHead + len(f.writes) + frameAlign - 1) / frameAlign * frameAlign
		}
		return at
	}
	edit := func(f func(b []byte) []byte) func(path string) error {
		return func(path string) error {
			b, err := os.ReadFile(path + ".journal-1")
			if err != nil {
				return err
			}
			return os.WriteFile(path+".journal-1", f(b), 0o600)
		}
	}
	for name, tt := range map[string]struct {
		damage func(path string) error
		want   string // an error, or the sessions that are there
	}{
		"nothing": {func(string) error { return nil }, "[a b c]"},
		"the first frame": {edit(func(b []byte) []byte { b[frameAt(b, 0)+frameHead+3] ^= 1; return b }),
			"its journal, FILE.journal-1 and FILE.journal-2, is damaged: it has changes that follow on some that it lacks"},
		"the second": {edit(func(b []byte) []byte { b[frameAt(b, 1)+5] ^= 1; return b }),
			"its journal, FILE.journal-1 and FILE.journal-2, is damaged: it has changes that follow on some that it lacks"},
		"the last, which nobody may have waited for": {edit(func(b []byte) []byte { b[frameAt(b, 2)+frameHead] ^= 1; return b }), "[a b]"},
		"the end of the last":                        {edit(func(b []byte) []byte { return b[:frameAt(b, 3)-frameAlign] }), "[a b]"},
		"zeros behind it":                            {edit(func(b []byte) []byte { return append(b, make([]byte, 1000)...) }), "[a b c]"},
		"its head":                                   {edit(func(b []byte) []byte { b[0] = 'S'; return b }), "FILE.journal-1 is damaged, or belongs to another file"},
		"all of it":                                  {edit(func([]byte) []byte { return nil }), "FILE.journal-1 is damaged, or belongs to another file"},
		"it is away":                                 {func(path string) error { return os.Remove(path + ".journal-1") }, "FILE.journal-1, which may have its latest changes, is not beside it: bring that back"},
		"its empty part is away":                     {func(path string) error { return os.Remove(path + ".journal-2") }, "FILE.journal-2, which may have its latest changes, is not beside it: bring that back"},
		"it is another's": {func(path string) error {
			b, err := os.ReadFile(other + ".journal-1")
			return errors.Join(err, os.WriteFile(path+".journal-1", b, 0o600))
		}, "FILE.journal-1 is damaged, or belongs to another file"},
		"it cannot be read": {func(path string) error {
			return errors.Join(os.Remove(path+".journal-2"), os.Mkdir(path+".journal-2", 0o700))
		}, "its latest changes cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "it cannot be read" && runtime.GOOS == "windows" {
				t.Skip("Windows says otherwise that a folder is no file")
			}
			path := abandonedFile(t, Options{NoSync: true}, "a", "b", "c")
			if err := tt.damage(path); err != nil {
				t.Fatal(err)
			}
			before := contents(t, path)
			db, err := Open(path, Options{NoSync: true})
			if err == nil {
				if got := fmt.Sprint(ids(t, db.Handle())); got != tt.want {
					t.Errorf("there are %s, want %s", got, tt.want)
				}
				if err := db.Close(); err != nil {
					t.Error(err)
				}
				return
			}
			if want := strings.ReplaceAll(tt.want, "FILE", path); !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "bring") {
				t.Errorf("got %v\nwant %s", err, want)
			}
			if contents(t, path) != before {
				t.Error("a refused file was changed")
			}
		})
	}
}

// contents is what there is of a file and its journal, but for folders.
func contents(t *testing.T, path string) string {
	t.Helper()
	var all strings.Builder
	for _, name := range []string{"", ".journal-1", ".journal-2"} {
		b, _ := os.ReadFile(path + name)
		fmt.Fprintf(&all, "%q %x\n", name, b)
	}
	return all.String()
}

// TestJournalOfAClosedFile: what lies beside a file that was closed is no journal of it, and is written over.
func TestJournalOfAClosedFile(t *testing.T) {
	path := abandonedFile(t, Options{NoSync: true}, "a")
	left := contents(t, path)
	db := openFileAt(t, path)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".journal-1", ".journal-2"} {
		if err := os.WriteFile(path+name, []byte(left), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := ids(t, openFileAt(t, path).Handle()); fmt.Sprint(got) != "[a]" {
		t.Errorf("there are %v", got)
	}
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
	if err := os.Remove(segmentPath(path, 1)); err != nil {
		t.Fatal(err)
	}
	openFileAt(t, path)
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
	if got := ids(t, openFileAt(t, path).Handle()); fmt.Sprint(got) != "[huge]" {
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
