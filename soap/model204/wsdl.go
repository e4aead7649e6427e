package model204

import (
	"context"
	"net/http"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// page answers GET: with the contract where it is asked for, else with nothing.
func (r *Room) page(_ context.Context, call *soap.Call) (*soap.Response, error) {
	if method := call.HTTP.Method; method != http.MethodGet && method != http.MethodHead {
		return nil, soap.Refuse(http.StatusMethodNotAllowed, "method "+method, soap.Field{Name: "Allow", Value: "GET, HEAD, POST"})
	}
	if _, _, asked := soap.WSDLQuery(call.HTTP.URL.RawQuery); !asked {
		return nil, soap.Refuse(http.StatusNotFound, "no page")
	}
	return soap.NewResponse(contentType, r.contract.Document(wsdl.Place{Address: call.URL(r.config.Path)})), nil
}

// Secrets are the elements that hold the token of a thread: who knows it is on that thread.
func (r *Room) Secrets() []string { return []string{"thread"} }
