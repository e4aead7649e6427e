package sqlserver

import (
	"context"
	"net/http"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// The names of the queries that ask for a document. ?wsdl and ?wsdlsimple are documented (Books Online, ms175476);
// ?wsdlextended is a choice, as is that any case will do.
const (
	queryExtended = "wsdlextended"
	querySimple   = "wsdlsimple"
)

// serve answers what is no SOAP request: the endpoint's WSDL. Such a request takes part in no session (Books
// Online, ms179186), but needs a login like any other.
func (e *endpoint) serve(_ context.Context, call *soap.Call) (*soap.Response, error) {
	query, _, asked := soap.WSDLQuery(call.HTTP.URL.RawQuery, queryExtended, querySimple)
	s, method := e.settings.Load(), call.HTTP.Method
	get := method == http.MethodGet || method == http.MethodHead
	switch {
	case !asked, !get && !s.wsdl:
		return nil, soap.RefuseMethod(method, http.MethodPost)
	case !get:
		return nil, soap.RefuseMethod(method, "GET, HEAD, POST")
	case !s.wsdl:
		return nil, soap.Refuse(status(e.room.config.Choices.WSDLNoneStatus), "WSDL = NONE")
	}
	document := s.served.extended
	if query == querySimple {
		document = s.served.simple
	}
	return soap.NewResponse("text/xml; charset=utf-8", document.Document(wsdl.Place{Address: call.URL(e.path)})), nil
}

// copies are the WSDLs that the endpoint hands out: the default form, and behind it the simple one.
func (e *endpoint) copies(base string) []soap.Copy {
	served := e.settings.Load().served
	return []soap.Copy{{
		Name: System + "/" + e.name, Contract: served.extended, Place: wsdl.Place{Address: base + e.path},
		Forms: map[string]*wsdl.Contract{querySimple: served.simple},
	}}
}
