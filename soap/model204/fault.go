package model204

import (
	"errors"
	"net/http"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/auth"
)

// The reasons of a cancelled request, which are ours: message numbers and texts of the real ones are written nowhere.
const (
	notAuthorized = "NOTAUTH"
	required      = "ARGREQ"
	badArgument   = "BADARG"
	alreadyOpen   = "ALREADYOPEN"
	noSession     = "NOSESSION"
)

// cancel is a cancelled request. An rc is never a fault; this is, and nothing of the request was done.
func cancel(function, reason, text string) *soap.Fault {
	text = "CANCELLING REQUEST: " + function + ": " + text
	return &soap.Fault{Code: "Server." + reason, Text: text, Write: func(w *soap.Writer, _ *soap.Call) {
		begin(w, "Server", text)
		w.Open("detail")
		w.Open("m:RequestCancelled")
		w.Attr("xmlns:m", namespace)
		w.Leaf("m:function", function)
		w.Leaf("m:reason", reason)
		w.Close()
		w.Close()
		w.Close()
	}}
}

// begin opens a fault and writes what each has.
func begin(w *soap.Writer, code, text string) {
	w.Open(envelopePrefix + ":Fault")
	w.Leaf("faultcode", envelopePrefix+":"+code)
	w.Leaf("faultstring", text)
}

func mayNotCreate(function string) *soap.Fault {
	return cancel(function, notAuthorized, "only a system administrator may create a private session for another user")
}

func mayNotUse(function string) *soap.Fault {
	return cancel(function, notAuthorized, "the session is private to another user")
}

func needsID(function string) *soap.Fault {
	return cancel(function, required, "the session id is required")
}

func needsName(function string) *soap.Fault {
	return cancel(function, required, "the name is required")
}

func badTimeout(function string) *soap.Fault {
	return cancel(function, badArgument, "the timeout may not be less than -1")
}

func anotherIsOpen(function string) *soap.Fault {
	return cancel(function, alreadyOpen, "a session is already open on this thread")
}

func nothingOpen(function string) *soap.Fault {
	return cancel(function, noSession, "no session is open")
}

// plain is trouble with the protocol.
func plain(code, text string) *soap.Fault {
	return &soap.Fault{Code: code, Text: text, Write: func(w *soap.Writer, _ *soap.Call) {
		begin(w, code, text)
		w.Close()
	}}
}

// notLoggedIn is a thread that is unknown or has ended: the same for both.
func notLoggedIn() *soap.Fault { return plain("Client", "Not logged in") }

func twoThreads() *soap.Fault { return plain("Client", "The header names two different threads") }

func otherUser() *soap.Fault {
	return plain("Client", "The credentials are those of another user than the thread's")
}

func loginFailed() *soap.Fault { return plain("Client", "Login failed") }

func noThreads() *soap.Fault { return plain("Server", "All threads are in use") }

func manyOperations() *soap.Fault {
	return plain("Client", "The body has more than one operation: send each in an envelope of its own")
}

func otherAction() *soap.Fault {
	return plain("Client", "The SOAPAction is that of another operation than the body's")
}

// unauthorized is a request with credentials that are wrong, or with none where there is no public user.
func unauthorized() *soap.Fault {
	challenge := auth.Challenge{Scheme: "Basic", Realm: "M204"}
	return soap.Refuse(http.StatusUnauthorized, "credentials", soap.Field{Name: "WWW-Authenticate", Value: challenge.String()})
}

// word turns every error of a call into its fault; nil for one that nobody expected. The contract is one of SOAP 1.1,
// and so is every answer.
func word(call *soap.Call, err error) *soap.Fault {
	call.Version = soap.SOAP11
	var (
		read       *soap.ReadError
		envelope   *soap.EnvelopeError
		understand *soap.MustUnderstandError
		decode     *soap.DecodeError
		body       *soap.BodyError
	)
	switch {
	case errors.As(err, &read):
		f := plain("Client", unreadable(read))
		f.Status = http.StatusBadRequest
		return f
	case errors.As(err, &envelope):
		if envelope.Problem == soap.UnknownVersion {
			return plain("VersionMismatch", "The envelope is not one of SOAP 1.1")
		}
		return plain("Client", "The request is not a SOAP envelope")
	case errors.As(err, &understand):
		return plain("MustUnderstand", "A header block that must be understood is not: "+understand.Name.Local)
	case errors.As(err, &decode):
		return plain("Client", misfit(decode))
	case errors.As(err, &body):
		return &soap.Fault{Status: body.Status, Text: body.Reason, Close: true}
	case errors.Is(err, soap.ErrEmptyBody):
		return plain("Client", "The body is empty")
	case errors.Is(err, soap.ErrNoOperation):
		return plain("Client", "Unknown operation "+soap.Clip(call.Envelope.Payload.Name.Local))
	case errors.Is(err, soap.ErrInternal):
		return plain("Server", "Internal error")
	}
	return nil
}

// unreadable words what is no XML, or more of it than this server takes.
func unreadable(e *soap.ReadError) string {
	switch e.Kind {
	case soap.TooLarge, soap.TooDeep, soap.TooMany, soap.NameTooLong:
		return "The request breaks a limit of this server: " + e.Detail
	}
	return "The request is not well-formed XML"
}

// misfit words what does not fit the contract.
func misfit(e *soap.DecodeError) string {
	switch {
	case e.Kind == soap.BadValue:
		return "The value of " + soap.Clip(e.Name.Local) + " is not valid"
	case e.Name.Local == "":
		return "Unexpected text in " + soap.Clip(e.Parent.Local)
	}
	return "Unexpected element " + soap.Clip(e.Name.Local)
}

func longID(function string) *soap.Fault {
	return cancel(function, badArgument, "the session id may not be longer than 255 bytes")
}

func noUserid(function string) *soap.Fault {
	return cancel(function, badArgument, "the owner is no userid")
}
