package model204

import (
	"context"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/store"
	contract "github.com/soapstone-dev/soapstone/wsdl/model204"
)

// Return codes ("$Session_Create", "$Session_Close").
const (
	rcFine        = 0
	rcExists      = 1  // session id already exists for user
	rcOnlineLimit = 2  // Online session limit exceeded
	rcUserLimit   = 3  // user session limit exceeded
	rcNoneOpen    = -1 // of $Session_Close
)

const sessionCreate = "$Session_Create"

// create is $Session_Create.
func (r *Room) create(ctx context.Context, call *soap.Call, in *contract.Session_Create) (*contract.Session_CreateResponse, error) {
	x, opens, err := r.asked(call, in)
	if err != nil {
		return nil, err
	}
	var rc int32
	err = r.update(ctx, call, func(s *step, th *thread, open *session) error {
		if opens && open != nil {
			return anotherIsOpen(sessionCreate)
		}
		var err error
		if rc, err = s.admits(x); err != nil || rc != rcFine {
			return err
		}
		made := *x
		// SESMAXTO may have been reset meanwhile.
		made.timeout = r.parameters.Load().capped(x.timeout)
		if opens && !th.transient { // one that lives for this request closes it at its end
			made.thread, th.open = th.token, made.recordID()
			if err := s.put(th); err != nil {
				return err
			}
		}
		return keep(s.tx, &made)
	})
	if err != nil {
		return nil, err
	}
	return &contract.Session_CreateResponse{Rc: &rc}, nil
}

// asked is the session that a request asks for, and whether it is opened at once.
func (r *Room) asked(call *soap.Call, in *contract.Session_Create) (x *session, opens bool, err error) {
	v := visitOf(call)
	opens, ok := readOpts(text(in.Opts))
	x = &session{owner: r.owner(in.Owner, v.user), id: r.sesid(in.Sesid), created: call.Now, used: call.Now}
	switch {
	case x.id == "":
		return nil, false, needsID(sessionCreate)
	case len(x.id) > maxSesid:
		return nil, false, longID(sessionCreate)
	case !ok:
		return nil, false, cancel(sessionCreate, badArgument, "the options may be OPEN or NOOPEN")
	case in.Timeout != nil && *in.Timeout < -1:
		return nil, false, badTimeout(sessionCreate)
	case !(&thread{user: v.user, privileged: v.privileged}).mayOwn(x.owner):
		return nil, false, mayNotCreate(sessionCreate)
	case !plausibleOwner(x.owner):
		return nil, false, noUserid(sessionCreate)
	}
	x.timeout = -1
	if in.Timeout != nil {
		x.timeout = int(*in.Timeout)
	}
	x.timeout = r.timeout(x.timeout)
	return x, opens, nil
}

// readOpts reads the options of $Session_Create, words with blanks between them, in any case (choice).
func readOpts(opts string) (opens, ok bool) {
	words := strings.Fields(strings.ToUpper(opts))
	opens = true
	for i, word := range words {
		if word != "OPEN" && word != "NOOPEN" || i > 0 && word != words[0] {
			return false, false
		}
		opens = word == "OPEN"
	}
	return opens, true
}

// admits says with an rc whether there is room for a new session. That the three are looked at in this order is a
// choice.
func (s *step) admits(x *session) (rc int32, err error) {
	if taken, err := s.find(x.owner, x.id); err != nil || taken != nil {
		return rcExists, err
	}
	if full, err := s.full(x.owner); err != nil || full {
		return rcOnlineLimit, err
	}
	if full, err := s.userFull(x.owner); err != nil || full {
		return rcUserLimit, err
	}
	return rcFine, nil
}

// full says whether the pool of an owner's sessions is full: that of public or that of private ones.
func (s *step) full(owner string) (bool, error) {
	limit := s.room.config.PrivateLimit
	records := s.tx.All(System, store.KindSession, store.Place{})
	if owner == public {
		limit = s.room.config.PublicLimit
		records = s.tx.Owned(System, store.KindSession, scheme+":"+public)
	}
	n := 0
	for rec, err := range records {
		if err != nil {
			return false, err
		}
		if (rec.Owner == scheme+":"+public) == (owner == public) {
			n++
		}
		if n >= limit {
			return true, nil
		}
	}
	return n >= limit, nil
}

// userFull says whether a user has all the private sessions that he may have. Public ones do not count; a SESUMAX of 0
// is one of 1 ("SESUMAX", "Sessions").
func (s *step) userFull(owner string) (bool, error) {
	if owner == public {
		return false, nil
	}
	n := 0
	for _, err := range s.tx.Owned(System, store.KindSession, scheme+":"+owner) {
		if err != nil {
			return false, err
		}
		n++
	}
	return n >= max(1, s.room.config.SESUMAX), nil
}
