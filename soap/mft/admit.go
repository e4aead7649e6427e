package mft

import (
	"context"
	"net/http"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/auth"
)

// admit is what Axis looks for before it reads the body: that there is a SOAPAction, whatever it says.
func (r *Room) admit(_ context.Context, call *soap.Call) error {
	if call.HTTP.Method == http.MethodPost && !call.HasAction {
		return r.faults.noSOAPAction(call)
	}
	return nil
}

// around asks for credentials where a choice wants them with every call, found or not. The two calls that log in look
// at them by themselves.
func (r *Room) around(ctx context.Context, call *soap.Call, next soap.Next) (soap.Reply, error) {
	hideIDs(call)
	if fault := r.faults.badMustUnderstand(call); fault != nil {
		return nil, fault
	}
	if r.config.Choices.BasicOnEveryCall != "ignore" {
		if _, err := r.authenticate(call); err != nil {
			if call.Operation != "getSession" && call.Operation != "getBWSession" { // which log in whatever the choice is
				call.Decided("basicOnEveryCall")
			}
			return nil, err
		}
	}
	switch {
	case call.Operation == "" && call.Service.Else != nil:
		return r.work(ctx, call, next)
	case call.Operation != "":
		if class := badType(call, call.Service.Contract); class != "" {
			return nil, r.faults.badType(class)
		}
	}
	return next(ctx, call)
}

// hideIDs hides every text of a body that has been read. All that the methods take are ids of sessions, under any name,
// behind a reference or one too many. No more is hidden than a journal shows of a body.
func hideIDs(call *soap.Call) {
	if call.Envelope == nil || call.Envelope.Body == nil {
		return
	}
	const most = 16 << 10
	hidden := 0
	for e := call.Envelope.Body.First(); e != nil && hidden < most; e = following(e, call.Envelope.Body) {
		if e.First() == nil {
			id := e.Text()
			call.Hide(strings.TrimSpace(id))
			hidden += len(id)
		}
	}
}

// following is the element after e in the order of the document, nil behind the last one in top.
func following(e, top *soap.Element) *soap.Element {
	if e.First() != nil {
		return e.First()
	}
	for ; e != nil && e != top; e = e.Parent() {
		if e.Next() != nil {
			return e.Next()
		}
	}
	return nil
}

// maxName is how long the name of a user may be, in bytes.
const maxName = 255

// authenticate finds out who a request acts for. An unknown name takes as long as a wrong password.
func (r *Room) authenticate(call *soap.Call) (Account, error) {
	user, password, err := auth.Basic(call.HTTP.Header)
	account, found := r.config.find(user)
	same := auth.SamePassword(password, account.Password)
	if err != nil || !found || !same || len(user) > maxName {
		call.Warn("mft: a login failed", "user", soap.Clip(user), "error", auth.Failure(err, found))
		return Account{}, r.faults.authenticationFailed()
	}
	call.Principal = soap.Principal{Scheme: scheme, Name: account.Name}
	return account, nil
}
