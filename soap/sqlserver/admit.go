package sqlserver

import (
	"context"
	"net/http"
	"net/netip"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// admit is what comes before the body is read: the version of HTTP, whether the endpoint runs, and the login to HTTP,
// which every request needs (Books Online, ms191264).
func (e *endpoint) admit(_ context.Context, call *soap.Call) error {
	if !call.HTTP.ProtoAtLeast(1, 1) {
		call.Log.Warn("sqlserver: HTTP/1.0 is refused, as by the real server: a proxy such as nginx has to be told to speak 1.1 "+
			"(proxy_http_version 1.1)", "client", call.HTTP.RemoteAddr)
		return soap.Refuse(http.StatusHTTPVersionNotSupported, "HTTP/1.0") // [MS-SSNWS] 2.1
	}
	s := e.visit(call).settings
	switch s.state {
	case "stopped":
		return soap.Refuse(status(e.room.config.Choices.StoppedStatus), "the endpoint is stopped")
	case "disabled":
		return soap.Refuse(http.StatusNotFound, "the endpoint is disabled")
	}
	return e.logIn(call, &s.login)
}

// basicAllowed says whether a password may come this way. The real server took Basic on SSL ports alone
// (Books Online, ms191264).
func (e *endpoint) basicAllowed(call *soap.Call) bool {
	switch e.room.config.Choices.BasicOverHTTP {
	case "always":
		return true
	case "loopback":
		if isLoopback(call) {
			return true
		}
	}
	return call.HTTP.TLS != nil || strings.HasPrefix(call.BaseURL(), "https://")
}

// isLoopback says whether the client is on this machine.
func isLoopback(call *soap.Call) bool {
	client, err := netip.ParseAddrPort(call.HTTP.RemoteAddr)
	return err == nil && client.Addr().Unmap().IsLoopback()
}
