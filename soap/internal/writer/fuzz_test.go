package writer_test

import (
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/soap/internal/writer"
)

// FuzzEscape checks that any string that is written reads as the same string, whatever the escapes; what XML
// cannot hold reads as U+FFFD.
func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "]]>", "a&<>\"'\t\n\r é \U0001F600 \x01 \uFFFE \xff", "&#xD;", "\xed\xa0\x80"} {
		for flags := range uint8(32) {
			f.Add(s, flags)
		}
	}
	f.Fuzz(func(t *testing.T, s string, flags uint8) {
		w := writer.Writer{Escapes: writer.Escapes{
			QuoteInText: flags&1 != 0, AposInText: flags&2 != 0, GreaterInValue: flags&4 != 0,
			AposInValue: flags&8 != 0, NonASCII: flags&16 != 0,
		}}
		w.Open("a")
		w.Attr("b", s)
		w.Text(s)
		w.Close()
		d, err := reader.Read(w.Bytes(), reader.Options{})
		if err != nil {
			t.Fatalf("%v\n%s", err, w.Bytes())
		}
		defer d.Release()

		var want strings.Builder
		for _, r := range s {
			if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
				r = 0xFFFD
			}
			want.WriteRune(r)
		}
		if got := d.Root().Text(); got != want.String() {
			t.Errorf("the text %q reads %q", s, got)
		}
		if got, _ := d.Root().Attr("", "b"); got != want.String() {
			t.Errorf("the value %q reads %q", s, got)
		}
	})
}
