package bolt

import (
	"bytes"
	"container/heap"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// Owned implements store.Tx.
func (t *tx) Owned(system, kind, owner string) iter.Seq2[store.Record, error] {
	prefix := ownerScope(system, kind, owner)
	return t.records(ownerBucket, system, kind, prefix, prefix)
}

// All implements store.Tx.
func (t *tx) All(system, kind string, after store.Place) iter.Seq2[store.Record, error] {
	prefix := scope(system, kind)
	from := prefix
	if after != (store.Place{}) {
		from = append(appendTime(slices.Clip(prefix), after.Created), after.ID...)
		from = append(from, 0) // the least key behind it
	}
	return t.records(createdBucket, system, kind, from, prefix)
}

// records ranges over the records that an index names.
func (t *tx) records(in bucket, system, kind string, from, prefix []byte) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		if t.finished {
			yield(store.Record{}, errEnded())
			return
		}
		for k := range t.entries(in, from, prefix) {
			_, _, rec, _, err := t.indexed(system, kind, k[len(prefix):])
			if !yield(rec, err) || err != nil {
				return
			}
		}
	}
}

// indexed returns the record that an index entry is for: its key, head, the
// record and the instant in the entry. tail is the entry from its instant on.
func (t *tx) indexed(system, kind string, tail []byte) (k []byte, h head, rec store.Record, at time.Time, err error) {
	if len(tail) < timeSize {
		return nil, head{}, store.Record{}, at, fmt.Errorf("bolt: %s: the indexes are damaged", t.h.db.path)
	}
	at, _ = readTime(tail)
	key := store.Key{System: system, Kind: kind, ID: string(tail[timeSize:])}
	k = recordKey(key)
	h, rec, err = t.load(k, key)
	if err != nil {
		err = fmt.Errorf("bolt: %s: the indexes name what cannot be read: %w", t.h.db.path, err)
	}
	return k, h, rec, at, err
}

// entries ranges over the keys of an index that have a prefix, from the given
// one on. The key yielded is good until the next one.
func (t *tx) entries(in bucket, from, prefix []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		c := t.bucket(in).Cursor()
		filed, _ := c.Seek(from)
		recent, v := t.p.next(in, from, prefix, t.at)
		var last []byte
		for {
			var there bool
			switch fresh := v != nil && (filed == nil || recent <= string(filed)); {
			case fresh:
				last, there = append(last[:0], recent...), v.value != nil
			case filed != nil:
				last, there = append(last[:0], filed...), true
			default:
				return
			}
			if !bytes.HasPrefix(last, prefix) {
				return
			}
			writes := 0
			if t.batch != nil {
				writes = len(t.batch.written)
			}
			if there && (!yield(last) || t.finished) {
				return
			}
			if bytes.Equal(filed, last) {
				filed, _ = c.Next()
			}
			if v != nil && recent == string(last) || t.batch != nil && len(t.batch.written) != writes {
				recent, v = t.p.next(in, append(last, 0), prefix, t.at)
			}
		}
	}
}

// Due implements store.Tx. An index entry may stand earlier than its record is
// due, never later, since a touch leaves it where it is. An Update moves such
// an entry on and meets it again in its place, but only so many: then its run
// is over, see crowd. A View, which cannot move any, remembers the record until
// the range has come to that place.
func (t *tx) Due(system, kind string, by time.Time) iter.Seq2[store.Record, error] {
	prefix := scope(system, kind)
	return func(yield func(store.Record, error) bool) {
		if t.finished {
			yield(store.Record{}, errEnded())
			return
		}
		var (
			met   later
			first []byte // entry that is to be moved on
		)
		for k := range t.entries(dueBucket, prefix, prefix) {
			rk, h, rec, filed, err := t.indexed(system, kind, k[len(prefix):])
			if filed.After(by) {
				break
			}
			for met.before(filed, rec.Key.ID) {
				if late, err := met.next(t, system, kind); !yield(late, err) || err != nil {
					return
				}
			}
			if err != nil {
				yield(store.Record{}, err)
				return
			}
			due, _ := rec.Due()
			switch stale := due.After(filed); {
			case !stale:
				if !yield(rec, nil) {
					return
				}
			case t.batch == nil:
				if !due.After(by) {
					heap.Push(&met, lateness{due, rec.Key.ID})
				}
			default:
				if first == nil {
					first = bytes.Clone(k)
				}
				if t.batch.refiled == maxRefiled {
					t.crowd = &crowd{system: system, kind: kind, from: first, by: by}
					yield(store.Record{}, t.crowd)
					return
				}
				t.refile(rk, h, &rec)
			}
		}
		for len(met) > 0 {
			if late, err := met.next(t, system, kind); !yield(late, err) || err != nil {
				return
			}
		}
	}
}
