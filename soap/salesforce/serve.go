package salesforce

import (
	"context"
	"errors"
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
	if !a.served || !asked || method != http.MethodGet && method != http.MethodHead {
		return nil, soap.Refuse(http.StatusMethodNotAllowed, "method "+method, soap.Field{Name: "Allow", Value: "POST"})
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
		version := versionName(v)
		copies = append(copies, soap.Copy{
			Name: System + "/" + a.name + "/" + version, Contract: a.contract,
			Place: wsdl.Place{Address: base + a.path + version, Version: v},
		})
	}
	return copies
}

// foreignWork is a call of an API whose work is not ours. It is refused for its session, if that is not valid there, and
// else passed on; what nobody answers is an operation that there is not. A session is valid for every API.
func (a *api) foreignWork(ctx context.Context, call *soap.Call) (*soap.Response, error) {
	root, err := call.XML()
	if err != nil {
		return nil, err
	}
	body := root.Child(soap.Namespace11, "Body")
	if root.Name != (soap.Name{Space: soap.Namespace11, Local: "Envelope"}) || body == nil {
		return nil, client("the request is no SOAP 1.1 envelope")
	}
	if err := a.checkVersion(call); err != nil {
		return nil, err
	}
	if a.room.isLoginHost(call) {
		return nil, a.wrongHost()
	}
	v, err := a.authenticate(ctx, call, root.Child(soap.Namespace11, "Header"))
	if err != nil {
		return nil, err
	}
	if v.session.State == stateRestricted {
		return nil, a.passwordExpired()
	}
	if _, over := a.room.use(v, call); over {
		return nil, a.requestLimit()
	}
	operation := body.First()
	if operation == nil {
		return nil, soap.ErrEmptyBody
	}
	response, err := call.Service.PassOn(ctx, call, contentType)
	switch {
	case errors.Is(err, soap.ErrNoOperation):
		return nil, a.noOperation("{" + clip(operation.Name.Space) + "}" + clip(operation.Name.Local))
	case err == nil && !response.Failed():
		a.room.touch(ctx, call, v.session.Key)
	}
	return response, err
}
