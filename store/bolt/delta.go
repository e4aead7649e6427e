package bolt

import (
	"maps"
	"slices"
	"sync"

	"github.com/tidwall/btree"
	bbolt "go.etcd.io/bbolt"
)

// A version is what one update made of a key.
type version struct {
	by    uint64 // the number of that update
	value []byte // nil where it deleted the key
	below bool   // of an index: the key may have been there when the delta was begun
	older *version
}

// at returns the newest version that is no later than an update, nil for none.
func (v *version) at(number uint64) *version {
	for v != nil && v.by > number {
		v = v.older
	}
	return v
}

// A delta holds what was written since the file was in some state, and of each key all versions, so that whoever began to
// read earlier goes on to see what there was. One goroutine writes, any number read.
//
// Records and touches are asked for by key, so they are in maps; of the indexes, ranges are asked for.
type delta struct {
	mu     sync.RWMutex
	points [createdBucket]map[string]*version
	sorted [buckets]btree.Map[string, *version]
	gone   []place // entries that this delta alone ever had, by the updates that deleted them, oldest first
}

func newDelta() *delta {
	d := new(delta)
	d.points[recordBucket] = make(map[string]*version)
	d.points[touchBucket] = make(map[string]*version)
	return d
}

func (b bucket) isIndex() bool { return b >= createdBucket }

// find returns what a key of a bucket is after an update, nil where this delta does not say.
func (d *delta) find(in bucket, key []byte, after uint64) *version {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if !in.isIndex() {
		return d.points[in][string(key)].at(after)
	}
	v, _ := d.sorted[in].Get(string(key))
	return v.at(after)
}

// next returns the first key of an index with a prefix, from the given one on, of which this delta says what it is after an
// update, but for those that it alone ever had, and that are gone: sessions that end soon leave many.
func (d *delta) next(in bucket, from, prefix []byte, after uint64) (key string, v *version) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.sorted[in].Len() == 0 { // as after most checkpoints: nothing is made of from
		return "", nil
	}
	d.sorted[in].Ascend(string(from), func(k string, newest *version) bool {
		if len(k) < len(prefix) || k[:len(prefix)] != string(prefix) {
			return false
		}
		if v = newest.at(after); v != nil && v.value == nil && !v.below {
			v = nil
		}
		key = k
		return v == nil
	})
	return key, v
}

// set notes what an update, which is the latest of all, made of a key.
func (d *delta) set(in bucket, key string, value []byte, by uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.note(in, key, value, by)
}

// move is set for what was written to another delta, over which this one is.
func (d *delta) move(in bucket, key string, value []byte, by uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.note(in, key, value, by).below = true
}

func (d *delta) note(in bucket, key string, value []byte, by uint64) *version {
	v := d.newest(in, key)
	if value == nil && in.isIndex() && v != nil && !v.below {
		d.gone = append(d.gone, place{in, key, by})
	}
	switch {
	case v == nil: // an entry is only set where there is none, and deleted where there is one
		v = &version{by: by, value: value, below: value == nil}
	case v.by == by: // nobody else sees it yet
		v.value = value
		return v
	default:
		v = &version{by: by, value: value, below: v.below, older: v}
	}
	d.put(in, key, v)
	return v
}

// takeBack forgets what an update that nobody has seen made of a key.
func (d *delta) takeBack(in bucket, key string, by uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if newest := d.newest(in, key); newest != nil && newest.by == by {
		d.put(in, key, newest.older)
	}
}

// forget drops the entries that are gone since an update or an earlier one, as if they had never been. Nobody may look any more
// at what there was before that update.
func (d *delta) forget(update uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for ; n < len(d.gone) && d.gone[n].by <= update; n++ {
		e := d.gone[n]
		if v := d.newest(e.in, e.key); v != nil && v.value == nil && v.by <= update { // it has not come back
			d.sorted[e.in].Delete(e.key)
		}
	}
	d.gone = slices.Delete(d.gone, 0, n)
}

func (d *delta) newest(in bucket, key string) *version {
	if !in.isIndex() {
		return d.points[in][key]
	}
	v, _ := d.sorted[in].Get(key)
	return v
}

func (d *delta) put(in bucket, key string, v *version) {
	switch index := in.isIndex(); {
	case !index && v == nil:
		delete(d.points[in], key)
	case !index:
		d.points[in][key] = v
	case v == nil:
		d.sorted[in].Delete(key)
	default:
		d.sorted[in].Set(key, v)
	}
}

// isEmpty says whether the delta has nothing for the file.
func (d *delta) isEmpty() bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for in := createdBucket; in < buckets; in++ {
		if d.sorted[in].Len() > 0 {
			return false
		}
	}
	return len(d.points[recordBucket])+len(d.points[touchBucket]) == 0
}

// apply writes the newest version of every key to the file. Keys come in order: neighbours share a page.
func (d *delta) apply(b *bbolt.Tx) (err error) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for in := recordBucket; in < buckets; in++ {
		to := b.Bucket(in.name())
		write := func(key string, v *version) bool {
			switch {
			case v.value != nil:
				err = to.Put([]byte(key), v.value)
			case !in.isIndex() || v.below:
				err = to.Delete([]byte(key))
			}
			return err == nil
		}
		if in.isIndex() {
			d.sorted[in].Scan(write)
		} else {
			for _, key := range slices.Sorted(maps.Keys(d.points[in])) {
				if !write(key, d.points[in][key]) {
					break
				}
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}
