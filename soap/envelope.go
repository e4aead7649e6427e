package soap

import (
	"fmt"
	"iter"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// Version is a version of SOAP. An answer has the version of its request.
type Version int

// The versions of SOAP. The zero Version says that none could be told.
const (
	SOAP11 Version = iota + 1
	SOAP12
)

// The namespaces of the envelope.
const (
	Namespace11 = "http://schemas.xmlsoap.org/soap/envelope/"
	Namespace12 = "http://www.w3.org/2003/05/soap-envelope"
)

// Namespace returns the namespace of the version's envelope.
func (v Version) Namespace() string {
	if v == SOAP12 {
		return Namespace12
	}
	return Namespace11
}

// String returns "1.1" or "1.2".
func (v Version) String() string {
	if v == SOAP12 {
		return "1.2"
	}
	return "1.1"
}

// Envelope is a request as it was read, valid until the call ends.
type Envelope struct {
	Version Version
	Header  *Element // nil when there is none
	Body    *Element
	Payload *Element // the first element of the body, nil when it is empty

	doc *reader.Document
}

// Blocks goes through the header blocks in order.
func (e *Envelope) Blocks() iter.Seq[*Element] {
	return func(yield func(*Element) bool) {
		if e.Header == nil {
			return
		}
		for b := e.Header.First(); b != nil; b = b.Next() {
			if !yield(b) {
				return
			}
		}
	}
}

// Spelling returns a namespace as the request first spelled it; see Style.Aliases.
func (e *Envelope) Spelling(namespace string) string {
	if e == nil || e.doc == nil {
		return namespace
	}
	return e.doc.Spelling(namespace)
}

// respelled says whether the request spells any namespace in another way than the contract.
func (e *Envelope) respelled() bool { return e != nil && e.doc != nil && e.doc.Respelled() }

// EnvelopeProblem is what is wrong with an envelope that is well-formed XML.
type EnvelopeProblem int

// The problems of an envelope.
const (
	NotAnEnvelope     EnvelopeProblem = iota + 1 // the root element is not called Envelope
	UnknownVersion                               // an Envelope in a namespace that is no version of SOAP
	NoBody                                       // no Body
	UnexpectedElement                            // something else where Header or Body belong, or after the Body
	UnexpectedText                               // text where only elements belong
)

// EnvelopeError says what is wrong with an envelope, and where.
type EnvelopeError struct {
	Problem      EnvelopeProblem
	Name         Name // of the element that is wrong, or that something is missing from
	Version      Version
	Line, Column int
}

// Error words the problem for a log.
func (e *EnvelopeError) Error() string {
	what := map[EnvelopeProblem]string{
		NotAnEnvelope:     "the root element is not an Envelope",
		UnknownVersion:    "the Envelope is in a namespace of no known SOAP version",
		NoBody:            "the Envelope has no Body",
		UnexpectedElement: "this element does not belong here",
		UnexpectedText:    "text does not belong here",
	}[e.Problem]
	return fmt.Sprintf("soap: line %d, column %d: {%s}%s: %s", e.Line, e.Column, e.Name.Space, e.Name.Local, what)
}

// openEnvelope finds the parts of an envelope, in a loose one also as Axis finds them; see Style.LooseEnvelope. When it fails
// the envelope still says the version, and has the parts that came before what is wrong.
func openEnvelope(doc *reader.Document, env *Envelope, loose bool) error {
	*env = Envelope{doc: doc}
	root := doc.Root()
	fail := func(p EnvelopeProblem, e *Element) error {
		return &EnvelopeError{Problem: p, Name: e.Name.Clone(), Version: env.Version, Line: e.Line, Column: e.Column}
	}
	if root.Name.Local != "Envelope" {
		return fail(NotAnEnvelope, root)
	}
	switch root.Name.Space {
	case Namespace11:
		env.Version = SOAP11
	case Namespace12:
		env.Version = SOAP12
	default:
		return fail(UnknownVersion, root)
	}
	if root.HasText() && !loose {
		return fail(UnexpectedText, root)
	}
	header, body := Name{Space: root.Name.Space, Local: "Header"}, Name{Space: root.Name.Space, Local: "Body"}
	for part := root.First(); part != nil; part = part.Next() {
		switch {
		case part.Name == header && env.Header == nil && (env.Body == nil || loose):
			env.Header = part
		case part.Name == body && env.Body == nil:
			env.Body = part
		case loose && env.Body != nil && env.Version == SOAP11 && part.Name != header && part.Name != body: // it is passed over
			continue
		default:
			return fail(UnexpectedElement, part)
		}
		if part.HasText() && !loose {
			return fail(UnexpectedText, part)
		}
	}
	if env.Body == nil {
		return fail(NoBody, root)
	}
	env.Payload = env.Body.First()
	return nil
}
