package wsdl

import "github.com/beevik/etree"

// The namespaces that a contract is written in.
const (
	NamespaceWSDL     = "http://schemas.xmlsoap.org/wsdl/"
	NamespaceSOAP     = "http://schemas.xmlsoap.org/wsdl/soap/"
	NamespaceXSD      = "http://www.w3.org/2001/XMLSchema"
	NamespaceEncoding = "http://schemas.xmlsoap.org/soap/encoding/"
	NamespaceMarks    = "urn:soapstone:contract"
)

// Name is an expanded name: a namespace, "" for none, and a local part.
type Name struct{ Space, Local string }

// String writes the name as {namespace}local, for messages.
func (n Name) String() string {
	if n.Space == "" {
		return n.Local
	}
	return "{" + n.Space + "}" + n.Local
}

// Contract is what a WSDL document promises.
type Contract struct {
	Name            string // of the definitions; may be empty
	TargetNamespace string

	Service, Port, Binding, PortType string // local names
	Address                          string // as the source document has it

	Elements   []*Element // the global elements of every schema
	Types      []*Type    // the named types of every schema
	Operations []*Operation

	doc *etree.Document
}

// Style is the style of an operation.
type Style string

// The styles of WSDL 1.1, section 3.3.
const (
	Document Style = "document"
	RPC      Style = "rpc"
)

// Use is how a message's parts are written.
type Use string

// The uses of WSDL 1.1, section 3.5.
const (
	Literal Use = "literal"
	Encoded Use = "encoded"
)

// Operation is one operation of the contract's port.
type Operation struct {
	Name   string
	Action string // the soapAction, without quotes
	Style  Style
	Input  *Message
	Output *Message // nil for an operation without an answer
	Faults []*Fault

	Since, Until Version
}

// Message is what one direction of an operation carries.
type Message struct {
	Name      string // of the message element in the document
	Style     Style  // of its operation
	Use       Use
	Namespace string // of an rpc wrapper; for document style that of the body element

	// Element is the only child of the body. For document style it is the global element that the message's
	// part names. For rpc style it is built after WSDL 1.1, section 3.5: the operation's name (with Response
	// for the output), the binding's namespace, and one unqualified element for each part.
	Element *Element

	Headers []*Header
}

// Header is a header block that the binding allows with a message.
type Header struct {
	Element      *Element
	Use          Use
	Since, Until Version
}

// Fault is a declared fault. Element is what stands in the detail.
type Fault struct {
	Name    string
	Element *Element
}

// Operation returns the operation of this name, nil when there is none.
func (c *Contract) Operation(name string) *Operation {
	for _, op := range c.Operations {
		if op.Name == name {
			return op
		}
	}
	return nil
}

// Element returns the global element of this name, nil when there is none.
func (c *Contract) Element(name Name) *Element {
	for _, e := range c.Elements {
		if e.Name == name {
			return e
		}
	}
	return nil
}

// Type returns the named type of this name, nil when there is none. The types of XML Schema itself are not
// among them; see Builtin.
func (c *Contract) Type(name Name) *Type {
	for _, t := range c.Types {
		if t.Name == name {
			return t
		}
	}
	return nil
}
