package batch

import (
	"cmp"
	"math"
	"math/big"
)

// operatorNames are the words that messages have for operators.
var operatorNames = map[string]string{"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "%": "modulo"}

// operate applies an operator of two operands, after both are of the type that has precedence.
func operate(operator token, a, b typed) (typed, error) {
	line, op := operator.line, operator.text
	a, b = a.beside(b), b.beside(a)
	to := a.Type
	if b.Type.Name.info().precedence > to.Name.info().precedence {
		to = b.Type
	}
	nullable := a.nullable || b.nullable
	switch to.family() {
	case characters, bytes:
		if op != "+" || a.Type.max() && !a.Type.varies() || b.Type.max() && !b.Type.varies() {
			return typed{}, operandInvalid(line, to, operatorNames[op])
		}
		return concatenate(line, a, b, to, nullable)
	case wholes:
		if to.Name == Bit && a.Type.Name == Bit && b.Type.Name == Bit {
			return typed{}, operandInvalid(line, to, operatorNames[op])
		}
		return wholeArithmetic(line, op, a, b, to, nullable)
	case exacts:
		return exactArithmetic(line, op, a, b, to, nullable)
	case approximates:
		return floatArithmetic(line, op, a, b, to, nullable)
	}
	return typed{}, operandInvalid(line, to, operatorNames[op])
}

// beside is an operand as it counts next to the other: a NULL of no type of its own takes the other's.
func (t typed) beside(other typed) typed {
	if t.untyped && !other.untyped {
		t.Type = other.Type
		if t.Type.varies() {
			t.Type.MaxLength = 1
		}
	}
	return t
}

// varies says whether the type is one of variable length, max included.
func (t Type) varies() bool { return t.Name.info().limit > 0 }

func concatenate(line int, a, b typed, to Type, nullable bool) (typed, error) {
	info := to.Name.info()
	switch {
	case to.family() == bytes:
		to.Name = VarBinary
	case info.unicode:
		to.Name = NVarChar
	default:
		to.Name = VarChar
	}
	limit := to.Name.info().limit
	switch {
	case a.Type.MaxLength < 0 || b.Type.MaxLength < 0:
		to.MaxLength = -1
	default:
		to.MaxLength = min(limit, a.Type.textLength()+b.Type.textLength())
	}
	if a.Value == nil || b.Value == nil {
		return typed{Type: to, nullable: nullable}, nil
	}
	if sizeOf(a.Value)+sizeOf(b.Value) > maxLOB {
		return typed{}, outOfMemory(line)
	}
	if to.Name == VarBinary {
		x, _ := a.Value.([]byte)
		y, _ := b.Value.([]byte)
		v, err := toBytes(append(x[:len(x):len(x)], y...), to)
		return typed{Type: to, Value: v, nullable: nullable}, err
	}
	v, err := to.fit(toText(a.Value, a.Type) + toText(b.Value, b.Type))
	return typed{Type: to, Value: v, nullable: nullable}, err
}

// textLength is how long a value of the type is at most as text.
func (t Type) textLength() int {
	if t.varies() {
		return t.MaxLength
	}
	return 30
}

func wholeArithmetic(line int, op string, a, b typed, to Type, nullable bool) (typed, error) {
	if to.Name == Bit {
		to = Int.plain()
	}
	result := typed{Type: to, nullable: nullable}
	x, y, err := both(line, a, b, to)
	if err != nil || x == nil || y == nil {
		return result, err
	}
	m, n := Number{Unscaled: big.NewInt(x.(int64))}, Number{Unscaled: big.NewInt(y.(int64))}
	if (op == "/" || op == "%") && n.Unscaled.Sign() == 0 {
		return result, divideByZero(line)
	}
	v := exactResult(op, m, n, 0).Unscaled
	if !v.IsInt64() || !inRange(v.Int64(), to.Name) {
		return result, overflow(line, to)
	}
	result.Value = v.Int64()
	return result, nil
}

// both converts two operands to the type of the operation.
func both(line int, a, b typed, to Type) (x, y Value, err error) {
	if x, err = convertAt(line, a, to); err != nil {
		return nil, nil, err
	}
	y, err = convertAt(line, b, to)
	return x, y, err
}

func floatArithmetic(line int, op string, a, b typed, to Type, nullable bool) (typed, error) {
	result := typed{Type: to, nullable: nullable}
	x, y, err := both(line, a, b, to)
	if err != nil || x == nil || y == nil {
		return result, err
	}
	m, n := x.(float64), y.(float64)
	var v float64
	switch op {
	case "+":
		v = m + n
	case "-":
		v = m - n
	case "*":
		v = m * n
	case "/":
		if n == 0 {
			return result, divideByZero(line)
		}
		v = m / n
	default:
		return result, operandInvalid(line, to, operatorNames[op])
	}
	result.Value, err = toFloat(v, to)
	if err != nil {
		return result, overflow(line, to)
	}
	return result, nil
}

// exactArithmetic has results of the precision and scale that Books Online, "Precision, Scale, and Length"
// (ms190476), gives for the operands.
func exactArithmetic(line int, op string, a, b typed, to Type, nullable bool) (typed, error) {
	ta, tb := a.exactType(to), b.exactType(to)
	result := typed{Type: to, nullable: nullable}
	if to.Name == Decimal {
		result.Type = resultType(op, ta, tb)
	}
	x, err := convertAt(line, a, ta)
	if err != nil {
		return result, err
	}
	y, err := convertAt(line, b, tb)
	if err != nil || x == nil || y == nil {
		return result, err
	}
	m, n := x.(Number), y.(Number)
	if (op == "/" || op == "%") && n.Unscaled.Sign() == 0 {
		return result, divideByZero(line)
	}
	v := exactResult(op, m, n, result.Type.scale())
	if !fits(v, result.Type) {
		return result, overflow(line, result.Type)
	}
	result.Value = v
	return result, nil
}

func exactResult(op string, m, n Number, scale int) Number {
	switch op {
	case "*":
		return Number{new(big.Int).Mul(m.Unscaled, n.Unscaled), m.Scale + n.Scale}.at(scale)
	case "/":
		shifted := new(big.Int).Mul(m.Unscaled, pow10(scale+n.Scale))
		divisor := new(big.Int).Mul(n.Unscaled, pow10(m.Scale))
		return Number{shifted.Quo(shifted, divisor), scale}
	}
	common := max(m.Scale, n.Scale)
	p, q := m.at(common).Unscaled, n.at(common).Unscaled
	v := new(big.Int)
	switch op {
	case "+":
		v.Add(p, q)
	case "-":
		v.Sub(p, q)
	default:
		v.Rem(p, q)
	}
	return Number{v, common}.at(scale)
}

// exactType is the exact type that an operand has beside one of type to.
func (t typed) exactType(to Type) Type {
	info := t.Type.Name.info()
	switch {
	case to.Name != Decimal:
		return to
	case t.Type.Name == Decimal:
		return t.Type
	case t.Type.isMoney():
		return Type{Name: Decimal, Precision: info.digits, Scale: 4}
	case info.family == wholes:
		return Type{Name: Decimal, Precision: cmp.Or(t.digits, info.digits)}
	}
	return to
}

// resultType is the type of the exact result. What a sum beyond 38 digits keeps behind the point stands in the page of today,
// in words that are younger than Books Online: that it was so then is inferred.
func resultType(op string, a, b Type) Type {
	t := Type{Name: Decimal}
	switch op {
	case "+", "-":
		whole := max(a.Precision-a.Scale, b.Precision-b.Scale)
		t.Scale = min(max(a.Scale, b.Scale), maxPrecision-whole) // the places before the point come first
		t.Precision = min(whole+t.Scale+1, maxPrecision)
	case "*":
		t.Scale, t.Precision = a.Scale+b.Scale, a.Precision+b.Precision+1
	case "/":
		t.Scale = max(6, a.Scale+b.Precision+1)
		t.Precision = a.Precision - a.Scale + b.Scale + t.Scale
	case "%":
		t.Scale = max(a.Scale, b.Scale)
		t.Precision = min(a.Precision-a.Scale, b.Precision-b.Scale) + t.Scale
	}
	if over := t.Precision - maxPrecision; over > 0 {
		t.Precision = maxPrecision
		t.Scale = max(t.Scale-over, min(t.Scale, 6))
	}
	return t
}

func negate(line int, t typed) (typed, error) {
	switch v := t.Value.(type) {
	case int64:
		switch t.Type.Name {
		case Bit:
			return t, operandInvalid(line, t.Type, "minus")
		case TinyInt: // which has no negative values
			t.Type = SmallInt.plain()
		}
		if !inRange(-v, t.Type.Name) || v == math.MinInt64 {
			return t, overflow(line, t.Type)
		}
		t.Value = -v
	case Number:
		t.Value = Number{new(big.Int).Neg(v.Unscaled), v.Scale}
	case float64:
		t.Value = -v
	case nil:
	default:
		return t, operandInvalid(line, t.Type, "minus")
	}
	return t, nil
}
