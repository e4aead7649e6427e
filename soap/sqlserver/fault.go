package sqlserver

import (
	"errors"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/stream"
)

// faults is the catalogue of everything this server refuses, one constructor each. The codes SoapHeader with
// SessionIdIsInvalid ([MS-SSNWS] 4.2.7) and InvalidXml (Books Online, ms189538) are documented. LoginFailure with
// AccessFailure is from posts of users. UnsupportedNamespaceInXsiTypeAttribute is documented, its place is not. All
// other codes are choices.
type faults struct {
	source  string // of messages
	choices *Choices
}

// blame is whose error it is: the word of SOAP 1.1 and that of SOAP 1.2.
type blame struct{ v11, v12 string }

func sender() blame         { return blame{"Client", "Sender"} }
func receiver() blame       { return blame{"Server", "Receiver"} }
func mustUnderstand() blame { return blame{"MustUnderstand", "MustUnderstand"} }

// badSession is the answer to every session that this client cannot have, whatever the reason, so that nobody
// learns which sessions there are (Books Online, ms187904).
func (f faults) badSession() *soap.Fault {
	return f.fault(sender(), nil, "SoapHeader", "SessionIdIsInvalid")
}

// foreignSession is badSession for a session of another user or endpoint, which could have a code of its own.
func (f faults) foreignSession() *soap.Fault {
	return f.fault(sender(), nil, "SoapHeader", f.choices.ForeignSessionCode)
}

func (f faults) sessionsDisabled() *soap.Fault {
	return f.fault(sender(), nil, "SoapHeader", f.choices.SessionsDisabledCode)
}

func (f faults) twoHeaders() *soap.Fault {
	return f.fault(sender(), nil, "SoapHeader", f.choices.TwoHeadersCode)
}

func (f faults) optionOnEnlist() *soap.Fault {
	return f.fault(sender(), nil, "SoapHeader", f.choices.OptionOnEnlistCode)
}

func (f faults) badTransaction() *soap.Fault {
	return f.fault(sender(), nil, "SoapHeader", f.choices.TransactionCode)
}

func (f faults) badTimeout() *soap.Fault {
	return f.fault(sender(), nil, "SoapHeader", f.choices.TimeoutCode)
}

// badAttribute is a value that its type does not allow, or one that is required and missing.
func (f faults) badAttribute() *soap.Fault {
	return f.fault(sender(), nil, "SoapHeader", "HeaderAttributeIsInvalid")
}

// headerContent is something inside of an element that has none.
func (f faults) headerContent() *soap.Fault {
	return f.fault(sender(), nil, "SoapHeader", "HeaderContentIsInvalid")
}

// databaseFixed is initialDatabase at an endpoint with a DATABASE of its own (Books Online, ms189944).
func (f faults) databaseFixed() *soap.Fault {
	return f.fault(sender(), nil, "SoapHeader", "InitialDatabaseIsInvalid")
}

func (f faults) headerLimit() *soap.Fault { return f.fault(sender(), longHeader(), "SoapHeader") }
func (f faults) headerValue() *soap.Fault { return f.fault(sender(), longValue(), "SoapHeader") }

func (f faults) login(m *batch.Message) *soap.Fault {
	return f.fault(sender(), m, "LoginFailure", "AccessFailure")
}

// unsupported is a method that the endpoint does not have: unknown, or sqlbatch with BATCHES disabled.
func (f faults) unsupported() *soap.Fault {
	return f.fault(sender(), nil, "SoapBody", "UnsupportedOperation")
}

func (f faults) envelope(m *batch.Message) *soap.Fault {
	return f.fault(sender(), m, "SoapEnvelope")
}

func (f faults) body(m *batch.Message) *soap.Fault {
	return f.fault(sender(), m, "SoapBody")
}

func (f faults) parameter(m *batch.Message) *soap.Fault {
	return f.fault(sender(), m, "SoapBody", "InvalidParameter")
}

