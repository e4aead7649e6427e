package soap

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// HeaderBlock is a header block of an answer. It goes out with a reply and with a fault alike.
type HeaderBlock struct {
	// Declare are declared on the Header element, each prefix once. Two blocks cannot mean different
	// namespaces by one prefix.
	Declare []Namespace
	// Write writes the block.
	Write func(w *Writer)
}

// AddHeader adds a header block to the answer.
func (c *Call) AddHeader(b HeaderBlock) { c.blocks = append(c.blocks, b) }

// clearHeaders takes back the header blocks added so far.
func (c *Call) clearHeaders() {
	clear(c.blocks)
	c.blocks = c.blocks[:0]
}

// NoteMissed notes that a header block for which the room has looked in vain is there by nearly its name. A client that writes its
// XML by hand hears of it nowhere else, since blocks that nobody knows are passed over.
func (c *Call) NoteMissed(name Name) {
	for b := range c.Envelope.Blocks() {
		if b.Name != name && strings.EqualFold(b.Name.Local, name.Local) {
			c.Note = fmt.Sprintf("the header {%s}%s was passed over: it is nearly {%s}%s, whose name and namespace count letter by letter",
				Clip(b.Name.Space), Clip(b.Name.Local), name.Space, name.Local)
			return
		}
	}
}

// Header reads one kind of header block as the contract declares it. Any number of goroutines may use it at
// once. Make it with NewHeader.
type Header[T any] struct {
	name Name
	plan *codec.Plan
}

// NewHeader joins an element that a contract declares to a generated Go type, as Do does for the body.
func NewHeader[T any](contract *wsdl.Contract, name Name) (*Header[T], error) {
	element := contract.Element(wsdl.Name(name))
	if element == nil {
		return nil, fmt.Errorf("soap: header block {%s}%s: the contract has no such element", name.Space, name.Local)
	}
	plan, err := codec.New(element, reflect.TypeFor[T]())
	if err != nil {
		return nil, fmt.Errorf("soap: header block %s: %w", name.Local, err)
	}
	return &Header[T]{name: name, plan: plan}, nil
}

// Read returns the first block of this name that is addressed to this server, nil when there is none. It is read
// as the service reads a body, but its own name is exact. The error is a *DecodeError.
func (h *Header[T]) Read(call *Call) (*T, error) {
	if call.Envelope == nil {
		return nil, nil
	}
	for block := range call.Envelope.Blocks() {
		if block.Name != h.name || !Addressed(call.Envelope.Version, block, call.Service.Style.Actors...) {
			continue
		}
		into := new(T)
		if err := h.plan.Decode(call.readStyle(), block, into); err != nil {
			return nil, err
		}
		return into, nil
	}
	return nil, nil
}
