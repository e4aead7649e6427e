package bolt

import (
	"bytes"
	"testing"
)

// FuzzFrames reads segments: whatever they hold, what is found in them can be written again as it was, and nothing panics.
func FuzzFrames(f *testing.F) {
	id := journalID{1, 2, 3}
	frame := appendWrite(newFrame(nil), recordBucket, []byte("key"), []byte("value"))
	frame = appendWrite(frame, dueBucket, []byte("other"), []byte{})
	frame = sealFrame(appendWrite(frame, touchBucket, []byte("gone"), nil), id, 7, 9)
	f.Add(frame)
	f.Add(append(make([]byte, frameAlign), frame...))
	f.Add(frame[:len(frame)-1])
	f.Add(sealFrame(append(newFrame(nil), byte(recordBucket), 200), id, 0, 1))
	f.Add(sealFrame(append(newFrame(nil), byte(recordBucket), 1, 'k', 9, 'v'), id, 0, 1))
	f.Add(sealFrame(appendWrite(newFrame(nil), metaBucket, []byte("schema"), []byte("3")), id, 0, 1))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, read := range readFrames(b, id) {
			again := sealFrame(append(newFrame(nil), read.writes...), id, read.before, read.number)
			if !bytes.Contains(b, again[:frameHead+len(read.writes)]) {
				t.Errorf("%x became %x", b, again)
			}
			_ = read.replay(newDelta())
		}
		// And as if the sum were right.
		_ = framed{number: 1, writes: b}.replay(newDelta())
	})
}

func TestFrames(t *testing.T) {
	id, d := journalID{4}, newDelta()
	frame := appendWrite(newFrame(nil), recordBucket, []byte("key"), []byte("value"))
	frame = appendWrite(frame, dueBucket, []byte("entry"), []byte{})
	frame = sealFrame(appendWrite(frame, touchBucket, []byte("gone"), nil), id, 7, 9)
	if _, ok := readFrame(frame, journalID{5}); ok {
		t.Error("a frame of another journal was read")
	}
	got := readFrames(append(make([]byte, 2*frameAlign), frame...), id)
	if len(got) != 1 || got[0].before != 7 || got[0].number != 9 {
		t.Fatalf("got %v", got)
	}
	if err := got[0].replay(d); err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		in         bucket
		key, value string
	}{{recordBucket, "key", "value"}, {dueBucket, "entry", ""}} {
		if v := d.find(want.in, []byte(want.key), 9); v == nil || v.value == nil || string(v.value) != want.value {
			t.Errorf("%s: got %v", want.key, v)
		}
		if v := d.find(want.in, []byte(want.key), 8); v != nil {
			t.Errorf("%s was there before: %v", want.key, v)
		}
	}
	if v := d.find(touchBucket, []byte("gone"), 9); v == nil || v.value != nil {
		t.Errorf("what was deleted: %v", v)
	}
	for _, writes := range []string{"\x00\x01k\x02v", "\x06\x01k\x02v", "\x01\x00\x02v", "\x01\x05k\x02v", "\x01\x01k\x09v", "\x01\x01k", "\x01"} {
		if err := (framed{number: 1, writes: []byte(writes)}).replay(newDelta()); err == nil {
			t.Errorf("%q was taken", writes)
		}
	}
}
