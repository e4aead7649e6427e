package storetest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/soapstone-dev/soapstone/store"
)

// writeSkew: of two doctors, one stays on call. Each function reads both
// records and writes its own.
func writeSkew(t *testing.T, open Open) {
	stores := []store.Store{open(), open()}
	for range 50 {
		put(t, stores[0], session("0", "", 0), session("1", "", 0))
		var wg sync.WaitGroup
		for i, s := range stores {
			wg.Go(func() {
				update(t, s, func(tx store.Tx) error {
					for id := range 2 {
						r, err := tx.Get(key(strconv.Itoa(id)))
						if err != nil || r.State != "open" {
							return err
						}
					}
					r := session(strconv.Itoa(i), "", 0)
					r.State = "off"
					return tx.Put(r)
				})
			})
		}
		wg.Wait()
		if get(t, stores[0], key("0")).State == "off" && get(t, stores[0], key("1")).State == "off" {
			t.Fatal("both are off: the two updates did not see each other")
		}
	}
}

// rangeSkew: an owner may have one session at most, which is a promise about
// records that are not there.
func rangeSkew(t *testing.T, open Open) {
	stores := []store.Store{open(), open()}
	for round := range 20 {
		owner := strconv.Itoa(round)
		var wg sync.WaitGroup
		var made atomic.Int32
		for c := range 8 {
			wg.Go(func() {
				id := fmt.Sprintf("%d-%d", round, c)
				err := stores[c%2].Update(context.Background(), func(tx store.Tx) error {
					for _, err := range ownedBy(owner)(tx) {
						return errors.Join(err, errOwn)
					}
					return tx.Put(session(id, owner, 0))
				})
				if err == nil {
					made.Add(1)
				} else if !errors.Is(err, errOwn) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if made.Load() != 1 {
			t.Fatalf("%d sessions were made for one owner, want 1", made.Load())
		}
		view(t, stores[0], func(tx store.Tx) error {
			got, err := ids(ownedBy(owner)(tx))
			if len(got) != 1 {
				t.Fatalf("%v are there, want one", got)
			}
			return err
		})
	}
}

// viewsStandStill moves a coin between two records and always sees one coin.
func viewsStandStill(t *testing.T, open Open) {
	a, b := open(), open()
	put(t, a, session("0", "has", 0), session("1", "", 0))
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 100 {
			update(t, a, func(tx store.Tx) error {
				from, to := strconv.Itoa(i%2), strconv.Itoa((i+1)%2)
				return errors.Join(tx.Put(session(from, "", 0)), tx.Put(session(to, "has", 0)))
			})
		}
	})
	for _, s := range []store.Store{a, b} {
		wg.Go(func() {
			for range 100 {
				view(t, s, func(tx store.Tx) error {
					x, err := tx.Get(key("0"))
					if err != nil {
						return err
					}
					y, err := tx.Get(key("1"))
					if err != nil {
						return err
					}
					has, err := ids(ownedBy("has")(tx))
					if (x.Owner == "has") == (y.Owner == "has") || len(has) != 1 {
						t.Errorf("a picture in motion: %q, %q, %v", x.Owner, y.Owner, has)
					}
					return err
				})
			}
		})
	}
	wg.Wait()
}
