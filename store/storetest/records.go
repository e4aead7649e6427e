package storetest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/soapstone-dev/soapstone/store"
)

func roundTrip(t *testing.T, open Open) {
	s := open()
	full := session("00D50000000IehZ!AQcAQH0d", "alice@example.com", 0)
	full.LastUsed = at(3)
	full.Values = map[string]string{"": "no name", "empty": "", "bytes": "\x00\xff", "long": strings.Repeat("x", 100_000)}
	bare := store.Record{Key: key("bare"), Created: at(0), LastUsed: at(0)}
	odd := session("\x00\xff/ \n", "\x00", 1)
	longest := session(strings.Repeat("i", store.MaxID), strings.Repeat("o", store.MaxID), 2)
	longest.Key.System, longest.Key.Kind = strings.Repeat("s", store.MaxName), strings.Repeat("k", store.MaxName)
	all := []store.Record{full, bare, odd, longest}
	put(t, s, all...)
	for _, want := range all {
		if diff := cmp.Diff(want, get(t, s, want.Key), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("(-put +got):\n%s", diff)
		}
	}
	if get(t, s, bare.Key).Values == nil {
		t.Error("Values is nil, and writing to it would panic")
	}
	lacks(t, s, key("other"))
	lacks(t, s, store.Key{})
	lacks(t, s, key(strings.Repeat("i", store.MaxID+1)))
	lacks(t, s, store.Key{System: strings.Repeat("s", 70_000), Kind: "session", ID: "1"})
}

func instants(t *testing.T, open Open) {
	s := open()
	for _, want := range []time.Time{
		time.Date(2015, 6, 1, 14, 0, 0, 123456789, time.FixedZone("CEST", 2*3600)),
		time.Unix(0, 0),
		time.Date(1601, 1, 1, 0, 0, 0, 1, time.UTC),
		time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC),
	} {
		r := session("a", "", 0)
		r.Created, r.LastUsed = want, want
		put(t, s, r)
		got := get(t, s, r.Key)
		if !got.Created.Equal(want) || !got.LastUsed.Equal(want) || got.Created.Location() != time.UTC {
			t.Errorf("got %v and %v, want %v in UTC", got.Created, got.LastUsed, want)
		}
	}
}

func replaceAndDelete(t *testing.T, open Open) {
	s := open()
	put(t, s, session("a", "alice", 0))
	r := session("a", "bob", 5)
	r.Values = map[string]string{"other": "1"}
	put(t, s, r)
	if diff := cmp.Diff(r, get(t, s, r.Key)); diff != "" {
		t.Errorf("Put replaces the whole record (-want +got):\n%s", diff)
	}
	remove(t, s, r.Key)
	lacks(t, s, r.Key)
	err := s.Update(context.Background(), func(tx store.Tx) error { return tx.Delete(r.Key) })
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("delete what is gone: got %v, want ErrNotFound", err)
	}
	update(t, s, func(tx store.Tx) error {
		if err := tx.Put(r); err != nil {
			return err
		}
		if _, err := tx.Get(r.Key); err != nil {
			t.Errorf("the function does not see its own Put: %v", err)
		}
		if err := tx.Delete(r.Key); err != nil {
			return err
		}
		if _, err := tx.Get(r.Key); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the function does not see its own Delete: %v", err)
		}
		return nil
	})
	lacks(t, s, r.Key)
}

func notKept(t *testing.T, open Open) {
	s := open()
	for name, spoil := range map[string]func(*store.Record){
		"no id":            func(r *store.Record) { r.Key.ID = "" },
		"long id":          func(r *store.Record) { r.Key.ID = strings.Repeat("x", store.MaxID+1) },
		"never created":    func(r *store.Record) { r.Created = time.Time{} },
		"never used":       func(r *store.Record) { r.LastUsed = time.Time{} },
		"negative timeout": func(r *store.Record) { r.Timeout = -1 },
	} {
		bad := session("a", "alice", 0)
		spoil(&bad)
		update(t, s, func(tx store.Tx) error {
			if err := tx.Put(bad); !errors.Is(err, store.ErrInvalid) {
				t.Errorf("%s: got %v, want ErrInvalid", name, err)
			}
			return nil
		})
		ranges(t, s, allSessions)
	}
}

func copies(t *testing.T, open Open) {
	s := open()
	mine := session("a", "alice", 0)
	put(t, s, mine)
	mine.Values["n"] = "changed after Put"
	for range 2 {
		got := get(t, s, key("a"))
		if diff := cmp.Diff(session("a", "alice", 0), got); diff != "" {
			t.Fatalf("a map is shared (-want +got):\n%s", diff)
		}
		got.Values["n"] = "changed after Get"
	}
	update(t, s, func(tx store.Tx) error {
		for r, err := range tx.Owned("mft", store.KindSession, "alice") {
			if err != nil {
				return err
			}
			r.Values["n"] = "changed in a range"
		}
		r, err := tx.Get(key("a"))
		if r.Values["n"] != "0" {
			t.Errorf("a range shares its map: %q", r.Values["n"])
		}
		return err
	})
}

func viewOnlyReads(t *testing.T, open Open) {
	s := open()
	put(t, s, session("a", "alice", 0))
	view(t, s, func(tx store.Tx) error {
		if err := tx.Put(session("b", "alice", 0)); !errors.Is(err, store.ErrReadOnly) {
			t.Errorf("put: got %v, want ErrReadOnly", err)
		}
		if err := tx.Delete(key("a")); !errors.Is(err, store.ErrReadOnly) {
			t.Errorf("delete: got %v, want ErrReadOnly", err)
		}
		return nil
	})
	ranges(t, s, allSessions, "a")
}

// ended: what a function lets out of its Tx is of no use and does no harm.
func ended(t *testing.T, open Open) {
	s := open()
	put(t, s, session("a", "alice", 0))
	for name, look := range map[string]func(context.Context, func(store.Tx) error) error{"view": s.View, "update": s.Update} {
		var kept store.Tx
		if err := look(context.Background(), func(tx store.Tx) error { kept = tx; return nil }); err != nil {
			t.Fatal(err)
		}
		if _, err := kept.Get(key("a")); !errors.Is(err, store.ErrEnded) {
			t.Errorf("%s: get: got %v, want ErrEnded", name, err)
		}
		if err := kept.Put(session("b", "", 0)); !errors.Is(err, store.ErrEnded) {
			t.Errorf("%s: put: got %v, want ErrEnded", name, err)
		}
		if err := kept.Delete(key("a")); !errors.Is(err, store.ErrEnded) {
			t.Errorf("%s: delete: got %v, want ErrEnded", name, err)
		}
		if _, err := ids(allSessions(kept)); !errors.Is(err, store.ErrEnded) {
			t.Errorf("%s: all: got %v, want ErrEnded", name, err)
		}
		if _, err := ids(dueBy(60)(kept)); !errors.Is(err, store.ErrEnded) {
			t.Errorf("%s: due: got %v, want ErrEnded", name, err)
		}
	}
	ranges(t, s, allSessions, "a")
}
