package soap

import (
	"context"
	"fmt"
	"reflect"

	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// Next runs the rest of a call.
type Next func(ctx context.Context, call *Call) (Reply, error)

// Op is one operation. Make it with Do.
type Op struct {
	request, reply reflect.Type
	empty          func() any // a new request
	run            func(ctx context.Context, call *Call, request any) (Reply, error)
}

// Ops is a table of operations, by the contract's names.
type Ops map[string]Op

// Do makes an operation of a function over the contract's generated types.
func Do[Request, Response any](f func(context.Context, *Call, *Request) (*Response, error)) Op {
	return Op{
		request: reflect.TypeFor[Request](),
		reply:   reflect.TypeFor[Response](),
		empty:   func() any { return new(Request) },
		run: func(ctx context.Context, call *Call, request any) (Reply, error) {
			reply, err := f(ctx, call, request.(*Request))
			if err != nil || reply == nil {
				return nil, err
			}
			return reply, nil
		},
	}
}

// operation is an operation of the contract with its place in the table and its plans.
type operation struct {
	name         string
	op           Op
	input        *codec.Plan
	output       *codec.Plan // nil for an operation without an answer
	since, until wsdl.Version
}

// addOperation makes the plans of one operation, which is where the Go types meet the contract.
func (s *Service) addOperation(c *wsdl.Operation) error {
	op := &operation{name: c.Name, op: s.Ops[c.Name], since: c.Since, until: c.Until}
	var err error
	if op.input, err = codec.NewMessage(c.Input, op.op.request); err != nil {
		return err
	}
	if c.Output != nil {
		if op.output, err = codec.NewMessage(c.Output, op.op.reply); err != nil {
			return err
		}
	}
	key := s.Style.Dispatch.key(Name(c.Input.Element.Name), c.Action)
	if other := s.operations[key]; other != nil {
		return fmt.Errorf("nothing in a request tells it from %s: give it another element or SOAPAction, or the service another Dispatch", other.name)
	}
	s.operations[key] = op
	return nil
}

// key is what tells the operations of a service apart.
func (d Dispatch) key(element Name, action string) Name {
	switch d {
	case ByAction:
		return Name{Local: action}
	case ByLocal:
		return Name{Local: element.Local}
	}
	return element
}

// find returns the operation of a call, nil when there is none.
func (s *Service) find(call *Call) *operation {
	var element Name
	if payload := call.Envelope.Payload; payload != nil {
		element = payload.Name
	} else if s.Style.Dispatch != ByAction {
		return nil
	}
	op := s.operations[s.Style.Dispatch.key(element, call.Action)]
	if op == nil || !call.Edition.Within(op.since, op.until) {
		return nil
	}
	return op
}

// answer runs a call that has been read.
func (s *Service) answer(ctx context.Context, call *Call) (Reply, error) {
	if op := s.find(call); op != nil {
		call.Operation = op.name
		call.op = op
	}
	if s.Around != nil {
		return s.Around(ctx, call, s.next)
	}
	return s.next(ctx, call)
}

// dispatch is the innermost step of a call.
func (s *Service) dispatch(ctx context.Context, call *Call) (Reply, error) {
	op, payload := call.op, call.Envelope.Payload
	switch {
	case payload == nil && (op != nil || s.Style.Dispatch != ByAction):
		return nil, ErrEmptyBody
	case op == nil && s.Else != nil:
		return s.Else(ctx, call)
	case op == nil:
		return nil, ErrNoOperation
	}
	request := op.op.empty()
	if err := op.input.Decode(call.readStyle(), payload, request); err != nil {
		return nil, err
	}
	return op.op.run(ctx, call, request)
}
