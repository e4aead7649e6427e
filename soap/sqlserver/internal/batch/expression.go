package batch

import (
	"errors"
)

// expression is what has a value. Its error is a *failure.
type expression interface {
	eval(m *machine) (typed, error)
}

// typed is a value with its type.
type typed struct {
	Type     Type
	Value    Value
	nullable bool

	// What a literal is beside an operand of another type: NULL takes that type, and a whole number counts as exact
	// with the digits it has (0: as many as its type).
	untyped bool
	digits  int
}

type (
	constant  struct{ value typed }
	reference struct{ name string }
	negation  struct {
		line  int
		value expression
	}
	// chain is a list of operators of one rank, from left to right.
	chain struct {
		first expression
		rest  []link
	}
	link struct {
		operator token
		value    expression
	}
	conversion struct {
		line  int
		to    Type
		value expression
	}
	call struct {
		line      int
		function  function
		arguments []expression
	}
)

func (e constant) eval(*machine) (typed, error)    { return e.value, nil }
func (e reference) eval(m *machine) (typed, error) { return m.variables[e.name], nil }

func (e negation) eval(m *machine) (typed, error) {
	t, err := e.value.eval(m)
	if err != nil {
		return typed{}, err
	}
	return negate(e.line, t)
}

func (e chain) eval(m *machine) (typed, error) {
	t, err := e.first.eval(m)
	if err != nil {
		return typed{}, err
	}
	for _, l := range e.rest {
		right, err := l.value.eval(m)
		if err != nil {
			return typed{}, err
		}
		if t, err = operate(l.operator, t, right); err != nil {
			return typed{}, err
		}
		if err := m.made(t.Value, l.operator.line); err != nil {
			return typed{}, err
		}
	}
	return t, nil
}

func (e conversion) eval(m *machine) (typed, error) {
	t, err := e.value.eval(m)
	if err != nil {
		return typed{}, err
	}
	v, err := convertAt(e.line, t, e.to)
	if err != nil {
		return typed{}, err
	}
	return typed{Type: e.to, Value: v, nullable: t.nullable}, m.made(v, e.line)
}

func (e call) eval(m *machine) (typed, error) {
	arguments := make([]typed, len(e.arguments))
	for i, a := range e.arguments {
		t, err := a.eval(m)
		if err != nil {
			return typed{}, err
		}
		arguments[i] = t
	}
	t, err := e.function.eval(m, e.line, arguments)
	if err != nil {
		return typed{}, err
	}
	return t, m.made(t.Value, e.line)
}

// convertAt converts, and words the error as the engine does.
func convertAt(line int, t typed, to Type) (Value, error) {
	v, err := convert(t.Value, t.Type, to)
	text := t.Type.family() == characters
	switch {
	case err == nil:
		return v, nil
	case errors.Is(err, errForbid):
		return nil, conversionNotAllowed(line, t.Type, to)
	case errors.Is(err, errRange) && text && to.family() == wholes && to.Name != BigInt:
		return nil, textOverflow(line, t.Type, toText(t.Value, t.Type), to)
	case errors.Is(err, errRange) && to.family() == instants:
		return nil, noSuchDate(line, t.Type, to)
	case errors.Is(err, errRange):
		return nil, numberOverflow(line, t, to)
	case to.family() == instants:
		return nil, dateConversionFailed(line, to)
	case to.family() == wholes:
		return nil, conversionFailed(line, t.Type, toText(t.Value, t.Type), to)
	case to.family() == guids:
		return nil, abort(8169, 16, 2, line, "Conversion failed when converting from a character string to uniqueidentifier.")
	}
	return nil, numericConversionFailed(line, t.Type, to)
}
