package soap

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
)

// Response is a whole HTTP answer, but for the fields in Style.HTTP that it does not have itself. It is never changed:
// a room may answer several calls with one, unless it has a Stream.
type Response struct {
	Status int    // 200 when zero
	Phrase string // the reason phrase, when it is not the usual one of the status; a Stream goes out with the usual one
	Header http.Header
	Body   []byte
	Close  bool // the connection, after the answer

	// Stream is the body in place of Body, for one that should not be in memory as a whole: each piece goes out as it
	// is read. Header may give its Content-Length. It is always closed: when it has gone out, and when it does not go out
	// because the answer was returned with an error, was lost, or is given up. A Close ends a Read that is under way. An
	// error while it is read closes the connection, so that no client takes half an answer for a whole one.
	Stream io.ReadCloser

	chunked, gzip bool
}

// NewResponse returns a 200 with a content type and a body.
func NewResponse(contentType string, body []byte) *Response {
	return &Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {contentType}}, Body: body}
}

// As returns the response with a content type where it has a body that does not say its own, else the response itself.
// "" is none.
func (r *Response) As(contentType string) *Response {
	if len(r.Body) == 0 || contentType == "" || r.Header.Get("Content-Type") != "" {
		return r
	}
	named := *r // which may be somebody's who gives it again
	if named.Header = maps.Clone(r.Header); named.Header == nil {
		named.Header = http.Header{}
	}
	named.Header.Set("Content-Type", contentType)
	return &named
}

// Failed says whether the status is that of a refusal, a fault among them.
func (r *Response) Failed() bool { return r.status() >= http.StatusBadRequest }

func (r *Response) status() int {
	switch {
	case r.Status == 0:
		return http.StatusOK
	case r.Status < 200 || r.Status > 999: // net/http would panic, or wait for the real answer
		return http.StatusInternalServerError
	}
	return r.Status
}

// reply makes the answer of a call that succeeded. The inside of the body comes first, since only then it is
// known what the envelope has to declare.
func (w *workspace) reply(ctx context.Context, reply Reply) error {
	call := &w.call
	s := call.Service
	body, xsi := ready(&w.body, s), false
	switch r := reply.(type) {
	case nil:
	case *Response:
		if r == nil {
			return fmt.Errorf("soap: service %s: a nil *Response is no answer", s.Name)
		}
		w.answer = *r
		w.answer.Header = w.headOf(nil)
		maps.Copy(w.head, r.Header) // over the fields of the vendor's server, where both have one
		switch {
		case len(call.blocks) == 0:
			return nil
		case r.Stream != nil:
			return w.joinStream(ctx)
		}
		return w.join()
	case Content:
		if r.Write != nil {
			r.Write(body)
		}
	case *Content:
		if r != nil && r.Write != nil {
			r.Write(body)
		}
	default:
		if call.op == nil || call.op.output == nil {
			return fmt.Errorf("soap: service %s: a %T answers an operation that the contract does not have", s.Name, reply)
		}
		var err error
		if xsi, err = call.op.output.Encode(w.bodyStyle(), body, reply); err != nil {
			return err
		}
	}
	return w.envelop(http.StatusOK, s.frames[call.Version].reply, xsi && s.Style.DeclareXSI)
}
