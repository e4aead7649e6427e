package salesforce

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// dataPath is where the REST API begins.
const dataPath = "/services/data"

// data is what there is of the REST API: the check of a session that comes as a bearer token, since ending a session ends
// it everywhere. Of its resources there is the list of versions, which needs no session, and limits; other ones are passed
// on.
func (r *Room) data() *soap.Service {
	return &soap.Service{
		System: System,
		Name:   System + "/data",
		Routes: []soap.Route{{Path: dataPath}, {Path: dataPath + "/", Kind: soap.Prefix}},
		Serve:  r.serveData,
		Fault:  wordData,
	}
}

const jsonType = "application/json;charset=UTF-8"

// restForms are the content types of the REST API: a text or a number alone is JSON, too.
func restForms() forms {
	return forms{xml: "application/xml;charset=UTF-8", json: jsonType, other: jsonType}
}

// restError is an error as the REST API has it, in a list of one.
type restError struct {
	Message   string `json:"message"`
	ErrorCode string `json:"errorCode"`
}

func restFault(status int, code, message string, fields ...soap.Field) *soap.Fault {
	body, _ := json.Marshal([]restError{{message, code}}) // texts cannot fail
	return &soap.Fault{Status: status, Code: code, Text: message, HTTP: fields, Body: body, ContentType: jsonType}
}

func (r *Room) serveData(ctx context.Context, call *soap.Call) (*soap.Response, error) {
	rest := strings.Trim(strings.TrimPrefix(call.HTTP.URL.Path, dataPath), "/")
	if rest == "" {
		return r.versions()
	}
	v, used, err := r.admitREST(ctx, call)
	if err != nil {
		return nil, err
	}
	version, resource, _ := strings.Cut(rest, "/")
	known, ok := parseVersion(strings.TrimPrefix(version, "v"))
	switch {
	case !ok || known > r.highest:
		return nil, notFound()
	case known < r.lowest:
		return nil, restFault(http.StatusGone, "GONE", retired(strings.TrimPrefix(version, "v"), r.config.MinVersion))
	case resource != "limits":
		return r.passOn(ctx, call, v, restForms(), jsonType, notFound())
	}
	type limit struct{ Max, Remaining int64 }
	most := int64(r.config.RequestLimit)
	response, err := jsonResponse(map[string]limit{"DailyApiRequests": {most, max(0, most-used)}})
	if err != nil {
		return nil, err
	}
	r.touch(ctx, call, v.session.Key)
	return response, nil
}

// admitREST finds the session of a call of REST, and says how many calls its organisation has made. What the hosts that serve
// login alone say is observed; the order of checks is a choice.
func (r *Room) admitREST(ctx context.Context, call *soap.Call) (v *visit, used int64, err error) {
	hideInURL(call)
	id := bearer(call.HTTP.Header)
	call.Hide(id)
	if r.isLoginHost(call) {
		return nil, 0, restFault(http.StatusBadRequest, "URL_NOT_RESET", destinationNotReset)
	}
	v, err = r.look(ctx, call, id)
	switch {
	case err != nil:
		return nil, 0, err
	case v != nil && v.session.State == stateNotForAPI:
		// Observed in jsforce's pull request 1301, without the challenge that the other one has.
		return nil, 0, restFault(http.StatusUnauthorized, "INVALID_SESSION_ID", "This session is not valid for use with the REST API")
	case v == nil || v.session.State != stateActive:
		return nil, 0, restFault(http.StatusUnauthorized, "INVALID_SESSION_ID", "Session expired or invalid", soap.Field{Name: "WWW-Authenticate", Value: "Token"})
	case v.org.apiOff():
		return nil, 0, restOff(v.org.API)
	}
	used, over := r.use(v, call)
	if over {
		return nil, 0, restFault(http.StatusForbidden, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
	}
	call.Session = id
	return v, used, nil
}

// restOff is a call to an organisation whose API is switched off. For good is observed, for the moment it has the words of
// SOAP (choice).
func restOff(api string) *soap.Fault {
	if api == apiCurrentlyDisabled {
		return restFault(http.StatusForbidden, "API_CURRENTLY_DISABLED", "API is currently disabled for this organization")
	}
	return restFault(http.StatusForbidden, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization.")
}

// destinationNotReset is what the hosts that serve login alone say of calls for another API than SOAP (observed).
const destinationNotReset = "Destination URL not reset. The URL returned from login must be set"

func notFound() *soap.Fault {
	return restFault(http.StatusNotFound, "NOT_FOUND", "The requested resource does not exist")
}

// versions lists the versions that are served. It needs no session.
func (r *Room) versions() (*soap.Response, error) {
	type entry struct {
		Label   string `json:"label"`
		URL     string `json:"url"`
		Version string `json:"version"`
	}
	list := []entry{}
	for v := r.lowest; v <= r.highest; v++ {
		name := versionName(v)
		list = append(list, entry{"API " + name, dataPath + "/v" + name, name})
	}
	return jsonResponse(list)
}

func jsonResponse(v any) (*soap.Response, error) {
	body, err := json.Marshal(v)
	return soap.NewResponse(jsonType, body), err
}

// bearer is the session id that a REST request carries, "" when there is none.
func bearer(h http.Header) string {
	if id := h.Get("X-SFDC-Session"); id != "" {
		return id
	}
	scheme, id, _ := strings.Cut(h.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") || strings.EqualFold(scheme, "OAuth") {
		return strings.TrimSpace(id)
	}
	return ""
}

// sessionIDs finds what looks like the id of a session.
var sessionIDs = regexp.MustCompile(`[0-9A-Za-z]{15}![0-9A-Za-z._]{96}`)

// hideInURL hides ids in the URL, where nobody looks for one but some clients put it.
func hideInURL(call *soap.Call) {
	u := call.HTTP.URL
	if len(u.Path)+len(u.RawQuery) < sessionIDLength {
		return
	}
	query, err := url.QueryUnescape(u.RawQuery)
	if err != nil {
		query = u.RawQuery
	}
	for _, id := range sessionIDs.FindAllString(u.Path+" "+query, -1) {
		call.Hide(id)
	}
}

// wordData words an error of the REST API.
func wordData(_ *soap.Call, err error) *soap.Fault {
	var body *soap.BodyError
	switch {
	case errors.As(err, &body):
		return soap.Refuse(body.Status, body.Reason)
	case errors.Is(err, soap.ErrInternal):
		return restFault(http.StatusInternalServerError, "UNKNOWN_EXCEPTION", "An unexpected error occurred. Please try again.")
	}
	return nil
}
