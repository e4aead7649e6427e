package batch

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// isWide says whether texts of a type are kept in UCS-2, the lower byte first (Books Online, "nchar and nvarchar", ms186939).
func (t Type) isWide() bool { return t.Name == NChar || t.Name == NVarChar || t.Name == NText }

// textOf is the text that bytes are as a value of a type. Of what is not wide each byte is a character of Latin-1, as nearly
// in the code page of the usual collation. Half a character at the end of a wide one gets a zero byte, since Unicode has
// an even number of bytes: 0x41 comes back as 0x4100 (Books Online, "CAST and CONVERT", ms187928).
func textOf(b []byte, t Type) string {
	var text strings.Builder
	if !t.isWide() {
		text.Grow(len(b))
		for _, c := range b {
			text.WriteRune(rune(c))
		}
		return text.String()
	}
	if len(b)%2 != 0 {
		b = append(b[:len(b):len(b)], 0) // on a copy: the bytes are somebody's value
	}
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) > 0; b = b[2:] {
		units = append(units, binary.LittleEndian.Uint16(b))
	}
	return string(utf16.Decode(units))
}

// bytesOf are the bytes that a text of a type is kept in, as textOf reads them. What the code page has not is a question mark.
// A variant and xml know no code page: theirs are UTF-8 (choice).
func bytesOf(s string, t Type) []byte {
	if t.Name == Variant || t.Name == XMLType {
		return []byte(s)
	}
	if t.isWide() {
		b := make([]byte, 0, 2*len(s))
		for _, unit := range utf16.Encode([]rune(s)) {
			b = binary.LittleEndian.AppendUint16(b, unit)
		}
		return b
	}
	b := make([]byte, 0, len(s))
	for _, c := range s {
		if c > 0xff {
			c = '?'
		}
		b = append(b, byte(c))
	}
	return b
}

// bytesOfWhole are the bytes of a whole number, the highest first. Unlike a text it is cut and padded on the left (Books
// Online, "binary and varbinary", ms188362).
func bytesOfWhole(n int64, from, to Type) []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(n))[8-width(from.Name):]
	switch more := to.MaxLength - len(b); {
	case to.max():
	case more < 0:
		b = b[-more:]
	case to.Name == Binary:
		b = append(make([]byte, more), b...)
	}
	return b
}

// width is how many bytes a type of whole numbers has.
func width(t TypeName) int {
	switch t {
	case BigInt:
		return 8
	case Int:
		return 4
	case SmallInt:
		return 2
	}
	return 1
}

func toBytes(v Value, to Type) (Value, error) {
	b, ok := v.([]byte)
	if !ok {
		return nil, errForbid
	}
	if !to.max() {
		b = b[:min(len(b), to.MaxLength)]
		if to.Name == Binary && len(b) < to.MaxLength {
			b = append(b[:len(b):len(b)], make([]byte, to.MaxLength-len(b))...)
		}
	}
	return b, nil
}

// wholeOfBytes is the number that the last bytes are as a value of a type, as bytesOfWhole makes them.
func wholeOfBytes(b []byte, to Type) (n int64) {
	for _, c := range b[max(0, len(b)-8):] {
		n = n<<8 | int64(c)
	}
	switch to.Name {
	case Int:
		return int64(int32(n))
	case SmallInt:
		return int64(int16(n))
	case TinyInt:
		return int64(uint8(n))
	}
	return n
}
