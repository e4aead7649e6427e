package model204

import (
	"context"
	"net/http"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// page answers GET: with the contract where it is asked for, else with a line that says where it is.
func (r *Room) page(_ context.Context, call *soap.Call) (*soap.Response, error) {
	if method := call.HTTP.Method; method != http.MethodGet && method != http.MethodHead {
		return nil, soap.RefuseMethod(method, "GET, HEAD, POST")
	}
	address := call.URL(r.config.Path)
	if _, _, asked := soap.WSDLQuery(call.HTTP.URL.RawQuery); !asked {
		text := "The sessions of Model 204: POST envelopes of SOAP 1.1 to this address.\nTheir contract is at " + address + "?wsdl\n"
		return soap.NewResponse("text/plain; charset=utf-8", []byte(text)), nil
	}
	return soap.NewResponse(contentType, r.contract.Document(wsdl.Place{Address: address})), nil
}
