package mask

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/lax"
)

// syntax is how a text is spelt in its place.
type syntax string

// The names are those of the filters of placeholders.
const (
	inText   syntax = ""
	inXML    syntax = "xml"
	inJSON   syntax = "json"
	inURL    syntax = "url"
	inForm   syntax = "form" // as inURL, where a plus is a blank
	inSQL    syntax = "sql"  // between single quotes
	inBase64 syntax = "base64"
	inLatin1 syntax = "latin1" // in ISO-8859-1, where nothing else says so
)

// xmlEscapes are enough for text and for attributes between either quotes.
var xmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;", "\r", "&#13;")

// escape spells a text.
func (x syntax) escape(s string) string {
	switch x {
	case inXML:
		return xmlEscapes.Replace(s)
	case inJSON:
		b, err := json.Marshal(s)
		if err != nil {
			panic(fmt.Sprintf("mask: a string is always JSON: %v", err))
		}
		return string(b[1 : len(b)-1])
	case inURL, inForm:
		return escapeURL(s)
	case inSQL:
		return strings.ReplaceAll(s, "'", "''")
	case inBase64:
		return base64.StdEncoding.EncodeToString([]byte(s))
	case inLatin1:
		return toLatin1(s)
	}
	return s
}

// unescape undoes it; what is misspelt stays as it is.
func (x syntax) unescape(s string) string {
	switch x {
	case inXML:
		if strings.Contains(s, "&") {
			return html.UnescapeString(s)
		}
	case inJSON:
		return lax.JSONText(s)
	case inURL:
		if plain, err := url.PathUnescape(s); err == nil {
			return plain
		}
	case inForm:
		if plain, err := url.QueryUnescape(s); err == nil {
			return plain
		}
	case inSQL:
		return strings.ReplaceAll(s, "''", "'")
	}
	return s
}

// around spells a text that may hold placeholders, which are left alone.
func (x syntax) around(s string) string {
	at := slotsIn(s)
	if len(at) == 0 {
		return x.literal(s)
	}
	var out strings.Builder
	from := 0
	for _, p := range at {
		out.WriteString(x.literal(s[from:p[0]]))
		found := s[p[0]:p[1]]
		if x == inURL || x == inForm { // where a blank would end it
			found = strings.Replace(found, " ", ":", 1)
		}
		out.WriteString(found)
		from = p[1]
	}
	out.WriteString(x.literal(s[from:]))
	return out.String()
}

// literal spells a text without placeholders so that none begins in it, whether it was made so before, as [Literal] does, or is
// what references, escapes or base64 have hidden so far.
func (x syntax) literal(s string) string {
	switch {
	case !strings.Contains(s, dollar):
	case x == inURL || x == inForm: // where the brace is escaped
		s = strings.ReplaceAll(s, "$"+dollar, dollar)
	case x != inBase64:
		var out strings.Builder
		before, after, found := strings.Cut(s, dollar)
		for ; found; before, after, found = strings.Cut(after, dollar) {
			out.WriteString(before)
			if !strings.HasSuffix(before, "$") {
				out.WriteByte('$')
			}
			out.WriteString(dollar)
		}
		s = out.String() + before
	}
	return x.escape(s)
}

// escapeURL escapes what cannot stand in a part of a path or of a query, or would end it.
func escapeURL(s string) string {
	var out strings.Builder
	for _, c := range []byte(s) {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~!*'(),:@$", c) >= 0 {
			out.WriteByte(c)
		} else {
			fmt.Fprintf(&out, "%%%02X", c)
		}
	}
	return out.String()
}
