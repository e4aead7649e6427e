package salesforce

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"net/http"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// bulkPath is where the Bulk API begins, the first one, in whose paths the version has no v before it.
const bulkPath = "/services/async"

// bulkNamespace is that of everything in XML there.
const bulkNamespace = "http://www.force.com/2009/06/asyncapi/dataload"

// Its content types, of which nobody has published the parameters (choice). jsforce reads an answer by its first part.
const (
	bulkXML  = "application/xml"
	bulkJSON = "application/json"
)

// The codes of errors that are told here, of those in the Bulk API Developer Guide, "Errors".
const (
	bulkNoSession  = "InvalidSessionId"
	bulkNoURL      = "InvalidUrl"
	bulkNoVersion  = "InvalidVersion" // of help article 000389618
	bulkNoFeature  = "FeatureNotEnabled"
	bulkOverQuota  = "ExceededQuota"
	bulkOwnFailure = "InternalServerError"
)

// bulk is what there is of the Bulk API: the check of the session, which comes in a field of its own (Bulk API Developer
// Guide, "Set a Session Header"). All jobs and batches are passed on.
func (r *Room) bulk() *soap.Service {
	return &soap.Service{
		System: System,
		Name:   System + "/bulk",
		Routes: []soap.Route{{Path: bulkPath}, {Path: bulkPath + "/", Kind: soap.Prefix}},
		Admit:  admitBulk,
		Serve:  r.serveBulk,
		Fault:  wordBulk,
	}
}

// admitBulk refuses methods other than GET and POST (documented: Bulk API Developer Guide, "HTTP Status Codes").
func admitBulk(_ context.Context, call *soap.Call) error {
	hideInURL(call)
	if m := call.HTTP.Method; m != http.MethodGet && m != http.MethodPost {
		return soap.RefuseMethod(m, "GET, POST")
	}
	return nil
}

// serveBulk checks host, version, session and path, in this order (choice), and passes the call on.
func (r *Room) serveBulk(ctx context.Context, call *soap.Call) (*soap.Response, error) {
	if r.isLoginHost(call) {
		return nil, bulkFault(call, bulkNoURL, destinationNotReset)
	}
	version, resource, _ := strings.Cut(strings.Trim(strings.TrimPrefix(call.HTTP.URL.Path, bulkPath), "/"), "/")
	switch known, ok := parseVersion(version); {
	case !ok || known > r.highest:
		return nil, bulkFault(call, bulkNoURL, "unknown version: "+clip(version))
	case known < r.lowest:
		return nil, bulkFault(call, bulkNoVersion, retired(version, r.config.MinVersion))
	}
	id := strings.TrimSpace(call.HTTP.Header.Get("X-SFDC-Session"))
	if id == "" {
		return nil, bulkFault(call, bulkNoSession, "Unable to find session id")
	}
	call.Hide(id)
	v, err := r.look(ctx, call, id)
	switch {
	case err != nil:
		return nil, err
	case v == nil || v.session.State != stateActive:
		return nil, bulkFault(call, bulkNoSession, "Invalid session id")
	case v.org.apiOff():
		return nil, bulkFault(call, bulkNoFeature, "Bulk API is not enabled for this organization.")
	}
	call.Session = id
	if _, over := r.use(v, call); over {
		return nil, bulkFault(call, bulkOverQuota, "TotalRequests Limit exceeded.")
	}
	if first, _, _ := strings.Cut(resource, "/"); first != "job" {
		return nil, bulkFault(call, bulkNoURL, "Failed to parse URL. Was expecting 'job' but found:"+clip(first))
	}
	return r.passOn(ctx, call, v, forms{bulkXML, bulkJSON, "text/csv"}, bulkType(call), bulkFault(call, bulkNoURL, "The URI specified is invalid."))
}

// bulkType is the form of an answer: that of the request (observed), else one that the client asks for (choice).
func bulkType(call *soap.Call) string {
	h := call.HTTP.Header
	asked := h.Get("Content-Type")
	if asked == "" {
		asked = h.Get("Accept")
	}
	if strings.Contains(strings.ToLower(asked), "json") {
		return bulkJSON
	}
	return bulkXML
}

// bulkFault is an error as the Bulk API has it: 400 whatever it is (Bulk API Developer Guide, "HTTP Status Codes"). How XML
// is laid out is observed, JSON's members are; its layout is a choice.
func bulkFault(call *soap.Call, code, message string) *soap.Fault {
	f := &soap.Fault{Status: http.StatusBadRequest, Code: code, Text: message, ContentType: bulkType(call)}
	if code == bulkOwnFailure {
		f.Status = http.StatusInternalServerError
	}
	if f.ContentType == bulkJSON {
		f.Body, _ = json.Marshal(struct { // texts cannot fail
			ExceptionCode    string `json:"exceptionCode"`
			ExceptionMessage string `json:"exceptionMessage"`
		}{code, message})
		return f
	}
	var text bytes.Buffer
	_ = xml.EscapeText(&text, []byte(message)) // a buffer takes everything
	f.Body = []byte(`<?xml version="1.0" encoding="UTF-8"?><error` + "\n" + `   xmlns="` + bulkNamespace + `">` + "\n" +
		" <exceptionCode>" + code + "</exceptionCode>\n" +
		" <exceptionMessage>" + strings.ReplaceAll(text.String(), "&#39;", "'") + "</exceptionMessage>\n</error>")
	return f
}

// wordBulk words an error of the Bulk API.
func wordBulk(call *soap.Call, err error) *soap.Fault {
	var body *soap.BodyError
	switch {
	case errors.As(err, &body):
		return soap.Refuse(body.Status, body.Reason) // 415 for a compression that it does not have is documented
	case errors.Is(err, soap.ErrInternal):
		return bulkFault(call, bulkOwnFailure, "An unexpected error occurred. Please try again.")
	}
	return nil
}
