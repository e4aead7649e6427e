package world

import (
	"bytes"
	"testing"
)

func TestJournalKeepsToItsBytes(t *testing.T) {
	j := journal{limit: 10_000}
	for n := range uint64(1000) {
		body := bytes.Repeat([]byte{byte(n)}, int(n))
		j.add(kept{Entry: Entry{Number: n}}, body[:n/3], body[n/3:])
		size := 0
		for _, k := range j.latest(0) {
			size += k.size()
			if k.request != int(k.Number/3) || !bytes.Equal(k.bodies, bytes.Repeat([]byte{byte(k.Number)}, int(k.Number))) {
				t.Fatalf("after %d: entry %d has other bodies than it was given", n, k.Number)
			}
		}
		if size != j.size || size > j.limit {
			t.Fatalf("after %d: %d bytes, counted %d, limit %d", n, size, j.size, j.limit)
		}
	}
	if last := j.latest(1); len(last) != 1 || last[0].Number != 999 {
		t.Errorf("the last entry is %+v", last)
	}
	before, size := len(j.latest(0)), j.size
	j.add(kept{}, make([]byte, 6_000), make([]byte, 6_000))
	if list := j.latest(0); len(list) != before || j.size != size {
		t.Errorf("with one that is too large: %d entries, %d bytes", len(list), j.size)
	}
	j.add(kept{Entry: Entry{Number: 1000}}, nil, nil)
	j.setLimit(0)
	if list := j.latest(0); len(list) != 0 || j.size != 0 {
		t.Errorf("with no room: %d entries, %d bytes", len(list), j.size)
	}
}
