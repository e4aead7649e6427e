package mft

import (
	"context"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/store"
)

// work lets a method through that is not ours, such as addUser, in the name of a session that is active. Every such method
// of the product takes the id of one ("Using the Administrator Service"), so that one without a parameter is none of its
// methods, unless it is known to be one.
func (r *Room) work(ctx context.Context, call *soap.Call, next soap.Next) (soap.Reply, error) {
	payload := call.Envelope.Payload
	if payload == nil {
		return next(ctx, call) // which says so
	}
	ids := callerIDs(payload)
	switch {
	case len(ids) > 0:
	case call.Service.IsTaken(call):
		return nil, r.faults.sessionInvalid()
	default:
		return nil, soap.ErrNoOperation
	}
	var (
		c  caller
		id string
	)
	err := r.store.View(ctx, func(tx store.Tx) (err error) {
		for _, id = range ids {
			if c, err = r.caller(tx, call, &id); err == nil {
				return nil
			}
		}
		return err
	})
	if err != nil {
		return nil, wrap("find a session", err)
	}
	call.Session = id
	reply, err := next(ctx, call)
	if whole, ok := reply.(*soap.Response); err == nil && (!ok || !whole.Failed()) {
		r.renew(ctx, call, c.session.Key)
	}
	return reply, err
}

// callerIDs are the texts in a call that may be the id of its session: the parameter of that name, and else the last one,
// where the product's methods have it, and the first one, since Axis takes parameters by their position.
func callerIDs(method *soap.Element) []string {
	var first, last *soap.Element
	for p := range method.Elements() {
		if strings.EqualFold(p.Name.Local, "sessionId") {
			return []string{textOf(p)}
		}
		if first == nil {
			first = p
		}
		last = p
	}
	switch {
	case first == nil:
		return nil
	case first == last:
		return []string{textOf(first)}
	}
	return []string{textOf(last), textOf(first)}
}

// textOf is the text of a parameter, which outlives the call.
func textOf(p *soap.Element) string { return strings.Clone(referred(p).Text()) }

// referred is a parameter, or the neighbour of the method that has its value where it is a reference.
func referred(p *soap.Element) *soap.Element {
	ref, ok := p.Attr("", "href")
	if !ok {
		return p
	}
	for e := p.Parent().Next(); e != nil; e = e.Next() {
		if id, ok := e.Attr("", "id"); ok && "#"+id == ref {
			return e
		}
	}
	return p
}
