package bolt

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

func several(ids ...string) func(store.Tx) error {
	return func(tx store.Tx) (err error) {
		for _, id := range ids {
			err = errors.Join(err, tx.Put(session(id)))
		}
		return err
	}
}

// TestBulkyIsInTheFile: an update that wrote much has left the journal when it is over, and one that wrote little has not.
func TestBulkyIsInTheFile(t *testing.T) {
	ctx, db := context.Background(), openDB(t, Options{NoSync: true})
	h := db.Handle()
	waiting := func() bool { return !db.now.Load().deltas[0].isEmpty() }
	if err := h.Update(ctx, several("a", "b")); err != nil || !waiting() {
		t.Fatal(err, waiting())
	}
	for n := range 20 {
		var all sync.WaitGroup
		for c := range 3 {
			all.Go(func() {
				id := fmt.Sprintf("%d-%d-", n, c)
				if err := h.Update(ctx, several(id+"1", id+"2", id+"3", id+"4", id+"5")); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if waiting() {
			t.Fatal("what bulky updates wrote is not in the file")
		}
	}
	if got := len(ids(t, h)); got != 2+20*3*5 {
		t.Errorf("there are %d", got)
	}
	db.bolt.MaxSize = 1
	for n := range 10 { // a checkpoint that fails keeps nobody, since the journal has it
		long := session(fmt.Sprint("long", n))
		long.Values["v"] = string(make([]byte, 40<<10))
		err := h.Update(ctx, func(tx store.Tx) error { return errors.Join(tx.Put(long), several("1", "2", "3", "4")(tx)) })
		if err != nil {
			t.Fatal(err)
		}
	}
	db.bolt.MaxSize = 0
}

// TestTouchesMoveWithTheirBatch has touches become due in a batch for which the journal has no room in its segment.
func TestTouchesMoveWithTheirBatch(t *testing.T) {
	tick := make(chan time.Time)
	ctx, db := context.Background(), openDB(t, Options{NoSync: true, segment: 2 << 10, Tick: tick})
	h, other := db.Handle(), db.Handle()
	if err := h.Update(ctx, putting("a")); err != nil {
		t.Fatal(err)
	}
	long := session("long")
	long.Values["v"] = string(make([]byte, 1500))
	turns := 0
	for n := 1; n <= 20; n++ {
		at := noon.Add(time.Duration(n) * time.Minute)
		if err := h.Touch(ctx, session("a").Key, at); err != nil {
			t.Fatal(err)
		}
		before := db.now.Load().deltas[0]
		busy, ticked := make(chan struct{}), make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() {
			if err := h.Update(ctx, func(tx store.Tx) error { close(busy); <-ticked; return tx.Put(session("b")) }); err != nil {
				t.Error(err)
			}
		})
		<-busy
		all.Go(func() { tick <- time.Time{} })
		all.Go(func() {
			if err := h.Update(ctx, func(tx store.Tx) error { return tx.Put(long) }); err != nil {
				t.Error(err)
			}
		})
		for { // until the other one waits
			db.mu.Lock()
			waits := len(db.waiting)
			db.mu.Unlock()
			if waits > 0 {
				break
			}
		}
		close(ticked)
		all.Wait()
		tick <- time.Time{} // is taken when the first has been dealt with
		if db.now.Load().deltas[0] != before {
			turns++
		}
		if r, err := other.Get(ctx, session("a").Key); err != nil || !r.LastUsed.Equal(at) {
			t.Fatalf("round %d: last used at %v, want %v: %v", n, r.LastUsed, at, err)
		}
	}
	if turns == 0 {
		t.Error("the journal never turned")
	}
}
