package futurama

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
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
	if more := payload.Next(); more != nil {
		return nil, moreInBody(payload.Name.Local, more)
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
			w.Attr("xmlns:i", soap.NamespaceXSI)
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
	ids := sessionsOfREST(call)
	if call.Service.Else == nil || len(ids) == 0 && !call.Service.IsTaken(call) {
		return nil, noResource()
	}
	o, err := r.admitAll(ctx, call, ids)
	if err != nil {
		return nil, err
	}
	if o.failed() {
		return r.write(call, &restCall{root: "Result"}, o), nil
	}
	response, err := r.passOn(ctx, call, o)
	if errors.Is(err, soap.ErrNoOperation) {
		return nil, noResource()
	}
	return response, err
}

// passOn lets a call of REST through that is admitted, and begins the idle time of its session anew where it succeeds.
func (r *Room) passOn(ctx context.Context, call *soap.Call, o outcome) (*soap.Response, error) {
	contentType := typeJSON
	if visitOf(call).answerForm(call.HTTP.Header) == xmlForm {
		contentType = typeXML
	}
	response, err := call.Service.PassOn(ctx, call, contentType)
	if err == nil && !response.Failed() {
		r.used(ctx, call, o.id)
	}
	return response, err
}

func noResource() *soap.Fault { return soap.Refuse(http.StatusNotFound, "no such resource") }

// admitAll looks at the ids that a call names. Another server may take another one of them for the session, so a call with
// two that differ is not let through, even if both are alive (choice). The answer is that for the first if it is dead, else for the other.
func (r *Room) admitAll(ctx context.Context, call *soap.Call, ids []string) (outcome, error) {
	if len(ids) == 0 {
		return r.admitWork(ctx, call, "")
	}
	for _, id := range ids {
		call.Hide(id)
	}
	o, err := r.admitWork(ctx, call, ids[0])
	for _, id := range ids[1:] {
		if err != nil || o.failed() {
			break
		}
		if id != ids[0] {
			call.Session = ""
			o = r.unknown(call, id)
		}
	}
	return o, err
}

// admitWork looks at the session of a call that is not ours, and writes nothing.
func (r *Room) admitWork(ctx context.Context, call *soap.Call, id string) (outcome, error) {
	call.Hide(id)
	written := id
	id, o := r.named(id)
	if o.failed() {
		return o, nil
	}
	rec, found, err := r.look(ctx, id)
	if err != nil {
		return o, err
	}
	if !found || !alive(rec, call.Now) {
		return r.unknown(call, id), nil
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

// sessionIn is the text of the first SessionID in an element, as it stands on the wire, "" when there is none: further ones
// may be what the operation works on. It outlives the call.
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

// sessionsOfREST are the ids that a call carries, as they stand on the wire: in its query, where the page's own links have
// one as sid ("Configuration – WebAPI"), then in its body.
func sessionsOfREST(call *soap.Call) []string {
	var ids []string
	for pair := range strings.SplitSeq(call.HTTP.URL.RawQuery, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if name = unescaped(name); strings.EqualFold(name, memberID) || strings.EqualFold(name, "sid") {
			ids = append(ids, unescaped(value))
		}
	}
	switch visitOf(call).content.form {
	case xmlForm:
		if root, err := call.XML(); err == nil {
			for e := range root.Elements() {
				if strings.EqualFold(e.Name.Local, memberID) {
					ids = append(ids, strings.Clone(e.Text()))
				}
			}
		}
	case jsonForm:
		body, _ := jsonOf(call) // one that breaks off may name some before
		ids = append(ids, idsInJSON(body)...)
	}
	return slices.DeleteFunc(ids, func(id string) bool { return id == "" }) // which names none
}

// unescaped is a part of a query as it is meant, or as it stands where nobody knows what is meant.
func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// idsInJSON are the ids in an object, of which the room's own operations would read the last. What is no text is no id of
// a session, and counts as one that nobody has.
func idsInJSON(body []byte) (ids []string) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return ids
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return ids
		}
		if text, ok := name.(string); ok && strings.EqualFold(text, memberID) {
			ids = append(ids, idOf(value))
		}
	}
	return ids
}

// idOf is the value of a member as an id: "" for null, and for an object or an array as it is written.
func idOf(value json.RawMessage) string {
	if id, ok := scalar(value); ok {
		return id
	}
	return string(value)
}
