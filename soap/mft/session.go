package mft

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/wsdl/mftadmin"
	"github.com/soapstone-dev/soapstone/wsdl/mftft"
)

// The two services, as URLs and records name them.
const (
	administrator = "AdministratorService"
	fileTransfer  = "FTService"
)

// getSession logs in, for a client that wants a null at the end of every array.
func (r *Room) getSession(ctx context.Context, call *soap.Call, _ *mftadmin.GetSession) (*mftadmin.GetSessionResponse, error) {
	id, err := r.begin(ctx, call, birth{service: administrator, terminated: true}, r.config.Choices.AdminGetSession == "purge")
	if err != nil {
		return nil, err
	}
	return &mftadmin.GetSessionResponse{GetSessionReturn: &id}, nil
}

// getBWSession logs in, for a client that wants no null.
func (r *Room) getBWSession(ctx context.Context, call *soap.Call, _ *mftadmin.GetBWSession) (*mftadmin.GetBWSessionResponse, error) {
	id, err := r.begin(ctx, call, birth{service: administrator}, r.config.Choices.AdminGetSession == "purge")
	if err != nil {
		return nil, err
	}
	return &mftadmin.GetBWSessionResponse{GetBWSessionReturn: &id}, nil
}

// ftGetSession logs in to FTService, which deletes all sessions that have expired ("FT Session Methods").
func (r *Room) ftGetSession(ctx context.Context, call *soap.Call, _ *mftft.GetSession) (*mftft.GetSessionResponse, error) {
	id, err := r.begin(ctx, call, birth{service: fileTransfer, terminated: r.config.Choices.FTTerminator == "add"}, true)
	if err != nil {
		return nil, err
	}
	return &mftft.GetSessionResponse{GetSessionReturn: &id}, nil
}

// ftGetBWSession is "equivalent to the getSession method" but for the null ("Using the File Transfer Service").
func (r *Room) ftGetBWSession(ctx context.Context, call *soap.Call, _ *mftft.GetBWSession) (*mftft.GetBWSessionResponse, error) {
	id, err := r.begin(ctx, call, birth{service: fileTransfer}, true)
	if err != nil {
		return nil, err
	}
	return &mftft.GetBWSessionResponse{GetBWSessionReturn: &id}, nil
}

// begin makes a session for the user of HTTP Basic, whom it checks first ("Session Methods").
func (r *Room) begin(ctx context.Context, call *soap.Call, b birth, purges bool) (string, error) {
	account, err := r.authenticate(call)
	if err != nil {
		return "", err
	}
	b.user, b.address = account.Name, call.RemoteHost()
	id, err := newID(call.Rand())
	if err != nil {
		return "", fmt.Errorf("mft: draw the id of a session: %w", err)
	}
	call.Hide(id)
	err = r.turns.Do(ctx, r.store, func(tx store.Tx, turn bool, _ store.Place) (store.Place, bool, error) {
		if purges {
			if more, err := purge(tx, call.Now, turn); err != nil || more {
				return store.Place{}, more, err
			}
		}
		return store.Place{}, false, tx.Put(newRecord(id, b, call.Now, r.timeout))
	})
	if err != nil {
		return "", fmt.Errorf("mft: begin a session: %w", err)
	}
	return id, nil
}

func (r *Room) closeSession(ctx context.Context, call *soap.Call, in *mftadmin.CloseSession) (*mftadmin.CloseSessionResponse, error) {
	closed, err := r.close(ctx, call, in.SessionId)
	if err != nil {
		return nil, err
	}
	return &mftadmin.CloseSessionResponse{CloseSessionReturn: &closed}, nil
}

func (r *Room) ftCloseSession(ctx context.Context, call *soap.Call, in *mftft.CloseSession) (*mftft.CloseSessionResponse, error) {
	closed, err := r.close(ctx, call, in.SessionId)
	if err != nil {
		return nil, err
	}
	return &mftft.CloseSessionResponse{CloseSessionReturn: &closed}, nil
}

