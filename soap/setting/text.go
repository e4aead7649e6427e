package setting

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxText is how many bytes a text may have.
const maxText = 500

// CheckText says why a text cannot stand on one line of XML, or is too long.
func CheckText(s string) error {
	switch {
	case s == "":
		return fmt.Errorf("it is empty: give a text")
	case len(s) > maxText:
		return fmt.Errorf("it has %d bytes: give a text of at most %d", len(s), maxText)
	case !Printable(s):
		return fmt.Errorf("%q cannot stand in XML: give a text of one line", s)
	}
	return nil
}

// Printable says whether a text can stand on one line of XML.
func Printable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return r < ' ' || r == 0x7f || r == 0xfffe || r == 0xffff
	})
}
