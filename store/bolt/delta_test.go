package bolt

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/soapstone-dev/soapstone/store"
)

// TestEntriesThatComeBack deletes what was deleted and put again in one update, in the file, in a delta that is on its way there, and
// in one that was begun for that update: it is gone from every index, there and after a crash.
func TestEntriesThatComeBack(t *testing.T) {
	ctx := context.Background()
	filler := session("filler")
	filler.Values["v"] = string(make([]byte, 1500))
	again := func(tx store.Tx) error { return errors.Join(tx.Delete(session("a").Key), tx.Put(session("a"))) }
	fill := func(tx store.Tx) error { return tx.Put(filler) }
	steps := map[string]func(store.Tx) error{
		"put":          putting("a"),
		"again":        again,
		"fill":         fill,
		"again, fill":  func(tx store.Tx) error { return errors.Join(again(tx), fill(tx)) },
		"delete":       func(tx store.Tx) error { return tx.Delete(session("a").Key) },
		"delete, fill": func(tx store.Tx) error { return errors.Join(tx.Delete(session("a").Key), fill(tx)) },
	}
	for _, names := range [][]string{
		{"put", "again", "delete"},
		{"put", "reopen", "again", "delete"},
		{"put", "fill", "again, fill", "delete"},
		{"put", "fill", "again, fill", "delete, fill"},
		{"put", "reopen", "again", "fill", "delete, fill", "put", "again", "delete"},
	} {
		path := filepath.Join(t.TempDir(), "s.db")
		o := Options{NoSync: true, segment: 2 << 10} // so that the second update that fills goes into another segment
		db, err := Open(path, o)
		if err != nil {
			t.Fatal(err)
		}
		h := db.Handle()
		for n, name := range names {
			if name == "reopen" {
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
				if db, err = Open(path, o); err != nil {
					t.Fatal(err)
				}
				h = db.Handle()
				continue
			}
			if err := h.Update(ctx, steps[name]); err != nil {
				t.Fatal(err)
			}
			want := 1
			if name == "delete" || name == "delete, fill" {
				want = 0
			}
			crashed, err := Open(copyOf(t, path), o)
			if err != nil {
				t.Fatal(err)
			}
			for where, s := range map[string]*Handle{"here": h, "after a crash": crashed.Handle()} {
				if got := listed(t, s, "a"); got != fmt.Sprint(want, want, want) {
					t.Errorf("%v, step %d, %s: %s", names, n, where, got)
				}
			}
			if err := crashed.Close(); err != nil {
				t.Error(err)
			}
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if got := len(ids(t, openFileAt(t, path, Options{}).Handle())); got > 1 {
			t.Errorf("%v: %d are left", names, got)
		}
	}
}

// listed counts how often a session is met by each index.
func listed(t *testing.T, h *Handle, id string) string {
	t.Helper()
	var all, owned, due int
	err := h.View(context.Background(), func(tx store.Tx) error {
		key := session(id).Key
		for r, err := range tx.All(key.System, key.Kind, store.Place{}) {
			if err != nil {
				return err
			}
			all += map[bool]int{true: 1}[r.Key == key]
		}
		for r, err := range tx.Owned(key.System, key.Kind, session(id).Owner) {
			if err != nil {
				return err
			}
			owned += map[bool]int{true: 1}[r.Key == key]
		}
		for r, err := range tx.Due(key.System, key.Kind, noon.AddDate(1, 0, 0)) {
			if err != nil {
				return err
			}
			due += map[bool]int{true: 1}[r.Key == key]
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	return fmt.Sprint(all, owned, due)
}

// TestNobodysEntries: who asks for what an owner with a long name has, who has nothing, meets no entry of others, though they are
// shorter than that name alone.
func TestNobodysEntries(t *testing.T) {
	h := openDB(t, Options{NoSync: true}).Handle()
	other := session("a")
	other.Key.System = "salesforce" // stands behind all of mft
	other.Owner = "b"
	if err := h.Update(t.Context(), func(tx store.Tx) error { return tx.Put(other) }); err != nil {
		t.Fatal(err)
	}
	err := h.View(t.Context(), func(tx store.Tx) error {
		for r, err := range tx.Owned("mft", store.KindSession, strings.Repeat("x", store.MaxID)) {
			return fmt.Errorf("it meets %v: %w", r.Key, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestEntriesOfTheEndedAreForgotten: nobody who asks for the sessions of an owner steps over what came and went since the last
// checkpoint. Who began to read before it went still meets it, and what the file has is hidden.
func TestEntriesOfTheEndedAreForgotten(t *testing.T) {
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "s.db")
	filed, err := Open(path, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(filed.Handle().Update(ctx, putting("filed")), filed.Close()); err != nil {
		t.Fatal(err)
	}
	db := openFileAt(t, path, Options{NoSync: true})
	h := db.Handle()
	entries := func() (n int) {
		for in := createdBucket; in < buckets; in++ {
			n += db.now.Load().deltas[0].sorted[in].Len()
		}
		return n
	}
	update := func(f func(store.Tx) error) {
		t.Helper()
		if err := h.Update(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	end := func(id string) func(store.Tx) error {
		return func(tx store.Tx) error { return tx.Delete(session(id).Key) }
	}

	for range 10 {
		update(putting("a"))
		update(end("a"))
		update(func(tx store.Tx) error { return errors.Join(putting("b")(tx), end("b")(tx)) })
	}
	if n := entries(); n != 0 {
		t.Errorf("%d entries are left of what came and went", n)
	}

	update(putting("a"))
	err = h.View(ctx, func(tx store.Tx) error {
		update(end("a"))
		met := 0
		for _, err := range tx.Owned("mft", store.KindSession, session("a").Owner) {
			if err != nil {
				return err
			}
			met++
		}
		if met != 2 {
			t.Errorf("who began to read before one of two was ended meets %d", met)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	update(putting("b"))
	if n := entries(); n != 3 {
		t.Errorf("there are %d entries when nobody reads any more, want those of one session, 3", n)
	}

	update(func(tx store.Tx) error { return errors.Join(end("b")(tx), putting("b")(tx)) })
	if got := listed(t, h, "b"); got != "1 1 1" {
		t.Errorf("what was ended and begun again in one update is listed %s times", got)
	}
	update(end("filed"))
	if got := listed(t, h, "filed"); got != "0 0 0" {
		t.Errorf("what was ended, and the file has, is listed %s times", got)
	}
	update(putting("a"))
	if got := listed(t, h, "filed"); got != "0 0 0" {
		t.Errorf("what was ended, and the file has, is listed %s times after another update", got)
	}
}

// TestForgetWhatIsKept: what an update deletes that may still be taken back is forgotten when that one is kept, not before.
func TestForgetWhatIsKept(t *testing.T) {
	d := newDelta()
	d.set(ownerBucket, "a", entry(), 1)
	d.set(ownerBucket, "a", nil, 2)
	d.set(ownerBucket, "a", entry(), 3)
	d.set(ownerBucket, "a", nil, 4)
	d.set(ownerBucket, "b", entry(), 5)
	d.set(ownerBucket, "b", nil, 6)
	d.forget(2)
	d.takeBack(ownerBucket, "a", 4)
	if d.find(ownerBucket, []byte("a"), 4).value == nil {
		t.Error("an entry is gone, though the update that deleted it was taken back")
	}
	d.forget(6)
	if n := d.sorted[ownerBucket].Len(); n != 1 {
		t.Errorf("%d entries are left, want the one that is there", n)
	}
}

// TestDeltasAreLocked shows what it has to show to the race detector: others read a delta that is written.
func TestDeltasAreLocked(t *testing.T) {
	for _, write := range []func(d *delta, in bucket){
		func(d *delta, in bucket) { d.set(in, "a", entry(), 2) },
		func(d *delta, in bucket) { d.move(in, "a", entry(), 2) },
		func(d *delta, in bucket) { d.takeBack(in, "a", 1) },
		func(d *delta, _ bucket) { d.forget(1) },
	} {
		for _, read := range []func(d *delta, in bucket){
			func(d *delta, in bucket) { d.find(in, []byte("a"), 1) },
			func(d *delta, in bucket) { d.next(in, []byte("a"), nil, 1) },
			func(d *delta, _ bucket) { d.isEmpty() },
		} {
			for in := recordBucket; in < buckets; in++ {
				d := newDelta()
				d.set(in, "a", entry(), 1)
				d.set(in, "b", entry(), 1)
				d.set(in, "b", nil, 1)
				var calls sync.WaitGroup
				calls.Go(func() { write(d, in) })
				calls.Go(func() { read(d, in) })
				calls.Wait()
			}
		}
	}
}
