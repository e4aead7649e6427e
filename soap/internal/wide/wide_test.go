package wide_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/wide"
)

func TestOrder(t *testing.T) {
	for _, tt := range []struct {
		body string
		want binary.ByteOrder
	}{
		{"\xff\xfea\x00", binary.LittleEndian},
		{"\xfe\xff\x00a", binary.BigEndian},
		{"<\x00a\x00", binary.LittleEndian},
		{"\x00<\x00a", binary.BigEndian},
		{"\xef\xbb\xbf<a/>", nil},
		{"<a/>", nil},
		{"a\x00", nil},
		{"\xff", nil},
		{"", nil},
	} {
		if got, ok := wide.Order([]byte(tt.body)); got != tt.want || ok != (tt.want != nil) {
			t.Errorf("%q: %v, %v, want %v", tt.body, got, ok, tt.want)
		}
	}
}

// What is typed here is from the Unicode Standard, table 3-5.
func TestDecodeAndEncode(t *testing.T) {
	for _, tt := range []struct {
		order binary.ByteOrder
		bytes string
		text  string
	}{
		{binary.LittleEndian, "", ""},
		{binary.LittleEndian, "M\x000\x04\x8c\x4e\x00\xd8\x02\xdf", "M\u0430\u4e8c\U00010302"},
		{binary.BigEndian, "\x00M\x040\x4e\x8c\xd8\x00\xdf\x02", "M\u0430\u4e8c\U00010302"},
		{binary.BigEndian, "\xfe\xff\x00a", "\ufeffa"},
	} {
		if got := wide.Decode([]byte(tt.bytes), tt.order); got != tt.text {
			t.Errorf("%q is read as %q, want %q", tt.bytes, got, tt.text)
		}
		if got := string(wide.Encode(tt.text, tt.order)); got != tt.bytes {
			t.Errorf("%q is written as %q, want %q", tt.text, got, tt.bytes)
		}
	}
	if got := wide.Decode([]byte("a\x00\x00\xd8b"), binary.LittleEndian); got != "a\ufffd" {
		t.Errorf("half a character and half a unit are read as %q", got)
	}
	if got := wide.Encode("a\xffb", binary.BigEndian); string(got) != "\x00a\xff\xfd\x00b" {
		t.Errorf("what is not UTF-8 is written as %q", got)
	}
}

func TestChange(t *testing.T) {
	for _, tt := range []struct{ body, want string }{
		{"\xff\xfea\x00", "\xff\xfeb\x00c\x00"},
		{"a\x00\x00\xd8d", "b\x00c\x00\xfd\xffd"},
		{"x\x00\x00\xd8d", "x\x00\x00\xd8d"}, // nothing to change, so not even what is no character
	} {
		if got := wide.Change([]byte(tt.body), binary.LittleEndian, func(s string) string { return strings.ReplaceAll(s, "a", "bc") }); string(got) != tt.want {
			t.Errorf("%q became %q, want %q", tt.body, got, tt.want)
		}
	}
}
