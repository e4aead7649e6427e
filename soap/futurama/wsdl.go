package futurama

import (
	"context"
	"fmt"
	"html"
	"net/http"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/wsdl"
	"github.com/soapstone-dev/soapstone/wsdl/futurama"
)

// The queries that ask for documents besides ?wsdl, in any case.
const (
	querySingle = "singlewsdl"
	querySchema = "xsd"
)

// documents answers GET: the contract, its parts, or the page that WCF shows to a browser.
func (r *Room) documents(_ context.Context, call *soap.Call) (*soap.Response, error) {
	if method := call.HTTP.Method; method != http.MethodGet && method != http.MethodHead {
		return nil, soap.Refuse(http.StatusMethodNotAllowed, "method "+method, soap.Field{Name: "Allow", Value: "GET, HEAD, POST"})
	}
	address := r.address(call)
	query, part, asked := soap.WSDLQuery(call.HTTP.URL.RawQuery, querySingle, querySchema)
	if !asked {
		return soap.NewResponse(typePage, helpPage(address)), nil
	}
	whole := r.contract.Document(wsdl.Place{Address: address})
	if query == querySingle || query == "wsdl" && part == "" && r.config.Choices.WSDL == "flat" {
		return soap.NewResponse(typeWSDL, whole), nil
	}
	name := query
	if part != "" {
		name += "=" + part
	}
	document, found, err := futurama.Part(whole, name, address)
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, soap.Refuse(http.StatusNotFound, "there is no such part of the contract")
	}
	return soap.NewResponse(typeWSDL, document), nil
}

// address is that of the service as the client reaches it, with the path of the application that it asked for.
func (r *Room) address(call *soap.Call) string {
	path := call.HTTP.URL.Path
	return call.URL(path[:len(path)-len(servicePath)] + servicePath)
}

// helpPage is the page about a service, in our words: it names the addresses of the contract.
func helpPage(address string) []byte {
	at := html.EscapeString(address)
	return fmt.Appendf(nil, `<!DOCTYPE html>
<html><head><title>WebAPIService Service</title></head><body>
<h1>WebAPIService Service</h1>
<p>This is a SOAP service. Its contract, for svcutil and other generators of clients:</p>
<p><a href="%[1]s?wsdl">%[1]s?wsdl</a></p>
<p>The same in one file:</p>
<p><a href="%[1]s?singleWsdl">%[1]s?singleWsdl</a></p>
</body></html>
`, at)
}
