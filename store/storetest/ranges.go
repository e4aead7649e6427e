package storetest

import (
	"iter"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/store"
)

func allSessions(tx store.Tx) iter.Seq2[store.Record, error] {
	return tx.All("mft", store.KindSession, store.Place{})
}

func ownedBy(owner string) func(store.Tx) iter.Seq2[store.Record, error] {
	return func(tx store.Tx) iter.Seq2[store.Record, error] {
		return tx.Owned("mft", store.KindSession, owner)
	}
}

func dueBy(minutes int) func(store.Tx) iter.Seq2[store.Record, error] {
	return func(tx store.Tx) iter.Seq2[store.Record, error] {
		return tx.Due("mft", store.KindSession, at(minutes))
	}
}

func owned(t *testing.T, open Open) {
	s := open()
	ranges(t, s, ownedBy("alice"))
	put(t, s,
		session("c", "alice", 1), session("b", "alice", 1), // made at once: by key
		session("a", "alice", 2), session("z", "alice", -1), // made before noon, named last
		session("d", "bob", 0), session("e", "", 0))
	ranges(t, s, ownedBy("alice"), "z", "b", "c", "a")
	ranges(t, s, ownedBy("bob"), "d")
	ranges(t, s, ownedBy(""), "e")
	put(t, s, session("b", "bob", 1), session("z", "alice", 9)) // another owner, another place
	ranges(t, s, ownedBy("alice"), "c", "a", "z")
	ranges(t, s, ownedBy("bob"), "d", "b")
	remove(t, s, key("c"))
	ranges(t, s, ownedBy("alice"), "a", "z")
}

func all(t *testing.T, open Open) {
	s := open()
	put(t, s, session("c", "alice", 1), session("b", "bob", 1), session("a", "", 2))
	thread := session("t", "alice", 0)
	thread.Key.Kind = store.KindThread
	other := session("o", "alice", 0)
	other.Key.System = "sqlserver"
	put(t, s, thread, other)
	ranges(t, s, allSessions, "b", "c", "a")
	remove(t, s, key("c"))
	ranges(t, s, allSessions, "b", "a")
}

// pages: a listing goes on where it stopped, whatever ended in between.
func pages(t *testing.T, open Open) {
	s := open()
	put(t, s, session("a", "", 1), session("b", "", 1), session("ba", "", 1), session("c", "", 1), session("d", "", 2))
	from := func(p store.Place) func(store.Tx) iter.Seq2[store.Record, error] {
		return func(tx store.Tx) iter.Seq2[store.Record, error] { return tx.All("mft", store.KindSession, p) }
	}
	place := session("b", "", 1).Place()
	ranges(t, s, from(place), "ba", "c", "d")
	remove(t, s, key("b"))
	ranges(t, s, from(place), "ba", "c", "d")
	ranges(t, s, from(store.Place{Created: at(1)}), "a", "ba", "c", "d")
	ranges(t, s, from(store.Place{Created: at(1), ID: "zz"}), "d")
	ranges(t, s, from(session("d", "", 2).Place()))
}

func due(t *testing.T, open Open) {
	s := open()
	never := session("never", "", 0)
	never.Timeout = 0
	short := session("short", "", 5)
	short.Timeout = 1 // nanosecond
	put(t, s, never, short, session("b", "", 0), session("a", "", 0), session("c", "", -10))
	ranges(t, s, dueBy(5))
	ranges(t, s, dueBy(6), "short")
	ranges(t, s, dueBy(19), "short")
	ranges(t, s, dueBy(20), "short", "c") // at the instant itself
	ranges(t, s, dueBy(29), "short", "c")
	ranges(t, s, dueBy(30), "short", "c", "a", "b")
	later := session("c", "", -10)
	later.LastUsed = at(10)
	never.Timeout = 1
	put(t, s, later, never)
	ranges(t, s, dueBy(100), "never", "short", "a", "b", "c")
	put(t, s, session("c", "", -10))
	remove(t, s, key("a"))
	ranges(t, s, dueBy(100), "never", "short", "c", "b")
}

// neighbours: names that are parts of one another do not mix.
func neighbours(t *testing.T, open Open) {
	s := open()
	for _, k := range []store.Key{
		{System: "a", Kind: "bc", ID: "1"}, {System: "ab", Kind: "c", ID: "2"}, {System: "a", Kind: "b", ID: "c3"},
		{System: "a\x00", Kind: "b", ID: "4"}, {System: "a", Kind: "\x00b", ID: "5"},
	} {
		for _, owner := range []string{"o", "oo", "o\x00", ""} {
			r := session("", owner, 0)
			r.Key = k
			r.Key.ID += owner
			put(t, s, r)
		}
	}
	ranges(t, s, func(tx store.Tx) iter.Seq2[store.Record, error] { return tx.Owned("a", "b", "o") }, "c3o")
	ranges(t, s, func(tx store.Tx) iter.Seq2[store.Record, error] { return tx.Owned("ab", "c", "") }, "2")
	ranges(t, s, func(tx store.Tx) iter.Seq2[store.Record, error] { return tx.All("a\x00", "b", store.Place{}) }, "4", "4o", "4o\x00", "4oo")
	ranges(t, s, func(tx store.Tx) iter.Seq2[store.Record, error] { return tx.Due("a", "\x00b", at(60)) }, "5", "5o", "5o\x00", "5oo")
	ranges(t, s, func(tx store.Tx) iter.Seq2[store.Record, error] { return tx.All("a", "", store.Place{}) })
}

// writesInLoop sweeps as the rooms do: end what a range shows while it runs.
func writesInLoop(t *testing.T, open Open) {
	for name, what := range map[string]func(store.Tx) iter.Seq2[store.Record, error]{
		"owned": ownedBy("alice"), "all": allSessions, "due": dueBy(1000),
	} {
		s := open()
		var want []string
		for i := range 300 {
			r := session(string(rune('A'+i/26))+string(rune('a'+i%26)), "alice", i)
			put(t, s, r)
			want = append(want, r.Key.ID)
		}
		var got []string
		update(t, s, func(tx store.Tx) error {
			for r, err := range what(tx) {
				if err != nil {
					return err
				}
				got = append(got, r.Key.ID)
				if len(got)%2 == 0 {
					r.Values["n"] = "seen"
					if err := tx.Put(r); err != nil {
						return err
					}
				} else if err := tx.Delete(r.Key); err != nil {
					return err
				}
				if len(got) == 101 { // one that is still ahead
					want = append(want[:110], want[111:]...)
					if err := tx.Delete(key("Eg")); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s met (-want +got):\n%s", name, diff)
		}
		update(t, s, func(tx store.Tx) error { // empty again
			for r, err := range what(tx) {
				if err != nil {
					return err
				}
				if err := tx.Delete(r.Key); err != nil {
					return err
				}
			}
			return nil
		})
		ranges(t, s, allSessions)
	}
}

func ownWrites(t *testing.T, open Open) {
	s := open()
	put(t, s, session("a", "alice", 0), session("b", "alice", 1))
	update(t, s, func(tx store.Tx) error {
		if err := tx.Put(session("c", "alice", -1)); err != nil {
			return err
		}
		if err := tx.Delete(key("a")); err != nil {
			return err
		}
		for name, what := range map[string]func(store.Tx) iter.Seq2[store.Record, error]{
			"owned": ownedBy("alice"), "all": allSessions, "due": dueBy(1000),
		} {
			got, err := ids(what(tx))
			if diff := cmp.Diff([]string{"c", "b"}, got); err != nil || diff != "" {
				t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
			}
		}
		return nil
	})
}
