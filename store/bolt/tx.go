package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"maps"

	bbolt "go.etcd.io/bbolt"

	"github.com/soapstone-dev/soapstone/store"
)

// tx is what one function has of a bbolt transaction: a View a whole one, an
// Update its turn in that of the batch.
type tx struct {
	h       *Handle
	b       *bbolt.Tx
	opened  [buckets]*bbolt.Bucket
	layers  [2]*layer // touches of its handle that are not in the file; a View's only
	glances []glance  // what it watches; a View's only
	epoch   epoch     // before it began; a View's only
	exact   bool      // its picture is that of the epoch; a View's only

	batch    *batch   // nil in a View
	seq      uint64   // the number of this update
	taken    []taken  // touches of all handles that are not in the file
	undo     []change // what to put back if the function fails, newest last
	wrote    []string // record keys that were put or deleted
	crowd    *crowd   // why this run of the function does not count, or nil
	err      error    // a write that failed half way; the update fails with it
	finished bool     // the function has returned
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
		if o := n.from.overrule(k, &h, n.count, uint64(t.b.ID())); o != nil {
			if n.overruled == nil {
				n.overruled = make(map[string]*touch)
			}
			n.overruled[string(k)] = o
		}
	}
}

// A change is the value that a key had before it was written; nil for none.
type change struct {
	in       bucket
	key, old []byte
}

func (t *tx) bucket(b bucket) *bbolt.Bucket {
	if t.opened[b] == nil {
		t.opened[b] = t.b.Bucket(b.name())
	}
	return t.opened[b]
}

// sequence returns the number of the last update in this transaction's picture.
func (t *tx) sequence() uint64 { return t.bucket(recordBucket).Sequence() }

// Get implements store.Tx.
func (t *tx) Get(key store.Key) (store.Record, error) {
	if t.finished {
		return store.Record{}, errEnded()
	}
	if key.Validate() != nil { // Put refuses it, so it is not there
		return store.Record{}, notFound(key)
	}
	k := recordKey(key)
	if t.exact {
		if s, ok := t.h.seen.find(t.epoch, k); ok {
			s.rec.Values = maps.Clone(s.rec.Values)
			return t.touched(k, s), nil
		}
	}
	s, err := t.read(k, key)
	if err != nil {
		return store.Record{}, err
	}
	if t.exact && s.size <= maxSeenSize {
		t.h.seen.keep(t.epoch, k, s)
		s.rec.Values = maps.Clone(s.rec.Values)
	}
	return t.touched(k, s), nil
}

// load returns the record with the encoded key k and the touches applied.
func (t *tx) load(k []byte, key store.Key) (head, store.Record, error) {
	s, err := t.read(k, key)
	if err != nil {
		return head{}, store.Record{}, err
	}
	return s.head, t.touched(k, s), nil
}

// read returns the record with the encoded key k as it is in the file.
func (t *tx) read(k []byte, key store.Key) (sight, error) {
	v := t.bucket(recordBucket).Get(k)
	if v == nil {
		return sight{}, notFound(key)
	}
	h, rec, err := decode(v)
	if err != nil {
		return sight{}, damaged(key, err)
	}
	text := string(k) // a copy: the caller's key may not live as long as the record
	id := text[len(text)-len(key.ID):]
	kind := text[len(text)-len(id)-len(key.Kind) : len(text)-len(id)]
	system := text[1 : 1+len(key.System)]
	rec.Key = store.Key{System: system, Kind: kind, ID: id}
	if v := t.bucket(touchBucket).Get(k); v != nil {
		at, err := touchedAt(key, v)
		if err != nil {
			return sight{}, err
		}
		rec.LastUsed = at
	}
	return sight{head: h, rec: rec, size: len(v), picture: uint64(t.b.ID())}, nil
}

