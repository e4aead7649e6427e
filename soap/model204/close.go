package model204

import (
	"context"

	"github.com/soapstone-dev/soapstone/soap"
	contract "github.com/soapstone-dev/soapstone/wsdl/model204"
)

// close is $Session_Close. Its arguments are new attributes; what is omitted stays.
func (r *Room) close(ctx context.Context, call *soap.Call, in *contract.Session_Close) (*contract.Session_CloseResponse, error) {
	const function = "$Session_Close"
	var rc int32
	err := r.update(ctx, call, func(s *step, th *thread, open *session) error {
		rc = rcFine
		switch {
		case open == nil:
			rc = rcNoneOpen
			return nil
		case open.pending: // it is deleted, and its new attributes are moot (inferred)
			return s.letGo(th, open)
		}
		closed, fault := r.changed(function, th, open, in)
		if fault != nil {
			return fault
		}
		var err error
		if rc, err = s.admitsChange(open, closed); err != nil {
			return err
		}
		if rc != rcFine {
			if r.config.Choices.FailedClose == "close" {
				return s.letGo(th, open)
			}
			return nil
		}
		return s.letGoAs(th, open, closed)
	})
	if err != nil {
		return nil, err
	}
	return &contract.Session_CloseResponse{Rc: &rc}, nil
}

// changed is an open session with the attributes that it is to have once it is closed.
func (r *Room) changed(function string, th *thread, open *session, in *contract.Session_Close) (*session, *soap.Fault) {
	x := *open
	x.timeout = r.parameters.Load().capped(x.timeout) // a reset of SESMAXTO may not have come to it yet
	if id := r.sesid(in.Sesid); id != "" {
		x.id = id
	}
	if text(in.Owner) != "" {
		x.owner = r.owner(in.Owner, th.user)
	}
	switch {
	case len(x.id) > maxSesid:
		return nil, longID(function)
	case in.Timeout != nil && *in.Timeout < -1:
		return nil, badTimeout(function)
	case x.owner != open.owner && !th.mayOwn(x.owner):
		return nil, mayNotCreate(function)
	case x.owner != open.owner && !plausibleOwner(x.owner):
		return nil, noUserid(function)
	}
	if in.Timeout != nil {
		x.timeout = r.timeout(int(*in.Timeout))
	}
	return &x, nil
}

// admitsChange says with an rc whether a session may change its key so. Limits are those of what it moves into.
func (s *step) admitsChange(from, to *session) (rc int32, err error) {
	if to.recordID() == from.recordID() {
		return rcFine, nil
	}
	if taken, err := s.find(to.owner, to.id); err != nil || taken != nil {
		return rcExists, err
	}
	if (from.owner == public) != (to.owner == public) {
		if full, err := s.full(to.owner); err != nil || full {
			return rcOnlineLimit, err
		}
	}
	if from.owner != to.owner {
		if full, err := s.userFull(to.owner); err != nil || full {
			return rcUserLimit, err
		}
	}
	return rcFine, nil
}

// letGo closes the session of a thread.
func (s *step) letGo(th *thread, x *session) error {
	th.open = ""
	if err := s.put(th); err != nil {
		return err
	}
	return s.release(x, s.now)
}

// letGoAs closes the session of a thread with new attributes. Where its key changes, who waited to open it does so in
// vain, since there is no such session any more; a delete that waits for the close gets it nevertheless.
func (s *step) letGoAs(th *thread, open, closed *session) error {
	if closed.recordID() == open.recordID() {
		return s.letGo(th, closed)
	}
	var deletes []ticket
	for _, t := range open.queue {
		if t.deletes {
			deletes = append(deletes, t)
		}
	}
	if err := drop(s.tx, sessionKey(open.recordID())); err != nil {
		return err
	}
	closed.queue = deletes
	return s.letGo(th, closed)
}
