package bolt

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"

	"github.com/soapstone-dev/soapstone/store"
)

// roomy returns a handle with the session "a" in a file that need not grow for
// a while, so that a test may commit within a View.
func roomy(t *testing.T) *Handle {
	t.Helper()
	h := openDB(t, Options{NoSync: true}).Handle()
	big := session("a")
	big.Values["v"] = string(make([]byte, 1<<19))
	for _, r := range []store.Record{big, session("a")} {
		if err := h.Update(context.Background(), func(tx store.Tx) error { return tx.Put(r) }); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// usedAt returns an error unless "a" was last used then.
func usedAt(tx store.Tx, want time.Time) error {
	r, err := tx.Get(session("a").Key)
	if err == nil && !r.LastUsed.Equal(want) {
		err = fmt.Errorf("last used at %v, want %v", r.LastUsed, want)
	}
	return err
}

// TestTouchIsSeenAroundACommit looks before, while and after a touch is
// written, with pictures from before and after.
func TestTouchIsSeenAroundACommit(t *testing.T) {
	h, ctx, later := roomy(t), context.Background(), noon.Add(time.Minute)
	if err := h.Touch(ctx, session("a").Key, later); err != nil {
		t.Fatal(err)
	}
	err := h.Update(ctx, func(tx store.Tx) error {
		if err := usedAt(tx, later); err != nil {
			return err
		}
		return h.View(ctx, func(view store.Tx) error { // not committed yet
			return usedAt(view, later)
		})
	})
	if err != nil {
		t.Fatal(err)
	}

	later = later.Add(time.Minute)
	if err := h.Touch(ctx, session("a").Key, later); err != nil {
		t.Fatal(err)
	}
	err = h.View(ctx, func(view store.Tx) error { // an older picture than the commit
		if err := h.Flush(ctx); err != nil {
			return err
		}
		return usedAt(view, later)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.View(ctx, func(view store.Tx) error { return usedAt(view, later) }); err != nil {
		t.Fatal(err)
	}
}

// TestTouchIsOverruled lets a View take the pending touches, has a Put overrule
// them, and only then gives it its picture.
func TestTouchIsOverruled(t *testing.T) {
	h, ctx := roomy(t), context.Background()
	if err := h.Touch(ctx, session("a").Key, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	layers := h.touches.capture()
	aged := session("a")
	aged.LastUsed = noon.Add(-time.Hour)
	if err := h.Update(ctx, func(tx store.Tx) error { return tx.Put(aged) }); err != nil {
		t.Fatal(err)
	}
	view, err := h.look()
	if err != nil {
		t.Fatal(err)
	}
	defer view.b.Rollback()
	view.layers = layers
	if err := usedAt(view, aged.LastUsed); err != nil {
		t.Error(err)
	}
}

// TestTouchIsReinstated has a Put overrule a touch, another take its place, and the Update fail: the later of them counts.
func TestTouchIsReinstated(t *testing.T) {
	for _, minutes := range [][2]time.Duration{{10, 5}, {5, 10}} {
		h, ctx := lazy(t), context.Background()
		touchAt := func(minutes time.Duration) error {
			return h.Touch(ctx, session("a").Key, noon.Add(minutes*time.Minute))
		}
		if err := touchAt(minutes[0]); err != nil {
			t.Fatal(err)
		}
		fails := errors.New("fails")
		err := h.Update(ctx, func(tx store.Tx) error {
			if err := tx.Put(session("a")); err != nil {
				return err
			}
			touched := make(chan error)
			go func() { touched <- touchAt(minutes[1]) }()
			return errors.Join(<-touched, fails)
		})
		if !errors.Is(err, fails) {
			t.Fatal(err)
		}
		if err := h.View(ctx, func(tx store.Tx) error { return usedAt(tx, noon.Add(10*time.Minute)) }); err != nil {
			t.Error(err)
		}
	}
}

// TestTouchIsOverruledForGood: an Update that fails reinstates no touch that a Put before it has overruled.
func TestTouchIsOverruledForGood(t *testing.T) {
	h, ctx := lazy(t), context.Background()
	if err := h.Touch(ctx, session("a").Key, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	fails := errors.New("fails")
	for _, outcome := range []error{nil, fails} {
		if err := h.Update(ctx, func(tx store.Tx) error { return errors.Join(tx.Put(session("a")), outcome) }); !errors.Is(err, outcome) {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := h.View(ctx, func(tx store.Tx) error { return usedAt(tx, noon) }); err != nil {
			t.Error(err)
		}
		if err := h.Flush(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTouchIsWrittenOnce: one that was written, and that a Put has aged since, does not come back when the disk refuses another.
func TestTouchIsWrittenOnce(t *testing.T) {
	db, f := strictly(t, filepath.Join(t.TempDir(), "s.db"), Options{NoSync: true, Tick: make(chan time.Time)})
	h, ctx := db.Handle(), t.Context()
	if err := h.Update(ctx, putting("a")); err != nil {
		t.Fatal(err)
	}
	if err := h.Touch(ctx, session("a").Key, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(h.Flush(ctx), h.Update(ctx, putting("a"))); err != nil { // as old as it was
		t.Fatal(err)
	}
	f.limit = 1
	if err := h.Update(ctx, putting("b")); err == nil {
		t.Error("there is room for another")
	}
	f.limit = 0
	for range 2 {
		if err := h.View(ctx, func(tx store.Tx) error { return usedAt(tx, noon) }); err != nil {
			t.Error(err)
		}
		if err := h.Flush(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTouchAfterAPut: what is remembered of a record that was put over its touch does not hide the next touch.
func TestTouchAfterAPut(t *testing.T) {
	h, ctx := openDB(t, Options{NoSync: true, Tick: make(chan time.Time)}).Handle(), t.Context()
	for n := range 3 {
		at := noon.Add(time.Duration(n+1) * time.Minute)
		if err := errors.Join(h.Update(ctx, putting("a")), h.Touch(ctx, session("a").Key, at), h.Flush(ctx)); err != nil {
			t.Fatal(err)
		}
		if r, err := h.Get(ctx, session("a").Key); err != nil || !r.LastUsed.Equal(at) {
			t.Errorf("round %d: last used at %v, want %v: %v", n, r.LastUsed, at, err)
		}
	}
}

// TestTouchOfAnEarlierSession has a touch arrive for a session that was ended
// and made again since the touch looked, with a clock that stood still.
func TestTouchOfAnEarlierSession(t *testing.T) {
	h, ctx := roomy(t), context.Background()
	before, err := h.head(recordKey(session("a").Key), session("a").Key)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []func(store.Tx) error{
		func(tx store.Tx) error { return tx.Delete(session("a").Key) },
		func(tx store.Tx) error { return tx.Put(session("a")) },
	} {
		if err := h.Update(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	late := touch{at: noon.Add(time.Hour), born: before.born}
	if err := h.touches.add(recordKey(session("a").Key), late); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := h.View(ctx, func(tx store.Tx) error { return usedAt(tx, noon) }); err != nil {
			t.Fatal(err)
		}
		if err := h.Flush(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTouchWhileAFunctionRuns: one that comes before the function's own Put raises what that ages all the same.
func TestTouchWhileAFunctionRuns(t *testing.T) {
	h, ctx, key := lazy(t), t.Context(), session("a").Key
	touchAt := func(at time.Time) {
		if err := h.Touch(ctx, key, at); err != nil {
			t.Error(err)
		}
	}
	touchAt(noon.Add(time.Minute))
	want := noon.Add(2 * time.Minute)
	err := h.Update(ctx, func(tx store.Tx) error {
		touched := make(chan struct{})
		go func() { touchAt(want); close(touched) }()
		<-touched
		aged := session("a")
		aged.Created, aged.LastUsed = noon.Add(-time.Hour), noon.Add(-time.Hour)
		return tx.Put(aged)
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := h.View(ctx, func(tx store.Tx) error { return usedAt(tx, want) }); err != nil {
			t.Error(err)
		}
		if err := h.Flush(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTouchAfterThatOfAnEarlierSession: one that waits, of a session that was ended and made again, hides no earlier one of the new.
func TestTouchAfterThatOfAnEarlierSession(t *testing.T) {
	h, ctx, key := lazy(t), t.Context(), session("a").Key
	want := noon.Add(5 * time.Minute)
	for what, err := range map[string]error{
		"before": h.Touch(ctx, key, noon.Add(time.Hour)),
		"ended":  h.Update(ctx, func(tx store.Tx) error { return tx.Delete(key) }),
		"made":   h.Update(ctx, putting("a")),
		"after":  h.Touch(ctx, key, want),
	} {
		if err != nil {
			t.Fatal(what, err)
		}
	}
	for range 2 {
		if err := h.View(ctx, func(tx store.Tx) error { return usedAt(tx, want) }); err != nil {
			t.Error(err)
		}
		if err := h.Flush(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

// TestNothingIsLeft: a record that goes takes all its entries with it.
func TestNothingIsLeft(t *testing.T) {
	h, ctx := roomy(t), context.Background()
	if err := h.Touch(ctx, session("a").Key, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := h.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	if err := h.Touch(ctx, session("a").Key, noon.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := h.Update(ctx, func(tx store.Tx) error { return tx.Delete(session("a").Key) }); err != nil {
		t.Fatal(err)
	}
	for in := recordBucket; in < buckets; in++ {
		if n := keysIn(t, h.db, in); n != 0 {
			t.Errorf("%d keys are left in %s", n, in.name())
		}
	}
	if h.touches.pending() > 0 {
		t.Error("a touch is left in memory")
	}
}

func keysIn(t *testing.T, db *DB, in bucket) (n int) {
	t.Helper()
	keys := make(map[string]bool)
	err := db.bolt.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(in.name()).ForEach(func(k, _ []byte) error { keys[string(k)] = true; return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	p := db.now.Load()
	for _, d := range []*delta{p.deltas[1], p.deltas[0]} {
		if d == nil {
			continue
		}
		d.mu.RLock()
		note := func(k string, v *version) bool { keys[k] = v.value != nil; return true }
		for k, v := range d.points[min(in, touchBucket)] {
			if in <= touchBucket {
				note(k, v)
			}
		}
		d.sorted[in].Scan(note)
		d.mu.RUnlock()
	}
	for _, there := range keys {
		if there {
			n++
		}
	}
	return n
}

// lazy returns a handle like roomy's whose touches wait for a tick that never comes.
func lazy(t *testing.T) *Handle {
	t.Helper()
	h := openDB(t, Options{NoSync: true, Tick: make(chan time.Time)}).Handle()
	if err := h.Update(context.Background(), func(tx store.Tx) error { return tx.Put(session("a")) }); err != nil {
		t.Fatal(err)
	}
	return h
}

// TestCommitsLeaveTouchesAlone: an Update sees touches that wait, through
// whichever handle they came, and its commit does not write them.
func TestCommitsLeaveTouchesAlone(t *testing.T) {
	h, ctx, later := lazy(t), context.Background(), noon.Add(time.Minute)
	if err := h.Touch(ctx, session("a").Key, later); err != nil {
		t.Fatal(err)
	}
	err := h.db.Handle().Update(ctx, func(tx store.Tx) error {
		if err := usedAt(tx, later); err != nil {
			return err
		}
		return tx.Put(session("b"))
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := keysIn(t, h.db, touchBucket); n != 0 {
		t.Errorf("%d touches were written, want none before the tick", n)
	}
	if err := h.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	if n := keysIn(t, h.db, touchBucket); n != 1 {
		t.Errorf("%d touches were written by Flush, want 1", n)
	}
	if err := h.View(ctx, func(tx store.Tx) error { return usedAt(tx, later) }); err != nil {
		t.Error(err)
	}
}

// TestWaitingTouchIsOverruled has a Put age a record whose touch waits: the
// touch is over when that is committed, and not before; one that came while the
// function ran raises the record again.
func TestWaitingTouchIsOverruled(t *testing.T) {
	h, ctx := lazy(t), context.Background()
	touched, aged := noon.Add(time.Hour), noon.Add(-time.Hour)
	touchAt := func(at time.Time) {
		if err := h.Touch(ctx, session("a").Key, at); err != nil {
			t.Fatal(err)
		}
	}
	looks := func(want time.Time) {
		t.Helper()
		for range 2 {
			if err := h.View(ctx, func(tx store.Tx) error { return usedAt(tx, want) }); err != nil {
				t.Error(err)
			}
			if r, err := h.Get(ctx, session("a").Key); err != nil || !r.LastUsed.Equal(want) {
				t.Errorf("Get: %v, %v, want %v", r.LastUsed, err, want)
			}
		}
	}
	old := session("a")
	old.Created, old.LastUsed = aged, aged
	failed := errors.New("the function fails")
	age := func(outcome error, during func()) func(tx store.Tx) error {
		return func(tx store.Tx) error {
			if err := tx.Put(old); err != nil {
				return err
			}
			if err := usedAt(tx, aged); err != nil {
				return err
			}
			if err := h.View(ctx, func(view store.Tx) error { return usedAt(view, touched) }); err != nil { // not committed yet
				return err
			}
			during()
			return outcome
		}
	}
	nothing := func() {}

	touchAt(touched)
	if err := h.Update(ctx, age(failed, nothing)); !errors.Is(err, failed) {
		t.Fatal(err)
	}
	looks(touched)
	if err := h.Update(ctx, age(nil, nothing)); err != nil {
		t.Fatal(err)
	}
	looks(aged)
	if err := h.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	looks(aged)

	touchAt(touched)
	while := noon.Add(30 * time.Minute)
	if err := h.Update(ctx, age(nil, func() { touchAt(while) })); err != nil {
		t.Fatal(err)
	}
	looks(while)
	if err := h.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	looks(while)
}

// TestTouchesAreLocked shows what it has to show to the race detector.
func TestTouchesAreLocked(t *testing.T) {
	ts, key, h := &touches{hot: newLayer()}, []byte("a"), &head{created: noon, lastUsed: noon}
	if err := ts.add(key, touch{at: noon.Add(time.Minute)}); err != nil {
		t.Fatal(err)
	}
	overruled := &touch{at: noon.Add(time.Hour)}
	var calls sync.WaitGroup
	for _, call := range []func(){
		func() { _ = ts.add(key, touch{at: noon}) }, // may be closed already
		func() { ts.pending() },
		func() { ts.capture() },
		func() { ts.overrule(key, h, 0, 1) },
		func() { ts.reinstate(map[string]*touch{"a": overruled}) },
		func() { ts.freeze(2) },
		func() { ts.settle(false) },
		ts.close,
	} {
		calls.Go(call)
	}
	calls.Wait()
}
