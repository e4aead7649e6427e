package salesforce

import (
	"context"
	"net/http"

	"github.com/soapstone-dev/soapstone/soap"
)

// apexRESTPath is where the web services begin that an organisation has written itself.
const apexRESTPath = "/services/apexrest"

// apexREST is what there is of an organisation's own web services: the check of the session, which is that of the REST API.
// All else is passed on.
func (r *Room) apexREST() *soap.Service {
	return &soap.Service{
		System: System,
		Name:   System + "/apexrest",
		Routes: []soap.Route{{Path: apexRESTPath}, {Path: apexRESTPath + "/", Kind: soap.Prefix}},
		Serve:  r.serveApexREST,
		Fault:  wordData,
	}
}

func (r *Room) serveApexREST(ctx context.Context, call *soap.Call) (*soap.Response, error) {
	v, _, err := r.admitREST(ctx, call)
	if err != nil {
		return nil, err
	}
	return r.passOn(ctx, call, v, restForms(), jsonType, noApexREST())
}

// noApexREST is the answer where no class has the path: 404 is documented (Apex Developer Guide, "RestResource
// Annotation"), its text is observed.
func noApexREST() *soap.Fault {
	return restFault(http.StatusNotFound, "NOT_FOUND", "Could not find a match for URL")
}
