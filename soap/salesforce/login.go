package salesforce

import (
	"context"
	"errors"
	"iter"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/auth"
	"github.com/soapstone-dev/soapstone/store"
	contract "github.com/soapstone-dev/soapstone/wsdl/salesforce"
)

// attempt is a login on its way.
type attempt struct {
	birth
	api    *api
	call   *soap.Call
	given  string // the password with the security token behind it
	scoped bool   // there is a LoginScopeHeader
	newID  string // of the session, if it takes a new one

	session store.Record // that it gives
}

// login begins a session, or goes on with the one that the same user has begun from the same place. Headers that it does
// not need are not looked at: some clients send an empty SessionHeader that must be understood.
func (a *api) login(ctx context.Context, call *soap.Call, request *contract.Login) (*contract.LoginResponse, error) {
	t := &attempt{birth: birth{address: call.RemoteHost(), client: a.clientName(call)}, api: a, call: call}
	if request.Password != nil {
		t.given = *request.Password
	}
	var found bool
	if request.Username != nil {
		t.user, found = a.room.users.find(strings.Clone(*request.Username))
	}
	t.org = a.room.orgs[t.user.Org]
	scope := a.block(call, call.Envelope.Header, "LoginScopeHeader")
	if t.scoped = scope != nil; t.scoped {
		id, ok := id15(a.text(call, scope, "organizationId"))
		found = found && ok && id == t.org.ID
	}
	if !found {
		call.Warn("salesforce: a login failed: there is no such user")
		return nil, t.refuseUnknown(ctx)
	}
	if fault := t.closed(); fault != nil {
		return nil, fault
	}
	var err error
	if t.newID, err = newSessionID(call.Rand(), t.org.ID); err != nil {
		return nil, err
	}
	if err := t.run(ctx); err != nil {
		return nil, err
	}
	call.Hide(t.session.Key.ID)
	call.Principal = soap.Principal{Scheme: System, Name: t.user.Name}
	t.org.usage.count(call.Now)
	info := new(userInfo).fill(call.Edition, &t.session, &t.user, t.org)
	return &contract.LoginResponse{Result: &contract.LoginResult{
		MetadataServerUrl: new(a.serverURL(call, "m", t.org.ID)),
		PasswordExpired:   new(t.session.State == stateRestricted),
		Sandbox:           new(t.org.Sandbox),
		ServerUrl:         new(a.serverURL(call, a.letter, t.org.ID)),
		SessionId:         &t.session.Key.ID,
		UserId:            info.UserId,
		UserInfo:          info, // optional in the contract, but jsforce needs it
	}}, nil
}

// isLateLogin says whether a request is a login of a version that has none any more.
func (a *api) isLateLogin(call *soap.Call) bool {
	return call.Operation == "" && call.Envelope != nil && call.Envelope.Payload != nil &&
		call.Envelope.Payload.Name == soap.Name{Space: a.namespace, Local: "login"}
}

// refuse is the answer to a bad login. Portals have another text.
func (t *attempt) refuse() *soap.Fault {
	if t.scoped {
		return t.api.invalidScopedLogin()
	}
	return t.api.invalidLogin()
}

// refuseUnknown is the answer where there is no such user. It waits for a transaction, asks the store for an account, and
// compares the password, as for a user who exists: else the time that a bad login takes would tell which names exist.
func (t *attempt) refuseUnknown(ctx context.Context) error {
	err := t.api.room.store.Update(ctx, func(tx store.Tx) error {
		_, _, err := account(tx, User{}, t.org, t.call.Now)
		return err
	})
	if err != nil {
		return err
	}
	auth.SamePassword(t.given, "")
	return t.refuse()
}

// closed is why the organisation or the user may not log in, whatever the password.
func (t *attempt) closed() *soap.Fault {
	switch {
	case t.org.apiOff():
		return t.api.apiOff(loginFault, t.org.API)
	case t.org.SOAPLogin == soapLoginOff:
		return t.api.soapLoginOff()
	case t.user.Refuse != "":
		return t.api.loginRefused(t.user.Refuse)
	}
	return nil
}

