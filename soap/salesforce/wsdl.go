package salesforce

import (
	"context"
	"net/http"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// serve answers what is no SOAP request of a contract: a GET for the WSDL of a version, and every POST to Metadata and Apex.
// That the WSDL stands at the service's own path is a choice: the vendor hands it out to administrators alone, in the
// browser. Any other GET is answered by a bare 405, which is a choice too.
func (a *api) serve(ctx context.Context, call *soap.Call) (*soap.Response, error) {
	method := call.HTTP.Method
	if method == http.MethodPost {
		return a.foreignWork(ctx, call)
	}
	_, _, asked := soap.WSDLQuery(call.HTTP.URL.RawQuery)
	switch {
	case !a.served || !asked:
		return nil, soap.RefuseMethod(method, http.MethodPost)
	case method != http.MethodGet && method != http.MethodHead:
		return nil, soap.RefuseMethod(method, "GET, HEAD, POST")
	}
	if err := a.checkVersion(call); err != nil {
		return nil, err
	}
	address := call.URL(a.path + a.version(call))
	return soap.NewResponse(contentType, a.contract.Document(wsdl.Place{Address: address, Version: call.Edition})), nil
}

// copies are the WSDLs of every version that is served, the latest first.
func (a *api) copies(base string) []soap.Copy {
	if !a.served {
		return nil
	}
	var copies []soap.Copy
	for v := a.room.highest; v >= a.room.lowest; v-- {
		for _, version := range versionNames(v) {
			copies = append(copies, soap.Copy{
				Name: System + "/" + a.name + "/" + version, Contract: a.contract,
				Place: wsdl.Place{Address: base + a.path + version, Version: v},
			})
		}
	}
	return copies
}
