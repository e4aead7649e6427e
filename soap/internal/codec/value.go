package codec

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// value reads and writes text of one simple type as one Go type.
type value struct {
	name        string // of the type, for errors
	builtin     string
	space       whiteSpace
	enumeration []string

	// decode stores text, its white space done, and says whether the type allows it.
	decode func(v reflect.Value, text string) bool

	// encode appends the text and says whether the type has such a value. It is nil for strings, which are text.
	encode func(b []byte, v reflect.Value, s *WriteStyle) ([]byte, bool)
}

// newValue joins a simple type, or one with simple content, to a Go type.
func newValue(typ *wsdl.Type, t reflect.Type) (*value, error) {
	if typ.Builtin == "" {
		return nil, fmt.Errorf("%s has elements, and %s has no place for them; generate the type anew", typ.Name, t)
	}
	v := &value{name: typ.Builtin, builtin: typ.Builtin, space: spaceOf(typ.Builtin), enumeration: typ.Enumeration}
	if typ.Name.Local != "" && typ.Enumeration != nil {
		v.name = typ.Name.Local
	}
	integer := slices.Contains(integers, typ.Builtin)
	number := slices.Contains([]string{"float", "double", "decimal"}, typ.Builtin)
	switch k := t.Kind(); {
	case k == reflect.String:
		v.decode = v.decodeString
	case k == reflect.Bool && typ.Builtin == "boolean":
		v.decode, v.encode = decodeBool, encodeBool
	case k >= reflect.Int && k <= reflect.Int64 && integer:
		v.decode, v.encode = v.decodeInt, v.encodeInt
	case k >= reflect.Uint && k <= reflect.Uint64 && integer:
		v.decode, v.encode = v.decodeUint, v.encodeUint
	case (k == reflect.Float32 || k == reflect.Float64) && number:
		v.decode, v.encode = v.decodeFloat, v.encodeFloat
	case k == reflect.Slice && t.Elem().Kind() == reflect.Uint8 && typ.Builtin == "base64Binary":
		v.decode, v.encode = decodeBase64, encodeBase64
	case k == reflect.Slice && t.Elem().Kind() == reflect.Uint8 && typ.Builtin == "hexBinary":
		v.decode, v.encode = decodeHex, encodeHex
	case t == reflect.TypeFor[time.Time]() && typ.Builtin == "dateTime":
		v.decode, v.encode = decodeTime, encodeTime
	default:
		return nil, fmt.Errorf("a %s cannot hold a %s; package codec's documentation has the types that can", t, typ.Builtin)
	}
	return v, nil
}

// isText says whether an empty text is a value of the type.
func (v *value) isText() bool { return v.space != collapse }

// read reads text into to and says whether the type allows it.
func (v *value) read(to reflect.Value, text string) bool {
	text = v.space.apply(text)
	if v.enumeration != nil && !slices.Contains(v.enumeration, text) {
		return false
	}
	return v.decode(to, text)
}

func (v *value) decodeString(to reflect.Value, text string) bool {
	if !allows(v.builtin, text) {
		return false
	}
	to.SetString(text)
	return true
}

func decodeBool(to reflect.Value, text string) bool {
	to.SetBool(text == "true" || text == "1")
	return isBoolean(text)
}

func encodeBool(b []byte, v reflect.Value, _ *WriteStyle) ([]byte, bool) {
	return strconv.AppendBool(b, v.Bool()), true
}

func (v *value) decodeInt(to reflect.Value, text string) bool {
	n, err := strconv.ParseInt(text, 10, to.Type().Bits())
	if err != nil || !isInteger(v.builtin, text) {
		return false
	}
	to.SetInt(n)
	return true
}

func (v *value) encodeInt(b []byte, from reflect.Value, _ *WriteStyle) ([]byte, bool) {
	start := len(b)
	b = strconv.AppendInt(b, from.Int(), 10)
	return b, bounded[v.builtin].kind == from.Kind() || isInteger(v.builtin, string(b[start:]))
}

func (v *value) decodeUint(to reflect.Value, text string) bool {
	if !isInteger(v.builtin, text) {
		return false
	}
	n, err := strconv.ParseUint(unsigned(text), 10, to.Type().Bits())
	if err != nil {
		return false
	}
	to.SetUint(n)
	return true
}

func (v *value) encodeUint(b []byte, from reflect.Value, _ *WriteStyle) ([]byte, bool) {
	start := len(b)
	b = strconv.AppendUint(b, from.Uint(), 10)
	return b, bounded[v.builtin].kind == from.Kind() || isInteger(v.builtin, string(b[start:]))
}

func (v *value) decodeFloat(to reflect.Value, text string) bool {
	if !isFloat(v.builtin, text) {
		return false
	}
	// Out of range is no error: the value then is the infinity that it rounds to. INF and NaN are read too.
	f, _ := strconv.ParseFloat(text, to.Type().Bits())
	to.SetFloat(f)
	return true
}

func (v *value) encodeFloat(b []byte, from reflect.Value, _ *WriteStyle) ([]byte, bool) {
	f := from.Float()
	switch text := strconv.FormatFloat(f, 'g', -1, from.Type().Bits()); {
	case text == "NaN":
		return append(b, "NaN"...), v.builtin != "decimal"
	case text == "+Inf":
		return append(b, "INF"...), v.builtin != "decimal"
	case text == "-Inf":
		return append(b, "-INF"...), v.builtin != "decimal"
	case v.builtin != "decimal":
		return append(b, text...), true
	}
	return strconv.AppendFloat(b, f, 'f', -1, from.Type().Bits()), true
}

func decodeBase64(to reflect.Value, text string) bool {
	raw, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		return false
	}
	to.SetBytes(raw)
	return true
}

func encodeBase64(b []byte, v reflect.Value, _ *WriteStyle) ([]byte, bool) {
	return base64.StdEncoding.AppendEncode(b, v.Bytes()), true
}

func decodeHex(to reflect.Value, text string) bool {
	raw, err := hex.DecodeString(text)
	if err != nil {
		return false
	}
	to.SetBytes(raw)
	return true
}

func encodeHex(b []byte, v reflect.Value, _ *WriteStyle) ([]byte, bool) {
	return fmt.Appendf(b, "%X", v.Bytes()), true // upper case is the canonical form
}

func decodeTime(to reflect.Value, text string) bool {
	t, ok := parseDateTime(text)
	*to.Addr().Interface().(*time.Time) = t // everything decoded into is addressable
	return ok
}

func encodeTime(b []byte, v reflect.Value, s *WriteStyle) ([]byte, bool) {
	layout := s.DateTime
	if layout == "" {
		layout = "2006-01-02T15:04:05.9999999Z07:00"
	}
	return v.Addr().Interface().(*time.Time).AppendFormat(b, layout), true // everything encoded is behind a pointer
}
