package bolt

import (
	"cmp"
	"fmt"
	"hash/crc32"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// historyHandles is how many handles a history has.
const historyHandles = 3

// A kept is a record of a moment. Its LastUsed is what an Update sees, which is all touches.
type kept struct {
	store.Record
	seen [historyHandles]time.Time // the least that each handle sees: its own touches, and what is written
	sure time.Time                 // the least that is there after a crash
}

// made tells a record from those that had its key before.
func (k kept) made() string { return k.Values["made"] }

// A moment is all that there is at one point of a history. It is a store.Tx itself, so that what the functions of a history
// do can be done to it as well.
type moment struct {
	records map[store.Key]kept
	wrote   map[store.Key]bool // since it was cloned
}

func newMoment() moment { return moment{map[store.Key]kept{}, map[store.Key]bool{}} }

func (m moment) clone() moment { return moment{maps.Clone(m.records), map[store.Key]bool{}} }

func (m moment) Get(key store.Key) (store.Record, error) {
	k, ok := m.records[key]
	if !ok {
		return store.Record{}, store.ErrNotFound
	}
	return k.Clone(), nil
}

func (m moment) Put(rec store.Record) error {
	k := kept{Record: rec.Clone(), sure: rec.LastUsed}
	for n := range k.seen {
		k.seen[n] = rec.LastUsed
	}
	m.records[rec.Key], m.wrote[rec.Key] = k, true
	return nil
}

func (m moment) Delete(key store.Key) error {
	if _, ok := m.records[key]; !ok {
		return store.ErrNotFound
	}
	delete(m.records, key)
	m.wrote[key] = true
	return nil
}

// ranges yields what is there when the range begins, but for what is deleted meanwhile.
func (m moment) ranges(kind string, meant func(kept) bool, order func(a, b kept) int) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		var all []kept
		for key, k := range m.records {
			if key.Kind == kind && meant(k) {
				all = append(all, k)
			}
		}
		slices.SortFunc(all, order)
		for _, k := range all {
			if now, ok := m.records[k.Key]; ok && !yield(now.Clone(), nil) {
				return
			}
		}
	}
}

func byPlace(a, b kept) int {
	return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.Key.ID, b.Key.ID))
}

func (m moment) Owned(_, kind, owner string) iter.Seq2[store.Record, error] {
	return m.ranges(kind, func(k kept) bool { return k.Owner == owner }, byPlace)
}

func (m moment) All(_, kind string, after store.Place) iter.Seq2[store.Record, error] {
	place := kept{Record: store.Record{Created: after.Created, Key: store.Key{ID: after.ID}}}
	return m.ranges(kind, func(k kept) bool { return byPlace(k, place) > 0 }, byPlace)
}

func (m moment) Due(_, kind string, by time.Time) iter.Seq2[store.Record, error] {
	return m.ranges(kind,
		func(k kept) bool { at, ok := k.Due(); return ok && !at.After(by) },
		func(a, b kept) int {
			x, _ := a.Due()
			y, _ := b.Due()
			return cmp.Or(x.Compare(y), cmp.Compare(a.Key.ID, b.Key.ID))
		})
}

func (m moment) Changed(store.Key) <-chan struct{} { return nil }
func (m moment) Open(string) bool                  { return false }

// touch raises the LastUsed of the record that was made so.
func (m moment) touch(by int, key store.Key, made string, at time.Time) {
	k, ok := m.records[key]
	if !ok || k.made() != made || at.Before(k.Created) {
		return
	}
	if at.After(k.LastUsed) {
		k.LastUsed = at
	}
	if at.After(k.seen[by]) {
		k.seen[by] = at
	}
	m.records[key] = k
}

// durable has every touch be there after a crash.
func (m moment) durable() {
	for key, k := range m.records {
		k.sure = k.LastUsed
		m.records[key] = k
	}
}

// flushed has every touch be durable, and seen through every handle.
func (m moment) flushed() {
	m.durable()
	for key, k := range m.records {
		for n := range k.seen {
			k.seen[n] = k.LastUsed
		}
		m.records[key] = k
	}
}

// differs says what of the records that were seen is not as at this moment. Their LastUsed is not before what least says, nor
// later than that of the latest touch.
func (m moment) differs(seen map[store.Key]store.Record, least func(kept) time.Time) string {
	var all []string
	for key, k := range m.records {
		r, ok := seen[key]
		switch {
		case !ok:
			all = append(all, fmt.Sprintf("-%s", describe(k.Record)))
		case !sameBut(k.Record, r):
			all = append(all, fmt.Sprintf("-%s\n+%s", describe(k.Record), describe(r)))
		case r.LastUsed.Before(least(k)) || r.LastUsed.After(k.LastUsed):
			all = append(all, fmt.Sprintf("-%s (or at least %s)\n+%s", describe(k.Record), minute(least(k)), describe(r)))
		}
	}
	for key, r := range seen {
		if _, ok := m.records[key]; !ok {
			all = append(all, fmt.Sprintf("+%s", describe(r)))
		}
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// sameBut says whether two records are the same but for their LastUsed.
func sameBut(a, b store.Record) bool {
	return a.Key == b.Key && a.Owner == b.Owner && a.Context == b.Context && a.Created.Equal(b.Created) &&
		a.Timeout == b.Timeout && a.State == b.State && maps.Equal(a.Values, b.Values)
}

// describe puts a record into a line; of a long value it has the sum.
func describe(r store.Record) string {
	v := r.Values["v"]
	return fmt.Sprintf("%s %s: made by %s, owner %s, %q, created %s, used %s, timeout %v, value of %d, sum %08x",
		r.Key.Kind, r.Key.ID, r.Values["made"], r.Owner, r.State, minute(r.Created), minute(r.LastUsed), r.Timeout, len(v), crc32.ChecksumIEEE([]byte(v)))
}

func minute(t time.Time) string { return t.Sub(noon).String() }
