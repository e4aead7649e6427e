package storetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/store"
)

// A model is what a store should hold.
type model map[store.Key]store.Record

func (m model) clone() model {
	c := maps.Clone(m)
	for k, r := range c {
		c[k] = r.Clone()
	}
	return c
}

// history plays random steps on two stores and on a model, and compares every
// answer. It goes from one store to the other only after a flush, since up to
// then they may differ by a touch.
func history(t *testing.T, open Open) {
	stores := []store.Store{open(), open()}
	for seed := range uint64(4) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		if seed > 0 { // the seeds before it left records
			for _, k := range keysOf(t, stores[0]) {
				remove(t, stores[0], k)
			}
		}
		m, s := model{}, stores[0]
		for step := range 250 {
			if err := m.step(rnd, &s, stores); err != nil {
				t.Fatalf("seed %d, step %d: %v", seed, step, err)
			}
		}
	}
}

func keysOf(t *testing.T, s store.Store) (keys []store.Key) {
	view(t, s, func(tx store.Tx) error {
		for _, kind := range []string{store.KindSession, store.KindThread} {
			for r, err := range tx.All("mft", kind, store.Place{}) {
				if err != nil {
					return err
				}
				keys = append(keys, r.Key)
			}
		}
		return nil
	})
	return keys
}

func (m *model) step(rnd *rand.Rand, s *store.Store, stores []store.Store) error {
	ctx := context.Background()
	switch rnd.IntN(10) {
	case 0:
		*s = stores[rnd.IntN(2)]
		return errors.Join(stores[0].Flush(ctx), stores[1].Flush(ctx))
	case 1, 2, 3:
		k, when := anyKey(rnd), at(rnd.IntN(200))
		err := (*s).Touch(ctx, k, when)
		r, ok := (*m)[k]
		if ok != (err == nil) || !ok && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("touch %v: got %v; it exists: %v", k.ID, err, ok)
		}
		if ok && !when.Before(r.Created) && when.After(r.LastUsed) {
			r.LastUsed = when
			(*m)[k] = r
		}
		return nil
	case 4:
		k := anyKey(rnd)
		got, err := (*s).Get(ctx, k)
		return m.holds(k, got, err)
	case 5:
		return (*s).View(ctx, func(tx store.Tx) error { return m.compare(rnd, tx) })
	}
	var after model
	err := (*s).Update(ctx, func(tx store.Tx) error {
		after = m.clone()
		for range rnd.IntN(6) {
			if err := after.write(rnd, tx); err != nil {
				return err
			}
			if err := after.compare(rnd, tx); err != nil {
				return err
			}
		}
		if rnd.IntN(3) == 0 {
			return errOwn
		}
		return nil
	})
	if err == nil {
		*m = after
	} else if !errors.Is(err, errOwn) {
		return err
	}
	return (*s).View(ctx, func(tx store.Tx) error { return m.compare(rnd, tx) })
}

func anyKey(rnd *rand.Rand) store.Key {
	return store.Key{
		System: "mft",
		Kind:   []string{store.KindSession, store.KindThread}[rnd.IntN(2)],
		ID:     strconv.Itoa(rnd.IntN(12)),
	}
}

func (m model) write(rnd *rand.Rand, tx store.Tx) error {
	k := anyKey(rnd)
	if rnd.IntN(3) == 0 {
		err := tx.Delete(k)
		if _, ok := m[k]; ok != (err == nil) || !ok && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("delete %v: got %v; it exists: %v", k.ID, err, ok)
		}
		delete(m, k)
		return nil
	}
	r := session(k.ID, strconv.Itoa(rnd.IntN(3)), rnd.IntN(100))
	r.Key = k
	r.LastUsed = at(rnd.IntN(150))
	r.Timeout *= time.Duration(rnd.IntN(3))
	r.Values["n"] = strconv.Itoa(rnd.IntN(1000))
	m[k] = r
	return tx.Put(r.Clone())
}

// holds compares what a Get came to.
func (m model) holds(k store.Key, got store.Record, err error) error {
	if want, ok := m[k]; !ok && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("get %v: got %v, want ErrNotFound", k.ID, err)
	} else if ok && (err != nil || !gocmp.Equal(want, got)) {
		return fmt.Errorf("get %v: %v (-want +got):\n%s", k.ID, err, gocmp.Diff(want, got))
	}
	return nil
}

