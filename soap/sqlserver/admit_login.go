package sqlserver

import (
	"errors"
	"net/http"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/auth"
)

// errScheme does not say which scheme it was: it may be a password without its scheme.
var errScheme = errors.New("sqlserver: credentials of a scheme that the endpoint does not take: see its authentication")

// logIn is the login to HTTP, by what the client shows or by what it has shown before on the same connection.
func (e *endpoint) logIn(call *soap.Call, a *authentication) error {
	if a.onlyBasic() && !e.basicAllowed(call) {
		return refuseClearText(call)
	}
	scheme, credentials, err := auth.Authorization(call.HTTP.Header)
	if errors.Is(err, auth.ErrAbsent) {
		if account, in := e.loggedIn(call, a); in {
			isUser(call, account)
			return nil
		}
		return e.challenge(call, a)
	}
	if err == nil {
		switch {
		case scheme == "basic" && a.basic:
			return e.logInBasic(call, a, credentials)
		case scheme == "digest" && a.digest:
			return e.logInDigest(call, a, credentials)
		case scheme == "negotiate" && a.negotiate:
			return e.logInWindows(call, a, "Negotiate", credentials)
		case scheme == "ntlm" && a.ntlm:
			return e.logInWindows(call, a, "NTLM", credentials)
		}
	}
	if err == nil {
		err = errScheme
	}
	call.Warn("sqlserver: an HTTP login failed", "error", err)
	return e.challenge(call, a)
}

// challenge refuses a request and says which schemes there are.
func (e *endpoint) challenge(call *soap.Call, a *authentication) error {
	return e.refuse(call, a, false)
}

// challengeAnew refuses a request that was right but for the nonce of its digest.
func (e *endpoint) challengeAnew(call *soap.Call, a *authentication) error {
	return e.refuse(call, a, true)
}

// refuse is the list of schemes: one field for each, the strongest first, as IIS does (inferred).
func (e *endpoint) refuse(call *soap.Call, a *authentication, stale bool) error {
	var list []string
	if a.negotiate {
		list = append(list, auth.Challenge{Scheme: "Negotiate"}.String())
	}
	if a.ntlm {
		list = append(list, auth.Challenge{Scheme: "NTLM"}.String())
	}
	if a.digest {
		list = append(list, e.digestChallenge(call, a, stale))
	}
	if a.basic && e.basicAllowed(call) {
		list = append(list, auth.Challenge{Scheme: "Basic", Realm: call.HTTP.Host}.String())
	}
	return unauthorized(call, a, list...)
}

// unauthorized is status 401. A client that logs in its connection has to be able to go on with it.
func unauthorized(call *soap.Call, a *authentication, challenges ...string) error {
	if a.negotiate || a.ntlm {
		call.Drain()
	}
	var fields []soap.Field
	for _, c := range challenges {
		fields = append(fields, soap.Field{Name: "WWW-Authenticate", Value: c})
	}
	return soap.Refuse(http.StatusUnauthorized, "HTTP login", fields...)
}

// logInBasic is a login with name and password.
func (e *endpoint) logInBasic(call *soap.Call, a *authentication, credentials string) error {
	if !a.onlyBasic() && !e.basicAllowed(call) { // where it is the only one, that was looked at
		return refuseClearText(call)
	}
	user, password, err := auth.ReadBasic(credentials)
	account, found := e.room.user(a.domainOf("", user))
	same := auth.SamePassword(password, account.Password)
	if err != nil || !found || !same {
		call.Warn("sqlserver: an HTTP login failed", "user", soap.Clip(user), "error", auth.Failure(err, found))
		return e.challenge(call, a)
	}
	isUser(call, account)
	return nil
}

// isUser notes who has logged in to HTTP.
func isUser(call *soap.Call, account Account) {
	call.Room.(*visit).account = account
	call.Principal = soap.Principal{Scheme: schemeHTTP, Name: account.Name}
}

func refuseClearText(call *soap.Call) error {
	call.Warn("sqlserver: Basic authentication over clear text is only for clients on this machine: use TLS, "+
		"or set sqlserver.choices.basicOverHTTP to always",
		"client", call.HTTP.RemoteAddr)
	return soap.Refuse(http.StatusForbidden, "Basic authentication over clear text")
}
