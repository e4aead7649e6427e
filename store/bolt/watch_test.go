package bolt

import (
	"context"
	"testing"

	"github.com/soapstone-dev/soapstone/store"
)

// TestChangedWithinOneBatch: the channel of one update is closed by a later
// update of the same commit, and not by an earlier one or itself.
func TestChangedWithinOneBatch(t *testing.T) {
	db := openDB(t, Options{})
	h, other := db.Handle(), db.Handle()
	ctx := context.Background()
	var chans [3]<-chan struct{}
	var calls []func()
	for i := range chans {
		s := []*Handle{h, other}[i%2]
		calls = append(calls, func() {
			err := s.Update(ctx, func(tx store.Tx) error {
				chans[i] = tx.Changed(session("a").Key)
				return tx.Put(session("a"))
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	together(t, h, calls...)
	<-chans[0]
	<-chans[1]
	select {
	case <-chans[2]:
		t.Error("the last update of the batch was woken by what it had seen")
	default:
	}
	if err := h.Update(ctx, func(tx store.Tx) error { return tx.Delete(session("a").Key) }); err != nil {
		t.Fatal(err)
	}
	<-chans[2]
	if n := len(h.watchers.m) + len(other.watchers.m); n != 0 {
		t.Errorf("%d keys are still watched", n)
	}
}

// TestChangedInAView commits between a View's picture and its subscription.
func TestChangedInAView(t *testing.T) {
	db := openDB(t, Options{})
	h := db.Handle()
	ctx := context.Background()
	put := func(tx store.Tx) error { return tx.Put(session("a")) }
	del := func(tx store.Tx) error { return tx.Delete(session("a").Key) }
	big := session("a") // makes room: an update within a View locks up when the file must grow
	big.Values["v"] = string(make([]byte, 1<<19))
	for _, f := range []func(store.Tx) error{func(tx store.Tx) error { return tx.Put(big) }, del} {
		if err := h.Update(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name  string
		steps []func(store.Tx) error
	}{
		{"made", []func(store.Tx) error{put}},
		{"put", []func(store.Tx) error{put}},
		{"made anew", []func(store.Tx) error{del, put}},
		{"deleted", []func(store.Tx) error{del}},
		{"there for a while", []func(store.Tx) error{put, del}},
	} {
		var changed, other <-chan struct{}
		err := h.View(ctx, func(view store.Tx) error {
			for _, step := range tt.steps {
				if err := h.Update(ctx, step); err != nil {
					return err
				}
			}
			changed, other = view.Changed(session("a").Key), view.Changed(session("never written").Key)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		select {
		case <-changed:
		default:
			t.Errorf("%s: the wake-up was lost", tt.name)
		}
		_ = other // closed without a cause, as others wrote: allowed
	}
}

// TestGivingUpLeavesLittle: a waiter that looks, waits in vain and comes again
// must not leave a channel each time. Views and Updates may have one each.
func TestGivingUpLeavesLittle(t *testing.T) {
	h := openDB(t, Options{NoSync: true}).Handle()
	for i := range 100 {
		look := h.View
		if i%2 == 0 {
			look = h.Update
		}
		err := look(context.Background(), func(tx store.Tx) error { tx.Changed(session("a").Key); return nil })
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := len(h.watchers.m[string(recordKey(session("a").Key))]); n > 2 {
		t.Errorf("%d channels for one key, want 2 at most", n)
	}
}
