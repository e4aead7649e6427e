package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	bbolt "go.etcd.io/bbolt"
)

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
			db := openFileAt(t, path, Options{})
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
		"a frame that makes no sense": {edit(func(b []byte) []byte {
			at, id := frameAt(b, 3), journalID(b[len(segmentMagic):])
			last, _ := readFrame(b[frameAt(b, 2):], id)
			return append(b[:at], sealFrame(append(newFrame(nil), byte(buckets)), id, last.number, last.number+1)...)
		}), "its journal is damaged: a part of the journal makes no sense"},
		"its head":               {edit(func(b []byte) []byte { b[0] = 'S'; return b }), "FILE.journal-1 is damaged, or belongs to another file"},
		"all of it":              {edit(func([]byte) []byte { return nil }), "FILE.journal-1 is damaged, or belongs to another file"},
		"it is away":             {func(path string) error { return os.Remove(path + ".journal-1") }, "FILE.journal-1, which may have its latest changes, is not beside it: bring that back"},
		"its empty part is away": {func(path string) error { return os.Remove(path + ".journal-2") }, "FILE.journal-2, which may have its latest changes, is not beside it: bring that back"},
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
	db := openFileAt(t, path, Options{})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".journal-1", ".journal-2"} {
		if err := os.WriteFile(path+name, []byte(left), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := ids(t, openFileAt(t, path, Options{}).Handle()); fmt.Sprint(got) != "[a]" {
		t.Errorf("there are %v", got)
	}
}

// TestOpenOnAFullDisk: where the file does not take what the journal has, that is still in the journal; and it names no other
// journal than it had.
func TestOpenOnAFullDisk(t *testing.T) {
	full := errors.New("no space left")
	crashed := abandonedFile(t, Options{NoSync: true}, "a", "b")
	closed := copyOf(t, crashed)
	if err := openFileAt(t, closed, Options{}).Close(); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		crashed: "what was not written is still in the journal",
		closed:  "name a file that this user may write, on a disk with room",
	} {
		db, err := Open(path, Options{opened: func(b *bbolt.DB) {
			write := writesOf(t, &DB{bolt: b})
			below := *write
			*write = func([]byte, int64) (int, error) { // once
				*write = below
				return 0, full
			}
		}})
		if err == nil {
			t.Errorf("it is opened: %v", db.Close())
		} else if !errors.Is(err, full) || !strings.HasPrefix(err.Error(), "bolt: data file "+path+": ") || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
		if got := ids(t, openFileAt(t, path, Options{}).Handle()); fmt.Sprint(got) != "[a b]" {
			t.Errorf("there are %v", got)
		}
	}
}
