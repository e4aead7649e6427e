package soap

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// Service is one emulated web service. Everything it has is in plain sight here; nothing is registered.
type Service struct {
	// System is the emulated system ("sqlserver"), Name the service's own among all ("sqlserver/demo").
	System, Name string
	// Routes say which requests are for this service.
	Routes []Route
	// Contract is the WSDL as the service speaks it, Ops its operations: at start-up they must be the same.
	// Both are nil for a service that is no SOAP, which has only Serve.
	Contract *wsdl.Contract
	Ops      Ops
	// Style holds what the contract does not say.
	Style Style

	// Admit is what the vendor checks before he reads the body, in his order.
	Admit func(ctx context.Context, call *Call) error
	// Serve answers what is no SOAP request: each request that is not a POST and, in a service without a
	// contract, every request. Nil answers 405.
	Serve func(ctx context.Context, call *Call) (*Response, error)
	// Around is the room's one step around every operation, found or not.
	Around func(ctx context.Context, call *Call, next Next) (Reply, error)
	// Else takes operations that are admitted and that the table does not have: a client's real work.
	Else Next
	// Fault words an error as the vendor did.
	Fault func(call *Call, err error) *Fault

	byName   map[Name]*operation
	byLocal  map[string]*operation
	byAction map[string]*operation
}

// Reply is what answers a request: nil for an empty body, a pointer to the operation's reply type, a
// Content that is the whole inside of the body, or a *Response that is the whole answer.
type Reply any

// Next runs the rest of a call.
type Next func(ctx context.Context, call *Call) (Reply, error)

// Op is one operation. Make it with Do.
type Op struct {
	request, reply reflect.Type
	run            func(ctx context.Context, call *Call, request any) (Reply, error)
}

// Ops is a table of operations, by the contract's names.
type Ops map[string]Op

// Do makes an operation of a function over the contract's generated types.
func Do[Request, Response any](f func(context.Context, *Call, *Request) (*Response, error)) Op {
	return Op{
		request: reflect.TypeFor[Request](),
		reply:   reflect.TypeFor[Response](),
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
	name   string
	op     Op
	input  *codec.Plan
	output *codec.Plan // nil for an operation without an answer
}

// compile checks the service against its contract and makes its plans.
func (s *Service) compile() error {
	if s.Name == "" || s.System == "" || len(s.Routes) == 0 {
		return fmt.Errorf("soap: service %q: it needs a system, a name and a route", s.Name)
	}
	if s.Fault == nil {
		return fmt.Errorf("soap: service %s: it has no Fault function", s.Name)
	}
	if s.Contract == nil {
		if s.Serve == nil {
			return fmt.Errorf("soap: service %s: it has neither a contract nor Serve", s.Name)
		}
		return nil
	}
	if err := s.Contract.Check(slices.Sorted(maps.Keys(s.Ops))); err != nil {
		return fmt.Errorf("soap: service %s: %w", s.Name, err)
	}
	s.byName = map[Name]*operation{}
	s.byLocal = map[string]*operation{}
	s.byAction = map[string]*operation{}
	for _, op := range s.Contract.Operations {
		if err := s.addOperation(op); err != nil {
			return fmt.Errorf("soap: service %s: operation %s: %w", s.Name, op.Name, err)
		}
	}
	return nil
}

// addOperation makes the plans of one operation, which is where the Go types meet the contract.
func (s *Service) addOperation(c *wsdl.Operation) error {
	op := &operation{name: c.Name, op: s.Ops[c.Name]}
	var err error
	if op.input, err = codec.NewMessage(c.Input, op.op.request); err != nil {
		return err
	}
	if c.Output != nil {
		if op.output, err = codec.NewMessage(c.Output, op.op.reply); err != nil {
			return err
		}
	}
	s.byName[Name(c.Input.Element.Name)] = op
	s.byLocal[c.Input.Element.Name.Local] = op
	if s.Style.Dispatch == ByAction {
		if other := s.byAction[c.Action]; other != nil {
			return fmt.Errorf("its soapAction %q is also that of %s", c.Action, other.name)
		}
		s.byAction[c.Action] = op
	}
	return nil
}

// find returns the operation of a call, nil when there is none.
func (s *Service) find(call *Call) *operation {
	if s.Style.Dispatch == ByAction {
		return s.byAction[call.Action]
	}
	payload := call.Envelope.Payload
	if payload == nil {
		return nil
	}
	if s.Style.Dispatch == ByLocal {
		return s.byLocal[payload.Name.Local]
	}
	return s.byName[payload.Name]
}

// dispatch is the innermost step of a call.
func (s *Service) dispatch(ctx context.Context, call *Call) (Reply, error) {
	op := call.op
	if op == nil {
		if call.Envelope.Payload == nil && s.Style.Dispatch != ByAction {
			return nil, ErrEmptyBody
		}
		if s.Else != nil {
			return s.Else(ctx, call)
		}
		return nil, ErrNoOperation
	}
	request := reflect.New(op.op.request).Interface()
	if call.Envelope.Payload == nil {
		return nil, ErrEmptyBody
	}
	if err := op.input.Decode(&s.Style.Read, call.Envelope.Payload, request); err != nil {
		return nil, err
	}
	return op.op.run(ctx, call, request)
}

// answer runs a call that has been read.
func (s *Service) answer(ctx context.Context, call *Call) (Reply, error) {
	if op := s.find(call); op != nil {
		call.Operation = op.name
		call.op = op
	}
	if s.Around != nil {
		return s.Around(ctx, call, s.dispatch)
	}
	return s.dispatch(ctx, call)
}

// fault words an error as the service's vendor did. It never fails: an error that nobody expected is logged
// whole and answered as ErrInternal.
func (s *Service) fault(call *Call, err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	if f = s.Fault(call, err); f != nil {
		return f
	}
	call.Log.Error("unexpected error", "service", s.Name, "operation", strings.Clone(call.Operation), "error", err)
	if f = s.Fault(call, ErrInternal); f != nil {
		return f
	}
	return &Fault{}
}
