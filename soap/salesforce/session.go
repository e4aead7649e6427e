package salesforce

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/store"
	contract "github.com/soapstone-dev/soapstone/wsdl/salesforce"
)

// visit is what a call in a session carries from step to step.
type visit struct {
	session store.Record
	user    User
	org     *organisation
	info    userInfo // the answer to getUserInfo
	usual   string   // the content type of answers to what is no SOAP
}

// visits holds those that no call has just now.
var visits = sync.Pool{New: func() any { return new(visit) }}

// Release lets go of everything that belongs to the call.
func (v *visit) Release() {
	*v = visit{}
	visits.Put(v)
}

// around is the step around every request: the version, then the operation, then the session that all but login need.
func (a *api) around(ctx context.Context, call *soap.Call, next soap.Next) (soap.Reply, error) {
	if call.Version != soap.SOAP11 {
		call.Version = soap.SOAP11
		return nil, client("the request is no SOAP 1.1 envelope")
	}
	if err := a.checkVersion(call); err != nil {
		return nil, err
	}
	switch {
	case call.Operation == "login":
		return next(ctx, call)
	case a.isLateLogin(call):
		return nil, a.loginGone(a.version(call))
	case a.room.isLoginHost(call):
		return nil, a.wrongHost()
	case call.Operation == "" && !a.mayBeWork(call):
		return nil, noWork(call)
	}
	v, err := a.authenticate(ctx, call, call.Envelope.Header)
	if err != nil {
		return nil, err
	}
	if v.session.State == stateRestricted && !openToRestricted(call.Operation) {
		return nil, a.passwordExpired()
	}
	used, over := a.room.use(v, call)
	if over && call.Operation != "logout" {
		return nil, a.requestLimit()
	}
	reply, err := next(ctx, call)
	if err != nil || call.Operation == "logout" {
		return reply, err
	}
	if whole, ok := reply.(*soap.Response); !ok {
		a.addLimits(call, used)
	} else if whole.Failed() {
		return reply, nil // a call is successful that is answered by no fault, whoever answers
	}
	a.room.touch(ctx, call, v.session.Key)
	return reply, nil
}

// openToRestricted are the calls that a session may make whose user's password has expired. For setPassword it is
// documented; changeOwnPassword is the same thing newer, and logout a choice.
func openToRestricted(operation string) bool {
	switch operation {
	case "setPassword", "changeOwnPassword", "logout":
		return true
	}
	return false
}

// touch says that a session was used: by a successful call, and by naming it in the SessionHeader alone. What the call did
// is done by then, so that a failure is for the log alone.
func (r *Room) touch(ctx context.Context, call *soap.Call, key store.Key) {
	err := r.store.Touch(ctx, key, call.Now)
	if err != nil && !errors.Is(err, store.ErrNotFound) { // it ended itself, or somebody else ended it meanwhile
		call.Log.Error("salesforce: a session was not renewed", "error", err)
	}
}

// authenticate finds the session of a request.
func (a *api) authenticate(ctx context.Context, call *soap.Call, header *soap.Element) (*visit, error) {
	id := a.sessionID(call, header)
	v, err := a.room.look(ctx, call, id)
	if err != nil {
		return nil, err
	}
	if v == nil {
		a.noteGone(call, header, id)
		return nil, a.sessionGone(id)
	}
	if v.session.State == stateNotForAPI {
		return nil, a.notForAPI()
	}
	if v.org.apiOff() {
		return nil, a.apiOff(unexpectedFault, v.org.API)
	}
	call.Session = v.session.Key.ID
	return v, nil
}

// noteGone notes why a call has no session, which its fault leaves open.
func (a *api) noteGone(call *soap.Call, header *soap.Element, id string) {
	switch {
	case id != "":
		call.Note = "no session with this id is alive: it has ended or expired, or there was none"
	case a.block(call, header, "SessionHeader") != nil:
		call.Note = "the SessionHeader has no sessionId in the namespace " + a.namespace
	default:
		call.Note = "there is no SessionHeader in the namespace " + a.namespace
		if call.Envelope != nil {
			call.NoteMissed(soap.Name{Space: a.namespace, Local: "SessionHeader"})
		}
	}
}

// look returns what is known of a session that lives, nil when there is none.
func (r *Room) look(ctx context.Context, call *soap.Call, id string) (*visit, error) {
	if len(id) != sessionIDLength { // the store has none such
		return nil, nil
	}
	rec, err := r.store.Get(ctx, sessionKey(id))
	if errors.Is(err, store.ErrNotFound) || err == nil && !alive(rec, call.Now) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	user, there := r.users.find(rec.Owner)
	org := r.orgs[rec.Context]
	if !there || org == nil {
		return nil, nil // the settings lost the user or the organisation, and with it the sessions
	}
	v := visits.Get().(*visit)
	v.session, v.user, v.org = rec, user, org
	call.Principal = soap.Principal{Scheme: System, Name: user.Name}
	call.Room = v
	return v, nil
}

// still returns the record of a session if it lives on in a transaction, where another call may have ended it.
func still(tx store.Tx, key store.Key, now time.Time) (rec store.Record, ok bool, err error) {
	rec, err = tx.Get(key)
	if errors.Is(err, store.ErrNotFound) {
		return rec, false, nil
	}
	return rec, err == nil && alive(rec, now), err
}

// logout ends the session of the request. It is not idempotent: of two at once one is refused.
func (a *api) logout(ctx context.Context, call *soap.Call, _ *contract.Logout) (*contract.LogoutResponse, error) {
	v := call.Room.(*visit)
	gone := false
	err := a.room.store.Update(ctx, func(tx store.Tx) error {
		_, ok, err := still(tx, v.session.Key, call.Now)
		if gone = !ok; err != nil || gone {
			return err
		}
		return tx.Delete(v.session.Key)
	})
	if err != nil {
		return nil, err
	}
	if gone {
		return nil, a.sessionGone(v.session.Key.ID)
	}
	return &contract.LogoutResponse{}, nil
}

// getServerTimestamp tells the time.
func (a *api) getServerTimestamp(_ context.Context, call *soap.Call, _ *contract.GetServerTimestamp) (*contract.GetServerTimestampResponse, error) {
	return &contract.GetServerTimestampResponse{Result: &contract.GetServerTimestampResult{Timestamp: new(call.Now.UTC())}}, nil
}
