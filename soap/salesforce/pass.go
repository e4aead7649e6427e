package salesforce

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net/http"

	"github.com/soapstone-dev/soapstone/soap"
)

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
	contentType := f.of(response.Body)
	if contentType == "" || response.Header.Get("Content-Type") != "" {
		return response, nil
	}
	named := *response // which may be somebody's who gives it again
	if named.Header = maps.Clone(response.Header); named.Header == nil {
		named.Header = http.Header{}
	}
	named.Header.Set("Content-Type", contentType)
	return &named, nil
}

// AnswerType is the content type that an answer to work usually has which is no SOAP, "" for SOAP.
func (v *visit) AnswerType() string { return v.usual }
