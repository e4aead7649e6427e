package bolt

import (
	"bytes"
	"fmt"
	"maps"

	bbolt "go.etcd.io/bbolt"

	"github.com/soapstone-dev/soapstone/store"
)

// tx is what one function has of a picture: a View the whole of it, an Update
// its turn with what the batch adds.
type tx struct {
	h        *Handle
	p        *picture
	b        *bbolt.Tx // the file
	at       uint64    // the number of this update, or of the last that a View sees
	finished bool      // the function has returned

	// of a View
	opened  [buckets]*bbolt.Bucket
	layers  [2]*layer // touches of its handle that are not in the picture
	glances []glance  // what it watches

	// of an Update
	batch *batch   // nil in a View
	mark  mark     // where its writes begin
	taken []taken  // touches of all handles that are not in the picture
	wrote []string // record keys that were put or deleted
	crowd *crowd   // why this run of the function does not count, or nil
}

// A taken is what an Update has of a handle's touches.
type taken struct {
	from      *touches
	layers    [2]*layer
	count     uint64            // of those that the function may see
	overruled map[string]*touch // by it, by record key
}

// take takes the touches of a handle.
func take(from *touches) taken {
	layers, count := from.captureAt()
	return taken{from: from, layers: layers, count: count}
}

// touched returns the record of a sight with the touches that are not in its file.
func (t *tx) touched(k []byte, s sight) store.Record {
	if t.batch == nil {
		return t.h.touches.applied(t.layers, k, s)
	}
	for _, n := range t.taken {
		s.rec = n.from.applied(n.layers, k, s)
	}
	return s.rec
}

// overrule has the record that was put count for more than touches before it.
func (t *tx) overrule(k []byte, rec *store.Record, born uint64) {
	h := head{born: born, created: rec.Created, lastUsed: rec.LastUsed}
	for i := range t.taken {
		n := &t.taken[i]
		if o := n.from.overrule(k, &h, n.count, t.at); o != nil {
			if n.overruled == nil {
				n.overruled = make(map[string]*touch)
			}
			n.overruled[string(k)] = o
		}
	}
}

func (t *tx) bucket(b bucket) *bbolt.Bucket {
	opened := &t.opened
	if t.batch != nil { // the next function may use it, too
		opened = &t.batch.opened
	}
	if opened[b] == nil {
		opened[b] = t.b.Bucket(b.name())
	}
	return opened[b]
}

// get returns what a key of a bucket has, nil for nothing. It is good while t is.
func (t *tx) get(in bucket, key []byte) []byte {
	if v := t.p.find(in, key, t.at); v != nil {
		return v.value
	}
	return t.bucket(in).Get(key)
}

// Get implements store.Tx.
func (t *tx) Get(key store.Key) (store.Record, error) {
	if t.finished {
		return store.Record{}, errEnded()
	}
	if key.Validate() != nil { // Put refuses it, so it is not there
		return store.Record{}, notFound(key)
	}
	k := recordKey(key)
	if t.batch != nil {
		_, rec, err := t.load(k, key)
		return rec, err
	}
	s, said, ok, err := t.h.glimpse(t.p, k, key)
	if err == nil && !ok {
		s, err = t.h.remember(t.p, k, key, said, t.bucket(recordBucket).Get(k), t.get(touchBucket, k))
	}
	if err != nil {
		return store.Record{}, err
	}
	s.rec.Values = maps.Clone(s.rec.Values)
	return t.touched(k, s), nil
}

// load returns the record with the encoded key k and the touches applied.
func (t *tx) load(k []byte, key store.Key) (head, store.Record, error) {
	record := t.get(recordBucket, k)
	if record == nil {
		return head{}, store.Record{}, notFound(key)
	}
	s, err := readSight(string(k), key, record, t.get(touchBucket, k))
	if err != nil {
		return head{}, store.Record{}, err
	}
	s.picture = t.at
	return s.head, t.touched(k, s), nil
}

// rev returns the number of the update that last put the record, zero for none.
func (t *tx) rev(k []byte) (uint64, error) {
	v := t.get(recordBucket, k)
	if v == nil {
		return 0, nil
	}
	h, _, err := decodeHead(v)
	return h.rev, err
}

