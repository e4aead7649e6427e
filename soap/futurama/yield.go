package futurama

import (
	"context"
	"errors"

	"github.com/soapstone-dev/soapstone/soap"
)

// Two calls of the product's contract are work as much as they are the room's: GetResource, and the request for a page, which
// begins sessions besides. Where somebody is known to do that work, it is his; else they are answered here.

// passResource lets GetResource through, or answers as the room does. The printed request names no session ("Retrieving
// Resources using Web API"), so that none is asked for; one that is named has to be alive.
func (r *Room) passResource(ctx context.Context, call *soap.Call, ours soap.Reply) (soap.Reply, error) {
	var o outcome
	if id := sessionIn(call.Envelope.Payload, 0); id != "" {
		var err error
		if o, err = r.admitWork(ctx, call, id); err != nil {
			return nil, err
		}
		if o.failed() {
			return noResourceFor(o.message), nil
		}
	}
	reply, err := call.Service.Else(ctx, call)
	if errors.Is(err, soap.ErrNoOperation) {
		return ours, nil
	}
	if whole, ok := reply.(*soap.Response); ok && err == nil && !whole.Failed() && o.id != "" {
		r.used(ctx, call, o.id)
	}
	return reply, err
}

// passPage lets a request for a page through, or answers as the room does. The session is always ours: one that the request
// begins is there before anybody is asked for the page.
func (r *Room) passPage(ctx context.Context, call *soap.Call, c *restCall, in members) (*soap.Response, error) {
	o, err := r.admitWork(ctx, call, in.id)
	if err != nil {
		return nil, err
	}
	begins := o.failed()
	visitOf(call).begins = begins
	if !r.config.Enabled || !call.Service.IsTaken(call) {
		return r.answerREST(ctx, call, c, in)
	}
	if begins {
		if o, err = r.page(ctx, call, in.id, in.start); err != nil {
			return nil, err
		}
		if o.failed() {
			return r.write(call, c, o), nil
		}
		call.Session = o.id
		call.Hide(o.id)
	}
	response, err := r.passOn(ctx, call, o)
	switch {
	case !errors.Is(err, soap.ErrNoOperation):
		return response, err
	case begins:
		return r.write(call, c, o), nil
	}
	return r.answerREST(ctx, call, c, in)
}
