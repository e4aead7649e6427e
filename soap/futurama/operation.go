package futurama

import (
	"context"
	"errors"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/wsdl/futurama"
)

// around refuses what is no SOAP 1.1, and gives a body without an element to its operation as WCF does, which reads
// every parameter of it as null (inferred).
func (r *Room) around(ctx context.Context, call *soap.Call, next soap.Next) (soap.Reply, error) {
	if call.Version != soap.SOAP11 || addresses(call) {
		return nil, errNotTaken
	}
	switch {
	case r.isWork(call):
		return r.work(ctx, call, next)
	case call.Operation == "":
		return nil, soap.ErrNoOperation
	}
	if payload := call.Envelope.Payload; payload != nil && payload.Next() != nil && payload.Name == (soap.Name{Space: namespace, Local: call.Operation}) {
		return nil, moreInBody(call.Operation, payload.Next())
	}
	reply, err := next(ctx, call)
	if err == nil && call.Operation == resourceOperation && r.config.Enabled && call.Service.IsTaken(call) {
		return r.passResource(ctx, call, reply)
	}
	if errors.Is(err, soap.ErrEmptyBody) {
		reply, err = r.emptyBody(ctx, call, err)
	}
	if err == nil && r.config.Choices.FailedTimeout == "minimum" {
		reply = withMinimum(reply)
	}
	return reply, err
}

// emptyBody runs an operation without its parameter, and returns the error where there is no such operation.
func (r *Room) emptyBody(ctx context.Context, call *soap.Call, err error) (soap.Reply, error) {
	switch call.Operation {
	case "SessionKeepAlive":
		return asReply(r.sessionKeepAlive(ctx, call, &futurama.SessionKeepAlive{}))
	case "SessionEnd":
		return asReply(r.sessionEnd(ctx, call, &futurama.SessionEnd{}))
	case "StartSession":
		return asReply(r.startSession(ctx, call, &futurama.StartSession{}))
	case resourceOperation:
		return asReply(r.getResource(ctx, call, &futurama.GetResource{}))
	}
	return nil, err
}

// minimum is the DateTime that .NET has where none was set. It has no zone, whatever the others have.
const minimum = "0001-01-01T00:00:00"

// withMinimum writes a failure with the least NextTimeout instead of none.
func withMinimum(reply soap.Reply) soap.Reply {
	write := func(operation string, message *string, more ...string) soap.Reply {
		return &soap.Content{Write: func(w *soap.Writer) {
			w.Open(operation + "Response")
			w.Attr("xmlns", namespace)
			w.Open(operation + "Result")
			w.Attr("xmlns:i", soap.NamespaceXSI)
			w.Leaf("Message", text(message))
			w.Leaf("NextTimeout", minimum)
			for _, name := range more {
				w.Open(name)
				w.Attr("i:nil", "true")
				w.Empty()
			}
			w.Close()
			w.Close()
		}}
	}
	switch answer := reply.(type) {
	case *futurama.SessionKeepAliveResponse:
		if answer.SessionKeepAliveResult.NextTimeout == nil {
			return write("SessionKeepAlive", answer.SessionKeepAliveResult.Message)
		}
	case *futurama.StartSessionResponse:
		if answer.StartSessionResult.NextTimeout == nil {
			return write("StartSession", answer.StartSessionResult.Message, memberID)
		}
	}
	return reply
}

// asReply gives what an operation returns the type that a step around it returns.
func asReply[T any](reply *T, err error) (soap.Reply, error) {
	if err != nil {
		return nil, err
	}
	return reply, nil
}

func (r *Room) sessionKeepAlive(ctx context.Context, call *soap.Call, in *futurama.SessionKeepAlive) (*futurama.SessionKeepAliveResponse, error) {
	if err := r.requested(call, in.Request != nil); err != nil {
		return nil, err
	}
	var id *string
	if in.Request != nil {
		id = in.Request.SessionID
	}
	o, err := r.keepAlive(ctx, call, given(call, id))
	if err != nil {
		return nil, err
	}
	return &futurama.SessionKeepAliveResponse{SessionKeepAliveResult: &futurama.SessionKeepAliveResult{
		Message: &o.message, NextTimeout: o.nextTimeout(),
	}}, nil
}

func (r *Room) sessionEnd(ctx context.Context, call *soap.Call, in *futurama.SessionEnd) (*futurama.SessionEndResponse, error) {
	if err := r.requested(call, in.Request != nil); err != nil {
		return nil, err
	}
	var id *string
	if in.Request != nil {
		id = in.Request.SessionID
	}
	o, err := r.end(ctx, call, given(call, id))
	if err != nil {
		return nil, err
	}
	return &futurama.SessionEndResponse{SessionEndResult: &futurama.SessionEndResult{Message: &o.message}}, nil
}

// startSession is an extension: the product has an operation of this name on its generic web service, from 21.11 on,
// and none here.
func (r *Room) startSession(ctx context.Context, call *soap.Call, in *futurama.StartSession) (*futurama.StartSessionResponse, error) {
	if err := r.requested(call, in.Request != nil); err != nil {
		return nil, err
	}
	var s start
	if in.Request != nil {
		s = start{folder: text(in.Request.Folder), document: text(in.Request.Document)}
	}
	o, err := r.begin(ctx, call, s)
	if err != nil {
		return nil, err
	}
	return &futurama.StartSessionResponse{StartSessionResult: &futurama.StartSessionResult{
		Message: &o.message, NextTimeout: o.nextTimeout(), SessionID: o.sessionID(),
	}}, nil
}

// resourceOperation is the one operation of the contract that is work, and no session's.
const resourceOperation = "GetResource"

// getResource is here so that the contract can be recognised: there are no resources of ours. An Error with the rest nil is
// the counterpart of the printed answer, whose Error is nil ("Retrieving Resources using Web API").
func (r *Room) getResource(context.Context, *soap.Call, *futurama.GetResource) (*futurama.GetResourceResponse, error) {
	if !r.config.Enabled {
		return noResourceFor(r.config.Choices.DisabledText), nil
	}
	return noResourceFor(r.config.Choices.ResourceText), nil
}

func noResourceFor(reason string) *futurama.GetResourceResponse {
	return &futurama.GetResourceResponse{GetResourceResult: &futurama.ResourceResult{Error: &reason}}
}

// requested says what a call without its request element comes to.
func (r *Room) requested(call *soap.Call, there bool) error {
	if !there && r.config.Enabled && r.config.Choices.MissingRequest == "fault" {
		call.Decided("missingRequest")
		return internalFault()
	}
	return nil
}

// given is the id of a request. WCF passes over one in another place or namespace than the contract's, and then there is none, which
// only the journal explains.
func given(call *soap.Call, id *string) string {
	if payload := call.Envelope.Payload; text(id) == "" && payload != nil && sessionIn(payload, 0) != "" {
		call.Note = "a SessionID was passed over: its place is " + call.Operation + "/request/SessionID, all of them in the namespace " + namespace
	}
	return text(id)
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// nextTimeout and sessionID are what an answer has, nil of a failure.
func (o outcome) nextTimeout() *time.Time {
	if o.next.IsZero() {
		return nil
	}
	return &o.next
}

func (o outcome) sessionID() *string {
	if o.failed() {
		return nil
	}
	return &o.id
}