// Put implements store.Tx.
func (t *tx) Put(rec store.Record) error {
	if err := t.writable(); err != nil {
		return err
	}
	if err := rec.Validate(); err != nil {
		return err
	}
	k := recordKey(rec.Key)
	born := t.at
	if v := t.get(recordBucket, k); v == nil {
		t.refileIndexes(nil, &rec)
	} else {
		h, old, err := decodeIndexed(v)
		if err != nil {
			return damaged(rec.Key, err)
		}
		born, old.Key = h.born, rec.Key
		t.refileIndexes(&old, &rec)
		t.unsetTouch(k)
		t.overrule(k, &rec, born)
	}
	t.wrote = append(t.wrote, t.set(recordBucket, k, encode(born, t.at, &rec)))
	return nil
}

// Delete implements store.Tx.
func (t *tx) Delete(key store.Key) error {
	if err := t.writable(); err != nil {
		return err
	}
	if key.Validate() != nil {
		return notFound(key)
	}
	k := recordKey(key)
	v := t.get(recordBucket, k)
	if v == nil {
		return notFound(key)
	}
	_, old, err := decodeIndexed(v)
	if err != nil {
		return damaged(key, err)
	}
	old.Key = key
	t.refileIndexes(&old, nil)
	t.unsetTouch(k)
	t.wrote = append(t.wrote, t.set(recordBucket, k, nil))
	return nil
}

// Open implements store.Tx.
func (t *tx) Open(id string) bool { return !t.finished && t.h.db.isOpen(id) }

// Changed implements store.Tx.
func (t *tx) Changed(key store.Key) <-chan struct{} {
	if t.finished {
		ch := make(chan struct{})
		close(ch)
		return ch
	}
	k := recordKey(key)
	if t.batch != nil {
		return t.h.watchers.watch(k, t.at, t.batch.lastWrite(k))
	}
	last := t.at
	rev, err := t.rev(k)
	if err == nil { // a damaged record is the business of whoever reads it
		t.glances = append(t.glances, glance{key: k, rev: rev, last: last})
	}
	return t.h.watchers.watch(k, last, rev)
}

// refileIndexes moves a record's entries from where old has them to where rec
// does; either may be nil.
func (t *tx) refileIndexes(old, rec *store.Record) {
	b := t.batch
	for _, index := range [...]struct {
		in     bucket
		append func([]byte, *store.Record) []byte
	}{{createdBucket, appendCreatedKey}, {ownerBucket, appendOwnerKey}, {dueBucket, appendDueKey}} {
		b.from, b.to = b.from[:0], b.to[:0]
		if old != nil {
			b.from = index.append(b.from, old)
		}
		if rec != nil {
			b.to = index.append(b.to, rec)
		}
		if bytes.Equal(b.from, b.to) {
			continue
		}
		if len(b.from) > 0 {
			t.set(index.in, b.from, nil)
		}
		if len(b.to) > 0 {
			t.set(index.in, b.to, entry())
		}
	}
}

// writable returns why the function may not write.
func (t *tx) writable() error {
	switch {
	case t.finished:
		return errEnded()
	case t.batch == nil:
		return fmt.Errorf("bolt: write within a view, which takes an update: %w", store.ErrReadOnly)
	}
	return nil
}

// entry is the value of an index's key: the key says it all.
func entry() []byte { return []byte{} }

// set writes one key, which it returns; value, which is kept, is nil to delete it.
func (t *tx) set(in bucket, key, value []byte) string {
	b, text := t.batch, string(key)
	b.p.deltas[0].set(in, text, value, t.at)
	b.written = append(b.written, place{in, text, t.at})
	b.frame = appendWrite(b.frame, in, key, value)
	return text
}

func (t *tx) unsetTouch(key []byte) {
	if t.get(touchBucket, key) != nil {
		t.set(touchBucket, key, nil)
	}
}

// reinstate takes back what was overruled.
func reinstate(all []taken) {
	for _, n := range all {
		n.from.reinstate(n.overruled)
	}
}
