package bolt

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/store"
)

var noon = time.Date(2015, 6, 1, 12, 0, 0, 0, time.UTC)

func session(id string) store.Record {
	return store.Record{
		Key:      store.Key{System: "mft", Kind: store.KindSession, ID: id},
		Owner:    "alice",
		Context:  "/sql/demo",
		Created:  noon,
		LastUsed: noon,
		Timeout:  30 * time.Minute,
		State:    "open",
		Values:   map[string]string{"b": "2", "a": ""},
	}
}

// stored is a record of form 1, written by hand: whoever changes the form
// without a new version fails here.
var stored = []byte("" +
	"\x01" + // version
	"\x05" + "\xac\x02" + // born by update 5, put by update 300
	"\x80\x00\x00\x00\x00\x00\x00\x01" + "\x00\x00\x00\x02" + // created 1 s, 2 ns after 1970
	"\x7f\xff\xff\xff\xff\xff\xff\xff" + "\x00\x00\x00\x00" + // last used 1 s before 1970
	"\x80\x94\xeb\xdc\x03" + // timeout 1 s: 1,000,000,000 ns
	"\x05alice" + "\x00" + "\x04open" + // owner, context, state
	"\x02" + "\x01a\x00" + "\x01b\x012") // values

func TestStoredForm(t *testing.T) {
	want := store.Record{
		Owner:    "alice",
		Created:  time.Unix(1, 2).UTC(),
		LastUsed: time.Unix(-1, 0).UTC(),
		Timeout:  time.Second,
		State:    "open",
		Values:   map[string]string{"a": "", "b": "2"},
	}
	h, got, err := decode(stored)
	if err != nil || h.born != 5 || h.rev != 300 {
		t.Fatalf("got born %d, rev %d, %v", h.born, h.rev, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("decode (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(stored, encode(5, 300, &want)); diff != "" {
		t.Errorf("encode (-want +got):\n%s", diff)
	}
	want.LastUsed = noon
	if diff := cmp.Diff(encode(5, 300, &want), withLastUsed(stored, noon)); diff != "" {
		t.Errorf("withLastUsed (-want +got):\n%s", diff)
	}
}

func TestDamagedForm(t *testing.T) {
	for i := range stored {
		if _, _, err := decode(stored[:i]); !errors.Is(err, errDamaged) {
			t.Errorf("cut after %d bytes: got %v", i, err)
		}
	}
	spoil := func(from, to string) []byte { return bytes.Replace(stored, []byte(from), []byte(to), 1) }
	for name, b := range map[string][]byte{
		"more behind it":      append(bytes.Clone(stored), 0),
		"newer form":          spoil("\x01\x05", "\x02\x05"),
		"names out of order":  spoil("\x01a", "\x01c"),
		"a name twice":        spoil("\x01a", "\x01b"),
		"too many values":     spoil("\x02\x01a", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x01a"),
		"text longer than it": spoil("\x05alice", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01alice"),
		"a second too many":   spoil("\x00\x00\x00\x02", "\xff\xff\xff\xff"),
		"negative timeout":    spoil("\x80\x94\xeb\xdc\x03", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
	} {
		if _, r, err := decode(b); !errors.Is(err, errDamaged) {
			t.Errorf("%s: got %v, %v", name, r, err)
		}
	}
}

// FuzzDecode: nothing panics, and what decodes is what encode writes.
func FuzzDecode(f *testing.F) {
	f.Add(stored)
	r := session("a")
	f.Add(encode(1, 1, &r))
	f.Add([]byte{recordVersion})
	f.Fuzz(func(t *testing.T, b []byte) {
		h, r, err := decode(b)
		if err != nil {
			return
		}
		again := encode(h.born, h.rev, &r)
		h2, r2, err := decode(again)
		if err != nil {
			t.Fatalf("does not decode again: %v", err)
		}
		if h != h2 || !cmp.Equal(r, r2) {
			t.Fatalf("decodes as %v, %v, then as %v, %v", h, r, h2, r2)
		}
		if _, r3, err := decode(withLastUsed(b, noon)); err != nil || !r3.LastUsed.Equal(noon) {
			t.Fatalf("with another LastUsed: %v, %v", r3, err)
		}
	})
}

func TestKeysSortAsTimesDo(t *testing.T) {
	times := []time.Time{
		time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC), time.Date(1601, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Unix(-1, 999999999), time.Unix(0, 0), time.Unix(0, 1), noon, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	for i := 1; i < len(times); i++ {
		if a, b := appendTime(nil, times[i-1]), appendTime(nil, times[i]); bytes.Compare(a, b) >= 0 {
			t.Errorf("%v sorts behind %v", times[i-1], times[i])
		}
	}
}
