package bolt

import (
	"encoding/binary"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// A bucket is one of the file's top-level buckets. The three indexes have empty
// values; what they tell is in their keys:
//
//	record   scope id                → the record, see record.go
//	touch    scope id                → instant; only while later than the record's LastUsed
//	created  scope created id
//	owner    scope owner created id
//	due      scope deadline id       → by the LastUsed in the record, not by the touch
//
// A scope is system and kind. It and the owner are written with their length,
// for equality; instants and the id behind them sort as they should.
type bucket int

const (
	metaBucket bucket = iota
	recordBucket
	touchBucket
	createdBucket
	ownerBucket
	dueBucket
	buckets // their number
)

// bucketNames are made once, since every transaction needs some. Nobody changes them.
var bucketNames = [buckets][]byte{
	[]byte("meta"), []byte("record"), []byte("touch"), []byte("created"), []byte("owner"), []byte("due"),
}

func (b bucket) name() []byte { return bucketNames[b] }

func appendText(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

func scope(system, kind string) []byte {
	return appendScope(make([]byte, 0, 128), system, kind)
}

func appendScope(dst []byte, system, kind string) []byte {
	return appendText(appendText(dst, system), kind)
}

func recordKey(k store.Key) []byte {
	return appendRecordKey(make([]byte, 0, 2+len(k.System)+len(k.Kind)+len(k.ID)), k) // the lengths of names fit into one byte each
}

func appendRecordKey(dst []byte, k store.Key) []byte {
	return append(appendScope(dst, k.System, k.Kind), k.ID...)
}

func ownerScope(system, kind, owner string) []byte {
	return appendText(scope(system, kind), owner)
}

func appendCreatedKey(dst []byte, r *store.Record) []byte {
	dst = appendTime(appendScope(dst, r.Key.System, r.Key.Kind), r.Created)
	return append(dst, r.Key.ID...)
}

func appendOwnerKey(dst []byte, r *store.Record) []byte {
	dst = appendText(appendScope(dst, r.Key.System, r.Key.Kind), r.Owner)
	return append(appendTime(dst, r.Created), r.Key.ID...)
}

// appendDueKey appends nothing for a record that is never due.
func appendDueKey(dst []byte, r *store.Record) []byte {
	at, ok := r.Due()
	if !ok {
		return dst
	}
	dst = appendTime(appendScope(dst, r.Key.System, r.Key.Kind), at)
	return append(dst, r.Key.ID...)
}

// timeSize is the length of an instant: seconds and nanoseconds. One number of
// nanoseconds would be shorter and end in 2262, which a clock that operators
// set can pass.
const timeSize = 12

func appendTime(dst []byte, t time.Time) []byte {
	dst = binary.BigEndian.AppendUint64(dst, uint64(t.Unix())^1<<63) // negative seconds sort first
	return binary.BigEndian.AppendUint32(dst, uint32(t.Nanosecond()))
}

// readTime reads what appendTime wrote; b holds timeSize bytes at least.
func readTime(b []byte) (t time.Time, ok bool) {
	sec := binary.BigEndian.Uint64(b) ^ 1<<63
	nsec := binary.BigEndian.Uint32(b[8:])
	return time.Unix(int64(sec), int64(nsec)).UTC(), nsec < 1e9
}
