package bolt

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	bbolt "go.etcd.io/bbolt"

	"github.com/soapstone-dev/soapstone/store"
)

// putAll puts sessions of a system, numbered from 0, of which touch makes each last used later and writes that.
func putAll(t *testing.T, h *Handle, system string, n int, touch func(i int) time.Duration) {
	t.Helper()
	ctx := context.Background()
	numbered := func(i int) store.Record {
		r := session(fmt.Sprintf("%05d", i))
		r.Key.System = system
		return r
	}
	err := h.Update(ctx, func(tx store.Tx) error {
		for i := range n {
			if err := tx.Put(numbered(i)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := h.Touch(ctx, numbered(i).Key, noon.Add(touch(i))); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Flush(ctx); err != nil {
		t.Fatal(err)
	}
}

// counting is a segment of a journal that counts what is written to it: a frame for each commit.
type counting struct {
	segmentFile
	frames *int
}

func (c counting) WriteAt(b []byte, at int64) (int, error) {
	*c.frames++
	return c.segmentFile.WriteAt(b, at)
}

func anHour(int) time.Duration { return time.Hour }

// TestRefilingIsNotGivenUp: a caller who goes when the function has begun has it end all the same.
func TestRefilingIsNotGivenUp(t *testing.T) {
	h := openDB(t, Options{NoSync: true}).Handle()
	putAll(t, h, "mft", 3*maxRefiled, anHour)
	ctx, cancel := context.WithCancel(t.Context())
	runs := 0
	err := h.Update(ctx, func(tx store.Tx) error {
		runs++
		cancel()
		for range tx.Due("mft", store.KindSession, noon.Add(time.Hour)) {
		}
		return tx.Put(session("made"))
	})
	if err != nil || runs != 2 {
		t.Errorf("it ran %d times, want 2: %v", runs, err)
	}
	if _, err := h.Get(t.Context(), session("made").Key); err != nil {
		t.Error(err)
	}
}

// TestRefilingFails: a caller whose function met a crowd is told what keeps that from being moved on, be it the journal, the file or
// a record in the crowd that nobody else met.
func TestRefilingFails(t *testing.T) {
	const n = 3 * maxRefiled
	for name, tt := range map[string]struct {
		last  []byte // a record of the crowd
		spoil func(db *DB, f *strict)
		want  string
	}{
		"the journal": {nil, func(_ *DB, f *strict) { f.limit = 1 }, "no space left"},
		"the file":    {nil, func(db *DB, _ *strict) { _ = db.breaks("a page is damaged") }, "a page is damaged"},
		"a record":    {[]byte{recordVersion, 1}, func(*DB, *strict) {}, errDamaged.Error()},
	} {
		path := filepath.Join(t.TempDir(), "s.db")
		before := openFileAt(t, path, Options{NoSync: true})
		putAll(t, before.Handle(), "mft", n, anHour)
		if err := before.Close(); err != nil {
			t.Fatal(err)
		}
		db, f := strictly(t, path, Options{NoSync: true})
		if tt.last != nil {
			err := db.bolt.Update(func(tx *bbolt.Tx) error {
				return tx.Bucket(recordBucket.name()).Put(recordKey(session(fmt.Sprintf("%05d", n-1)).Key), tt.last)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		runs := 0
		err := db.Handle().Update(t.Context(), func(tx store.Tx) error {
			if runs++; runs > 1 {
				return errors.New("it runs again")
			}
			for range tx.Due("mft", store.KindSession, noon.Add(time.Hour)) {
			}
			tt.spoil(db, f)
			return nil
		})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: it is told %v, want %s", name, err, tt.want)
		}
		f.limit = 0
	}
}

// TestRefiling: a sweep moves the entries of touched records on, and the next
// one does not meet them again. However many there are, a commit moves so many,
// and no run of the function counts but the last.
func TestRefiling(t *testing.T) {
	commits := 0
	h, ctx := openDB(t, Options{NoSync: true, create: func(path string) (segmentFile, error) {
		f, err := createSegment(path)
		return counting{f, &commits}, err
	}}).Handle(), context.Background()
	const n = maxAhead + 3*maxRefiled + 1
	putAll(t, h, "mft", n, anHour)
	for i, want := range []struct{ touches, runs, commits int }{
		{0, 3, maxAhead/maxRefiled + 4 + 1}, // the last one is that of the run which counts
		{0, 1, 1},
	} {
		runs, before := 0, commits
		err := h.Update(ctx, func(tx store.Tx) error {
			runs++
			if _, err := tx.Get(session("made").Key); !errors.Is(err, store.ErrNotFound) {
				return fmt.Errorf("a run that does not count has left a record: %w", err)
			}
			if err := tx.Put(session("made")); err != nil {
				return err
			}
			for r, err := range tx.Due("mft", store.KindSession, noon.Add(time.Hour)) {
				if r.Key.ID != "made" {
					return fmt.Errorf("%s is said to be due: %w", r.Key.ID, err)
				}
			}
			return tx.Delete(session("made").Key)
		})
		if err != nil {
			t.Fatal(err)
		}
		if runs != want.runs {
			t.Errorf("step %d: the function ran %d times, want %d", i, runs, want.runs)
		}
		if got := commits - before; got != want.commits {
			t.Errorf("step %d: %d commits, want %d", i, got, want.commits)
		}
		if got := keysIn(t, h.db, touchBucket); got != want.touches {
			t.Errorf("step %d: %d touches in the file, want %d", i, got, want.touches)
		}
		if got := keysIn(t, h.db, dueBucket); got != n {
			t.Errorf("step %d: %d entries in the expiry index, want %d", i, got, n)
		}
	}
	due := 0
	err := h.View(ctx, func(tx store.Tx) error {
		for range tx.Due("mft", store.KindSession, noon.Add(90*time.Minute)) {
			due++
		}
		return nil
	})
	if err != nil || due != n {
		t.Errorf("%d are due, %v, want %d", due, err, n)
	}
}

// TestRefilingBehindOthers: what a function passes over does not count as
// looked at, or it would meet the same crowd for ever.
func TestRefilingBehindOthers(t *testing.T) {
	h, ctx := openDB(t, Options{NoSync: true}).Handle(), context.Background()
	const due = maxAhead + 1
	putAll(t, h, "mft", due+maxRefiled+1, func(i int) time.Duration {
		if i < due {
			return 0
		}
		return time.Hour
	})
	met, runs := 0, 0
	err := h.Update(ctx, func(tx store.Tx) error {
		met, runs = 0, runs+1
		for _, err := range tx.Due("mft", store.KindSession, noon.Add(time.Hour)) {
			if err != nil {
				return err
			}
			met++
		}
		return nil
	})
	if err != nil || met != due || runs != 2 {
		t.Errorf("%d are due in run %d, %v, want %d in run 2", met, runs, err, due)
	}
}

// TestRefilingTogether: sweeps that share a commit share what it moves on.
func TestRefilingTogether(t *testing.T) {
	h := openDB(t, Options{NoSync: true}).Handle()
	const each = maxRefiled/2 + 1
	var sweeps []func()
	runs := make([]int, 2)
	for i := range runs {
		system := fmt.Sprint("system", i)
		putAll(t, h, system, each, anHour)
		sweeps = append(sweeps, func() {
			err := h.Update(context.Background(), func(tx store.Tx) error {
				runs[i]++
				for r, err := range tx.Due(system, store.KindSession, noon.Add(time.Hour)) {
					if err != nil {
						return err
					}
					return fmt.Errorf("%v is said to be due", r.Key)
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	together(t, h, sweeps...)
	if diff := cmp.Diff([]int{1, 2}, runs); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
	if got := keysIn(t, h.db, touchBucket); got != 0 {
		t.Errorf("%d touches in the file, want none", got)
	}
}

// TestWritersBetweenRefiling: a writer that comes while a sweep meets a crowd
// has its turn before any entry is moved on.
func TestWritersBetweenRefiling(t *testing.T) {
	h, ctx := openDB(t, Options{NoSync: true}).Handle(), context.Background()
	const n = 5 * maxRefiled
	putAll(t, h, "mft", n, anHour)
	refiled := -1
	together(t, h,
		func() {
			err := h.Update(ctx, func(tx store.Tx) error {
				for range tx.Due("mft", store.KindSession, noon.Add(time.Hour)) {
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		},
		func() {
			err := h.Update(ctx, func(x store.Tx) error {
				refiled = n
				for r, err := range x.All("mft", store.KindSession, store.Place{}) {
					if err != nil {
						return err
					}
					if x.(*tx).get(touchBucket, recordKey(r.Key)) != nil {
						refiled--
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	if refiled != 0 {
		t.Errorf("the writer came after %d entries, want none", refiled)
	}
}

// TestLate: a View yields touched records where they are due, as they were when
// it came past their entries.
func TestLate(t *testing.T) {
	h, ctx := openDB(t, Options{NoSync: true}).Handle(), context.Background()
	const n = 500
	putAll(t, h, "mft", n, func(i int) time.Duration { return time.Duration(i*7919%n+1) * time.Minute })
	met := 0
	err := h.View(ctx, func(tx store.Tx) error {
		for r, err := range tx.Due("mft", store.KindSession, noon.Add(30*24*time.Hour)) {
			if err != nil {
				return err
			}
			if met++; met == 1 { // it came past all of them
				putOff(t, h, n)
			}
			if want := noon.Add(time.Duration(met) * time.Minute); !r.LastUsed.Equal(want) {
				return fmt.Errorf("number %d, %s, was used at %v, want %v", met, r.Key.ID, r.LastUsed, want)
			}
		}
		return nil
	})
	if err != nil || met != n {
		t.Errorf("%d are due, %v, want %d", met, err, n)
	}
}

// putOff touches the sessions of putAll so that none is due for a long time.
func putOff(t *testing.T, h *Handle, n int) {
	t.Helper()
	for i := range n {
		key := session(fmt.Sprintf("%05d", i)).Key
		if err := h.Touch(context.Background(), key, noon.Add(60*24*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
}
