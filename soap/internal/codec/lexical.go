package codec

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// whiteSpace is the facet of XML Schema part 2, section 4.3.6.
type whiteSpace int

const (
	preserve whiteSpace = iota
	replace
	collapse
)

// spaceOf returns what a builtin type does with white space.
func spaceOf(builtin string) whiteSpace {
	switch builtin {
	case "string", "anySimpleType":
		return preserve
	case "normalizedString":
		return replace
	}
	return collapse
}

func (w whiteSpace) apply(text string) string {
	if w == preserve {
		return text
	}
	if strings.ContainsAny(text, "\t\n\r") {
		text = strings.Map(func(r rune) rune {
			if r == '\t' || r == '\n' || r == '\r' {
				return ' '
			}
			return r
		}, text)
	}
	if w == replace {
		return text
	}
	text = strings.Trim(text, " ")
	for strings.Contains(text, "  ") {
		text = strings.ReplaceAll(text, "  ", " ")
	}
	return text
}

// integers are the types derived from integer, and it. Nothing changes the list.
var integers = []string{
	"integer", "nonPositiveInteger", "negativeInteger", "nonNegativeInteger", "positiveInteger",
	"long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte",
}

// bounded are the types whose values are exactly those of a Go kind of so many bits. Nothing changes the map.
var bounded = map[string]struct {
	kind reflect.Kind
	bits int
}{
	"long": {reflect.Int64, 64}, "int": {reflect.Int32, 32}, "short": {reflect.Int16, 16}, "byte": {reflect.Int8, 8},
	"unsignedLong": {reflect.Uint64, 64}, "unsignedInt": {reflect.Uint32, 32},
	"unsignedShort": {reflect.Uint16, 16}, "unsignedByte": {reflect.Uint8, 8},
}

// allows says whether a text is in the lexical space of a builtin type. Those with little or no form of their own
// (string, anyURI, QName, duration, ...) allow any, and so do base64Binary and hexBinary: who has them as text decides
// what is well formed, as SQL Server has to for a sessionId.
func allows(builtin, text string) bool {
	if slices.Contains(integers, builtin) {
		return isInteger(builtin, text)
	}
	switch builtin {
	case "boolean":
		return isBoolean(text)
	case "float", "double", "decimal":
		return isFloat(builtin, text)
	case "dateTime":
		_, ok := parseDateTime(text)
		return ok
	}
	return true
}

func isBoolean(text string) bool {
	return text == "true" || text == "false" || text == "1" || text == "0"
}

// isInteger says whether text is an integer that the type has.
func isInteger(builtin, text string) bool {
	digits := strings.TrimLeft(text, "+-")
	if len(text)-len(digits) > 1 || !isDigits(digits) {
		return false
	}
	zero := strings.Trim(digits, "0") == ""
	negative := text[0] == '-' && !zero
	var err error
	switch builtin {
	case "long", "int", "short", "byte":
		_, err = strconv.ParseInt(text, 10, bounded[builtin].bits)
	case "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte":
		_, err = strconv.ParseUint(unsigned(text), 10, bounded[builtin].bits)
	case "nonNegativeInteger":
		return !negative
	case "positiveInteger":
		return !negative && !zero
	case "nonPositiveInteger":
		return negative || zero
	case "negativeInteger":
		return negative
	}
	return err == nil
}

// unsigned takes a sign off that means nothing: that of +5, and of -0.
func unsigned(text string) string {
	if rest, ok := strings.CutPrefix(text, "-"); ok && strings.Trim(rest, "0") == "" {
		return rest
	}
	return strings.TrimPrefix(text, "+")
}

func isDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// isFloat says whether text is a decimal, with an exponent and the special values unless the type is decimal.
func isFloat(builtin, text string) bool {
	if builtin != "decimal" {
		if text == "INF" || text == "-INF" || text == "NaN" {
			return true
		}
		if at := strings.IndexAny(text, "eE"); at >= 0 {
			if !isInteger("integer", text[at+1:]) {
				return false
			}
			text = text[:at]
		}
	}
	if text != "" && (text[0] == '+' || text[0] == '-') {
		text = text[1:]
	}
	whole, fraction, _ := strings.Cut(text, ".")
	return isDigits(whole + fraction)
}
