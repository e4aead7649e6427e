package codec

import (
	"errors"
	"reflect"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/soap/internal/writer"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// Plan reads and writes one element of a contract as one Go type. Any number of goroutines may use it at once.
type Plan struct{}

// New makes the plan for an element and a Go type, which is T, never *T. The error names every field and every
// element that have no counterpart or do not fit.
func New(e *wsdl.Element, t reflect.Type) (*Plan, error) {
	return nil, errors.New("soap/codec: not yet")
}

// Decode reads e into the value that into points at, a pointer to the plan's Go type, which should be zero. The
// error is a *Error. Strings and Content share the memory of e's document.
func (p *Plan) Decode(s *ReadStyle, e *reader.Element, into any) error {
	return errors.New("soap/codec: not yet")
}

// Encode writes the value that from points at. It says whether it wrote an attribute of XMLSchema-instance
// that who writes the envelope has to declare. The writer's escapes are followed.
func (p *Plan) Encode(s *WriteStyle, w *writer.Writer, from any) (xsi bool, err error) {
	return false, errors.New("soap/codec: not yet")
}
