package stream

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// elementNames are the names of the elements of columns: no two are the same, so that the schema holds.
func elementNames(columns []batch.Column) []string {
	taken := make(map[string]bool)
	for _, c := range columns {
		if c.Name != "" {
			taken[elementName(c.Name)] = true
		}
	}
	names := make([]string, len(columns))
	last := make(map[string]int) // the number given last behind a stem; 0 is none
	for i, c := range columns {
		stem := elementName(c.Name)
		if c.Name == "" {
			stem = "Column"
		} else if _, again := last[stem]; !again {
			last[stem] = 0
			names[i] = stem
			continue
		}
		n := last[stem] + 1
		for taken[stem+strconv.Itoa(n)] {
			n++
		}
		last[stem] = n
		names[i] = stem + strconv.Itoa(n)
		taken[names[i]] = true
	}
	return names
}

var escapeSequence = regexp.MustCompile(`^_x[0-9A-Fa-f]{4}`)

// elementName writes _x0020_ and the like for what a name of XML cannot hold, as FOR XML does.
func elementName(s string) string {
	var b strings.Builder
	for i, c := range s {
		switch {
		case c == '_' && escapeSequence.MatchString(s[i:]):
			b.WriteString("_x005F_")
		case (unicode.IsLetter(c) || c == '_') && inNames(c, i == 0):
			b.WriteRune(c)
		case i > 0 && (unicode.IsDigit(c) || c == '-' || c == '.') && inNames(c, false):
			b.WriteRune(c)
		default:
			for _, unit := range utf16.AppendRune(nil, c) {
				fmt.Fprintf(&b, "_x%04X_", unit)
			}
		}
	}
	return b.String()
}

// inNames says whether a letter or digit can be in a name of XML, at its beginning or behind it: not those that Unicode got
// later, nor a few such as µ (XML 1.0, appendix B up to the fourth edition, which the clients of that time go by).
func inNames(c rune, first bool) bool {
	if c < utf8.RuneSelf {
		return true
	}
	name := string(c)
	if !first {
		name = "a" + name
	}
	_, err := xml.NewDecoder(strings.NewReader("<" + name + "/>")).Token()
	return err == nil
}
