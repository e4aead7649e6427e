package futurama

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/store"
)

// What the product does beyond this contract is passed on, in the name of a session that is alive. That a call carries its
// id as SessionID, as the session calls do, and that the answer for one that is dead is a Message, too, is inferred: no
// page shows another call. One without an id is not let through, and unknown unless somebody is known to answer it.

// isWork says whether a message may be one of the product's that the contract does not have.
func (r *Room) isWork(call *soap.Call) bool {
	payload := call.Envelope.Payload
	return call.Operation == "" && call.Service.Else != nil && payload != nil && r.contract.Operation(payload.Name.Local) == nil
}

// work lets an operation through.
func (r *Room) work(ctx context.Context, call *soap.Call, next soap.Next) (soap.Reply, error) {
	payload := call.Envelope.Payload
	id := sessionIn(payload, 0)
	if id == "" && !call.Service.IsTaken(call) {
		return nil, soap.ErrNoOperation
	}
	o, err := r.admitWork(ctx, call, id)
	if err != nil {
		return nil, err
	}
	if o.failed() {
		name := strings.Clone(payload.Name.Local)
		return &soap.Content{Write: func(w *soap.Writer) {
			w.Open(name + "Response")
			w.Attr("xmlns", namespace)
			w.Open(name + "Result")
			w.Attr("xmlns:i", xsiNamespace)
			w.Leaf("Message", o.message)
			w.Close()
			w.Close()
		}}, nil
	}
	reply, err := next(ctx, call)
	if whole, ok := reply.(*soap.Response); ok && err == nil && !whole.Failed() {
		r.used(ctx, call, o.id)
	}
	return reply, err
}

// workREST lets a call to another resource through.
func (r *Room) workREST(ctx context.Context, call *soap.Call) (*soap.Response, error) {
	id := sessionOfREST(call)
	if call.Service.Else == nil || id == "" && !call.Service.IsTaken(call) {
		return nil, noResource()
	}
	o, err := r.admitWork(ctx, call, id)
	if err != nil {
		return nil, err
	}
	form, contentType := answerForm(call.HTTP.Header), typeJSON
	if form == xmlForm {
		contentType = typeXML
	}
	if o.failed() {
		return r.write(restCall{root: "Result"}, o, form), nil
	}
	response, err := call.Service.PassOn(ctx, call, contentType)
	switch {
	case errors.Is(err, soap.ErrNoOperation):
		return nil, noResource()
	case err == nil && !response.Failed():
		r.used(ctx, call, o.id)
	}
	return response, err
}

func noResource() *soap.Fault { return soap.Refuse(http.StatusNotFound, "no such resource") }

// admitWork looks at the session of a call that is not ours, and writes nothing.
func (r *Room) admitWork(ctx context.Context, call *soap.Call, id string) (outcome, error) {
	call.Hide(id)
	written := id
	id, o := r.named(id)
	if o.failed() {
		return o, nil
	}
	rec, found, err := look(func(k store.Key) (store.Record, error) { return r.store.Get(ctx, k) }, id)
	if err != nil {
		return o, err
	}
	if !found || !alive(rec, call.Now) {
		return r.unknown(id), nil
	}
	call.Session, o.id = written, id
	return o, nil
}

// used begins the idle time of a session anew. What the call did is done by then, so that a failure is for the log alone.
func (r *Room) used(ctx context.Context, call *soap.Call, id string) {
	if err := r.store.Touch(ctx, sessionKey(id), call.Now); err != nil && !errors.Is(err, store.ErrNotFound) {
		call.Log.Error("futurama: a session was not renewed", "error", err)
	}
}

// sessionIn is the text of the first SessionID in an element, "" when there is none. It outlives the call.
func sessionIn(e *soap.Element, depth int) string {
	const deepest = 8 // further down there are documents, not the parameters of a call
	for child := range e.Elements() {
		if strings.EqualFold(child.Name.Local, memberID) && child.First() == nil {
			return strings.Clone(child.Text())
		}
		if depth < deepest {
			if id := sessionIn(child, depth+1); id != "" {
				return id
			}
		}
	}
	return ""
}

// sessionOfREST is the id that a call carries in its body, or else in its query, where the page's own links have it as sid
// ("Configuration – WebAPI").
func sessionOfREST(call *soap.Call) string {
	if formOf(call.HTTP.Header.Get("Content-Type")) != noForm {
		if in, err := readMembers(call); err == nil && in.id != "" {
			return in.id
		}
	}
	query, err := url.ParseQuery(call.HTTP.URL.RawQuery)
	if err != nil {
		return ""
	}
	for _, known := range []string{memberID, "sid"} {
		for name, values := range query {
			if strings.EqualFold(name, known) {
				return values[0]
			}
		}
	}
	return ""
}
