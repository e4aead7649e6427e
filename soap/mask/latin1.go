package mask

import (
	"cmp"
	"strings"
	"unicode/utf8"
)

// isLatin1 says whether a document of XML is in ISO-8859-1 by what its head says, or else it itself.
func isLatin1(body []byte, contentType string) bool {
	declared := ""
	if found := declaredCharset.FindSubmatch(body); found != nil {
		declared = string(found[1])
	}
	charset := strings.ToLower(cmp.Or(parameterOf(contentType, charsetParameter), declared))
	return charset == "iso-8859-1" || charset == "latin1" || charset == "windows-1252"
}

// fromLatin1 is a text of such a document in UTF-8. What a document of that name holds in UTF-8 all the same stays as it is, and so
// does what only windows-1252 has a character for.
func fromLatin1(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	out := make([]rune, len(s))
	for i := range len(s) {
		if 0x80 <= s[i] && s[i] < 0xa0 {
			return s
		}
		out[i] = rune(s[i])
	}
	return string(out)
}
