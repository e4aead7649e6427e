package futurama

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/wsdl"
	"github.com/soapstone-dev/soapstone/wsdl/futurama"
)

// The queries that ask for documents besides ?wsdl, in any case.
const (
	querySingle    = "singlewsdl"
	querySchema    = "xsd"
	queryDiscovery = "disco"
)

// documents answers GET: the contract, its parts, what says where it is, or the page that WCF shows to a browser, and to who asks for
// a part that there is not. The names of parts are read in any case, as WCF reads them.
func (r *Room) documents(_ context.Context, call *soap.Call) (*soap.Response, error) {
	if method := call.HTTP.Method; method != http.MethodGet && method != http.MethodHead {
		return nil, soap.RefuseMethod(method, "GET, HEAD, POST")
	}
	address := r.address(call)
	query, part, asked := soap.WSDLQuery(call.HTTP.URL.RawQuery, querySingle, querySchema, queryDiscovery)
	switch {
	case !asked:
		return soap.NewResponse(typePage, helpPage(address)), nil
	case query == queryDiscovery && part == "":
		return soap.NewResponse(typeWSDL, discovery(address)), nil
	}
	whole := r.contract.Document(wsdl.Place{Address: address})
	if query == querySingle || query == "wsdl" && part == "" && r.config.Choices.WSDL == "flat" {
		return soap.NewResponse(typeWSDL, whole), nil
	}
	name := query
	if part != "" {
		name += "=" + strings.ToLower(part)
	}
	document, found, err := futurama.Part(whole, name, address)
	switch {
	case err != nil:
		return nil, err
	case !found:
		return soap.NewResponse(typePage, helpPage(address)), nil
	}
	return soap.NewResponse(typeWSDL, document), nil
}

// address is that of the service as the client reaches it, with the path of the application that it asked for.
func (r *Room) address(call *soap.Call) string {
	path := call.HTTP.URL.Path
	return call.URL(path[:len(path)-len(servicePath)] + servicePath)
}

// discovery says in the words of DISCO where the contract is. The wsdl.exe of .NET and of mono, disco.exe and "Add Web Reference" of
// Visual Studio look there when they are given the address of a service, and not that of its contract.
func discovery(address string) []byte {
	at := html.EscapeString(address)
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="utf-8"?><discovery xmlns="http://schemas.xmlsoap.org/disco/">`+
		`<contractRef ref="%[1]s?wsdl" docRef="%[1]s" xmlns="http://schemas.xmlsoap.org/disco/scl/"/></discovery>`, at)
}

// helpPage is the page about a service, in our words: it names the addresses of the contract, and the link in its head leads the
// tools of .NET to discovery.
func helpPage(address string) []byte {
	at := html.EscapeString(address)
	return fmt.Appendf(nil, `<!DOCTYPE html>
<html><head><link rel="alternate" type="text/xml" href="%[1]s?disco"/><title>WebAPIService Service</title></head><body>
<h1>WebAPIService Service</h1>
<p>This is a SOAP service. Its contract, for svcutil and other generators of clients:</p>
<p><a href="%[1]s?wsdl">%[1]s?wsdl</a></p>
<p>The same in one file:</p>
<p><a href="%[1]s?singleWsdl">%[1]s?singleWsdl</a></p>
</body></html>
`, at)
}
