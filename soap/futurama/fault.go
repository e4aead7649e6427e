package futurama

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// The catalogue of what this server refuses, one constructor each. All of it is WCF's own: what Futurama refuses stands
// in the Message of an answer. Texts are those of the .NET Framework (observed); where each belongs is inferred, unless
// said otherwise.

// The namespaces of fault codes.
const (
	dispatcher = "http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher"
	envelope   = "" // that of the envelope
)

// errNotTaken is a message that is well-formed SOAP, which the encoder does not take.
var errNotTaken = errors.New("futurama: the envelope is not of SOAP 1.1, or has a header block of WCF's own")

// word turns an error of the protocol into WCF's fault for it; nil for one that nobody expected.
func (r *Room) word(call *soap.Call, err error) *soap.Fault {
	var (
		read       *soap.ReadError
		wrong      *soap.EnvelopeError
		understand *soap.MustUnderstandError
		decode     *soap.DecodeError
		body       *soap.BodyError
	)
	other := call.Version != soap.SOAP11
	call.Version = soap.SOAP11 // the only one that the binding writes
	switch {
	case errors.As(err, &body):
		return &soap.Fault{Status: body.Status, Text: body.Reason, Close: true}
	case errors.As(err, &read):
		return soap.Refuse(http.StatusBadRequest, "the body is no XML")
	case errors.As(err, &wrong), other, errors.Is(err, errNotTaken), addresses(call):
		// One of another version is to the encoder what is none (ReadEnvelope of the .NET Framework, and what
		// HttpChannelListener.HandleProcessInboundException makes of its exception).
		return soap.Refuse(http.StatusBadRequest, "the body is no envelope that the binding takes")
	case errors.Is(err, soap.ErrInternal):
		return internalFault()
	case errors.Is(err, soap.ErrNoOperation), errors.As(err, &understand) && r.contract.Operation(operationOf(call.Action)) == nil:
		if operationOf(call.Action) == "StartSession" && !r.extended() {
			call.Decided("startSession")
		}
		return actionNotSupported(call.Action) // it is looked for before the headers are
	case understand != nil: // the headers are looked at when the body has been read (DispatchOperationRuntime)
		if fault := unreadable(call); fault != nil {
			return fault
		}
		return mustUnderstand(understand.Name)
	case errors.As(err, &decode):
		return deserializationFailed(call, decode)
	}
	return nil
}

// addresses says whether a message has a header block of those that WCF makes for itself, as its test client shows them. Then
// the encoder throws (MessageHeaders.ReadBufferedHeader of the .NET Framework), which comes to 400 as well.
func addresses(call *soap.Call) bool {
	if call.Envelope == nil {
		return false
	}
	for block := range call.Envelope.Blocks() {
		if block.Name.Space == noAddressing {
			return true
		}
	}
	return false
}

// operationOf is the name of the operation that a SOAPAction is for, "" when it is for none.
func operationOf(action string) string {
	name, _ := strings.CutPrefix(action, actions)
	if name == action {
		return ""
	}
	return name
}

// checkContentType refuses what the text encoder of SOAP 1.1 does not take, with its words as the reason phrase.
func checkContentType(header string) error {
	refuse := func(phrase string) error {
		return &soap.Fault{Status: http.StatusUnsupportedMediaType, Phrase: phrase, Text: "the content type"}
	}
	if strings.TrimSpace(header) == "" {
		return refuse("Missing Content Type")
	}
	media, charset, err := contentType(header)
	if err == nil && media == "text/xml" {
		switch charset {
		case "", "utf-8", "utf-16", "utf-16le", "utf-16be", "unicodefffe":
			return nil
		}
	}
	return refuse("Cannot process the message because the content type '" + header + "' was not the expected type '" + typeSOAP + "'.")
}

func actionNotSupported(action string) *soap.Fault {
	return fault(noAddressing, "ActionNotSupported", "The message with Action '"+action+"' cannot be processed at the receiver, due to a "+
		"ContractFilter mismatch at the EndpointDispatcher. This may be because of either a contract mismatch (mismatched "+
		"Actions between sender and receiver) or a binding/security mismatch between the sender and the receiver.  Check that "+
		"sender and receiver have the same contract and the same binding (including security requirements, e.g. Message, "+
		"Transport, None).")
}

func mustUnderstand(name soap.Name) *soap.Fault {
	return fault(envelope, "MustUnderstand", "The header '"+name.Local+"' from the namespace '"+name.Space+"' was not understood by the "+
		"recipient of this message, causing the message to not be processed.  This error typically indicates that the sender of "+
		"this message has enabled a communication protocol that the receiver cannot process.  Please ensure that the configuration "+
		"of the client's binding is consistent with the service's binding. ")
}

// What WCF says first of a body that its formatter could not read, and then of which operation's it is.
const (
	formatterThrew = "The formatter threw an exception while trying to deserialize the message: "
	bodyOf         = "Error in deserializing body of request message for operation '%s'. "
)

