package bolt

import (
	"encoding/binary"
	"errors"
	"slices"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// recordVersion is the first byte of every stored record. A later form gets the
// next number, and decode learns to read both.
const recordVersion = 1

// errDamaged is wrapped with the key of the record that does not decode.
var errDamaged = errors.New("stored record is damaged")

// head is what every look at a record needs, at the front of its stored form:
//
//	version born rev created lastUsed timeout | owner context state n (name value)…
//
// Numbers are uvarints, texts have their length before them, instants are as in
// keys, names ascend. The key is not repeated.
//
// born and rev are numbers of updates: the one that made the record and the one
// that last put it. A touch counts for the record with the born that it saw, so
// a record made again under the same key never inherits one.
type head struct {
	born, rev uint64
	created   time.Time
	lastUsed  time.Time
	timeout   time.Duration
}

func encode(born, rev uint64, r *store.Record) []byte {
	size := 64 + len(r.Owner) + len(r.Context) + len(r.State)
	for name, value := range r.Values {
		size += len(name) + len(value) + 4
	}
	b := append(make([]byte, 0, size), recordVersion)
	b = binary.AppendUvarint(b, born)
	b = binary.AppendUvarint(b, rev)
	b = appendTime(b, r.Created)
	b = appendTime(b, r.LastUsed)
	b = binary.AppendUvarint(b, uint64(r.Timeout))
	b = appendText(b, r.Owner)
	b = appendText(b, r.Context)
	b = appendText(b, r.State)
	b = binary.AppendUvarint(b, uint64(len(r.Values)))
	var few [8]string // enough for nearly all records
	names := few[:0]
	for name := range r.Values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b = appendText(b, name)
		b = appendText(b, r.Values[name])
	}
	return b
}

// decodeHead reads the front of a stored record and allocates nothing.
func decodeHead(b []byte) (h head, rest []byte, err error) {
	if len(b) == 0 || b[0] != recordVersion {
		return head{}, nil, errDamaged
	}
	p := parser{b: b[1:]}
	h.born = p.uvarint()
	h.rev = p.uvarint()
	h.created = p.time()
	h.lastUsed = p.time()
	h.timeout = time.Duration(p.uvarint())
	if p.bad || h.timeout < 0 {
		return head{}, nil, errDamaged
	}
	return h, p.b, nil
}

// decode returns a record without its key. Its texts share one copy of b, so
// the record stays good when the transaction that b belongs to has ended.
func decode(b []byte) (head, store.Record, error) { return decodeInto(b, make(map[string]string)) }

// decodeIndexed returns a record without its key and its values, which no index has.
func decodeIndexed(b []byte) (head, store.Record, error) { return decodeInto(b, nil) }

// decodeInto returns a record without its key, with its values in the map unless that is nil.
func decodeInto(b []byte, values map[string]string) (head, store.Record, error) {
	h, rest, err := decodeHead(b)
	if err != nil {
		return head{}, store.Record{}, err
	}
	p := parser{b: rest, text: string(rest)}
	r := store.Record{Created: h.created, LastUsed: h.lastUsed, Timeout: h.timeout}
	r.Owner = p.str()
	r.Context = p.str()
	r.State = p.str()
	n := p.uvarint()
	if n > uint64(len(p.b)) { // each value takes two bytes at least: no map of a size that b cannot hold
		return head{}, store.Record{}, errDamaged
	}
	r.Values = values
	for i, last := uint64(0), ""; i < n && !p.bad; i++ {
		name := p.str()
		if i > 0 && name <= last {
			return head{}, store.Record{}, errDamaged
		}
		if value := p.str(); values != nil {
			values[name] = value
		}
		last = name
	}
	if p.bad || len(p.b) != 0 {
		return head{}, store.Record{}, errDamaged
	}
	return h, r, nil
}

// withLastUsed returns a copy of a stored record, which must be sound, with
// another LastUsed.
func withLastUsed(b []byte, t time.Time) []byte {
	c := slices.Clone(b)
	p := parser{b: c[1:]}
	p.uvarint()
	p.uvarint()
	appendTime(p.b[timeSize:timeSize], t)
	return c
}

// parser reads from the front of b. After a failure bad is set and everything
// reads as zero, so that a caller asks once, at the end.
type parser struct {
	b    []byte
	text string // of which b is the tail, for str
	bad  bool
}

func (p *parser) uvarint() uint64 {
	v, n := binary.Uvarint(p.b)
	if n <= 0 {
		p.fail()
		return 0
	}
	p.b = p.b[n:]
	return v
}

func (p *parser) time() time.Time {
	if len(p.b) < timeSize {
		p.fail()
		return time.Time{}
	}
	t, ok := readTime(p.b)
	if !ok {
		p.fail()
		return time.Time{}
	}
	p.b = p.b[timeSize:]
	return t
}

func (p *parser) str() string {
	n := p.uvarint()
	if n > uint64(len(p.b)) {
		p.fail()
		return ""
	}
	from := len(p.text) - len(p.b)
	p.b = p.b[n:]
	return p.text[from : from+int(n)]
}

func (p *parser) fail() {
	p.bad, p.b = true, nil
}
