package model204

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/store"
)

// errand is a function that may have to wait for a session: $Session_Open or $Session_Delete. It looks, in one
// transaction each time, and where it has to wait leaves a ticket in the session. Whoever closes the session deals
// with the first ticket in the same transaction as the closing, so nobody gets in between.
type errand struct {
	room      *Room
	call      *soap.Call
	function  string
	owner, id string
	wait      time.Duration
	ticket    ticket
}

// look is what a look came to: an rc, a cancelled request, or that there is something to wait for.
type look struct {
	rc      int32
	fault   *soap.Fault
	waits   bool
	until   time.Time
	changed <-chan struct{}
}

func done(rc int32) look { return look{rc: rc} }

// looker looks at a session, which is nil when there is none.
type looker func(s *step, th *thread, open, x *session) (look, error)

// run looks for the first time, and again whenever the session has changed or something fell due.
func (e *errand) run(ctx context.Context, first, again looker) (int32, error) {
	if err := e.draw(); err != nil {
		return 0, err
	}
	l, err := e.look(ctx, first)
	for err == nil && l.waits {
		var back time.Duration
		back, err = e.call.Wait(ctx, l.until, l.changed)
		e.ticket.deadline = e.ticket.deadline.Add(-back) // a wait does not grow when the clock is set back
		if err == nil {
			l, err = e.lookAgain(ctx, again)
		}
		if err != nil {
			return 0, e.giveUp(ctx, err)
		}
	}
	if err == nil && l.fault != nil {
		return 0, l.fault
	}
	return l.rc, err
}

// draw makes the ticket of an errand that may wait. A thread that lives for this request gets a token for as long as
// it waits, so that others can give it the session.
func (e *errand) draw() error {
	if e.wait == 0 {
		return nil
	}
	v := visitOf(e.call)
	var err error
	if e.ticket.id, err = newToken(e.call.Rand()); err != nil {
		return err
	}
	e.ticket.thread, e.ticket.store = v.token, e.room.store.ID()
	if v.transient {
		e.ticket.thread, err = newToken(e.call.Rand())
	}
	e.ticket.deadline = e.call.Now.Add(e.wait)
	return err
}

func (e *errand) look(ctx context.Context, f looker) (look, error) {
	var l look
	err := e.room.update(ctx, e.call, func(s *step, th *thread, open *session) error {
		x, err := s.find(e.owner, e.id)
		if err != nil {
			return err
		}
		l, err = f(s, th, open, x)
		return err
	})
	if err == nil && l.waits {
		visitOf(e.call).token = e.ticket.thread
	}
	return l, err
}

// lookAgain looks without writing first. Most who wake wait on, since it was the turn of another, and need not keep
// writers waiting for that.
func (e *errand) lookAgain(ctx context.Context, f looker) (look, error) {
	var l look
	err := e.room.store.View(ctx, func(tx store.Tx) error {
		l = look{}
		s := &step{room: e.room, tx: tx, now: e.call.Now}
		th, err := s.thread(e.ticket.thread)
		if err != nil || th == nil || th.open != "" || e.lapsed(s) {
			return err
		}
		x, err := s.stored(sessionID(e.owner, e.id))
		if err != nil || x == nil || x.thread == "" || !e.holds(x) {
			return err
		}
		holder, err := s.thread(x.thread)
		if err != nil || holder == nil || !s.now.Before(holder.ends(s.room.silence)) {
			return err
		}
		l, err = e.stay(s, x)
		return err
	})
	if err != nil || l.waits {
		return l, wrap(e.function, err)
	}
	return e.look(ctx, f)
}

// enqueue leaves the ticket, if there is to be any waiting.
func (e *errand) enqueue(s *step, th *thread, x *session) (look, bool, error) {
	s.clear(x)
	if e.wait == 0 || len(x.queue) >= maxQueue {
		return look{}, false, nil
	}
	x.queue = append(x.queue, e.ticket)
	if err := keep(s.tx, x); err != nil {
		return look{}, false, err
	}
	th.token, th.waits, th.store = e.ticket.thread, x.recordID(), e.ticket.store
	th.used, th.patience = s.now, e.ticket.deadline.Sub(s.now)
	if err := s.put(th); err != nil {
		return look{}, false, err
	}
	l, err := e.stay(s, x)
	return l, true, err
}

// stay waits on: until the session changes, the ticket lapses, or the thread that has the session has been silent for
// too long. What that thread does meanwhile changes its own record, not the session's. But it cannot end
// sooner than its silence allows from now on, should it be waiting itself.
func (e *errand) stay(s *step, x *session) (look, error) {
	until := e.ticket.deadline
	holder, err := s.thread(x.thread)
	if err != nil {
		return look{}, err
	}
	if holder != nil {
		for _, at := range []time.Time{holder.ends(s.room.silence), s.now.Add(s.room.silence)} {
			if at.Before(until) {
				until = at
			}
		}
	}
	return look{waits: true, until: until, changed: s.tx.Changed(sessionKey(x.recordID()))}, nil
}

// holds says whether the ticket is still in the queue.
func (e *errand) holds(x *session) bool {
	return slices.ContainsFunc(x.queue, func(t ticket) bool { return t.id == e.ticket.id })
}

// lapsed says whether the ticket's time is up.
func (e *errand) lapsed(s *step) bool { return !s.now.Before(e.ticket.deadline) }

// leave takes the ticket out of the queue.
func (e *errand) leave(x *session) {
	x.queue = slices.DeleteFunc(x.queue, func(t ticket) bool { return t.id == e.ticket.id })
}

// settled ends the waiting of a thread: its silence begins. One that lives for this request logs out, which closes what
// it was given.
func (e *errand) settled(s *step, th *thread) error {
	if th.transient {
		return s.end(th, s.now)
	}
	th.waits, th.store, th.used, th.patience = "", "", s.now, 0
	return s.put(th)
}

// giveUp takes the ticket of a client that is gone, or of a server that stops, out of the queue, and gives back what
// was given to it at the last moment: the client will never know that it has the session. It returns why.
func (e *errand) giveUp(ctx context.Context, why error) error {
	err := e.room.update(context.WithoutCancel(ctx), e.call, func(s *step, th *thread, open *session) error {
		x, err := s.find(e.owner, e.id)
		if err != nil {
			return err
		}
		if x != nil {
			e.leave(x)
			if err := keep(s.tx, x); err != nil {
				return err
			}
		}
		if open != nil && open.grant == e.ticket.id && !th.transient {
			if err := s.letGo(th, open); err != nil {
				return err
			}
		}
		return e.settled(s, th)
	})
	var fault *soap.Fault
	if err != nil && !errors.As(err, &fault) { // a fault: the thread has ended, and its tickets with it
		e.call.Log.Warn("model204: a ticket is left", "function", e.function, "error", err)
	}
	return why
}
