package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/soapstone-dev/soapstone/store"
)

// nothing is a store whose updates have no transaction.
type nothing struct{ store.Store }

func (nothing) Update(_ context.Context, f func(store.Tx) error) error { return f(nil) }

// While one call has its turn, another that takes several transactions waits, or gives up.
func TestOneTurn(t *testing.T) {
	turns := store.NewTurns()
	gone, leave := context.WithCancel(t.Context())
	leave()
	had := func(ctx context.Context) (n int, err error) {
		err = turns.Do(ctx, nothing{}, func(_ store.Tx, turn bool, _ store.Place) (store.Place, bool, error) {
			if turn {
				n++
			}
			return store.Place{}, !turn, nil
		})
		return n, err
	}
	err := turns.Do(t.Context(), nothing{}, func(_ store.Tx, turn bool, _ store.Place) (store.Place, bool, error) {
		if !turn {
			return store.Place{}, true, nil
		}
		if n, err := had(gone); n != 0 || !errors.Is(err, context.Canceled) {
			t.Errorf("another call had %d turns, %v, want none, and context.Canceled", n, err)
		}
		return store.Place{}, false, nil
	})
	if err != nil {
		t.Error(err)
	}
	if n, err := had(t.Context()); n != 1 || err != nil {
		t.Errorf("the next call had %d turns, %v, want one", n, err)
	}
}

// Each part goes on where the one before has ended.
func TestPartsGoOn(t *testing.T) {
	var ids []string
	err := store.NewTurns().Do(t.Context(), nothing{}, func(_ store.Tx, _ bool, behind store.Place) (store.Place, bool, error) {
		ids = append(ids, behind.ID)
		return store.Place{ID: behind.ID + "x"}, len(ids) < 3, nil
	})
	if err != nil || len(ids) != 3 || ids[2] != "xx" {
		t.Errorf("%q, %v", ids, err)
	}
}
