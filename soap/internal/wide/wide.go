// Package wide reads and writes texts in UTF-16, as some clients and tools of Windows send and keep them.
package wide

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// Order tells whether a body is in UTF-16, by its mark or by how XML begins, and in what order its bytes are.
func Order(body []byte) (order binary.ByteOrder, ok bool) {
	switch {
	case bytes.HasPrefix(body, []byte("\xff\xfe")), bytes.HasPrefix(body, []byte("<\x00")):
		return binary.LittleEndian, true
	case bytes.HasPrefix(body, []byte("\xfe\xff")), bytes.HasPrefix(body, []byte("\x00<")):
		return binary.BigEndian, true
	}
	return nil, false
}

// Decode reads a text, with the mark if it has one. The second half of a last unit may be missing: then it is left out.
// What is no character becomes U+FFFD.
func Decode(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, order.Uint16(b))
	}
	return string(utf16.Decode(units))
}

// Encode writes a text, without a mark of its own. What is not UTF-8 becomes U+FFFD, byte for byte.
func Encode(s string, order binary.ByteOrder) []byte {
	b := make([]byte, 0, 2*len(s))
	for _, unit := range utf16.Encode([]rune(s)) {
		b = append(b, 0, 0)
		order.PutUint16(b[len(b)-2:], unit)
	}
	return b
}

// Change puts a text through a function. Where that changes nothing, the body is the same, byte for byte; the second half of a
// last unit may be missing, and what is there of it stays.
func Change(b []byte, order binary.ByteOrder, f func(string) string) []byte {
	text := Decode(b, order)
	changed := f(text)
	if changed == text {
		return b
	}
	return append(Encode(changed, order), b[len(b)&^1:]...)
}