func (f faults) xsiType() *soap.Fault {
	return f.fault(sender(), nil, "SoapBody", "UnsupportedNamespaceInXsiTypeAttribute")
}

// invalidXML is a request that cannot be parsed, after which the server hangs up ([MS-SSNWS] 3.1.4.1).
func (f faults) invalidXML(m *batch.Message) *soap.Fault {
	fault := f.fault(sender(), m, "InvalidXml")
	fault.Close = true
	return fault
}

func (f faults) notUnderstood() *soap.Fault { return f.fault(mustUnderstand(), nil) }

// character is a value that CHARACTER_SET = XML does not let through: "an invalid XML error" (the reference of
// Sql90CharacterSet, ee337837). The request was well-formed, so that it is not the client's fault, and the server does
// not hang up.
func (f faults) character() *soap.Fault {
	return f.fault(receiver(), nil, f.choices.CharacterCode)
}

// unknownError is an error that nobody mapped (Books Online, ms189538, the fourth kind).
func (f faults) unknownError() *soap.Fault { return f.fault(receiver(), nil, "UnknownSqlError") }

func (f faults) fault(who blame, m *batch.Message, codes ...string) *soap.Fault {
	if m != nil {
		m.Source = f.source
	}
	content := faultContent{who, codes, m}
	return &soap.Fault{
		Code: strings.Join(append([]string{who.v11}, codes...), "."), Text: content.reason(who.v11), Write: content.write,
	}
}

// word turns every error of a call into its fault; nil for one that nobody expected.
func (f faults) word(call *soap.Call, err error) *soap.Fault {
	var (
		read       *soap.ReadError
		envelope   *soap.EnvelopeError
		understand *soap.MustUnderstandError
		decode     *soap.DecodeError
		body       *soap.BodyError
	)
	switch {
	case errors.As(err, &read):
		return f.unreadable(read)
	case errors.As(err, &envelope):
		return f.wrongEnvelope(envelope)
	case errors.As(err, &understand):
		return f.notUnderstood()
	case errors.As(err, &decode):
		return f.wrongBody(decode)
	case errors.As(err, &body):
		return &soap.Fault{Status: body.Status, Text: body.Reason, Close: true}
	case errors.Is(err, soap.ErrEmptyBody):
		return f.body(noMethod(call.Version))
	case errors.Is(err, soap.ErrNoOperation):
		return f.unsupported()
	case errors.Is(err, stream.ErrCharacter):
		return f.character()
	case errors.Is(err, soap.ErrInternal):
		return f.unknownError()
	}
	return nil
}

func (f faults) unreadable(e *soap.ReadError) *soap.Fault {
	switch e.Kind {
	case soap.Doctype:
		return f.invalidXML(doctype())
	case soap.TooLarge, soap.TooDeep, soap.TooMany, soap.NameTooLong:
		return f.invalidXML(overLimit())
	}
	return f.invalidXML(xmlParsing(e))
}

func (f faults) wrongEnvelope(e *soap.EnvelopeError) *soap.Fault {
	space := e.Version.Namespace()
	top := soap.Name{Space: space, Local: "Envelope"}
	switch e.Problem {
	case soap.NoBody:
		return f.envelope(missingNode(soap.Name{Space: space, Local: "Body"}, top))
	case soap.UnexpectedElement:
		return f.envelope(unexpectedNode(e.Name, top))
	case soap.UnexpectedText:
		return f.envelope(strayText(e.Name))
	}
	return f.envelope(wrongTopmost(e.Version))
}

func (f faults) wrongBody(e *soap.DecodeError) *soap.Fault {
	name, parent := soap.Name(e.Name), soap.Name(e.Parent)
	switch {
	case e.Attribute, e.Kind == soap.BadValue:
		return f.parameter(nil)
	case e.Kind == soap.Missing:
		return f.body(missingNode(name, parent))
	case name == (soap.Name{}):
		return f.body(strayText(parent))
	case len(e.Expected) == 0:
		return f.body(strayConstruct(parent))
	}
	return f.body(unexpectedNode(name, parent))
}
