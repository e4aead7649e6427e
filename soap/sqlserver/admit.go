package sqlserver

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/auth"
)

// admit is what comes before the body is read: the version of HTTP, whether the endpoint runs, and the login to HTTP,
// which every request needs (Books Online, ms191264).
func (e *endpoint) admit(_ context.Context, call *soap.Call) error {
	if !call.HTTP.ProtoAtLeast(1, 1) {
		return soap.Refuse(http.StatusHTTPVersionNotSupported, "HTTP/1.0") // [MS-SSNWS] 2.1
	}
	switch e.settings.Load().state {
	case "stopped":
		return soap.Refuse(status(e.room.config.Choices.StoppedStatus), "the endpoint is stopped")
	case "disabled":
		return soap.Refuse(http.StatusNotFound, "the endpoint is disabled")
	}
	if !e.basicAllowed(call) {
		call.Log.Warn("sqlserver: Basic authentication over clear text is only for clients on this machine: use TLS, "+
			"or set sqlserver.choices.basicOverHTTP to always",
			"client", call.HTTP.RemoteAddr)
		return soap.Refuse(http.StatusForbidden, "Basic authentication over clear text")
	}
	user, password, err := auth.Basic(call.HTTP.Header)
	a, found := find(e.room.config.Users, user)
	same := auth.SamePassword(password, a.Password)
	if err != nil || !found || !same {
		if !errors.Is(err, auth.ErrAbsent) {
			call.Log.Warn("sqlserver: an HTTP login failed", "user", clip(user))
		}
		challenge := auth.Challenge{Scheme: "Basic", Realm: call.HTTP.Host}
		return soap.Refuse(http.StatusUnauthorized, "HTTP login", soap.Field{Name: "WWW-Authenticate", Value: challenge.String()})
	}
	call.Principal = soap.Principal{Scheme: schemeHTTP, Name: a.Name}
	return nil
}

// basicAllowed says whether a password may come this way. The real server took Basic on SSL ports alone
// (Books Online, ms191264).
func (e *endpoint) basicAllowed(call *soap.Call) bool {
	switch e.room.config.Choices.BasicOverHTTP {
	case "always":
		return true
	case "loopback":
		if client, err := netip.ParseAddrPort(call.HTTP.RemoteAddr); err == nil && client.Addr().Unmap().IsLoopback() {
			return true
		}
	}
	return call.HTTP.TLS != nil || strings.HasPrefix(call.BaseURL(), "https://")
}
