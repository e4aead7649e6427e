package mft

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"strings"

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
	query, _, asked := soap.WSDLQuery(call.HTTP.URL.RawQuery, queryList)
	switch {
	case asked && query == queryList: // of what a server has, which Axis tells nobody unless told to (axis.enableListQuery)
		answer := soap.NewResponse(typeUnsaid, []byte("<h2>AXIS error</h2>\n<p><i>?list</i> functionality disabled.</p>\n"))
		answer.Status = http.StatusForbidden
		return answer, nil
	case !asked:
		return soap.NewResponse("text/html;charset=utf-8", []byte("<h1>"+p.name+"</h1>\n"+
			"<p>Hi there, this is an AXIS service!</p>\n"+
			"<i>Perhaps there will be a form for invoking the service here...</i>\n")), nil
	}
	return soap.NewResponse(contentType11, p.contract.Document(p.place(call.BaseURL()))), nil
}

const (
	queryList  = "list"
	typeUnsaid = "text/html;charset=ISO-8859-1" // of pages for which Axis names no charset
)

// servicesPage is what the servlet of Axis shows of its services to who names none.
func (r *Room) servicesPage(base string) *soap.Response {
	var b strings.Builder
	b.WriteString("<h2>And now... Some Services</h2>\n<ul>\n")
	for _, s := range []page{{r, administrator, r.admin}, {r, fileTransfer, r.ft}} {
		at := html.EscapeString(base + r.directPath(s.name))
		fmt.Fprintf(&b, "<li>%s <a href=\"%s?wsdl\"><i>(wsdl)</i></a></li>\n<ul>\n", s.name, at)
		for _, op := range s.contract.Operations {
			b.WriteString("<li>" + op.Name + "\n")
		}
		b.WriteString("</ul>\n")
	}
	b.WriteString("</ul>\n")
	return soap.NewResponse("text/html;charset=utf-8", []byte(b.String()))
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
