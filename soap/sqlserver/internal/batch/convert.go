package batch

import (
	"encoding/hex"
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// errConvert and errRange are how a conversion fails: the value is not one of the type, or too large for it.
var (
	errConvert = errors.New("batch: no value of the type")
	errRange   = errors.New("batch: value out of range")
	errForbid  = errors.New("batch: no such conversion")
)

// convert makes a value of one type a value of another, as CAST does.
func convert(v Value, from, to Type) (Value, error) {
	if v == nil {
		return nil, nil
	}
	switch to.family() {
	case characters:
		if b, ok := v.([]byte); ok {
			return to.fit(textOf(b, to))
		}
		return to.fit(toText(v, from))
	case bytes:
		switch value := v.(type) {
		case string:
			v = bytesOf(value, from)
		case int64:
			v = bytesOfWhole(value, from, to)
		}
		return toBytes(v, to)
	case wholes:
		return toWhole(v, from, to)
	case exacts:
		return toExact(v, to)
	case approximates:
		return toFloat(v, to)
	case instants:
		return toInstant(v, to)
	case guids:
		if s, ok := v.(string); ok {
			return parseGUID(s)
		}
	}
	return nil, errForbid
}

// fit cuts or pads a text to the length of its type.
func (t Type) fit(s string) (Value, error) {
	if t.max() {
		return s, nil
	}
	s = cut(s, t.MaxLength)
	if t.Name.info().fixed {
		s += strings.Repeat(" ", t.MaxLength-Length(s))
	}
	return s, nil
}

// toText is a value as CAST to a character type shows it.
func toText(v Value, t Type) string {
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case Number:
		if t.isMoney() {
			return v.at(2).String()
		}
		return v.String()
	case float64:
		s := strconv.FormatFloat(v, 'g', 6, 64)
		if mantissa, exp, found := strings.Cut(s, "e"); found && len(exp) == 3 {
			s = mantissa + "e" + exp[:1] + "0" + exp[1:]
		}
		return s
	case time.Time:
		return v.Format("Jan _2 2006 ") + padLeft(v.Format("3:04PM"), 7)
	case []byte:
		return textOf(v, t)
	}
	return ""
}

func (t Type) isMoney() bool { return t.Name == Money || t.Name == SmallMoney }

func padLeft(s string, width int) string {
	return strings.Repeat(" ", max(0, width-len(s))) + s
}

// toWhole makes a whole number. Money is rounded, where a decimal and a float are cut (Books Online, "CAST and CONVERT", ms187928).
func toWhole(v Value, from, to Type) (Value, error) {
	var n int64
	switch v := v.(type) {
	case int64:
		n = v
	case string:
		var err error
		if n, err = parseWhole(strings.TrimSpace(v), to); err != nil {
			return nil, err
		}
	case Number:
		whole := new(big.Int).Quo(v.Unscaled, pow10(v.Scale))
		switch {
		case to.Name == Bit:
			whole = big.NewInt(int64(v.Unscaled.Sign()))
		case from.isMoney():
			whole = v.at(0).Unscaled
		}
		if !whole.IsInt64() {
			return nil, errRange
		}
		n = whole.Int64()
	case float64:
		if to.Name == Bit {
			return b2i(v != 0), nil
		}
		if math.Abs(v) >= 1<<63 {
			return nil, errRange
		}
		n = int64(v)
	case []byte:
		n = wholeOfBytes(v, to)
	default:
		return nil, errForbid
	}
	if to.Name == Bit {
		return b2i(n != 0), nil
	}
	if !inRange(n, to.Name) {
		return nil, errRange
	}
	return n, nil
}

// parseWhole reads a whole number. A text without anything is zero, and a Bit may be a word.
func parseWhole(s string, to Type) (int64, error) {
	switch {
	case s == "", to.Name == Bit && strings.EqualFold(s, "false"):
		return 0, nil
	case to.Name == Bit && strings.EqualFold(s, "true"):
		return 1, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, errRange
	case err != nil:
		return 0, errConvert
	}
	return n, nil
}

func b2i(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func inRange(n int64, t TypeName) bool {
	switch t {
	case TinyInt:
		return n >= 0 && n <= math.MaxUint8
	case SmallInt:
		return n == int64(int16(n))
	case Int:
		return n == int64(int32(n))
	}
	return true
}

func toExact(v Value, to Type) (Value, error) {
	var n Number
	switch v := v.(type) {
	case Number:
		n = v
	case int64:
		n = Number{Unscaled: big.NewInt(v)}
	case string:
		parsed, ok := parseNumber(strings.TrimSpace(v))
		if !ok {
			return nil, errConvert
		}
		n = parsed
	case float64:
		if math.Abs(v) >= 1e38 {
			return nil, errRange
		}
		parsed, ok := parseNumber(strconv.FormatFloat(v, 'f', to.scale(), 64))
		if !ok {
			return nil, errConvert
		}
		n = parsed
	default:
		return nil, errForbid
	}
	n = n.at(to.scale())
	if !fits(n, to) {
		return nil, errRange
	}
	return n, nil
}

// scale is the scale of an exact type.
func (t Type) scale() int {
	if t.Name == Decimal {
		return t.Scale
	}
	return 4
}

func fits(n Number, t Type) bool {
	switch t.Name {
	case Money:
		return n.Unscaled.IsInt64()
	case SmallMoney:
		return n.Unscaled.IsInt64() && inRange(n.Unscaled.Int64(), Int)
	}
	return new(big.Int).Abs(n.Unscaled).Cmp(pow10(t.Precision)) < 0
}

func toFloat(v Value, to Type) (Value, error) {
	var f float64
	switch v := v.(type) {
	case float64:
		f = v
	case int64:
		f = float64(v)
	case Number:
		f = v.float()
	case string:
		parsed, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
		if err != nil || strings.ContainsAny(v, "xXpP_nN") {
			return nil, errConvert
		}
		f = parsed
	default:
		return nil, errForbid
	}
	if to.Name == Real {
		f = float64(float32(f))
	}
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return nil, errRange
	}
	return f, nil
}

func parseGUID(s string) (Value, error) {
	if strings.HasPrefix(s, "{") && strings.HasSuffix(s, "}") {
		s = s[1 : len(s)-1]
	}
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return nil, errConvert
	}
	if _, err := hex.DecodeString(strings.ReplaceAll(s, "-", "")); err != nil {
		return nil, errConvert
	}
	return strings.ToUpper(s), nil
}
