package batch

import (
	"encoding/hex"
	"math/big"
	"strconv"
	"strings"
)

// textType is the type of a literal or name.
func textType(t token) Type {
	n, limit := VarChar, 8000
	if t.kind != literal {
		n, limit = NVarChar, 4000
	}
	size := max(1, Length(t.text))
	if size > limit {
		size = -1
	}
	return Type{Name: n, MaxLength: size}
}

// literalValue is the value of a literal and its type (Books Online, "Constants", ms179899).
func literalValue(t token) (typed, *failure) {
	switch t.kind {
	case literal, national:
		return typed{Type: textType(t), Value: t.text}, nil
	case integer:
		if n, err := strconv.ParseInt(t.text, 10, 32); err == nil {
			return typed{Type: Int.plain(), Value: n, digits: len(strconv.FormatInt(n, 10))}, nil
		}
		return exactLiteral(t)
	case exact:
		return exactLiteral(t)
	case float:
		text := strings.TrimRight(t.text, "eE+-")
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return typed{}, abort(168, 15, 1, t.line, "The floating point value '%s' is out of the range of computer representation "+
				"(8 bytes).", clip(t.text))
		}
		return typed{Type: Type{Name: Float}, Value: f}, nil
	case money:
		n, ok := parseNumber(t.text)
		if n.Unscaled == nil && t.text == "." {
			n, ok = Number{Unscaled: new(big.Int)}, true
		}
		typ := Type{Name: Money}
		if !ok || !fits(n.at(4), typ) {
			return typed{}, incorrectSyntax(t)
		}
		return typed{Type: typ, Value: n.at(4)}, nil
	case hexadecimal:
		digits := t.text
		if len(digits)%2 == 1 {
			digits = "0" + digits
		}
		b, err := hex.DecodeString(digits)
		if err != nil {
			return typed{}, incorrectSyntax(t)
		}
		size := max(1, len(b))
		if size > 8000 {
			size = -1
		}
		return typed{Type: Type{Name: VarBinary, MaxLength: size}, Value: b}, nil
	}
	return typed{}, incorrectSyntax(t)
}

func exactLiteral(t token) (typed, *failure) {
	n, ok := parseNumber(strings.TrimLeft(t.text, "0"))
	if strings.Trim(t.text, "0.") == "" {
		n, ok = Number{new(big.Int), min(maxPrecision, max(0, len(t.text)-1-strings.Index(t.text+".", ".")))}, true
	}
	if !ok || n.digits() > maxPrecision {
		return typed{}, abort(1007, 15, 1, t.line, "The number '%s' is out of the range for numeric representation (maximum "+
			"precision %d).", clip(t.text), maxPrecision)
	}
	return typed{Type: Type{Name: Decimal, Precision: max(1, n.digits()), Scale: n.Scale}, Value: n}, nil
}
