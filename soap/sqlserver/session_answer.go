package sqlserver

import (
	"github.com/soapstone-dev/soapstone/soap"
)

// sessionAnswer is an sqlSession block of an answer. It never has initiate, mustUnderstand or actor
// ([MS-SSNWS] 2.2.2.2.2).
type sessionAnswer struct {
	terminate  bool
	id         string
	offered    string // instead of an id: what the client sent, as it was written
	timeout    string
	descriptor *string
}

// declared is what every block declares. Nobody changes it.
var declared = []soap.Namespace{{Prefix: "sqloptions", URI: optionsNamespace}}

// write writes the answer's header block. Attributes stand in the order of the printed samples, and the element has an
// end tag, as there.
func (a *sessionAnswer) write(w *soap.Writer) {
	w.Open("sqloptions:sqlSession")
	if a.terminate {
		w.Attr("terminate", "true")
	}
	switch {
	case a.id != "":
		w.Attr("sessionId", encodeID(a.id))
	case a.offered != "":
		w.Attr("sessionId", a.offered)
	}
	if a.timeout != "" {
		w.Attr("timeout", a.timeout)
	}
	if a.descriptor != nil {
		w.Attr("transactionDescriptor", encodeID(*a.descriptor))
	}
	w.Close()
}

// refuseSession returns the fault for a session that this client cannot have, after the header that tells it
// to forget the session. Two pages say that the fault has one (Books Online, ms175084, ms187904), the only printed sample
// ([MS-SSNWS] 4.2.7) has none: choices.faultHeader.
func (e *endpoint) refuseSession(call *soap.Call, s *sessionHeader, fault *soap.Fault) error {
	a := sessionAnswer{terminate: true}
	switch e.room.config.Choices.FaultHeader {
	case "none":
		return fault
	case "terminate+id":
		if s.id != nil {
			a.offered = *s.id
		}
	}
	call.AddHeader(soap.HeaderBlock{Declare: declared, Write: a.write})
	return fault
}
