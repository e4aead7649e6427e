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
		return nil, soap.Refuse(http.StatusMethodNotAllowed, "method "+method, soap.Field{Name: "Allow", Value: "GET, HEAD, POST"})
	}
	address := call.URL(r.config.Path)
	if _, _, asked := soap.WSDLQuery(call.HTTP.URL.RawQuery); !asked {
		text := "The sessions of Model 204: POST envelopes of SOAP 1.1 to this address.\nTheir contract is at " + address + "?wsdl\n"
		return soap.NewResponse("text/plain; charset=utf-8", []byte(text)), nil
	}
	return soap.NewResponse(contentType, r.contract.Document(wsdl.Place{Address: address})), nil
}

// Secrets are the elements and attributes that hold the token of a thread or the id of a session: who knows the one is on
// that thread, and who knows the other has a public session, or a private one with its owner's password. The text of
// an item ends with the id, and says nothing else that its attributes do not; the answer of $Session_Id has nothing but
// the id in it, in an element that is called as those of harmless answers are.
func (r *Room) Secrets() []string { return []string{"thread", "sesid", "item", "Session_IdResponse"} }
