package salesforce

import (
	"bytes"
	"context"
	"errors"

	"github.com/soapstone-dev/soapstone/soap"
)

// noWork is the error for a body that is nobody's work.
func noWork(call *soap.Call) error {
	if call.Envelope.Payload == nil {
		return soap.ErrEmptyBody
	}
	return soap.ErrNoOperation
}

// mayBeWork says whether an operation that the contract does not have may be one that the vendor's has, such as query: it
// is in the API's namespace, in no edition of ours, and for a session. Then that is looked at first, as for every operation
// but login; what nobody answers then is no operation. Without a session only what is known to be answered is one (choice:
// nobody knows here which other ones the vendor has).
func (a *api) mayBeWork(call *soap.Call) bool {
	payload := call.Envelope.Payload
	return call.Service.Else != nil && payload != nil && payload.Name.Space == a.namespace &&
		a.contract.Operation(payload.Name.Local) == nil &&
		(a.sessionID(call, call.Envelope.Header) != "" || call.Service.IsTaken(call))
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

// forms are the content types of answers to work that is no SOAP, for those that do not say their own: by what a body
// begins with.
type forms struct{ xml, json, other string }

// of is the content type of a body.
func (f forms) of(body []byte) string {
	switch body = bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\ufeff")), " \t\r\n"); {
	case len(body) == 0:
		return ""
	case body[0] == '<':
		return f.xml
	case body[0] == '{' || body[0] == '[':
		return f.json
	}
	return f.other
}

// passOn passes on a call in a session for a resource that is not ours, which is a use of the session where the answer is
// no error. The usual content type is for who would write an answer; the fault is for what nobody answers.
func (r *Room) passOn(ctx context.Context, call *soap.Call, v *visit, f forms, usual string, unheard *soap.Fault) (*soap.Response, error) {
	v.usual = usual
	response, err := call.Service.PassOn(ctx, call, "")
	switch {
	case errors.Is(err, soap.ErrNoOperation):
		return nil, unheard
	case err != nil:
		return nil, err
	case !response.Failed():
		r.touch(ctx, call, v.session.Key)
	}
	return response.As(f.of(response.Body)), nil
}

// AnswerType is the content type that an answer to work usually has which is no SOAP, "" for SOAP.
func (v *visit) AnswerType() string { return v.usual }
