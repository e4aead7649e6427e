package bolt

import (
	"runtime"

	bbolt "go.etcd.io/bbolt"
)

// A picture is all that there is after an update: the file, and over it what was written since. Whoever has one can read it
// as long as they like, with any transaction of the file in which there is nothing later than that update: what the file
// has got meanwhile of what is in the deltas says the same twice.
type picture struct {
	number uint64 // of the last update that is in it
	base   uint64 // counts the checkpoints before it

	// What is not in the file for sure, newest first. The writer adds to the first, with numbers above that of the picture;
	// the second is on its way into the file, or nil.
	deltas [2]*delta
	second uint64 // number of the last update in the second
}

// find returns what a key of a bucket is after an update, nil where the deltas do not say.
func (p *picture) find(in bucket, key []byte, after uint64) *version {
	for _, d := range p.deltas {
		if d == nil {
			continue
		}
		if v := d.find(in, key, after); v != nil {
			return v
		}
	}
	return nil
}

// next returns the first key of an index with a prefix, from the given one on, of which the deltas say what it is after an
// update.
func (p *picture) next(in bucket, from, prefix []byte, after uint64) (key string, v *version) {
	for _, d := range p.deltas {
		if d == nil {
			continue
		}
		if k, w := d.next(in, from, prefix, after); w != nil && (v == nil || k < key) { // of one key, the newer delta has the say
			key, v = k, w
		}
	}
	return key, v
}

// look returns the latest picture, a transaction to read the file with, and its records, which nearly all look at.
func (db *DB) look() (*picture, *bbolt.Tx, *bbolt.Bucket, error) {
	for {
		if err := db.isBroken(); err != nil {
			return nil, nil, nil, err
		}
		p := db.now.Load()
		b, err := db.begin(false)
		if err != nil {
			return nil, nil, nil, err
		}
		if records, ok := fits(p, b); ok {
			return p, b, records, nil
		}
		runtime.Gosched() // the file went on in between, and the picture with it when the writer's next line has run: see keepLarge
	}
}

// fits says whether a transaction, which is ended if not, shows nothing that is later than a picture. It returns the records.
func fits(p *picture, b *bbolt.Tx) (records *bbolt.Bucket, ok bool) {
	defer func() {
		if !ok { // also after a panic, for a damaged page
			_ = b.Rollback()
		}
	}()
	records = b.Bucket(recordBucket.name())
	return records, records.Sequence() <= p.number
}
