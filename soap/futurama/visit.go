package futurama

import (
	"sync"

	"github.com/soapstone-dev/soapstone/soap"
)

// visit is what a REST call carries from step to step.
type visit struct {
	rest    *restCall // the one that it is; nil: none of ours
	content content   // of the request
	begins  bool      // see BeginsSession

	answer soap.Response
	short  [256]byte // memory for the body of an answer, which is no longer as a rule
}

// visits holds those that no call has just now.
var visits = sync.Pool{New: func() any { return new(visit) }}

// newVisit begins one, which the call releases.
func newVisit(call *soap.Call, rest *restCall) *visit {
	v := visits.Get().(*visit)
	v.rest, v.content = rest, contentOf(call.HTTP.Header.Get("Content-Type"))
	call.Room = v
	return v
}

func visitOf(call *soap.Call) *visit { return call.Room.(*visit) }

// Release lets go of everything that belongs to the call.
func (v *visit) Release() {
	v.rest, v.content, v.begins, v.answer = nil, content{}, false, soap.Response{}
	visits.Put(v)
}

// BeginsSession says that the call begins its session, which nobody but this room may do. Who answers a page asks it.
func (v *visit) BeginsSession() bool { return v.begins }
