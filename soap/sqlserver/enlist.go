package sqlserver

import (
	"context"
	"crypto/subtle"
	"errors"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
	"github.com/soapstone-dev/soapstone/store"
)

// enlist runs the body in a session that there is, and ends it afterwards if the header says so.
func (e *endpoint) enlist(ctx context.Context, call *soap.Call, v *visit, next soap.Next) (soap.Reply, error) {
	f, s := e.room.faults, v.options.session
	id, ok := decodeBase64(*s.id)
	if !ok || !validID(id) {
		call.Note = "the sessionId is no Base64 of an id's 16 bytes"
		return nil, e.refuseSession(call, s, f.badSession())
	}
	if err := e.admitToSession(ctx, call, v, id); err != nil {
		return nil, err
	}
	call.Session = *s.id
	v.exitAtFinish()
	if s.terminate {
		return e.runAndEnd(ctx, call, v, next)
	}
	v.acknowledge(sessionAnswer{id: id, descriptor: s.descriptor})
	return e.run(ctx, call, v, next)
}

// admitToSession looks whether a session is this client's and lets the request into it.
func (e *endpoint) admitToSession(ctx context.Context, call *soap.Call, v *visit, id string) error {
	s := v.options.session
	place, busy, ok := e.room.running.ask(id) // before the look: one who leaves has written when he was last there
	if !ok {
		return e.refuseSession(call, s, e.room.faults.badSession())
	}
	v.place = place
	defer v.place.done()
	rec, err := e.look(ctx, call, id, busy)
	if err != nil {
		return err
	}
	if fault := e.owned(call, &rec, id); fault != nil {
		return e.refuseSession(call, s, fault)
	}
	if v.session, v.client, err = readRecord(&rec); err != nil {
		return err
	}
	if !e.fits(call, s, v.session.Transaction) {
		return e.room.faults.badTransaction()
	}
	if !v.place.enter() {
		return e.refuseSession(call, s, e.room.faults.badSession())
	}
	return nil
}

// look returns the record of a session that lives; a zero one when there is none.
func (e *endpoint) look(ctx context.Context, call *soap.Call, id string, busy bool) (store.Record, error) {
	rec, err := e.room.store.Get(ctx, sessionKey(id))
	if errors.Is(err, store.ErrNotFound) {
		return store.Record{}, nil
	}
	if err == nil && (rec.State != stateOpen || idle(rec, call.Now, busy)) {
		return store.Record{}, nil
	}
	return rec, err
}

// owned compares a session with who asks for it, where nothing is compared with everything in the same time. What the answer
// keeps to itself is a note for the operator.
func (e *endpoint) owned(call *soap.Call, rec *store.Record, id string) *soap.Fault {
	known := subtle.ConstantTimeCompare([]byte(rec.Key.ID), []byte(id))
	own := subtle.ConstantTimeCompare([]byte(rec.Owner), []byte(call.Principal.String()))
	here := subtle.ConstantTimeCompare([]byte(rec.Context), []byte(e.path))
	switch {
	case known&own&here == 1:
		return nil
	case known&own == 1:
		call.Note = "the session was begun at another endpoint"
		return e.room.faults.foreignSession()
	case known == 1:
		call.Note = "the session is another user's"
		return e.room.faults.foreignSession()
	}
	call.Note = "no session with this id is alive: it has ended or expired, or there was none"
	return e.room.faults.badSession()
}

// fits says whether a request may run where this transaction is the session's.
func (e *endpoint) fits(call *soap.Call, s *sessionHeader, t batch.Transaction) bool {
	switch {
	case s.descriptor != nil:
		return t.Open() && string(t.Descriptor[:]) == *s.descriptor
	case t.Open() && e.room.config.Choices.WithoutDescriptor == "refuse":
		call.Decided("withoutDescriptor")
		return false
	}
	return true
}

func validID(id string) bool { return id != "" && len(id) <= store.MaxID }
