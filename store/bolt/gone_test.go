package bolt_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// A file that was deleted, moved or replaced while it was open keeps nothing for the next start: Close says so, and says of no
// such file that all is in it.
func TestCloseSaysThatTheFileIsGone(t *testing.T) {
	for name, take := range map[string]func(t *testing.T, path string) error{
		"deleted":             func(_ *testing.T, path string) error { return os.Remove(path) },
		"moved":               func(_ *testing.T, path string) error { return os.Rename(path, path+".old") },
		"with its folder":     func(_ *testing.T, path string) error { return os.RemoveAll(filepath.Dir(path)) },
		"replaced by another": replaceFile,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "here", "s.db")
			if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			db, err := bolt.Open(path, bolt.Options{})
			if err != nil {
				t.Fatal(err)
			}
			put(t, db.Handle(), record("a", "alice"))
			if err := db.InPlace(); err != nil {
				t.Error(err)
			}
			if err := take(t, path); err != nil {
				db.Close()
				t.Skip("the system does not let it go: ", err)
			}
			const want = "is not in its place any more"
			if err := db.InPlace(); !errors.Is(err, bolt.ErrGone) || !strings.HasPrefix(err.Error(), "bolt: "+path+" "+want) {
				t.Errorf("while it is open: %v", err)
			}
			if err := db.Close(); !errors.Is(err, bolt.ErrGone) || !strings.HasPrefix(err.Error(), "bolt: "+path+" "+want) ||
				strings.Contains(err.Error(), "all is in the file") || strings.Contains(err.Error(), "nor could the file") {
				t.Errorf("closed: %v", err)
			}
		})
	}
}

func replaceFile(t *testing.T, path string) error {
	other := filepath.Join(t.TempDir(), "other.db")
	db, err := bolt.Open(other, bolt.Options{})
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	return os.Rename(other, path)
}

// A segment of the journal that went alone is told of while there is time: after a kill the file could not be opened. Close makes
// it good, and asks for no journal any more.
func TestJournalThatIsGone(t *testing.T) {
	for name, take := range map[string]func(segment string) error{
		"deleted": os.Remove,
		"moved":   func(segment string) error { return os.Rename(segment, segment+".old") },
		"replaced by another": func(segment string) error {
			b, err := os.ReadFile(segment)
			return errors.Join(err, os.WriteFile(segment+".new", b, 0o600), os.Rename(segment+".new", segment))
		},
	} {
		for _, segment := range []string{".journal-1", ".journal-2"} {
			t.Run(name+" "+segment, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "s.db")
				db, err := bolt.Open(path, bolt.Options{})
				if err != nil {
					t.Fatal(err)
				}
				put(t, db.Handle(), record("a", "alice"))
				if err := db.InPlace(); err != nil {
					t.Error(err)
				}
				if err := take(path + segment); err != nil {
					db.Close()
					t.Skip("the system does not let it go: ", err)
				}
				err = db.InPlace()
				if !errors.Is(err, bolt.ErrJournalGone) || errors.Is(err, bolt.ErrGone) || !strings.HasPrefix(err.Error(), "bolt: "+path+segment+", ") {
					t.Errorf("while it is open: %v", err)
				}
				put(t, db.Handle(), record("b", "bob"))
				if err := errors.Join(db.Close(), db.InPlace()); err != nil {
					t.Fatalf("closed: %v", err)
				}
				again, err := bolt.Open(path, bolt.Options{})
				if err != nil {
					t.Fatal(err)
				}
				if err := again.Handle().View(t.Context(), func(tx store.Tx) error {
					_, err := tx.Get(record("b", "bob").Key)
					return err
				}); err != nil {
					t.Error(err)
				}
				if err := errors.Join(again.InPlace(), again.Close()); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// A file that came back to its place is as good as one that never went.
func TestFileThatComesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	db, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path, path+".old"); err != nil {
		db.Close()
		t.Skip("the system does not let it go: ", err)
	}
	put(t, db.Handle(), record("a", "alice"))
	if err := os.Rename(path+".old", path); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.InPlace(), db.Close()); err != nil {
		t.Fatal(err)
	}
	if db, err = bolt.Open(path, bolt.Options{}); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Handle().Get(t.Context(), record("a", "").Key); err != nil {
		t.Error(err)
	}
}

// A journal that is gone is missed by nobody once all is in the file, and a temporary file once it is closed.
func TestNothingIsMissed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	db, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	put(t, db.Handle(), record("a", "alice"))
	if err := os.Remove(path + ".journal-1"); err != nil {
		db.Close()
		t.Skip("the system does not let it go: ", err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	temporary, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	folders, err := filepath.Glob(filepath.Join(os.TempDir(), "soapstone-*"))
	if err != nil || len(folders) != 1 {
		t.Fatal(folders, err)
	}
	put(t, temporary.Handle(), record("a", "alice"))
	if err := os.RemoveAll(folders[0]); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(temporary.InPlace(), temporary.Close()); err != nil {
		t.Error(err)
	}
}

// Whoever lost its file goes on with its journal, which is not that of the file that takes its place: a crash loses nothing there.
func TestJournalIsNobodyElses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	lost, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer lost.Close()
	if err := os.Remove(path); err != nil {
		t.Skip("the system does not let it go: ", err)
	}
	db, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	put(t, db.Handle(), record("a", "alice"))
	put(t, lost.Handle(), record("b", "bob"))

	crashed := t.TempDir()
	for _, name := range []string{"s.db", "s.db.journal-1", "s.db.journal-2"} {
		b, err := os.ReadFile(filepath.Join(filepath.Dir(path), name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(crashed, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	after, err := bolt.Open(filepath.Join(crashed, "s.db"), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer after.Close()
	if _, err := after.Handle().Get(t.Context(), record("a", "").Key); err != nil {
		t.Error(err)
	}
}
