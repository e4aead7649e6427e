package mft

import (
	"context"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/wsdl/mftadmin"
)

// getExpiredSessionIds lists the sessions that have expired and that nobody has deleted yet.
func (r *Room) getExpiredSessionIds(ctx context.Context, call *soap.Call, in *mftadmin.GetExpiredSessionIds) (*mftadmin.GetExpiredSessionIdsResponse, error) {
	list, err := r.list(ctx, call, in.SessionId, true)
	if err != nil {
		return nil, err
	}
	return &mftadmin.GetExpiredSessionIdsResponse{GetExpiredSessionIdsReturn: list}, nil
}

// listActiveSessionIds lists the active sessions: despite its name as objects, not as ids.
func (r *Room) listActiveSessionIds(ctx context.Context, call *soap.Call, in *mftadmin.ListActiveSessionIds) (*mftadmin.ListActiveSessionIdsResponse, error) {
	list, err := r.list(ctx, call, in.SessionId, false)
	if err != nil {
		return nil, err
	}
	return &mftadmin.ListActiveSessionIdsResponse{ListActiveSessionIdsReturn: list}, nil
}

// list lists what the caller sees of one of the two kinds, and renews the caller's session, which the list shows as
// active now.
func (r *Room) list(ctx context.Context, call *soap.Call, id *string, gone bool) ([]*mftadmin.Session, error) {
	var (
		c    caller
		list []*mftadmin.Session
	)
	err := r.store.View(ctx, func(tx store.Tx) error {
		var err error
		if c, err = r.caller(tx, call, id); err != nil {
			return err
		}
		if !c.account.mayList() {
			call.AddNote(c.account.lacks("ViewSessionRight, UpdateSessionRight or AdministratorRight"))
			return r.faults.noRight()
		}
		found, err := records(tx, call.Now, gone)
		if err != nil {
			return err
		}
		list = make([]*mftadmin.Session, 0, len(found)+1)
		for _, rec := range found {
			if !r.sees(c, rec) {
				continue
			}
			if rec.Key == c.session.Key && rec.LastUsed.Before(call.Now) {
				rec.LastUsed = call.Now
			}
			list = append(list, r.bean(rec))
		}
		return nil
	})
	if err != nil {
		return nil, wrap("list sessions", err)
	}
	r.renew(ctx, call, c.session.Key)
	return r.terminate(list, c), nil
}

// terminate puts a null behind a list for a session that wants it, which its own birth decided ("Session Methods"):
// nothing found is an array of one null then, and else an array of no elements.
func (r *Room) terminate(list []*mftadmin.Session, c caller) []*mftadmin.Session {
	switch {
	case terminates(c.session):
		return append(list, nil)
	case len(list) == 0 && r.config.Choices.BWNothingFound == "nil":
		return nil
	}
	return list
}

// sees says whether a session is in the caller's sight.
func (r *Room) sees(c caller, rec store.Record) bool {
	if c.account.Department == "" {
		return true // before the owner is looked for: this is the common case
	}
	of, _ := r.config.find(userOf(rec))
	return c.account.sees(of)
}

// deleteExpiredSessionIds deletes all expired sessions that the caller sees, also when there is none. Where they are more
// than one transaction deletes, the caller's right is that of the first.
func (r *Room) deleteExpiredSessionIds(ctx context.Context, call *soap.Call, in *mftadmin.DeleteExpiredSessionIds) (*mftadmin.DeleteExpiredSessionIdsResponse, error) {
	var c caller
	err := r.turns.Do(ctx, r.store, func(tx store.Tx, turn bool, after store.Place) (place store.Place, more bool, err error) {
		if !turn {
			if c, err = r.deleter(tx, call, in.SessionId); err != nil {
				return place, false, err
			}
		}
		if c.account.Department == "" { // sees everybody's
			more, err = purge(tx, call.Now, turn)
			return place, more, err
		}
		return purgeSeen(tx, call.Now, after, func(rec store.Record) bool { return r.sees(c, rec) })
	})
	if err != nil {
		return nil, wrap("delete expired sessions", err)
	}
	r.renew(ctx, call, c.session.Key)
	return &mftadmin.DeleteExpiredSessionIdsResponse{DeleteExpiredSessionIdsReturn: new(true)}, nil
}

// deleteSessionId deletes one session, active or expired. One that the caller does not see is not found, so that
// nobody learns what goes on in other departments (choice).
func (r *Room) deleteSessionId(ctx context.Context, call *soap.Call, in *mftadmin.DeleteSessionId) (*mftadmin.DeleteSessionIdResponse, error) {
	var c caller
	err := r.store.Update(ctx, func(tx store.Tx) error {
		var err error
		if c, err = r.deleter(tx, call, in.SessionId); err != nil {
			return err
		}
		rec, found, err := look(tx.Get, in.DeleteSessionId)
		switch {
		case err != nil:
			return err
		case !found || !r.sees(c, rec):
			return r.faults.sessionNotFound()
		case rec.Key == c.session.Key && r.config.Choices.DeleteOwn == "refuse":
			call.Decided("deleteOwn")
			return r.faults.noRight()
		}
		return tx.Delete(rec.Key)
	})
	if err != nil {
		return nil, wrap("delete a session", err)
	}
	r.renew(ctx, call, c.session.Key)
	return &mftadmin.DeleteSessionIdResponse{DeleteSessionIdReturn: new(true)}, nil
}

// deleter is a caller who may delete.
func (r *Room) deleter(tx store.Tx, call *soap.Call, id *string) (caller, error) {
	c, err := r.caller(tx, call, id)
	if err == nil && !c.account.mayDelete(r.config.Choices.DepartmentRule) {
		call.AddNote(c.account.lacks("UpdateSessionRight or AdministratorRight, and no department"))
		if c.account.mayDelete("scoped") {
			call.Decided("departmentRule")
		}
		return caller{}, r.faults.noRight()
	}
	return c, err
}
