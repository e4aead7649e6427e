package codec

import (
	"fmt"
	"strings"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// Kind is what is wrong with a request.
type Kind int

// The kinds.
const (
	Unexpected Kind = iota + 1 // an element that does not belong here, or once too often; text where none belongs
	Missing                    // an element or attribute that is required
	BadValue                   // text that its type does not allow; a reference that leads nowhere
	Surplus                    // a parameter more than the operation has
)

// Error says why a request element does not fit the contract. The rooms word it as their vendors did.
type Error struct {
	Kind         Kind
	Name         wsdl.Name   // the element or attribute, as the request has it; for Missing the contract's; zero for text
	Attribute    bool        // Name is an attribute
	Parent       wsdl.Name   // the element that it is in, or that lacks it; zero for the outermost
	Line, Column int         // of the element, of the parent for Missing, both from 1
	Expected     []wsdl.Name // what might have stood here, for an unexpected element; none where only text may
	Value        string      // the text, for BadValue and for unexpected text
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
	case Surplus:
		return fmt.Sprintf("%selement %s is one more than %s has parameters", at, e.Name, e.Parent)
	}
	if e.Name == (wsdl.Name{}) {
		return fmt.Sprintf("%sunexpected text %q in %s", at, e.Value, e.Parent)
	}
	where := ""
	if e.Parent != (wsdl.Name{}) {
		where = " in " + e.Parent.String()
	}
	return fmt.Sprintf("%sunexpected %s %s%s; expected %s", at, what, e.Name, where, expected(e.Expected))
}

// expected lists names as a, b or c.
func expected(names []wsdl.Name) string {
	if len(names) == 0 {
		return "text only"
	}
	var b strings.Builder
	for i, name := range names {
		switch {
		case i > 0 && i == len(names)-1:
			b.WriteString(" or ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(name.String())
	}
	return b.String()
}
