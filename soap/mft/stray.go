package mft

import (
	"context"
	"net/http"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// strayService answers for the names of no service, behind the two that there are.
func (r *Room) strayService() *soap.Service {
	return &soap.Service{
		System: System,
		Name:   System + "/stray",
		Routes: []soap.Route{
			{Path: r.controlPath(), Slashes: true},
			{Path: r.directPath(""), Kind: soap.Prefix, Slashes: true},
			{Path: strings.TrimSuffix(r.directPath(""), "/"), Slashes: true},
		},
		Unlisted: true,
		Style:    style(&r.config.Choices, r.ft),
		Admit:    r.admit,
		Serve:    r.stray,
		Fault:    r.faults.word,
	}
}

// stray refuses. Axis reads a request before it looks for its service, so that a body that cannot be read is refused
// as such (observed).
func (r *Room) stray(_ context.Context, call *soap.Call) (*soap.Response, error) {
	switch call.HTTP.Method {
	case http.MethodPost:
		if _, err := call.XML(); err != nil {
			return nil, err
		}
		if r.config.Choices.NewAlias == "off" && strings.HasPrefix(call.HTTP.URL.Query().Get("view"), newView) {
			call.Decided("newAlias")
		}
		return nil, r.faults.noService(target(call))
	case http.MethodGet, http.MethodHead:
		contentType, text := "text/html;charset=utf-8", "<h2>AXIS error</h2>\n<p>No service is available at this URL</p>\n"
		_, _, asked := soap.WSDLQuery(call.HTTP.URL.RawQuery)
		switch {
		case asked:
			contentType, text = typeUnsaid, "<h2>AXIS error</h2>\n<p>Could not generate WSDL!</p>\n<p>There is no SOAP service at this location</p>\n"
		case target(call) == noName && r.config.Choices.ServicesPage == "list":
			return r.servicesPage(call.BaseURL()), nil
		case target(call) == noName:
			call.Decided("servicesPage")
		}
		answer := soap.NewResponse(contentType, []byte(text))
		answer.Status = http.StatusNotFound
		return answer, nil
	}
	return nil, soap.RefuseMethod(call.HTTP.Method, "GET, HEAD, POST")
}

// noName is what Java says of the name of a service where the URL ends before it.
const noName = "null"

// target is the name of the service that a URL asks for, as Axis says it back.
func target(call *soap.Call) string {
	name := call.HTTP.URL.Query().Get("view")
	if at := strings.Index(call.HTTP.URL.Path, "/services"); at >= 0 {
		name = call.HTTP.URL.Path[at+1:]
	}
	if name == "services" {
		return noName
	}
	return soap.Clip(strings.TrimPrefix(name, "services/"))
}
