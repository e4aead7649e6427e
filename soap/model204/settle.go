package model204

import (
	"errors"
	"slices"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// step is one transaction at one instant.
type step struct {
	room *Room
	tx   store.Tx
	now  time.Time
}

// settle does what fell due by now, in the order of its instants: threads that were silent for too long end, which
// closes their sessions or gives them to who waits, and closed sessions are timed out. It does as much of it as one
// transaction may, and says whether there is more. Where one transaction is not enough, a call that does not have its turn
// does nothing yet.
func (s *step) settle(turn bool) (more bool, err error) {
	writes, err := s.due()
	if err != nil || writes == 0 {
		return false, err
	}
	if writes > atOnce && !turn {
		return true, nil
	}
	writes = 0
	for {
		th, at, err := s.silent()
		if err != nil {
			return false, err
		}
		if th == nil {
			break
		}
		if writes += endWrites; writes > atOnce {
			return true, nil
		}
		if err := s.end(th, at); err != nil {
			return false, err
		}
	}
	for rec, err := range s.tx.Due(System, store.KindSession, s.now) {
		if err != nil {
			return false, err
		}
		if writes++; writes > atOnce {
			return true, nil
		}
		if err := drop(s.tx, rec.Key); err != nil {
			return false, err
		}
	}
	return false, nil
}

// due is how many records have to be written or deleted for what fell due by now. It stops counting above atOnce.
func (s *step) due() (writes int, err error) {
	for _, each := range []struct {
		kind   string
		writes int
	}{{store.KindThread, endWrites}, {store.KindSession, 1}} {
		for _, err := range s.tx.Due(System, each.kind, s.now) {
			if err != nil {
				return 0, err
			}
			if writes += each.writes; writes > atOnce {
				return writes, nil
			}
		}
	}
	return writes, nil
}

// silent returns the thread that was the first to end by now, and when that was. It is looked for anew each time, since
// the end of one can give a session to another, whose silence begins with that.
func (s *step) silent() (*thread, time.Time, error) {
	for rec, err := range s.tx.Due(System, store.KindThread, s.now) {
		if err != nil {
			return nil, time.Time{}, err
		}
		th, err := readThread(rec)
		at, _ := rec.Due()
		return th, at, err
	}
	return nil, time.Time{}, nil
}

// end ends a thread at an instant: its session is closed, and it waits no longer.
func (s *step) end(th *thread, at time.Time) error {
	if err := drop(s.tx, threadKey(th.token)); err != nil {
		return err
	}
	if th.waits != "" {
		x, err := s.stored(th.waits)
		if err != nil {
			return err
		}
		if x != nil {
			x.queue = slices.DeleteFunc(x.queue, func(t ticket) bool { return t.thread == th.token })
			if err := keep(s.tx, x); err != nil { // also when nothing was in it, so that who waits looks
				return err
			}
		}
	}
	x, err := s.held(th)
	if err != nil || x == nil {
		return err
	}
	return s.release(x, at)
}

// release closes a session at an instant, when its thread has been told: it is deleted if that was asked for, or goes
// to the first who waits and is still in time, or is closed.
func (s *step) release(x *session, at time.Time) error {
	x.thread, x.grant, x.used = "", "", at
	s.clear(x)
	late := func(t ticket) bool { return t.deletes && t.lapsed(at) }
	if x.pending || slices.ContainsFunc(x.queue, late) {
		return drop(s.tx, sessionKey(x.recordID()))
	}
	for i, t := range x.queue {
		if t.lapsed(at) {
			continue
		}
		th, err := s.thread(t.thread)
		if err != nil {
			return err
		}
		switch {
		case th == nil: // it has ended
			continue
		case t.deletes:
			return drop(s.tx, sessionKey(x.recordID()))
		case th.open != "": // it opened another one meanwhile
			continue
		}
		x.queue = slices.Delete(x.queue, i, i+1)
		x.thread, x.grant = th.token, t.id
		th.open, th.waits, th.used, th.patience = x.recordID(), "", at, 0
		if err := s.tx.Put(th.record(s.room.silence)); err != nil {
			return err
		}
		break
	}
	return keep(s.tx, x)
}

// thread returns the thread of a token, nil when there is none.
func (s *step) thread(token string) (*thread, error) {
	if token == "" || len(token) > store.MaxID {
		return nil, nil
	}
	rec, err := s.tx.Get(threadKey(token))
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return readThread(rec)
}

// stored returns the session of a record, nil when there is none.
func (s *step) stored(recordID string) (*session, error) {
	rec, err := s.tx.Get(sessionKey(recordID))
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return readSession(rec)
}

// held returns the session that is open on a thread, nil when there is none.
func (s *step) held(th *thread) (*session, error) {
	if th.open == "" {
		return nil, nil
	}
	x, err := s.stored(th.open)
	if err != nil || x == nil || x.thread != th.token {
		return nil, err
	}
	return x, nil
}

// find returns the session of an owner and an id, nil when there is none.
func (s *step) find(owner, id string) (*session, error) {
	if len(id) > maxSesid || len(owner) > maxUserid {
		return nil, nil
	}
	return s.stored(sessionID(owner, id))
}
