package codec

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// Plan reads and writes one element of a contract as one Go type. Any number of goroutines may use it at once.
type Plan struct {
	element *wsdl.Element
	goType  reflect.Type
	body    *body // nil when the Go type is Content
	rpc     bool  // the elements inside are parameters
	encoded bool  // written and read after SOAP 1.1, section 5
}

// body is what is inside an element: one type of the contract joined to one Go type.
type body struct {
	typ   *wsdl.Type
	value *value // the text; nil for a type without
	item  *body  // of an array, an item; nil for any other type

	// A struct has these. Of a plain value, chardata is nil and the Go value itself is the text.
	isStruct   bool
	chardata   []int
	attributes []attribute
	members    []member
	any        int      // index into members of the one tagged ",any", -1 for none
	spaces     []string // namespaces of the members and qualified attributes, in order of appearance
}

// attribute joins an attribute to the field that holds a pointer to its value.
type attribute struct {
	decl  *wsdl.Attribute
	index []int
	value *value
}

// member joins an element to a field.
type member struct {
	decl         *wsdl.Element // nil for what is tagged ",any"
	index        []int
	shape        shape
	body         *body // of the element; nil for Content
	required     bool
	since, until wsdl.Version
}

// shape is how a field holds its element or elements.
type shape int

const (
	pointer  shape = iota // *T
	slice                 // []T
	pointers              // []*T
	plain                 // []byte
)

// single says whether the field holds at most one element.
func (s shape) single() bool { return s == pointer || s == plain }

var contentType = reflect.TypeFor[Content]()

// New makes the plan for an element and a Go type, which is T, never *T. The error names every field and every
// element that have no counterpart or do not fit.
func New(e *wsdl.Element, t reflect.Type) (*Plan, error) {
	return (&Plan{element: e, goType: t}).build()
}

// NewMessage makes the plan for what a message has in the body. Encoded messages of document style are refused.
func NewMessage(m *wsdl.Message, t reflect.Type) (*Plan, error) {
	p := &Plan{element: m.Element, goType: t, rpc: m.Style == wsdl.RPC, encoded: m.Use == wsdl.Encoded}
	if p.encoded && !p.rpc {
		return nil, fmt.Errorf("soap/codec: message %s is encoded and of document style; encoded messages are of rpc style", m.Name)
	}
	return p.build()
}

// build joins the Go type to the contract.
func (p *Plan) build() (*Plan, error) {
	if p.goType.Kind() == reflect.Pointer {
		return nil, fmt.Errorf("soap/codec: %s is a pointer; give the type that it points to", p.goType)
	}
	if p.goType == contentType {
		return p, nil
	}
	b := &builder{done: make(map[pair]*body), encoded: p.encoded}
	p.body = b.body(p.element.Name.Local, p.element.Type, p.goType)
	if err := errors.Join(b.errs...); err != nil {
		return nil, err
	}
	return p, nil
}