// rev returns the number of the update that last put the record, zero for none.
func (t *tx) rev(k []byte) (uint64, error) {
	v := t.bucket(recordBucket).Get(k)
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
	born, v := t.seq, t.bucket(recordBucket).Get(k)
	if v == nil {
		t.refileIndexes(nil, &rec)
	} else {
		h, old, err := decode(v)
		if err != nil {
			return damaged(rec.Key, err)
		}
		born, old.Key = h.born, rec.Key
		v = bytes.Clone(v) // before anything is written, which may move it
		t.refileIndexes(&old, &rec)
		t.unset(touchBucket, k, t.value(touchBucket, k))
		t.overrule(k, &rec, born)
	}
	t.set(recordBucket, k, v, encode(born, t.seq, &rec))
	t.wrote = append(t.wrote, string(k))
	return t.err
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
	v := t.bucket(recordBucket).Get(k)
	if v == nil {
		return notFound(key)
	}
	_, old, err := decode(v)
	if err != nil {
		return damaged(key, err)
	}
	old.Key = key
	v = bytes.Clone(v) // before anything is written, which may move it
	t.refileIndexes(&old, nil)
	t.unset(touchBucket, k, t.value(touchBucket, k))
	t.unset(recordBucket, k, v)
	t.wrote = append(t.wrote, string(k))
	return t.err
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
		return t.h.watchers.watch(k, t.seq, t.batch.wrote[string(k)])
	}
	last := t.sequence()
	rev, err := t.rev(k)
	if err == nil { // a damaged record is the business of whoever reads it
		t.glances = append(t.glances, glance{key: k, rev: rev, last: last})
	}
	return t.h.watchers.watch(k, last, rev)
}

// refileIndexes moves a record's entries from where old has them to where rec
// does; either may be nil.
func (t *tx) refileIndexes(old, rec *store.Record) {
	for _, index := range []struct {
		in  bucket
		key func(*store.Record) []byte
	}{{createdBucket, createdKey}, {ownerBucket, ownerKey}, {dueBucket, dueKey}} {
		var from, to []byte
		if old != nil {
			from = index.key(old)
		}
		if rec != nil {
			to = index.key(rec)
		}
		if bytes.Equal(from, to) {
			continue
		}
		if from != nil {
			t.unset(index.in, from, entry())
		}
		if to != nil {
			t.set(index.in, to, nil, entry())
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
	return t.err
}

// entry is the value of an index's key: the key says it all.
func entry() []byte { return []byte{} }

// value is a copy of what a key has, nil for nothing.
func (t *tx) value(in bucket, key []byte) []byte { return bytes.Clone(t.bucket(in).Get(key)) }

// set and unset write one key, and keep what it had before, old, which is nil
// for nothing. An error of bbolt, which validated records do not cause, is kept
// in t.err and fails the update.
func (t *tx) set(in bucket, key, old, value []byte) {
	if t.err == nil {
		t.undo = append(t.undo, change{in, key, old})
		t.failed(t.bucket(in).Put(key, value))
	}
}

func (t *tx) unset(in bucket, key, old []byte) {
	if old != nil && t.err == nil {
		t.undo = append(t.undo, change{in, key, old})
		t.failed(t.bucket(in).Delete(key))
	}
}

func (t *tx) failed(err error) {
	if err != nil {
		t.err = fmt.Errorf("bolt: %s: write within an update: %w", t.h.db.path, err)
	}
}

// takeBack puts everything as it was when the function began.
func (t *tx) takeBack() error {
	var errs []error
	reinstate(t.taken)
	for i := len(t.undo) - 1; i >= 0; i-- {
		c := t.undo[i]
		if c.old == nil {
			errs = append(errs, t.bucket(c.in).Delete(c.key))
		} else {
			errs = append(errs, t.bucket(c.in).Put(c.key, c.old))
		}
	}
	return errors.Join(errs...)
}

// reinstate takes back what was overruled.
func reinstate(all []taken) {
	for _, n := range all {
		n.from.reinstate(n.overruled)
	}
}
