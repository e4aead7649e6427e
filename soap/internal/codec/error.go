package codec

import (
	"fmt"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// Kind is what is wrong with a request.
type Kind int

// The kinds.
const (
	Unexpected Kind = iota + 1 // an element that does not belong here, or once too often
	Missing                    // an element or attribute that is required
	BadValue                   // text that its type does not allow
)

// Error says why a request element does not fit the contract. The rooms word it as their vendors did.
type Error struct {
	Kind         Kind
	Name         wsdl.Name   // the element or attribute in question, as the request has it; for Missing the contract's
	Attribute    bool        // Name is an attribute
	Parent       wsdl.Name   // the element that it is in, or that lacks it; zero for the outermost
	Line, Column int         // of the element, of the parent for Missing, both from 1
	Expected     []wsdl.Name // what might have stood here, for Unexpected
	Value        string      // the text, for BadValue
	Type         string      // the type of XML Schema that it should be, such as "int", for BadValue
}

// Error words it for the log.
func (e *Error) Error() string {
	what := "element"
	if e.Attribute {
		what = "attribute"
	}
	at := fmt.Sprintf("soap/codec: line %d, column %d: ", e.Line, e.Column)
	switch e.Kind {
	case Missing:
		return fmt.Sprintf("%s%s has no %s %s, which is required", at, e.Parent, what, e.Name)
	case BadValue:
		return fmt.Sprintf("%s%s %s: %q is no %s", at, what, e.Name, e.Value, e.Type)
	case Unexpected:
		return fmt.Sprintf("%sunexpected %s %s; expected %v", at, what, e.Name, e.Expected)
	}
	return fmt.Sprintf("%sfault with %s %s", at, what, e.Name)
}