// Why a login fails that its client is told no more of than that it does.
var (
	errLocked = errors.New("salesforce: the user is locked out after too many of them")
	errWrong  = errors.New("salesforce: wrong password, or security token behind it")
)

// run checks the password and finds or begins the session, in one transaction: of two first logins at once, both get the
// session of one. A refusal is an answer, not a rollback, since the store must count it.
func (t *attempt) run(ctx context.Context) error {
	var fault *soap.Fault
	var why error
	err := t.api.room.store.Update(ctx, func(tx store.Tx) error {
		t.session, fault = store.Record{}, nil // it may run twice
		account, kept, err := account(tx, t.user, t.org, t.call.Now)
		if err != nil {
			return err
		}
		if t.locked(account) {
			fault, why = t.refuse(), errLocked
			return nil
		}
		if fault = t.check(account); fault != nil {
			why = errWrong
			return t.countFailure(tx, account)
		}
		if err := countSuccess(tx, account, kept); err != nil {
			return err
		}
		return t.begin(tx, account)
	})
	if err != nil {
		return err
	}
	if fault != nil {
		t.call.Warn("salesforce: a login failed", "user", t.user.Name, "error", why)
		return fault
	}
	return nil
}

// locked says whether the user is locked out.
func (t *attempt) locked(account store.Record) bool {
	text, ok := account.Values[valueLocked]
	if !ok {
		return false
	}
	until, err := time.Parse(time.RFC3339Nano, text)
	return err == nil && t.call.Now.Before(until)
}

// firstWithToken is the first version that knows LOGIN_MUST_USE_SECURITY_TOKEN: stubs of earlier ones fail on the code.
const firstWithToken = 11

// check is why a login fails, nil when it does not.
func (t *attempt) check(account store.Record) *soap.Fault {
	password := passwordOf(t.user, account)
	switch t.user.Token {
	case "", tokenAny:
		if n := len(password); len(t.given) >= n && auth.SamePassword(t.given[:n], password) {
			return nil
		}
	case tokenNone:
		if auth.SamePassword(t.given, password) {
			return nil
		}
	default:
		if auth.SamePassword(t.given, password+t.user.Token) {
			return nil
		}
		if auth.SamePassword(t.given, password) && t.call.Edition >= firstWithToken {
			return t.api.tokenMissing()
		}
	}
	return t.refuse()
}

// begin goes on with a session that lives and was begun in the same way, or else begins one.
func (t *attempt) begin(tx store.Tx, account store.Record) error {
	state := firstState(t.user, account)
	for rec, err := range t.others(tx) {
		if err != nil {
			return err
		}
		if rec.State == state && rec.Context == t.org.ID && alive(rec, t.call.Now) && t.reuses(rec) {
			if t.call.Now.After(rec.LastUsed) {
				rec.LastUsed = t.call.Now
			}
			t.session = rec
			return tx.Put(rec)
		}
	}
	t.session = t.record(t.newID, state, account, t.call.Now, t.api.room.config.timeout())
	return tx.Put(t.session)
}

// others are the sessions that the user has, among which the login looks for one to go on with.
func (t *attempt) others(tx store.Tx) iter.Seq2[store.Record, error] {
	if t.api.room.config.Choices.SessionReuse == reuseOff {
		return func(func(store.Record, error) bool) {} // there may be thousands
	}
	return tx.Owned(System, store.KindSession, t.user.Name)
}

// reuses says whether a session was begun in the same way.
func (t *attempt) reuses(rec store.Record) bool {
	switch t.api.room.config.Choices.SessionReuse {
	case reuseClient:
		if rec.Values[valueClient] != t.client {
			return false
		}
		fallthrough
	case reuseAddress:
		return rec.Values[valueAddress] == t.address
	}
	return true
}
