package soap

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
)

// Errors that the way of a request itself reports. A service's Fault function words them as its vendor did.
var (
	// ErrEmptyBody is a SOAP body without an element.
	ErrEmptyBody = errors.New("soap: the body is empty")
	// ErrNoOperation is a request whose operation the service does not have.
	ErrNoOperation = errors.New("soap: the service has no such operation")
	// ErrInternal is a bug of ours: a panic, or an error that nobody expected. It is logged whole.
	ErrInternal = errors.New("soap: internal error")
)

// Fault is a refusal as it goes out. It is an error, so that an operation can return it as it is.
type Fault struct {
	// Status is the HTTP status, 500 when zero, and Phrase its reason phrase when it is not the usual one.
	Status int
	Phrase string
	// HTTP are more fields of the head, spelled as given.
	HTTP []Field
	// Close closes the connection after the answer.
	Close bool
	// Code and Text are for log and journal: what the fault says, without ids and names of users.
	Code, Text string
	// Write writes the Fault element with all that is in it, into the Body of an envelope of the
	// request's version. With Write nil the answer has no envelope: a bare status with Body.
	Write func(w *Writer, call *Call)
	// Namespaces are declared on the envelope instead of the style's, unless nil: Salesforce declares other
	// ones for each kind of fault. They are listed as in Style.Namespaces.
	Namespaces []Namespace
	// Indented writes each element of the envelope on a line of its own, a blank deeper than the one that it is in, as Axis
	// does as long as it knows no service.
	Indented bool
	// Body and ContentType are the answer of a fault that is no envelope.
	Body        []byte
	ContentType string
}

// Error words the fault for a log.
func (f *Fault) Error() string {
	if f.Write == nil {
		return fmt.Sprintf("soap: answered with HTTP status %d %s", f.status(), f.Text)
	}
	return fmt.Sprintf("soap: fault %s: %s", f.Code, f.Text)
}

func (f *Fault) status() int {
	if f.Status == 0 {
		return http.StatusInternalServerError
	}
	return f.Status
}

// Refuse returns a fault that is an HTTP status without a body, for what a vendor's server refuses before
// SOAP begins.
func Refuse(status int, text string, fields ...Field) *Fault {
	return &Fault{Status: status, Text: text, HTTP: fields}
}

// RefuseMethod returns the answer 405 to a method that the address of a request does not take. Those that it does take are
// listed as Allow has them: at the address of a WSDL GET is one of them, though it may be none at the address without ?wsdl.
func RefuseMethod(method, allowed string) *Fault {
	return Refuse(http.StatusMethodNotAllowed, "method "+method, Field{Name: "Allow", Value: allowed})
}

// fault words an error as the service's vendor did. An error that nobody expected is logged whole and worded as
// ErrInternal.
func (s *Service) fault(ctx context.Context, call *Call, err error) *Fault {
	var f *Fault
	if errors.As(err, &f) && f != nil {
		return f
	}
	if f = s.Fault(call, err); f != nil {
		return f
	}
	if givenUp(ctx, err) {
		call.Log.Debug("a call was given up", "operation", call.Operation, "error", err)
		return &Fault{Status: http.StatusServiceUnavailable, Close: true, Text: "given up"}
	}
	call.Log.Error("unexpected error", "operation", call.Operation, "error", err)
	if f = s.Fault(call, ErrInternal); f != nil {
		return f
	}
	return &Fault{}
}

// givenUp says whether a call ended before its time: its client went away, the server stops, or its system is reset.
// Whoever still listens is told so by HTTP alone, unless the service has words for it.
func givenUp(ctx context.Context, err error) bool {
	if errors.Is(err, ErrStopped) {
		return true
	}
	return ctx.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded))
}

// indented is an envelope with a line for each of its elements. No element in it has text beside other elements.
func indented(envelope []byte) []byte {
	out := make([]byte, 0, 2*len(envelope))
	depth, inside := 0, false // inside says that the last tag was a start tag
	for len(envelope) > 0 {
		text, rest, found := bytes.Cut(envelope, []byte("<"))
		if out = append(out, text...); !found {
			break
		}
		tag, behind, _ := bytes.Cut(rest, []byte(">"))
		ends, empty := tag[0] == '/', tag[len(tag)-1] == '/'
		if ends {
			depth--
		}
		if depth > 0 && !ends || ends && !inside {
			out = append(append(out, '\n'), bytes.Repeat([]byte(" "), depth)...)
		}
		out = append(append(append(out, '<'), tag...), '>')
		if inside = !ends && !empty && tag[0] != '?'; inside {
			depth++
		}
		envelope = behind
	}
	return out
}

// refuse makes the answer of a call that failed.
func (w *workspace) refuse(ctx context.Context, err error) error {
	call := &w.call
	s := call.Service
	f := s.fault(ctx, call, err)
	w.seen.Fault = f
	if f.Write == nil {
		w.answer = Response{Status: f.status(), Header: w.headOf(nil), Body: f.Body}
		if f.ContentType != "" {
			w.head["Content-Type"] = []string{f.ContentType}
		}
	} else {
		f.Write(ready(&w.body, s), call)
		frame := &s.frames[call.Version]
		namespaces := frame.fault
		if f.Namespaces != nil {
			namespaces = frame.bindings(&s.Style, call.Version, f.Namespaces)
		}
		if err := w.envelop(f.status(), namespaces, false); err != nil {
			call.Log.Error("a fault could not be written", "fault", f.Error(), "error", err)
			return err
		}
		if f.Indented {
			w.answer.Body = indented(w.answer.Body)
		}
	}
	w.answer.Phrase, w.answer.Close = f.Phrase, f.Close
	for _, field := range f.HTTP {
		w.head[field.Name] = append(w.head[field.Name], field.Value)
	}
	return nil
}