// close deletes the session of this id, and says whether there was one. No right is named for it.
func (r *Room) close(ctx context.Context, call *soap.Call, id *string) (bool, error) {
	var closed bool
	err := r.store.Update(ctx, func(tx store.Tx) error {
		closed = false
		rec, found, err := look(tx.Get, id)
		if err != nil {
			return err
		}
		switch {
		case !found:
		case r.owns(call, rec) != nil: // that there is a session of somebody else is nobody's business
			found = false
		case expired(rec, call.Now) && r.config.Choices.CloseExpired == "keep":
			found = false
			call.Decided("closeExpired")
		}
		if !found {
			if r.config.Choices.CloseUnknown == "fault" {
				call.Decided("closeUnknown")
				return r.faults.sessionInvalid()
			}
			return nil
		}
		closed = true
		return tx.Delete(rec.Key)
	})
	return closed, wrap("close a session", err)
}

func (r *Room) validateSession(ctx context.Context, call *soap.Call, in *mftadmin.ValidateSession) (*mftadmin.ValidateSessionResponse, error) {
	valid, err := r.validate(ctx, call, in.SessionId)
	if err != nil {
		return nil, err
	}
	return &mftadmin.ValidateSessionResponse{ValidateSessionReturn: &valid}, nil
}

func (r *Room) ftValidateSession(ctx context.Context, call *soap.Call, in *mftft.ValidateSession) (*mftft.ValidateSessionResponse, error) {
	valid, err := r.validate(ctx, call, in.SessionId)
	if err != nil {
		return nil, err
	}
	return &mftft.ValidateSessionResponse{ValidateSessionReturn: &valid}, nil
}

// validate says whether there is an active session of this id. It never refuses: the answer is true or false
// ("Session Methods").
func (r *Room) validate(ctx context.Context, call *soap.Call, id *string) (bool, error) {
	rec, found, err := look(func(k store.Key) (store.Record, error) { return r.store.Get(ctx, k) }, id)
	if err != nil {
		return false, wrap("validate a session", err)
	}
	valid := found && !expired(rec, call.Now) && r.owns(call, rec) == nil
	if valid && r.config.Choices.ValidateSession == "renew" {
		r.renew(ctx, call, rec.Key)
	}
	return valid, nil
}

// caller is the session in whose name a method is called, and its user.
type caller struct {
	session store.Record
	account Account
}

// caller finds the session of a call, which must be active, and its user as the accounts are now.
func (r *Room) caller(tx store.Tx, call *soap.Call, id *string) (caller, error) {
	rec, found, err := look(tx.Get, id)
	if err != nil {
		return caller{}, err
	}
	if !found || expired(rec, call.Now) {
		call.Note = "there is no session with this id: it was closed or deleted, or there was none"
		if found {
			call.Note = "the session has expired: its last use was at " + rec.LastUsed.UTC().Format(time.RFC3339)
		}
		return caller{}, r.faults.sessionInvalid()
	}
	if err := r.owns(call, rec); err != nil {
		return caller{}, err
	}
	call.Principal = soap.Principal{Scheme: scheme, Name: userOf(rec)}
	account, _ := r.config.find(userOf(rec)) // nobody knows the user any more: an account without a right
	return caller{rec, account}, nil
}

// owns refuses a session of somebody else than the user of HTTP Basic, where that is wanted.
func (r *Room) owns(call *soap.Call, rec store.Record) error {
	if r.config.Choices.BasicOnEveryCall == "owner" && rec.Owner != call.Principal.String() {
		call.Note = "the session is another user's"
		call.Decided("basicOnEveryCall")
		return r.faults.sessionInvalid()
	}
	return nil
}

// renew begins the idle time of a session anew. One that ended meanwhile stays ended. What the call did is done by then,
// so that a failure is for the log alone.
func (r *Room) renew(ctx context.Context, call *soap.Call, key store.Key) {
	if err := r.store.Touch(ctx, key, call.Now); err != nil && !errors.Is(err, store.ErrNotFound) {
		call.Log.Error("mft: a session was not renewed", "error", err)
	}
}

// wrap says what was going on when the store failed. A fault is an answer and stays what it is.
func wrap(what string, err error) error {
	var fault *soap.Fault
	if err == nil || errors.As(err, &fault) {
		return err
	}
	return fmt.Errorf("mft: %s: %w", what, err)
}
