package soap

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync/atomic"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// Service is one emulated web service. Everything it has is in plain sight here; nothing is registered.
type Service struct {
	// System is the emulated system ("sqlserver"), Name the service's own among all ("sqlserver/demo").
	System, Name string
	// Routes say which requests are for this service.
	Routes []Route
	// Unlisted marks a service that catches what none of the others takes, and refuses it as the vendor's server did. Listings
	// leave it out.
	Unlisted bool
	// Contract is the WSDL as the service speaks it, Ops its operations: at start-up they must be the same.
	// Both are nil for a service that is no SOAP, which has only Serve.
	Contract *wsdl.Contract
	Ops      Ops
	// Style holds what the contract does not say.
	Style Style

	// Copies are the WSDLs that the service hands out; nil: its contract at its first route. See WSDLs.
	Copies func(base string) []Copy

	// Admit is what the vendor checks before he reads the body, in his order.
	Admit func(ctx context.Context, call *Call) error
	// Serve answers what is no SOAP request: each request that is not a POST and, in a service without a
	// contract, every request. Its body has been read. Nil answers 405.
	Serve func(ctx context.Context, call *Call) (*Response, error)
	// Around is the room's one step around every operation, found or not.
	Around func(ctx context.Context, call *Call, next Next) (Reply, error)
	// Else takes operations that are admitted and that the table does not have: a client's real work. The room has
	// checked the session by then, and says it in Call.Session. Around calls it by Next, Serve by PassOn. It returns a
	// *Response, or an error that is ErrNoOperation where it does not take the call.
	Else Next
	// Takes says whether Else is likely to take a call, going by its operation. Such an operation counts as one that exists:
	// without a session it is refused for that, and not as unknown. Nil: Else is likely to take none. See IsTaken.
	Takes func(call *Call) bool
	// Yields names operations of the contract that the room offers to Else first. It answers them itself when Else does not
	// take them.
	Yields []string
	// Fault words an error as the vendor did. It may add header blocks to the answer. Nil, for an error that it
	// does not know, has the error logged whole and Fault asked again with ErrInternal; but a call that was given up, such
	// as one whose client went away, is answered with a bare 503 then.
	Fault func(call *Call, err error) *Fault

	operations map[Name]*operation             // by Dispatch.key
	next       Next                            // dispatch
	frames     [SOAP12 + 1]frame               // by Version
	fields     []headField                     // Style.HTTP, by name
	aliases    []reader.Alias                  // Style.Aliases
	lengths    *[16]atomic.Pointer[lengthLine] // of the latest answers, each in the place that its length gives
	log        *slog.Logger
}

// Reply is what answers a request: nil for an empty body, a pointer to the operation's reply type, a
// Content that is the whole inside of the body, or a *Response that is the whole answer. One that is returned with an
// error does not go out.
type Reply any

// headField is a field of an HTTP head with all its values.
type headField struct {
	name   string
	values []string
}

// compile checks the service against its contract and makes its plans.
func (s *Service) compile(log *slog.Logger) error {
	if s.Name == "" || s.System == "" || len(s.Routes) == 0 {
		return fmt.Errorf("soap: service %q: it needs a system, a name and a route", s.Name)
	}
	if s.Fault == nil {
		return fmt.Errorf("soap: service %s: it has no Fault function", s.Name)
	}
	s.log = log.With("service", s.Name)
	for _, v := range []Version{SOAP11, SOAP12} {
		s.frames[v] = newFrame(&s.Style, v)
	}
	s.fields, s.aliases, s.lengths = nil, nil, new([16]atomic.Pointer[lengthLine])
	for _, spelled := range slices.Sorted(maps.Keys(s.Style.Aliases)) {
		s.aliases = append(s.aliases, reader.Alias{Spelled: spelled, Meant: s.Style.Aliases[spelled]})
	}
	for _, f := range s.Style.HTTP {
		i := slices.IndexFunc(s.fields, func(h headField) bool { return h.name == f.Name })
		if i < 0 {
			i, s.fields = len(s.fields), append(s.fields, headField{name: f.Name})
		}
		// Clipped, so that a fault's own value never lands in memory that all answers share.
		s.fields[i].values = slices.Clip(append(s.fields[i].values, f.Value))
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
	s.operations, s.next = map[Name]*operation{}, s.dispatch
	for _, op := range s.Contract.Operations {
		if err := s.addOperation(op); err != nil {
			return fmt.Errorf("soap: service %s: operation %s: %w", s.Name, op.Name, err)
		}
	}
	return nil
}

// IsTaken says whether Else is likely to take a call.
func (s *Service) IsTaken(call *Call) bool { return s.Else != nil && s.Takes != nil && s.Takes(call) }

// PassOn gives a call that is no SOAP of a contract to Else. The room has checked its session by then. The content type
// is for an answer that does not say its own. The error is ErrNoOperation when nobody takes the call.
func (s *Service) PassOn(ctx context.Context, call *Call, contentType string) (*Response, error) {
	if s.Else == nil {
		return nil, ErrNoOperation
	}
	reply, err := s.Else(ctx, call)
	if err != nil {
		return nil, err
	}
	response, ok := reply.(*Response)
	if !ok || response == nil {
		return nil, fmt.Errorf("soap: service %s: a %T is no whole answer", s.Name, reply)
	}
	return response.As(contentType), nil
}
