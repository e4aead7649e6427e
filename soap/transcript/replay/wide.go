package replay

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// wideOrder tells whether a body is in UTF-16, by its mark or by how XML begins, and in what order.
func wideOrder(b []byte) (order binary.ByteOrder, wide bool) {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("<\x00")):
		return binary.LittleEndian, true
	case bytes.HasPrefix(b, []byte("\xfe\xff")), bytes.HasPrefix(b, []byte("\x00<")):
		return binary.BigEndian, true
	}
	return nil, false
}

func fromWide(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, order.Uint16(b))
	}
	return string(utf16.Decode(units))
}

func toWide(s string, order binary.ByteOrder) []byte {
	var b []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		b = append(b, 0, 0)
		order.PutUint16(b[len(b)-2:], unit)
	}
	return b
}
