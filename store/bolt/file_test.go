package bolt_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"

	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

var noon = time.Date(2015, 6, 1, 12, 0, 0, 0, time.UTC)

func record(id, owner string) store.Record {
	return store.Record{
		Key:      store.Key{System: "mft", Kind: store.KindSession, ID: id},
		Owner:    owner,
		Context:  "/sql/demo",
		Created:  noon,
		LastUsed: noon,
		Timeout:  30 * time.Minute,
		State:    "open",
		Values:   map[string]string{"department": "Sales"},
	}
}

func put(t testing.TB, s store.Store, recs ...store.Record) {
	t.Helper()
	err := s.Update(context.Background(), func(tx store.Tx) error {
		for _, r := range recs {
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFileIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	for i, id := range []string{"a", "b", "c"} {
		db, err := bolt.Open(path, bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		h := db.Handle()
		put(t, h, record(id, "alice"))
		if err := h.Touch(context.Background(), record(id, "").Key, noon.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		n := 0
		err = h.View(context.Background(), func(tx store.Tx) error {
			for r, err := range tx.Owned("mft", store.KindSession, "alice") {
				if err != nil || !r.LastUsed.Equal(noon.Add(time.Minute)) {
					t.Errorf("got %v, %v", r, err)
				}
				n++
			}
			return nil
		})
		if err != nil || n != i+1 {
			t.Fatalf("%d records, %v, want %d", n, err, i+1)
		}
		if err := db.Close(); err != nil { // closes the handle, which writes the touch
			t.Fatal(err)
		}
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the file: %v, %v", info.Mode(), err)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	edit := func(path string, f func(*bbolt.Tx) error) {
		t.Helper()
		b, err := bbolt.Open(path, 0o600, nil)
		if err == nil {
			err = errors.Join(b.Update(f), b.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	schema := func(path, n string) {
		t.Helper()
		db, err := bolt.Open(path, bolt.Options{})
		if err == nil {
			err = db.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		edit(path, func(tx *bbolt.Tx) error { return tx.Bucket([]byte("meta")).Put([]byte("schema"), []byte(n)) })
	}
	schema(in("newer"), "3")
	schema(in("odd"), "x")
	schema(in("part"), "1")
	edit(in("part"), func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("touch")) })
	edit(in("foreign"), func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("theirs")); return err })
	for name, size := range map[string]int{"short": 1, "page": 4096, "junk": 100_000} {
		if err := os.WriteFile(in(name), []byte(strings.Repeat("x", size)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	open(t, in("locked"), bolt.Options{})

	for _, tt := range []struct{ name, want string }{
		{"newer", "was written by a newer soapstone (its schema is 3, this one knows up to 2): use the newer one"},
		{"odd", "does not say which version wrote it: choose another file"},
		{"foreign", "is a data file of another program: choose another file"},
		{"short", "is not a soapstone data file, or is damaged"},
		{"page", "is not a soapstone data file, or is damaged"},
		{"junk", "is not a soapstone data file, or is damaged"},
		{"locked", "is in use by another process: stop that one first, or choose another file"},
		{"part", `lacks its part "touch" and is damaged: choose another file`},
		{"none/there", "data file"},
	} {
		path := in(tt.name)
		before, _ := os.ReadFile(path)
		db, err := bolt.Open(path, bolt.Options{})
		if err == nil {
			t.Errorf("%s: was opened: %v", tt.name, db.Close())
			continue
		}
		if msg := err.Error(); !strings.HasPrefix(msg, "bolt: ") || !strings.Contains(msg, path) || !strings.Contains(msg, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, msg, tt.want)
		}
		if after, _ := os.ReadFile(path); string(before) != string(after) {
			t.Errorf("%s: a refused file was changed", tt.name)
		}
	}
}

func TestOpenTempLeavesNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("TMP", os.Getenv("TMPDIR")) // Windows
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	put(t, db.Handle(), record("a", "alice"))
	if files, err := os.ReadDir(os.TempDir()); err != nil || len(files) != 1 {
		t.Errorf("%v, %v, want one folder", files, err)
	}
	for range 2 {
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if files, err := os.ReadDir(os.TempDir()); err != nil || len(files) != 0 {
		t.Errorf("left behind: %v, %v", files, err)
	}
	if err := db.Handle().Flush(context.Background()); !errors.Is(err, store.ErrClosed) {
		t.Errorf("a handle of a closed DB: got %v, want ErrClosed", err)
	}
}

// TestTick sees a touch in the file, through another handle, when the tick
// says so and not before.
func TestTick(t *testing.T) {
	tick := make(chan time.Time)
	db := open(t, filepath.Join(t.TempDir(), "s.db"), bolt.Options{Tick: tick})
	a, b := db.Handle(), db.Handle()
	put(t, a, record("a", "alice"))
	lastUsed := func() (at time.Time) {
		err := b.View(context.Background(), func(tx store.Tx) error {
			r, err := tx.Get(record("a", "").Key)
			at = r.LastUsed
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	if err := a.Touch(context.Background(), record("a", "").Key, noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if at := lastUsed(); !at.Equal(noon) {
		t.Errorf("the file has %v before the tick, want %v", at, noon)
	}
	tick <- time.Time{}
	tick <- time.Time{} // is taken when the first has been dealt with
	if at := lastUsed(); !at.Equal(noon.Add(time.Minute)) {
		t.Errorf("the file has %v after the tick, want %v", at, noon.Add(time.Minute))
	}
	close(tick) // whoever ticks may stop; the writer must not spin on it
	put(t, a, record("b", "alice"))
}
