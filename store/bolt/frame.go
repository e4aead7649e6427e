package bolt

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
)

// A frame is what one commit writes to the journal:
//
//	magic sum size 0 | before number | (bucket key value)…
//
// Magic, sum, size and the zero take four bytes each, the two numbers eight, little endian. Size is that of the writes. Number
// is that of the last update in the frame, before that of the frame before it: so they make a chain. The
// sum is of the journal's ID and of all that comes behind the sum. A key has its length before it, a value its length and one;
// zero is for a key that was deleted. Frames begin at multiples of frameAlign.
const (
	frameMagic = 0x504f4153
	frameHead  = 32
	frameAlign = 32
)

// journalID tells one journal from all others, so that a frame of another is none of this.
type journalID [16]byte

// framed is a frame that was read.
type framed struct {
	before, number uint64
	writes         []byte
}

// newFrame returns a frame without writes, in the memory of one that is done with.
func newFrame(old []byte) []byte { return append(old[:0], make([]byte, frameHead)...) }

// appendWrite adds a write to a frame; value is nil for a key that is deleted.
func appendWrite(frame []byte, in bucket, key, value []byte) []byte {
	frame = append(frame, byte(in))
	frame = append(binary.AppendUvarint(frame, uint64(len(key))), key...)
	if value == nil {
		return append(frame, 0)
	}
	return append(binary.AppendUvarint(frame, uint64(len(value))+1), value...)
}

// sealFrame writes the head of a frame that has all its writes, and fills it up.
func sealFrame(frame []byte, id journalID, before, number uint64) []byte {
	size := len(frame) - frameHead
	for len(frame)%frameAlign != 0 {
		frame = append(frame, 0)
	}
	order := binary.LittleEndian
	order.PutUint32(frame, frameMagic)
	order.PutUint32(frame[8:], uint32(size))
	order.PutUint32(frame[12:], 0)
	order.PutUint64(frame[16:], before)
	order.PutUint64(frame[24:], number)
	order.PutUint32(frame[4:], frameSum(frame[:frameHead+size], id))
	return frame
}

func frameSum(frame []byte, id journalID) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli)
	return crc32.Update(crc32.Checksum(id[:], table), table, frame[8:])
}

// readFrame reads the frame that b begins with, and says whether there is one.
func readFrame(b []byte, id journalID) (f framed, ok bool) {
	order := binary.LittleEndian
	if len(b) < frameHead || order.Uint32(b) != frameMagic {
		return framed{}, false
	}
	size := int64(order.Uint32(b[8:]))
	if size > int64(len(b)-frameHead) || order.Uint32(b[4:]) != frameSum(b[:frameHead+size], id) {
		return framed{}, false
	}
	return framed{before: order.Uint64(b[16:]), number: order.Uint64(b[24:]), writes: b[frameHead : frameHead+size]}, true
}

// readFrames returns all frames in what was read of a segment, in whatever order they are there.
func readFrames(b []byte, id journalID) (fs []framed) {
	for at := 0; at+frameHead <= len(b); {
		f, ok := readFrame(b[at:], id)
		if !ok {
			at += frameAlign
			continue
		}
		fs = append(fs, f)
		at += (frameHead + len(f.writes) + frameAlign - 1) / frameAlign * frameAlign
	}
	return fs
}

// errFrame is a frame with the right sum and writes that nobody would have written.
var errFrame = errors.New("a part of the journal makes no sense")

// replay puts the writes of a frame into a delta.
func (f framed) replay(d *delta) error {
	p := parser{b: f.writes, text: string(f.writes)}
	for len(p.b) > 0 {
		in := bucket(p.b[0])
		p.b = p.b[1:]
		key := p.str()
		n := p.uvarint()
		if p.bad || n > uint64(len(p.b))+1 || in <= metaBucket || in >= buckets || key == "" {
			return errFrame
		}
		var value []byte
		if n > 0 {
			value = p.b[: n-1 : n-1]
			p.b = p.b[n-1:]
		}
		d.set(in, key, value, f.number)
	}
	return nil
}
