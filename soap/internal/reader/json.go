package reader

import "fmt"

// CheckJSON refuses a JSON text that goes beyond the limits of a document: MaxElements bounds its values, and MaxDepth
// objects and arrays inside each other. What is no JSON is left for who reads it. The error is an *Error.
func CheckJSON(body []byte, limits Limits) error {
	limits = limits.WithDefaults()
	values, depth := 0, 0
	for i := 0; i < len(body); {
		start := i
		i++
		switch body[start] {
		case '"':
			i = stringEnd(body, i)
			values++
		case '{', '[':
			values++
			depth++
		case '}', ']':
			depth--
		case ':':
			values-- // what stands before it is a name
		case ' ', '\t', '\r', '\n', ',':
		default:
			for i < len(body) && isScalarByte(body[i]) {
				i++
			}
			values++
		}
		switch {
		case depth > limits.MaxDepth:
			return refuseJSON(body, start, TooDeep, "", "more than %d objects and arrays inside each other", limits.MaxDepth)
		case values > limits.MaxElements:
			return refuseJSON(body, start, TooMany, ManyElements, "more than %d values", limits.MaxElements)
		}
	}
	return nil
}

// stringEnd is behind the closing quote of the string whose text begins at an index.
func stringEnd(body []byte, at int) int {
	for ; at < len(body); at++ {
		switch body[at] {
		case '\\':
			at++
		case '"':
			return at + 1
		}
	}
	return len(body)
}

// isScalarByte says whether a number, a word or a name without quotes goes on with c.
func isScalarByte(c byte) bool {
	switch c {
	case '"', '{', '[', '}', ']', ':', ',', ' ', '\t', '\r', '\n':
		return false
	}
	return true
}

func refuseJSON(body []byte, offset int, kind Kind, many, format string, limit int) error {
	line, column := position(text(body), offset)
	return &Error{Kind: kind, Line: line, Column: column, Offset: offset, Many: many, Detail: fmt.Sprintf(format, limit)}
}