// moreInBody is a body with a second element. WCF reads on to the end of the envelope before the operation runs, and wants
// nothing there but the end (OperationFormatter.DeserializeBodyContents of the .NET Framework).
func moreInBody(operation string, more *soap.Element) *soap.Fault {
	text := fmt.Sprintf(bodyOf+"End element 'Body' from namespace '%s' expected. %s", operation, soap.Namespace11, found(more))
	return fault(dispatcher, "DeserializationFailed", formatterThrew+text)
}

// found is what WCF says of an element where it wants the end of another. The position is the one behind the element's start
// tag, as far as that stands on one line.
func found(e *soap.Element) string {
	return fmt.Sprintf("Found element '%s' from namespace '%s'. Line %d, position %d.", nameOf(e), e.Name.Space, e.Line, e.Column+len(e.StartTag()))
}

// nameOf is the name of an element as it is written.
func nameOf(e *soap.Element) string {
	if e.Prefix == "" {
		return e.Name.Local
	}
	return e.Prefix + ":" + e.Name.Local
}

// unreadable is the fault of a body that is not the one of the operation, or that goes on behind it; nil of any other. The
// action says which operation that is, not the body. Another element than the operation's is an error that WCF has no code
// for, so that it says nothing of it (OperationFormatter.DeserializeRequest of the .NET Framework).
func unreadable(call *soap.Call) *soap.Fault {
	payload, operation := call.Envelope.Payload, operationOf(call.Action)
	switch {
	case payload == nil:
		return nil
	case payload.Name != soap.Name{Space: namespace, Local: operation}:
		return internalFault()
	case payload.Next() != nil:
		return moreInBody(operation, payload.Next())
	}
	return nil
}

// deserializationFailed is a body with something in it that its serializer cannot read.
func deserializationFailed(call *soap.Call, e *soap.DecodeError) *soap.Fault {
	if fault := unreadable(call); fault != nil {
		return fault
	}
	inner := ""
	if at := elementAt(call.Envelope.Payload, e.Line, e.Column); e.Kind == soap.Unexpected && at != nil {
		inner = fmt.Sprintf("End element '%s' from namespace '%s' expected. %s", e.Parent.Local, e.Parent.Space, found(at))
	} else {
		inner = fmt.Sprintf("The value '%s' cannot be parsed as the type 'Boolean'.", soap.Clip(e.Value)) // of nil: the rest is text
	}
	return fault(dispatcher, "DeserializationFailed", formatterThrew+fmt.Sprintf("There was an error while trying to deserialize "+
		"parameter %s:%s. The InnerException message was 'There was an error deserializing the object of type %s. %s'.  Please see "+
		"InnerException for more details.", namespace, parameterOf(call.Operation), typeOf(call.Operation), inner))
}

// elementAt is the element inside another, or that itself, which begins at a place; nil when there is none.
func elementAt(e *soap.Element, line, column int) *soap.Element {
	if e.Line == line && e.Column == column {
		return e
	}
	for child := range e.Elements() {
		if at := elementAt(child, line, column); at != nil {
			return at
		}
	}
	return nil
}

// parameterOf is the name of an operation's parameter. That of GetResource is documented ("Retrieving Resources using Web
// API").
func parameterOf(operation string) string {
	if operation == resourceOperation {
		return "Parameters"
	}
	return "request"
}

// typeOf is the class of an operation's parameter. The namespace is that of the data contracts of GetResource, as .NET makes it
// of the classes' own (inferred); the names are those of the contract, which are choices.
func typeOf(operation string) string {
	name := operation + "Request"
	if operation == resourceOperation {
		name = "ResourceRequest"
	}
	return "ActuIT.Futurama.WebAPI." + name
}

// internalFault is what a service answers that has thrown an exception which nobody expected.
func internalFault() *soap.Fault {
	return fault(dispatcher, "InternalServiceFault", "The server was unable to process the request due to an internal error.  For more "+
		"information about the error, either turn on IncludeExceptionDetailInFaults (either from ServiceBehaviorAttribute or from "+
		"the <serviceDebug> configuration behavior) on the server in order to send the exception information back to the client, or "+
		"turn on tracing as per the Microsoft .NET Framework SDK documentation and inspect the server trace logs.")
}

func fault(space, code, text string) *soap.Fault {
	return &soap.Fault{Code: code, Text: code, Write: func(w *soap.Writer, _ *soap.Call) {
		w.Open("s:Fault")
		w.Open("faultcode")
		if space == envelope {
			w.Text("s:" + code)
		} else {
			w.Attr("xmlns:a", space)
			w.Text("a:" + code)
		}
		w.Close()
		w.Open("faultstring")
		w.Attr("xml:lang", "en-US")
		w.Text(text)
		w.Close()
		w.Close()
	}}
}
