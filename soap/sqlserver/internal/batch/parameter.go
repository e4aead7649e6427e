package batch

import (
	"fmt"
	"unicode/utf8"
)

// Direction is the way of a parameter.
type Direction string

// The directions of parameters.
const (
	Input       Direction = "Input"
	InputOutput Direction = "InputOutput"
)

// Parameter is a parameter of a batch: a variable that has a value when the batch begins.
type Parameter struct {
	Name      string // as in the request, without "@"
	Direction Direction
	Type      Type
	Value     Value
}

// ParameterSpec is a SqlParameter as a request writes it. Nil is an attribute that is not there.
type ParameterSpec struct {
	Name      string  // 1 to 127 characters, without "@"
	SQLDbType *string // NVarChar if not there; letters must match as in the contract
	Direction *string // Input if not there
	MaxLength *int    // 1 if not there, -1 for the max types
	Precision *int    // 18 if not there
	Scale     *int    // 0 if not there
	Null      bool    // xsi:nil
	Text      string  // the content of Value otherwise, in the lexical form of its XML type
}

// NewParameter makes a parameter of what the request says. A character or binary value that is longer than
// maxLength is cut (MS-SSNWS 2.2.4.1); one of Text, NText, Image, Xml, Variant and Timestamp is not, since these have no
// length. It fails with ErrParameter or ErrBase64; what else the error says may be shown to the client.
func NewParameter(spec ParameterSpec) (Parameter, error) {
	p := Parameter{Name: spec.Name, Direction: Direction(or(spec.Direction, string(Input)))}
	wrong := func(kind error, format string, args ...any) (Parameter, error) {
		return Parameter{}, fmt.Errorf("%w %q: %s", kind, clip(spec.Name), fmt.Sprintf(format, args...))
	}
	if n := utf8.RuneCountInString(spec.Name); n == 0 || n >= maxIdentifier {
		return wrong(ErrParameter, "a name has 1 to %d characters", maxIdentifier-1)
	}
	if p.Direction != Input && p.Direction != InputOutput {
		return wrong(ErrParameter, "no direction %q", clip(string(p.Direction)))
	}
	name := TypeName(or(spec.SQLDbType, string(NVarChar)))
	if name.info().family == noFamily {
		return wrong(ErrParameter, "no type %q", clip(string(name)))
	}
	typ, ok := spec.typed(name)
	if !ok {
		return wrong(ErrParameter, "no type %s", typ)
	}
	p.Type = typ
	if !spec.Null {
		v, err := p.Type.ParseXML(spec.Text)
		if err != nil {
			return wrong(err, "not a value of type %s", p.Type)
		}
		p.Value = v
	}
	return p, nil
}

func (s ParameterSpec) typed(name TypeName) (_ Type, ok bool) {
	t := name.plain()
	switch {
	case name == Decimal:
		return t.sized(or(s.Precision, 18), or(s.Scale, 0), true)
	case name.info().limit > 0:
		size := or(s.MaxLength, 1)
		if size > name.info().limit && !name.info().fixed {
			size = -1 // a longer one can only be max
		}
		return t.sized(size, 0, false)
	}
	return t, true
}

func or[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}
