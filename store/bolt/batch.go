package bolt

import (
	"bytes"
	"maps"
	"math"
	"slices"

	bbolt "go.etcd.io/bbolt"
)

// A batch is what goes into one commit.
type batch struct {
	p       *picture  // before it
	b       *bbolt.Tx // the file
	opened  [buckets]*bbolt.Bucket
	handles []*Handle
	frame   []byte            // what is to be kept
	written []place           // where it is
	loose   bool              // it has touches that are not in the frame
	refiled int               // entries of the expiry index that were moved on
	wrote   map[string]uint64 // record keys, with the last update that wrote them
	taken   []taken           // touches that were overruled
	updates []*update         // whose functions these are
	alone   bool              // the caller of its one update does the writer's work
	before  *batch            // that was not kept yet when this one was begun, or nil
	last    uint64            // the number of the last update in it
	err     error             // why nothing of it can be kept

	from, to []byte // memory for keys
}

// clear has a batch be empty, with the memory that it has. One that was begun on top of it may look at it until it is over itself,
// so this is done no earlier than when the memory is needed.
func (b *batch) clear() {
	clear(b.written)
	clear(b.wrote)
	clear(b.updates)
	*b = batch{
		frame: newFrame(b.frame), written: b.written[:0], wrote: b.wrote, updates: b.updates[:0],
		from: b.from, to: b.to,
	}
}

// A place is a key that was written by an update.
type place struct {
	in  bucket
	key string
	by  uint64 // its number; that of the batch once it has moved, which nobody can tell who sees all of it or nothing
}

// end takes a function's writes into the batch, or takes them back.
func (b *batch) end(t *tx, keep bool) {
	if keep {
		for _, key := range t.wrote {
			b.wrote[key] = t.at
		}
		for _, n := range t.taken {
			if len(n.overruled) > 0 {
				b.taken = append(b.taken, n)
			}
		}
		return
	}
	reinstate(t.taken)
	b.takeBack(t.mark)
}

// lastWrite returns the last update that wrote a record and has perhaps not been announced, zero for none.
func (b *batch) lastWrite(key []byte) uint64 {
	by := b.wrote[string(key)]
	if by == 0 && b.before != nil {
		by = b.before.wrote[string(key)]
	}
	return by
}

// A mark is how far a batch was written when a function began.
type mark struct{ frame, written int }

// tx returns what the update with a number has of the batch.
func (b *batch) tx(h *Handle, number uint64) *tx {
	return &tx{h: h, p: b.p, b: b.b, at: number, batch: b, mark: mark{len(b.frame), len(b.written)}}
}

// takeBack has all be as it was.
func (b *batch) takeBack(to mark) {
	for _, w := range slices.Backward(b.written[to.written:]) {
		b.p.deltas[0].takeBack(w.in, w.key, w.by)
	}
	b.frame, b.written = b.frame[:to.frame], b.written[:to.written]
}

// lift takes what the batch wrote out of its delta, and lay puts it into that of another picture, which differs in nothing else.
func (b *batch) lift() (values [][]byte) {
	values = make([][]byte, len(b.written))
	d := b.p.deltas[0]
	for i, w := range b.written {
		values[i] = d.find(w.in, []byte(w.key), math.MaxUint64).value // the last of the batch, of which all count or none
	}
	for _, w := range slices.Backward(b.written) {
		d.takeBack(w.in, w.key, w.by)
	}
	return values
}

func (b *batch) lay(p *picture, values [][]byte) {
	b.p = p
	by := b.written[len(b.written)-1].by
	for i := range b.written {
		w := &b.written[i]
		w.by = by
		p.deltas[0].move(w.in, w.key, values[i], by)
	}
}

// writeTouches writes the pending touches of every handle, each where its
// record is still there and was not made anew, as the update with a number.
func (b *batch) writeTouches(number uint64) {
	for _, h := range b.handles {
		l := h.touches.freeze(number)
		if l == nil {
			continue
		}
		t := b.tx(h, number)
		for _, key := range slices.Sorted(maps.Keys(l.m)) { // in order, neighbours share a page that was just read
			k := []byte(key)
			rec, _, err := decodeHead(t.get(recordBucket, k))
			if t := l.m[key]; err != nil || t.overruled(l.until) || !t.raises(&rec) { // gone
				continue
			}
			value := appendTime(nil, l.m[key].at)
			if bytes.Compare(t.get(touchBucket, k), value) < 0 { // or there is a later one, through another handle
				t.set(touchBucket, k, value)
			}
		}
	}
}
