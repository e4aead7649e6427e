package model204

import (
	"context"

	"github.com/soapstone-dev/soapstone/soap"
	contract "github.com/soapstone-dev/soapstone/wsdl/model204"
)

// delete is $Session_Delete. A session that is in use is deleted when it is closed, which the function waits for when
// told to.
func (r *Room) delete(ctx context.Context, call *soap.Call, in *contract.Session_Delete) (*contract.Session_DeleteResponse, error) {
	const function = "$Session_Delete"
	e, fault := r.errand(call, function, in.Sesid, in.Owner, in.Timeout, 0)
	if fault != nil {
		return nil, fault
	}
	e.ticket.deletes = true
	rc, err := e.run(ctx, e.askDelete, e.askDeleteAgain)
	if err != nil {
		return nil, err
	}
	return &contract.Session_DeleteResponse{Rc: &rc}, nil
}

func (e *errand) askDelete(s *step, th *thread, open, x *session) (look, error) {
	if hidden, fault := e.hidden(th, x); hidden {
		return look{rc: rcNotFound, fault: fault}, nil
	}
	if x.thread == "" {
		return done(rcFine), drop(s.tx, sessionKey(x.recordID()))
	}
	if open == nil || open.recordID() != x.recordID() {
		if l, waits, err := e.enqueue(s, th, x); err != nil || waits {
			return l, err
		}
	}
	x.pending = true
	return done(rcInUse), keep(s.tx, x)
}

// askDeleteAgain looks what became of a ticket. When it is gone, so is the session, which may have been made
// anew since.
func (e *errand) askDeleteAgain(s *step, th *thread, open, x *session) (look, error) {
	if x == nil || !e.holds(x) {
		return done(rcFine), e.settled(s, th)
	}
	own := open != nil && open.recordID() == x.recordID() // by another request of this thread
	if !e.lapsed(s) && !own {
		return e.stay(s, x)
	}
	e.leave(x)
	x.pending = true
	if err := keep(s.tx, x); err != nil {
		return look{}, err
	}
	return done(rcInUse), e.settled(s, th)
}
