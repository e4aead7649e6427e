package futurama

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// The paths of the REST calls, behind the path of the application. The first is that of pages.
const (
	restPath      = "/rest/" // what is here without the path of an application is the product's, too
	pagePath      = "/rest/webapi"
	workPath      = pagePath + "/" // where other resources are
	keepAlivePath = pagePath + "/SessionKeepAlive"
	endPath       = pagePath + "/SessionEnd"
	startPath     = pagePath + "/StartSession" // an extension, as the SOAP operation is
)

// The members of requests and answers. Request members are read in any case: the pages spell the id's both sessionID
// (JSON) and SessionID (XML).
const (
	memberID       = "SessionID"
	memberFolder   = "folder"
	memberDocument = "document"
)

// restCall is one of the REST calls.
type restCall struct {
	path   string
	name   string   // of the operation, in log and journal
	root   string   // of the answer in XML
	id     string   // the answer's member that has the id, "" for none
	timed  bool     // whether the answer has NextTimeout
	off    bool     // by a choice: it is admitted as one of ours, and then work like any other path
	answer restFunc // does it
}

type restFunc func(ctx context.Context, call *soap.Call, in members) (outcome, error)

func (r *Room) restCalls() []restCall {
	return []restCall{
		{path: keepAlivePath, name: "SessionKeepAlive", root: "SessionKeepAliveResult", timed: true,
			answer: func(ctx context.Context, call *soap.Call, in members) (outcome, error) {
				return r.keepAlive(ctx, call, in.id)
			}},
		{path: endPath, name: "SessionEnd", root: "SessionEndResult",
			answer: func(ctx context.Context, call *soap.Call, in members) (outcome, error) {
				return r.end(ctx, call, in.id)
			}},
		{path: startPath, name: "StartSession", root: "StartSessionResult", timed: true, id: memberID, off: !r.extended(),
			answer: func(ctx context.Context, call *soap.Call, in members) (outcome, error) {
				return r.begin(ctx, call, in.start)
			}},
		// The answer to a page is more than this in the product; sessionID is the member that is documented.
		{path: pagePath, name: "webapi", root: "PageResult", timed: true, id: "sessionID",
			answer: func(ctx context.Context, call *soap.Call, in members) (outcome, error) {
				return r.page(ctx, call, in.id, in.start)
			}},
	}
}

// rest are the calls in JSON and XML.
func (r *Room) rest() *soap.Service {
	calls := r.restCalls()
	s := &soap.Service{
		System: System,
		Name:   System + "/rest",
		Style:  soap.Style{HTTP: heads(), Encoding: soap.AllAgree},
		Admit:  func(_ context.Context, call *soap.Call) error { return admitREST(calls, call) },
		Serve:  r.serveREST,
		Fault:  wordREST,
	}
	for _, c := range calls {
		if !c.off {
			s.Routes = append(s.Routes, soap.Route{Path: c.path, Kind: soap.Suffix, Fold: true})
		}
	}
	s.Routes = append(s.Routes, soap.Route{Path: workPath, Kind: soap.Within, Fold: true}, soap.Route{Path: restPath, Kind: soap.Prefix, Fold: true})
	return s
}

// callAt is the call at a path, nil where that is none of them. A slash at the end does not count, as in ASP.NET's routes.
func callAt(calls []restCall, path string) *restCall {
	path = strings.TrimSuffix(path, "/")
	for i := range calls {
		c := &calls[i]
		if from := len(path) - len(c.path); from >= 0 && strings.EqualFold(path[from:], c.path) {
			return c
		}
	}
	return nil
}

// admitREST is what is looked at before the body of one of our calls: the method, which is POST ("WebAPI Session
// management"), and the content type. That other ones are 405 and 415 is a choice.
func admitREST(calls []restCall, call *soap.Call) error {
	v := newVisit(call, callAt(calls, call.HTTP.URL.Path))
	if v.rest == nil {
		return nil
	}
	if method := call.HTTP.Method; method != http.MethodPost {
		return soap.RefuseMethod(method, http.MethodPost)
	}
	if v.content.form == noForm {
		return soap.Refuse(http.StatusUnsupportedMediaType, "the content type")
	}
	return nil
}

// serveREST answers one of our calls, or has somebody else answer it.
func (r *Room) serveREST(ctx context.Context, call *soap.Call) (*soap.Response, error) {
	c := visitOf(call).rest
	if c == nil || c.off {
		response, err := r.workREST(ctx, call)
		if err != nil && c != nil {
			call.Decided("startSession")
		}
		return response, err
	}
	call.Operation = c.name
	in, err := readMembers(call)
	if err != nil {
		return nil, err
	}
	if c.path == pagePath && call.Service.Else != nil {
		return r.passPage(ctx, call, c, in)
	}
	return r.answerREST(ctx, call, c, in)
}

// answerREST answers one of our calls.
func (r *Room) answerREST(ctx context.Context, call *soap.Call, c *restCall, in members) (*soap.Response, error) {
	o, err := c.answer(ctx, call, in)
	if err != nil {
		return nil, err
	}
	return r.write(call, c, o), nil
}

// wordREST words an error as a bare status: the pages show none. What is wrong with JSON is a note for the operator.
func wordREST(call *soap.Call, err error) *soap.Fault {
	var (
		read *soap.ReadError
		body *soap.BodyError
	)
	switch {
	case errors.As(err, &body):
		return &soap.Fault{Status: body.Status, Text: body.Reason, Close: true}
	case errors.Is(err, errBadBody):
		call.Note = strings.TrimPrefix(err.Error(), "futurama: ")
		fallthrough
	case errors.As(err, &read):
		return soap.Refuse(http.StatusBadRequest, "the body cannot be read")
	case errors.Is(err, soap.ErrInternal):
		return &soap.Fault{}
	}
	return nil
}
