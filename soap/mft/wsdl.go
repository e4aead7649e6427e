package mft

import (
	"context"
	"net/http"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// controlPath is the documented endpoint, a front controller whose view parameter names the service.
func (r *Room) controlPath() string { return "/" + r.config.Context + "/control" }

// directPath is the path of Axis' own servlet, which the vendor's stubs have as their address (observed).
func (r *Room) directPath(service string) string {
	return "/" + r.config.Context + "/services/" + service
}

// newView is what the name of a service has before it in the vendor's newer addresses.
const newView = "services/new/"

// routes are the paths of a service. The WSDL is documented at …?view=services/AdministratorService?WSDL; a client
// that escapes the second question mark means the same.
func (r *Room) routes(service string) []soap.Route {
	routes := []soap.Route{
		{Path: r.directPath(service), Slashes: true},
		{Path: r.controlPath(), View: "services/" + service, Slashes: true},
	}
	if r.config.Choices.NewAlias == "serve" {
		routes = append(routes, soap.Route{Path: r.controlPath(), View: newView + service, Slashes: true})
	}
	return routes
}

// page is what a service shows to a browser.
type page struct {
	room     *Room
	name     string
	contract *wsdl.Contract
}

// serve answers GET: with the WSDL where it is asked for, else with the page of Axis. That a method can be called
// this way, as stock Axis allows, is left out (choice).
func (p page) serve(_ context.Context, call *soap.Call) (*soap.Response, error) {
	if method := call.HTTP.Method; method != http.MethodGet && method != http.MethodHead {
		return nil, soap.RefuseMethod(method, "GET, HEAD, POST")
	}
	if _, _, asked := soap.WSDLQuery(call.HTTP.URL.RawQuery); !asked {
		return soap.NewResponse("text/html;charset=utf-8", []byte("<h1>"+p.name+"</h1>\n"+
			"<p>Hi there, this is an AXIS service!</p>\n"+
			"<i>Perhaps there will be a form for invoking the service here...</i>\n")), nil
	}
	return soap.NewResponse(contentType11, p.contract.Document(p.place(call.BaseURL()))), nil
}

// place is where a copy of the contract is served: the target namespace is the address of the direct path, so that it
// changes with host and port.
func (p page) place(base string) wsdl.Place {
	direct := base + p.room.directPath(p.name)
	address := direct
	if p.room.config.Choices.WSDLAddress == "control" {
		address = base + p.room.controlPath() + "?view=services/" + p.name
	}
	return wsdl.Place{Namespace: direct, Address: address}
}

// copies is the one WSDL of a service.
func (p page) copies(name string) func(base string) []soap.Copy {
	return func(base string) []soap.Copy {
		return []soap.Copy{{Name: name, Contract: p.contract, Place: p.place(base)}}
	}
}
