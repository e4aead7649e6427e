package storetest

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"

	"github.com/soapstone-dev/soapstone/store"
)

func changedRules(t *testing.T, open Open) {
	a, b := open(), open()
	put(t, a, session("x", "alice", 0), session("other", "alice", 0))
	watch := func(s store.Store) (c <-chan struct{}) {
		view(t, s, func(tx store.Tx) error { c = tx.Changed(key("x")); return nil })
		return c
	}
	for name, write := range map[string]func(store.Tx) error{
		"put":    func(tx store.Tx) error { return tx.Put(session("x", "alice", 1)) },
		"delete": func(tx store.Tx) error { return errors.Join(tx.Put(session("x", "", 0)), tx.Delete(key("x"))) },
		"make":   func(tx store.Tx) error { return tx.Put(session("x", "alice", 2)) },
	} {
		for _, writer := range []store.Store{a, b} {
			var own <-chan struct{}
			update(t, a, func(tx store.Tx) error {
				before := tx.Changed(key("x"))
				err := tx.Put(session("x", "alice", 3))
				own = tx.Changed(key("x"))
				if closed(before) || closed(own) {
					t.Errorf("%s: closed before a commit", name)
				}
				return err
			})
			waits := []<-chan struct{}{own, watch(a), watch(a), watch(b)}
			put(t, a, session("other", "alice", 1))
			touch(t, a, "x", 10)
			if err := a.Flush(context.Background()); err != nil {
				t.Fatal(err)
			}
			_ = a.Update(context.Background(), func(tx store.Tx) error { return errors.Join(tx.Put(session("x", "", 4)), errOwn) })
			for i, c := range waits {
				if closed(c) {
					t.Errorf("%s: channel %d was closed by the own Put, another key, a touch or a failed update", name, i)
				}
			}
			update(t, writer, write)
			for _, c := range waits {
				<-c
			}
		}
	}
	put(t, a, session("x", "alice", 0))
	remove(t, a, key("x"))
	absent := watch(b) // a key with no record can be waited for too
	put(t, a, session("x", "alice", 0))
	<-absent
}

// noLostWakeUps counts in one place and waits for the count in others, which
// stops for good when one wake-up falls between look and subscription.
func noLostWakeUps(t *testing.T, open Open) {
	const last = 300
	writers, readers := open(), open()
	put(t, writers, session("x", "", 0))
	var wg sync.WaitGroup
	for i, s := range []store.Store{writers, readers, writers, readers} {
		look := s.View
		if i >= 2 {
			look = s.Update
		}
		wg.Go(func() {
			for {
				var r store.Record
				var changed <-chan struct{}
				err := look(context.Background(), func(tx store.Tx) (err error) {
					r, err = tx.Get(key("x"))
					changed = tx.Changed(key("x"))
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
				if r.Values["n"] == strconv.Itoa(last) {
					return
				}
				<-changed
			}
		})
	}
	for range 3 {
		wg.Go(func() {
			for range last / 3 {
				update(t, writers, func(tx store.Tx) error { return count(tx, "x") })
			}
		})
	}
	wg.Wait()
}

// firstCome passes one thing around as the rooms do with a session that one
// call at a time may use: a ticket in the record, given on by whoever is done.
func firstCome(t *testing.T, open Open) {
	stores := []store.Store{open(), open()}
	put(t, stores[0], session("free", "", 0))
	var wg sync.WaitGroup
	holds := make(chan struct{}, 1) // a second holder would not fit
	for c := range 12 {
		s, me := stores[c%2], strconv.Itoa(c)
		wg.Go(func() {
			for mine, asked := false, false; !mine; {
				var changed <-chan struct{}
				update(t, s, func(tx store.Tx) error {
					r, err := tx.Get(key("free"))
					if err != nil {
						return err
					}
					mine, changed = r.Owner == me || r.Owner == "" && !asked, tx.Changed(key("free"))
					switch {
					case r.Owner == "" && !asked:
						r.Owner = me
					case !mine && !asked:
						r.Context += me + " " // the queue
					default:
						return nil
					}
					return tx.Put(r)
				})
				asked = true
				if !mine {
					<-changed
				}
			}
			select {
			case holds <- struct{}{}:
			default:
				t.Error("two hold it at once")
			}
			<-holds
			update(t, s, func(tx store.Tx) error {
				r, err := tx.Get(key("free"))
				if err != nil {
					return err
				}
				r.Owner, r.Context = first(r.Context)
				return tx.Put(r)
			})
		})
	}
	wg.Wait()
}

// first splits the first word off a queue that starts as "/sql/demo".
func first(queue string) (word, rest string) {
	queue = queue[len("/sql/demo"):]
	for i := range len(queue) {
		if queue[i] == ' ' {
			return queue[:i], "/sql/demo" + queue[i+1:]
		}
	}
	return "", "/sql/demo"
}
