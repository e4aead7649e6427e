package sqlserver

import (
	"context"
	"net/http"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// The names of the queries that ask for a document. ?wsdl is documented (Books Online, ms190983); those of the two forms
// are a choice, as is that any case will do.
const (
	queryExtended = "wsdlextended"
	querySimple   = "wsdlsimple"
)

// serve answers what is no SOAP request: the endpoint's WSDL. Such a request takes part in no session (Books
// Online, ms179186), but needs a login like any other.
func (e *endpoint) serve(_ context.Context, call *soap.Call) (*soap.Response, error) {
	query, _, asked := soap.WSDLQuery(call.HTTP.URL.RawQuery, queryExtended, querySimple)
	if method := call.HTTP.Method; !asked || method != http.MethodGet && method != http.MethodHead {
		return nil, soap.Refuse(http.StatusMethodNotAllowed, "method "+call.HTTP.Method, soap.Field{Name: "Allow", Value: "POST"})
	}
	if !e.settings.Load().wsdl {
		return nil, soap.Refuse(status(e.room.config.Choices.WSDLNoneStatus), "WSDL = NONE")
	}
	document := e.extended
	if query == querySimple {
		document = e.simple
	}
	return soap.NewResponse("text/xml; charset=utf-8", document.Document(wsdl.Place{Address: call.URL(e.path)})), nil
}