// compare asks everything there is to ask, for one kind.
func (m model) compare(rnd *rand.Rand, tx store.Tx) error {
	k := anyKey(rnd)
	got, err := tx.Get(k)
	if err := m.holds(k, got, err); err != nil {
		return err
	}
	owner, by := strconv.Itoa(rnd.IntN(3)), at(rnd.IntN(250))
	place := store.Place{Created: at(rnd.IntN(100)), ID: strconv.Itoa(rnd.IntN(12))}
	byPlace := func(a, b store.Record) int { return comparePlace(a.Place(), b.Place()) }
	for name, q := range map[string]struct {
		got   iter.Seq2[store.Record, error]
		want  func(store.Record) bool
		order func(a, b store.Record) int
	}{
		"owned": {tx.Owned(k.System, k.Kind, owner), func(r store.Record) bool { return r.Owner == owner }, byPlace},
		"all": {tx.All(k.System, k.Kind, place),
			func(r store.Record) bool { return comparePlace(r.Place(), place) > 0 }, byPlace},
		"due": {tx.Due(k.System, k.Kind, by),
			func(r store.Record) bool { at, ok := r.Due(); return ok && !at.After(by) },
			func(a, b store.Record) int {
				x, _ := a.Due()
				y, _ := b.Due()
				return cmp.Or(x.Compare(y), cmp.Compare(a.Key.ID, b.Key.ID))
			}},
	} {
		var want, got []store.Record
		for key, r := range m {
			if key.Kind == k.Kind && q.want(r) {
				want = append(want, r)
			}
		}
		slices.SortFunc(want, q.order)
		for r, err := range q.got {
			if err != nil {
				return err
			}
			got = append(got, r)
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			return fmt.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	return nil
}

func comparePlace(a, b store.Place) int {
	return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
}

// crowd does everything at once through several stores, for the race detector,
// and checks that the indexes and the records still agree.
func crowd(t *testing.T, open Open) {
	stores := []store.Store{open(), open(), open()}
	ctx := context.Background()
	var wg sync.WaitGroup
	for c := range 12 {
		wg.Go(func() {
			rnd := rand.New(rand.NewPCG(uint64(c), 2))
			s := stores[c%3]
			for range 40 {
				k := key(strconv.Itoa(rnd.IntN(20)))
				var err error
				switch rnd.IntN(6) {
				case 0, 1:
					err = s.Update(ctx, func(tx store.Tx) error { return count(tx, k.ID) })
				case 2:
					err = s.Update(ctx, func(tx store.Tx) error { return tx.Delete(k) })
				case 3:
					err = s.Touch(ctx, k, at(rnd.IntN(60)))
				case 4:
					err = s.Update(ctx, func(tx store.Tx) error {
						for r, err := range dueBy(rnd.IntN(60))(tx) {
							if err != nil {
								return err
							}
							if err := tx.Delete(r.Key); err != nil {
								return err
							}
						}
						return nil
					})
				case 5:
					err = s.View(ctx, func(tx store.Tx) error { _ = tx.Changed(k); return agree(tx) })
				}
				if err != nil && !errors.Is(err, store.ErrNotFound) {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for _, s := range stores {
		view(t, s, agree)
		if err := s.Flush(ctx); err != nil {
			t.Error(err)
		}
	}
	view(t, stores[0], agree)
}

// agree reports whether the three ranges hold the same records.
func agree(tx store.Tx) error {
	var want []string
	for r, err := range allSessions(tx) {
		if err != nil {
			return err
		}
		if got, err := tx.Get(r.Key); err != nil || !gocmp.Equal(r.Created, got.Created) {
			return fmt.Errorf("a range has %v, Get %v, %v", r, got, err)
		}
		want = append(want, r.Key.ID)
	}
	slices.Sort(want)
	for name, what := range map[string]func(store.Tx) iter.Seq2[store.Record, error]{"owned": ownedBy("counter"), "due": dueBy(1000)} {
		got, err := ids(what(tx))
		slices.Sort(got)
		if err != nil || !slices.Equal(want, got) {
			return fmt.Errorf("all has %v, %s has %v, %v", want, name, got, err)
		}
	}
	return nil
}
