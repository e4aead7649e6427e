package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// counted is a store that counts what each of its transactions deletes.
type counted struct {
	store.Store
	deletes []int
	fail    int // the transaction that fails, from 1 on; 0: none
}

var errFails = errors.New("no more")

func (c *counted) Update(ctx context.Context, f func(store.Tx) error) error {
	if c.fail == len(c.deletes)+1 {
		return errFails
	}
	n := 0
	err := c.Store.Update(ctx, func(tx store.Tx) error {
		n = 0
		return f(countedTx{tx, &n})
	})
	c.deletes = append(c.deletes, n)
	return err
}

type countedTx struct {
	store.Tx
	n *int
}

func (tx countedTx) Delete(key store.Key) error {
	*tx.n++
	return tx.Tx.Delete(key)
}

// manyRecords is a store with 250 sessions, made a second after the other, that end an hour after that, one that never
// ends, and what is no session of mft's.
func manyRecords(t *testing.T) *counted {
	t.Helper()
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s := &counted{Store: db.Handle()}
	err = s.Store.Update(t.Context(), func(tx store.Tx) error {
		put := func(system, kind, id string, made time.Time, timeout time.Duration) error {
			return tx.Put(store.Record{Key: store.Key{System: system, Kind: kind, ID: id}, Created: made, LastUsed: made, Timeout: timeout})
		}
		for i := range 250 {
			if err := put("mft", store.KindSession, fmt.Sprint(i), noon.Add(time.Duration(i)*time.Second), time.Hour); err != nil {
				return err
			}
		}
		return errors.Join(
			put("mft", store.KindSession, "endless", noon, 0),
			put("mft", store.KindAccount, "0", noon, time.Hour),
			put("futurama", store.KindSession, "0", noon, time.Hour))
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// left counts the records by system and kind.
func left(t *testing.T, s store.Store) map[string]int {
	t.Helper()
	n := map[string]int{}
	err := s.View(t.Context(), func(tx store.Tx) error {
		for _, k := range []struct{ system, kind string }{
			{"mft", store.KindSession}, {"mft", store.KindAccount}, {"futurama", store.KindSession},
		} {
			for _, err := range tx.All(k.system, k.kind, store.Place{}) {
				if err != nil {
					return err
				}
				n[k.system+" "+k.kind]++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// busy is a store for which somebody makes thirty records a transaction, at the instants that when says.
type busy struct {
	store.Store
	when func(n int) time.Time
	made int
}

func (s *busy) Update(ctx context.Context, f func(store.Tx) error) error {
	err := s.Store.Update(ctx, func(tx store.Tx) error {
		for range 30 {
			s.made++
			rec := store.Record{Key: store.Key{System: "mft", Kind: store.KindSession, ID: fmt.Sprintf("%08x", uint32(s.made)*2654435761)}, Created: s.when(s.made)}
			rec.LastUsed = rec.Created
			if err := tx.Put(rec); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, s.Store.Update(ctx, f))
}

// TestDeleteAmongOthers: while others make records faster than it deletes some, DeleteAll ends, and what was there when it began
// is gone, whatever the clock does.
func TestDeleteAmongOthers(t *testing.T) {
	for name, when := range map[string]func(int) time.Time{
		"a clock that goes":     func(n int) time.Time { return noon.Add(250*time.Second + time.Duration(n)) },
		"one that stands":       func(int) time.Time { return noon.Add(249 * time.Second) },
		"one that was put back": func(n int) time.Time { return noon.AddDate(-150, 0, 0).Add(time.Duration(n)) },
	} {
		s := &busy{Store: manyRecords(t).Store, when: when}
		if err := store.DeleteAll(t.Context(), s, "mft", store.KindSession, nil); err != nil {
			t.Fatal(err)
		}
		err := s.View(t.Context(), func(tx store.Tx) error {
			for i := range 250 {
				if _, err := tx.Get(store.Key{System: "mft", Kind: store.KindSession, ID: fmt.Sprint(i)}); !errors.Is(err, store.ErrNotFound) {
					t.Errorf("%s: session %d: %v", name, i, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if s.made > 20_000 {
			t.Errorf("%s: %d were made meanwhile", name, s.made)
		}
	}
}

func TestDelete(t *testing.T) {
	others := map[string]int{"mft account": 1, "futurama session": 1}
	for _, test := range []struct {
		name    string
		do      func(context.Context, store.Store) error
		fail    int
		deletes []int // by each transaction
		left    int   // of mft's sessions
	}{
		{
			name: "all",
			do: func(ctx context.Context, s store.Store) error {
				return store.DeleteAll(ctx, s, "mft", store.KindSession, nil)
			},
			deletes: []int{25, 35, 45, 55, 65, 26},
		},
		{
			name: "those that are meant",
			do: func(ctx context.Context, s store.Store) error {
				return store.DeleteAll(ctx, s, "mft", store.KindSession, func(rec store.Record) bool { return rec.Timeout != 0 && rec.Created.Second()%2 == 0 })
			},
			deletes: []int{25, 35, 45, 20},
			left:    126,
		},
		{
			name: "none is meant",
			do: func(ctx context.Context, s store.Store) error {
				return store.DeleteAll(ctx, s, "mft", store.KindSession, func(store.Record) bool { return false })
			},
			deletes: []int{0},
			left:    251,
		},
		{
			name: "due",
			do: func(ctx context.Context, s store.Store) error {
				return store.DeleteDue(ctx, s, "mft", store.KindSession, noon.Add(time.Hour+149*time.Second))
			},
			deletes: []int{25, 35, 45, 45},
			left:    101,
		},
		{
			name: "an error",
			do: func(ctx context.Context, s store.Store) error {
				return store.DeleteAll(ctx, s, "mft", store.KindSession, nil)
			},
			fail:    2,
			deletes: []int{25},
			left:    226,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := manyRecords(t)
			s.fail = test.fail
			err := test.do(t.Context(), s)
			if (err != nil) != (test.fail != 0) || err != nil && !errors.Is(err, errFails) {
				t.Errorf("error %v", err)
			}
			if d := cmp.Diff(test.deletes, s.deletes); d != "" {
				t.Errorf("deleted by each transaction (-want +got):\n%s", d)
			}
			want := map[string]int{"mft session": test.left}
			if test.left == 0 {
				want = map[string]int{}
			}
			for k, n := range others {
				want[k] = n
			}
			if d := cmp.Diff(want, left(t, s.Store)); d != "" {
				t.Errorf("left (-want +got):\n%s", d)
			}
		})
	}
}

// What lives on is looked at once, however much of it there is.
func TestDeleteAllLooksOnce(t *testing.T) {
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	const all = 2500
	s := &counted{Store: db.Handle()}
	err = s.Store.Update(t.Context(), func(tx store.Tx) error {
		for i := range all {
			if err := tx.Put(store.Record{Key: store.Key{System: "mft", Kind: store.KindSession, ID: fmt.Sprint(i)}, Created: noon, LastUsed: noon}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]int{}
	err = store.DeleteAll(t.Context(), s, "mft", store.KindSession, func(rec store.Record) bool {
		asked[rec.Key.ID]++
		return rec.Key.ID == "1234"
	})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]int{1, 0, 0}, s.deletes); d != "" { // in the order of their keys, "1234" is among the first thousand
		t.Errorf("deleted by each transaction (-want +got):\n%s", d)
	}
	for id, n := range asked {
		if n != 1 {
			t.Errorf("asked %d times about %s", n, id)
		}
	}
	if len(asked) != all {
		t.Errorf("asked about %d of %d", len(asked), all)
	}
}
