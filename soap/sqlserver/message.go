package sqlserver

import (
	"fmt"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// The engine's messages that a fault can hold. Numbers, severities and texts are those of sys.messages as the
// vendor publishes them ("Database engine events and errors", 7000 to 7999 and 9000 to 9999). Which of them stands in
// which fault is documented for 9422 (Books Online, ms189538) and inferred from the texts for the others.

func message(number int, format string, args ...any) *batch.Message {
	return &batch.Message{Number: number, Class: 16, State: 1, Message: fmt.Sprintf(format, args...)}
}

// in is how a message names the element in which something is wrong.
func in(n soap.Name) string {
	return fmt.Sprintf(`the "%s" element (in the "%s" namespace)`, n.Local, n.Space)
}

// body is the Body of an envelope.
func body(v soap.Version) soap.Name { return soap.Name{Space: v.Namespace(), Local: "Body"} }

// badBase64 is 7817.
func badBase64(parameter string) *batch.Message {
	return message(7817, "The Base64 encoded input data was malformed for the parameter \"%s\".", parameter)
}

// overLimit is 7818.
func overLimit() *batch.Message {
	return message(7818, "The request exceeds an internal limit. Simplify or reduce the size of the request.")
}

// unexpectedNode is 7822.
func unexpectedNode(node, parent soap.Name) *batch.Message {
	return message(7822, `An unexpected XML node "%s" (in the namespace "%s") was found in %s of the SOAP request.`,
		node.Local, node.Space, in(parent))
}

// missingNode is 7823.
func missingNode(node, parent soap.Name) *batch.Message {
	return message(7823, `The "%s" XML element (in the "%s" namespace) was expected in %s of the SOAP request.`,
		node.Local, node.Space, in(parent))
}

// wrongTopmost is 7824.
func wrongTopmost(v soap.Version) *batch.Message {
	return message(7824, `The "Envelope" XML element (in the "%s" namespace) was expected as the topmost node of the SOAP request.`,
		v.Namespace())
}

// noMethod is 7825.
func noMethod(v soap.Version) *batch.Message {
	return message(7825, "A SOAP method element was expected in %s of the SOAP request.", in(body(v)))
}

// strayText is 7826.
func strayText(parent soap.Name) *batch.Message {
	return message(7826, "Unexpected character data was found in %s of the SOAP request.", in(parent))
}

// longValue is 7866.
func longValue() *batch.Message {
	return message(7866, "XML attribute and element values larger than 4000 characters are only allowed within the SOAP Body node.")
}

// notAParameter is 7872.
func notAParameter(name, procedure string) *batch.Message {
	return message(7872, `%s is not a parameter for procedure "%s", or it was supplied out of order.`, soap.Clip(name), procedure)
}

// notSupplied is 201. Faults pass on what the engine says of the parameters of a call (Books Online, ms189538).
func notSupplied(procedure, name string) *batch.Message {
	m := message(201, "Procedure or function '%s' expects parameter '@%s', which was not supplied.", procedure, name)
	m.State = 4
	return m
}

// strayConstruct is 7875.
func strayConstruct(parent soap.Name) *batch.Message {
	return message(7875, "An unexpected XML construct was found in the character data of %s of the SOAP request.", in(parent))
}

// longHeader is 7889.
func longHeader() *batch.Message {
	return message(7889, "The SOAP headers on the request have exceeded the size limits established for this endpoint. "+
		"The endpoint owner may increase these limits via ALTER ENDPOINT.")
}

// doctype is 7892.
func doctype() *batch.Message {
	return message(7892, "Internal subset DTDs inside SOAP requests are not allowed.")
}

// noDatabase is 4060.
func noDatabase(name string) *batch.Message {
	m := message(4060, `Cannot open database "%s" requested by the login. The login failed.`, soap.Clip(name))
	m.Class = 11
	return m
}

// xmlParsing is what the engine's parser says of a document that it cannot read. 9400, 9420, 9436 and 9455 are
// observed, in what users posted of the xml type, which has the same parser.
func xmlParsing(e *soap.ReadError) *batch.Message {
	number, what := 9422, "incorrect document syntax"
	switch e.Kind {
	case soap.Unclosed:
		number, what = 9400, "unexpected end of input"
	case soap.BadCharacter:
		number, what = 9420, "illegal xml character"
	case soap.Mismatch:
		number, what = 9436, "end tag does not match start tag"
	case soap.DuplicateAttribute:
		number, what = 9437, "duplicate attribute"
	case soap.BadName:
		number, what = 9455, "illegal qualified name character"
	case soap.UndeclaredPrefix:
		number, what = 9459, "undeclared prefix"
	}
	return message(number, "XML parsing: line %d, character %d, %s", e.Line, e.Column, what)
}
