package mft

import (
	"errors"
	"net/http"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/auth"
)

// faults is the catalogue of everything this server refuses, one constructor each. Codes, texts and form of what Axis
// itself refuses are observed (Axis 1.4 on Tomcat 9, its own messages and those of the parser in the JDK). Of what the
// product refuses it is documented that it fails; codes follow from how Axis maps exceptions, texts are choices.
type faults struct {
	hostname string
	choices  *Choices
}

// authenticationFailed is a login with a user who is unknown, a wrong password or no credentials. An Axis client
// shows the fault of a 500, and of a 401 the status alone.
func (f faults) authenticationFailed() *soap.Fault {
	if f.choices.BadCredentials == "401" {
		fault := f.fault(content{code: code{axis, "Server.Unauthenticated"}, text: f.choices.AuthFailedText})
		fault.Status = http.StatusUnauthorized
		challenge := auth.Challenge{Scheme: "Basic", Realm: "AXIS"}
		fault.HTTP = []soap.Field{{Name: "WWW-Authenticate", Value: challenge.String()}}
		return fault
	}
	return f.thrown(f.choices.AuthFailedText)
}

// sessionInvalid is a caller's session that is unknown or has expired: the same for both.
func (f faults) sessionInvalid() *soap.Fault { return f.thrown(f.choices.InvalidText) }

func (f faults) noRight() *soap.Fault { return f.thrown(f.choices.NoRightText) }

// sessionNotFound is a session to be deleted that is not there. That it fails with a message is documented
// ("DeleteSessionId", of the command line).
func (f faults) sessionNotFound() *soap.Fault { return f.thrown(f.choices.NotFoundText) }

// thrown is an exception of the product's own.
func (f faults) thrown(text string) *soap.Fault {
	if f.choices.FaultClass == "AxisFault" {
		return f.fault(content{code: code{envelope, "Server.generalException"}, text: text})
	}
	return f.exception("java.rmi.RemoteException: " + text)
}

// exception is any exception but an AxisFault, with its class before the text.
func (f faults) exception(text string) *soap.Fault {
	return f.fault(content{code: code{envelope, "Server.userException"}, text: text})
}

// noSOAPAction is refused before Axis reads the envelope, and so in SOAP 1.1.
func (f faults) noSOAPAction(call *soap.Call) *soap.Fault {
	call.Version = soap.SOAP11
	return f.early(content{code: code{axis, "Client.NoSOAPAction"}, text: "no SOAPAction header!"})
}

// noService is a URL with the name of no service.
func (f faults) noService(name string) *soap.Fault {
	return f.early(content{
		code: code{axis, "Server.NoService"},
		text: "The AXIS engine could not find a target service to invoke!  targetService is " + name,
	})
}

func (f faults) noOperation(name string) *soap.Fault {
	return f.fault(content{
		code: code{axis, "Client"}, text: "No such operation '" + name + "'",
		code12: code{envelope, "Sender"}, sub12: "ProcedureNotPresent",
	})
}

// tooManyParameters is worded as an unknown operation, under a code without a prefix.
func (f faults) tooManyParameters(operation string) *soap.Fault {
	return f.fault(content{
		code: code{none, "Server.userException"}, text: "No such operation '" + operation + "'",
		code12: code{envelope, "Sender"}, sub12: "BadArguments",
	})
}

// badType is a parameter whose type is none that Axis makes a string of.
func (f faults) badType(class string) *soap.Fault {
	return f.exception("org.xml.sax.SAXException: Bad types (" + class + " -> class java.lang.String)")
}

// notUnderstood is a header block that must be understood, or several of them.
func (f faults) notUnderstood(call *soap.Call) *soap.Fault {
	var names []string
	c := content{code: code{envelope, "MustUnderstand"}}
	for b := range call.Envelope.Blocks() {
		v := call.Envelope.Version
		if !soap.MustUnderstand(v, b) || !soap.Addressed(v, b) {
			continue
		}
		names = append(names, qualified(b.Name))
		if v == soap.SOAP12 {
			c.prefixes++
			call.AddHeader(soap.HeaderBlock{Write: notUnderstood(c.prefixes, b.Name.Clone())})
		}
	}
	c.text = `Did not understand "MustUnderstand" header(s):` + strings.Join(names, ", ")
	return f.fault(c)
}

