package mft

import (
	"context"
	"net/http"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// strayService answers for the names of no service, behind the two that there are. It is FTService in all but that
// every call is refused: Axis reads a request before it looks for its service, so that a body that cannot be read is
// refused as such (observed).
func (r *Room) strayService() *soap.Service {
	s := r.service(fileTransfer, "stray", r.ft, r.ftOps())
	s.Routes = []soap.Route{
		{Path: r.controlPath(), Slashes: true},
		{Path: r.directPath(""), Kind: soap.Prefix, Slashes: true},
	}
	s.Around = func(_ context.Context, call *soap.Call, _ soap.Next) (soap.Reply, error) {
		return nil, r.faults.noService(r.target(call))
	}
	s.Serve = func(_ context.Context, call *soap.Call) (*soap.Response, error) {
		if method := call.HTTP.Method; method != http.MethodGet && method != http.MethodHead {
			return nil, refuseMethod(method)
		}
		text := "<h2>AXIS error</h2>\n<p>No service is available at this URL</p>\n"
		if _, _, asked := soap.WSDLQuery(call.HTTP.URL.RawQuery); asked {
			text = "<h2>AXIS error</h2>\n<p>Could not generate WSDL!</p>\n<p>There is no SOAP service at this location</p>\n"
		}
		answer := soap.NewResponse("text/html;charset=utf-8", []byte(text))
		answer.Status = http.StatusNotFound
		return answer, nil
	}
	return s
}

// target is the name of the service that a URL asks for, as Axis says it back.
func (r *Room) target(call *soap.Call) string {
	name := call.HTTP.URL.Query().Get("view")
	if at := strings.Index(call.HTTP.URL.Path, "/services/"); at >= 0 {
		name = call.HTTP.URL.Path[at+1:]
	}
	return clip(strings.TrimPrefix(name, "services/"))
}
