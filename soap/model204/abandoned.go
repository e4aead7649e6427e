package model204

import (
	"context"
	"slices"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// A server that was killed, or whose store was closed in the midst of a wait, leaves the ticket of a client that is no
// longer there. Nobody is given a session for it. What is left of the wait on its thread is settled before the first
// step of the next server, or by a sweep. Threads are looked through for that, of which there are few, not sessions.

// clear takes out of a queue the tickets of clients that are gone with their server.
func (s *step) clear(x *session) {
	x.queue = slices.DeleteFunc(x.queue, func(t ticket) bool { return !s.tx.Open(t.store) })
}

// abandoned are the threads that waited at a server that is gone. A thread that was given a session for its wait is
// among them until its server has taken note, since its client was not told.
func (s *step) abandoned() ([]*thread, error) {
	var all []*thread
	for rec, err := range s.tx.All(System, store.KindThread, store.Place{}) {
		if err != nil {
			return nil, err
		}
		th, err := readThread(rec)
		if err != nil {
			return nil, err
		}
		if (th.waits != "" || th.store != "" || th.transient) && !s.tx.Open(th.store) {
			all = append(all, th)
		}
	}
	return all, nil
}

// settleWait ends the wait of a thread whose server is gone. A session that it was given, and never told of, goes to who
// waits next. A thread that lived for one request ends; a user's goes on, since the user may come back on it.
func (s *step) settleWait(th *thread) error {
	if th.transient {
		return s.end(th, s.now)
	}
	waits := th.waits
	th.used = th.used.Add(th.patience) // it would have waited no longer
	if s.now.Before(th.used) {
		th.used = s.now
	}
	th.waits, th.store, th.patience = "", "", 0
	if waits == "" { // it has been given what it waited for
		x, err := s.held(th)
		if err != nil {
			return err
		}
		if x != nil {
			return s.letGo(th, x)
		}
		return s.put(th)
	}
	x, err := s.stored(waits)
	if err != nil {
		return err
	}
	if x != nil {
		s.clear(x)
		if err := keep(s.tx, x); err != nil {
			return err
		}
	}
	return s.put(th)
}

// settleAbandoned ends the waits of all of them, as if their clients had gone away now, in as many transactions as it
// takes.
func (r *Room) settleAbandoned(ctx context.Context, now time.Time) error {
	left := 0
	err := r.store.View(ctx, func(tx store.Tx) error {
		all, err := (&step{room: r, tx: tx, now: now}).abandoned()
		left = len(all)
		return err
	})
	for err == nil && left > 0 {
		err = r.store.Update(ctx, func(tx store.Tx) error {
			s := &step{room: r, tx: tx, now: now}
			all, err := s.abandoned()
			if err != nil {
				return err
			}
			some := all[:min(len(all), atOnce/endWrites)]
			left = len(all) - len(some)
			for _, th := range some {
				if err := s.settleWait(th); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return err
}