// qualified is a name as Java writes one.
func qualified(name soap.Name) string {
	if name.Space == "" {
		return name.Local
	}
	return "{" + name.Space + "}" + name.Local
}

// badMustUnderstand is a header block whose mustUnderstand has a value that Axis does not take, whoever the block is for; nil
// where there is none. Of SOAP 1.1 it takes what the specification has, and no boolean words.
func (f faults) badMustUnderstand(call *soap.Call) *soap.Fault {
	v := call.Envelope.Version
	for b := range call.Envelope.Blocks() {
		value, _ := b.Attr(v.Namespace(), "mustUnderstand")
		switch {
		case value == "", value == "0", value == "1":
		case v == soap.SOAP12 && (strings.EqualFold(value, "true") || strings.EqualFold(value, "false")):
		default:
			return f.fault(content{code: code{envelope, "Server.generalException"},
				text: "'" + soap.Clip(value) + "' is not a valid value for the mustUnderstand attribute on element " + qualified(b.Name.Clone())})
		}
	}
	return nil
}

// versionMismatch says in a header which envelope would do.
func (f faults) versionMismatch(call *soap.Call) *soap.Fault {
	call.AddHeader(soap.HeaderBlock{Write: writeUpgrade})
	return f.fault(content{code: code{envelope, "VersionMismatch"}, text: "Version Mismatch"})
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
	hideIDs(call) // also of a request that was refused before its step in the room
	switch {
	case errors.As(err, &read):
		return f.exception(parserText(read, call.UTF8()))
	case errors.As(err, &envelope):
		return f.wrongEnvelope(call, envelope)
	case errors.As(err, &understand):
		if fault := f.badMustUnderstand(call); fault != nil {
			return fault
		}
		return f.notUnderstood(call)
	case errors.As(err, &decode):
		return f.wrongParameters(call, decode)
	case errors.As(err, &body):
		return &soap.Fault{Status: body.Status, Text: body.Reason, Close: true}
	case errors.Is(err, soap.ErrEmptyBody):
		return f.exception("java.lang.Exception: Body not found.")
	case errors.Is(err, soap.ErrNoOperation):
		return f.noOperation(strings.Clone(call.Envelope.Payload.Name.Local))
	case errors.Is(err, soap.ErrInternal):
		return f.exception("java.lang.NullPointerException")
	}
	return nil
}

func (f faults) wrongEnvelope(call *soap.Call, e *soap.EnvelopeError) *soap.Fault {
	switch e.Problem {
	case soap.NotAnEnvelope:
		return f.exception("org.xml.sax.SAXException: Bad envelope tag:  " + e.Name.Local)
	case soap.UnknownVersion:
		return f.versionMismatch(call)
	case soap.NoBody:
		return f.exception("java.lang.Exception: Body not found.")
	}
	return f.exception("org.xml.sax.SAXException: " + unexpected(e, call.Envelope.Body != nil))
}

// unexpected are Axis's words for an element beside Header and Body, which it minds before the Body and in SOAP 1.2.
func unexpected(e *soap.EnvelopeError, afterBody bool) string {
	switch space := e.Version.Namespace(); {
	case e.Name == soap.Name{Space: space, Local: "Header"}:
		return "Only one Header element allowed!"
	case e.Name == soap.Name{Space: space, Local: "Body"}:
		return "Only one Body element allowed!"
	case afterBody:
		return "No element allowed after SOAP 1.2 body"
	}
	return "No custom elements allowed at top level until after the <body> tag"
}

// wrongParameters words what does not fit the contract. What is missing never comes here: it is null.
func (f faults) wrongParameters(call *soap.Call, e *soap.DecodeError) *soap.Fault {
	switch e.Kind {
	case soap.Unexpected:
		return f.exception("org.xml.sax.SAXException: SimpleDeserializer encountered a child element, which is NOT expected, in something it was trying to deserialize.")
	case soap.BadValue: // a reference that leads nowhere, for which Axis passes null (choice)
		return f.exception("org.xml.sax.SAXException: No value for the reference " + soap.Clip(e.Value))
	}
	return f.tooManyParameters(call.Operation)
}
