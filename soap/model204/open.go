package model204

import (
	"context"

	"github.com/soapstone-dev/soapstone/soap"
	contract "github.com/soapstone-dev/soapstone/wsdl/model204"
)

// Return codes of $Session_Open and $Session_Delete.
const (
	rcNotFound = 1
	rcInUse    = 2
)

// open is $Session_Open. Its timeout is a wait, whose default is SESDEFOW: the current page says SRSDEFTO by a slip, and
// older revisions and the page of SESDEFOW have it right.
func (r *Room) open(ctx context.Context, call *soap.Call, in *contract.Session_Open) (*contract.Session_OpenResponse, error) {
	const function = "$Session_Open"
	e, fault := r.errand(call, function, in.Sesid, in.Owner, in.Timeout, r.config.SESDEFOW)
	if fault != nil {
		return nil, fault
	}
	rc, err := e.run(ctx, e.askOpen, e.askOpenAgain)
	if err != nil {
		return nil, err
	}
	return &contract.Session_OpenResponse{Rc: &rc}, nil
}

// errand reads the arguments that $Session_Open and $Session_Delete have in common.
func (r *Room) errand(call *soap.Call, function string, sesid, owner *string, timeout *int32, byDefault int) (*errand, *soap.Fault) {
	e := &errand{room: r, call: call, function: function, owner: r.owner(owner, visitOf(call).user), id: r.sesid(sesid)}
	var ok bool
	e.wait, ok = wait(timeout, byDefault)
	switch {
	case e.id == "":
		return nil, needsID(function)
	case !ok:
		return nil, badTimeout(function)
	}
	return e, nil
}

// hidden says whether a session is none that the thread may use. That it looks like one that is not there is a choice.
func (e *errand) hidden(th *thread, x *session) (bool, *soap.Fault) {
	if th.mayOwn(e.owner) {
		return x == nil, nil
	}
	e.call.Decided("notPermitted")
	if e.room.config.Choices.NotPermitted == "cancel" {
		return true, mayNotUse(e.function)
	}
	return true, nil
}

func (e *errand) askOpen(s *step, th *thread, open, x *session) (look, error) {
	if hidden, fault := e.hidden(th, x); hidden {
		return look{rc: rcNotFound, fault: fault}, nil
	}
	switch {
	case open != nil && open.recordID() == x.recordID():
		return done(rcInUse), nil
	case open != nil:
		return look{fault: anotherIsOpen(e.function)}, nil
	case x.thread == "":
		return e.take(s, th, x)
	}
	if l, waits, err := e.enqueue(s, th, x); err != nil || waits {
		return l, err
	}
	return done(rcInUse), nil
}

// take opens a session that is closed. A thread that lives for this request closes it again at its end, which
// is now.
func (e *errand) take(s *step, th *thread, x *session) (look, error) {
	x.used = s.now
	if !th.transient {
		x.thread, x.grant = th.token, e.ticket.id
		th.open = x.recordID()
		if err := s.put(th); err != nil {
			return look{}, err
		}
	}
	return done(rcFine), keep(s.tx, x)
}

// askOpenAgain looks what became of a ticket.
func (e *errand) askOpenAgain(s *step, th *thread, open, x *session) (look, error) {
	switch {
	case x == nil: // deleted, or renamed
		return done(rcNotFound), e.settled(s, th)
	case open != nil && open.grant == e.ticket.id:
		return done(rcFine), e.settled(s, th)
	}
	waiting := e.holds(x)
	e.leave(x)
	l := done(rcNotFound) // it is another session under the same key
	switch {
	case open != nil && open.recordID() == x.recordID(): // another request of this thread has it
		l = done(rcInUse)
	case open != nil:
		l = look{fault: anotherIsOpen(e.function)}
	case waiting && !e.lapsed(s) && x.thread != "":
		return e.stay(s, x)
	case waiting && !e.lapsed(s):
		if err := e.settled(s, th); err != nil {
			return look{}, err
		}
		return e.take(s, th, x)
	case waiting:
		l = done(rcInUse)
	}
	if waiting {
		if err := keep(s.tx, x); err != nil {
			return look{}, err
		}
	}
	return l, e.settled(s, th)
}
