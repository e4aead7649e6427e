package futurama

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap"
)

// jsonOf is a body as standard JSON, within the limits of the endpoint. The error is errBadBody where it is none that is an
// object: then the body comes with it as far as it could be made standard, for who answers in the room's place may take it.
func jsonOf(call *soap.Call) ([]byte, error) {
	body, err := jsonText(call)
	if err != nil {
		return nil, err
	}
	var broken error
	if !json.Valid(body) {
		body = standard(body)
		broken = json.Unmarshal(body, &struct{}{}) // nothing of it, but what is wrong
	}
	if err := call.CheckJSON(body); err != nil {
		return nil, err
	}
	if broken != nil {
		return body, fmt.Errorf("%w: %w", errBadBody, broken)
	}
	return body, nil
}

// jsonText is a body as UTF-8. It may be UTF-16, by its mark or else by its content type, as Web API takes both (SupportedEncodings
// of its JsonMediaTypeFormatter). The error is errBadBody where it is neither.
func jsonText(call *soap.Call) ([]byte, error) {
	body := call.Body
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(body, []byte("\ufeff")):
		body = body[len("\ufeff"):]
	case bytes.HasPrefix(body, []byte{0xff, 0xfe}):
		body, order = body[2:], binary.LittleEndian
	case bytes.HasPrefix(body, []byte{0xfe, 0xff}):
		body, order = body[2:], binary.BigEndian
	case visitOf(call).content.utf16:
		order = binary.LittleEndian
	}
	if order == nil && utf8.Valid(body) {
		return body, nil
	}
	if order == nil || len(body)%2 != 0 {
		return nil, fmt.Errorf("%w: it is not in the encoding that it says", errBadBody)
	}
	out := make([]byte, 0, len(body))
	for i := 0; i < len(body); i += 2 {
		r := rune(order.Uint16(body[i:]))
		if utf16.IsSurrogate(r) {
			if i += 2; i == len(body) {
				return nil, fmt.Errorf("%w: it breaks off within a character", errBadBody)
			}
			if r = utf16.DecodeRune(r, rune(order.Uint16(body[i:]))); r == unicode.ReplacementChar {
				return nil, fmt.Errorf("%w: half of a character stands alone in it", errBadBody)
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out, nil
}

// between is what stands between the names and values of JSON.
const between = " \t\r\n,:"

// readJSON reads an object in valid JSON, or null, which says nothing. What the last of several members of one name says
// counts, members that nobody knows do not, and numbers and booleans are read as text, as Json.NET does (inferred).
func readJSON(text []byte) (members, error) {
	text = bytes.TrimLeft(text, between)
	switch text[0] {
	case '{':
	case 'n':
		return members{}, nil
	default:
		return members{}, fmt.Errorf("%w: it is no object", errBadBody)
	}
	var m members
	for text = bytes.TrimLeft(text[1:], between); text[0] != '}'; {
		var name, value []byte
		name, text = cutValue(text)
		value, text = cutValue(text)
		member := m.named(string(unquoted(name)))
		if member == nil {
			continue
		}
		said, ok := scalar(value)
		if !ok {
			return members{}, fmt.Errorf("%w: member %s is no text", errBadBody, name)
		}
		*member = said
	}
	return m, nil
}

// cutValue cuts off the name or value that valid JSON begins with, and what is between it and the next.
func cutValue(text []byte) (value, rest []byte) {
	end := 0
	switch text[0] {
	case '"':
		end = closing(text) + 1
	case '{', '[':
		end = closingBracket(text) + 1
	default:
		for end < len(text) && strings.IndexByte(" \t\r\n,:]}", text[end]) < 0 {
			end++
		}
	}
	return text[:end], bytes.TrimLeft(text[end:], between)
}

// closing is where the text ends, at its closing quote, that JSON begins with. From len(in) on there is none.
func closing(in []byte) int {
	end := 1
	for end < len(in) && in[end] != in[0] {
		if in[end] == '\\' {
			end++
		}
		end++
	}
	return end
}

// closingBracket is where the object or array ends that valid JSON begins with.
func closingBracket(text []byte) int {
	depth := 0
	for i := 0; ; i++ {
		switch text[i] {
		case '"':
			i += closing(text[i:])
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i
			}
		}
	}
}

// scalar is a value as text, which null is, too. An object and an array are not: these are refused at their first byte,
// since what is in them would take many times its length in memory.
func scalar(value []byte) (text string, ok bool) {
	switch value[0] {
	case '{', '[':
		return "", false
	case '"':
		return string(unquoted(value)), true
	case 'n':
		return "", true
	}
	return string(value), true
}

// unquoted is what a text in valid JSON says.
func unquoted(text []byte) []byte {
	inside := text[1 : len(text)-1]
	if bytes.IndexByte(inside, '\\') < 0 {
		return inside
	}
	var said string
	_ = json.Unmarshal(text, &said) // it is valid
	return []byte(said)
}
