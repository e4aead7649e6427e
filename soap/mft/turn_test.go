package mft

import (
	"context"
	"errors"
	"testing"

	"github.com/soapstone-dev/soapstone/store"
)

// nothing is a store whose updates have no transaction.
type nothing struct{ store.Store }

func (nothing) Update(_ context.Context, f func(store.Tx) error) error { return f(nil) }

// While a call deletes many sessions, another that has many to delete waits, or gives up.
func TestOneTurn(t *testing.T) {
	r := &Room{store: nothing{}, turn: make(chan struct{}, 1)}
	gone, leave := context.WithCancel(t.Context())
	leave()
	turns := func(ctx context.Context) (n int, err error) {
		err = r.inParts(ctx, func(_ store.Tx, turn bool, _ store.Place) (store.Place, bool, error) {
			if turn {
				n++
			}
			return store.Place{}, !turn, nil
		})
		return n, err
	}
	err := r.inParts(t.Context(), func(_ store.Tx, turn bool, _ store.Place) (store.Place, bool, error) {
		if !turn {
			return store.Place{}, true, nil
		}
		if n, err := turns(gone); n != 0 || !errors.Is(err, context.Canceled) {
			t.Errorf("another call had %d turns, %v, want none, and context.Canceled", n, err)
		}
		return store.Place{}, false, nil
	})
	if err != nil {
		t.Error(err)
	}
	if n, err := turns(t.Context()); n != 1 || err != nil {
		t.Errorf("the next call had %d turns, %v, want one", n, err)
	}
}
