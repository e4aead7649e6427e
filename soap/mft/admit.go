package mft

import (
	"context"
	"net/http"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/auth"
)

// admit is what Axis looks for before it reads the body: that there is a SOAPAction, whatever it says.
func (r *Room) admit(_ context.Context, call *soap.Call) error {
	if call.HTTP.Method == http.MethodPost && !call.HasAction {
		return r.faults.noSOAPAction()
	}
	return nil
}

// around asks for credentials where a choice wants them with every call, found or not. The two calls that log in look
// at them by themselves.
func (r *Room) around(ctx context.Context, call *soap.Call, next soap.Next) (soap.Reply, error) {
	if r.config.Choices.BasicOnEveryCall != "ignore" {
		if _, err := r.authenticate(call); err != nil {
			return nil, err
		}
	}
	return next(ctx, call)
}

// maxName is how long the name of a user may be, in bytes.
const maxName = 255

// authenticate finds out who a request acts for. An unknown name takes as long as a wrong password.
func (r *Room) authenticate(call *soap.Call) (Account, error) {
	user, password, err := auth.Basic(call.HTTP.Header)
	account, found := r.config.find(user)
	same := auth.SamePassword(password, account.Password)
	if err != nil || !found || !same || len(user) > maxName {
		call.Log.Warn("mft: a login failed", "user", clip(user))
		return Account{}, r.faults.authenticationFailed()
	}
	call.Principal = soap.Principal{Scheme: scheme, Name: account.Name}
	return account, nil
}

// clip shortens what a client wrote for the log.
func clip(s string) string {
	const most = 128
	for i := range s {
		if i > most {
			return s[:i] + "…"
		}
	}
	return s
}
