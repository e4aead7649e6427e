package futurama

import (
	"net/http"
	"net/url"
	"strings"
)

// actionIn is the SOAPAction of a request as WCF reads it for SOAP 1.1: the escapes of a URL undone, and then the double
// quotes around it left out; single ones belong to it (HttpInput.ProcessHttpAddressing of the .NET Framework).
// Where the field stands twice, its values are one with a comma between them. An action parameter of the content type is
// nobody's.
func actionIn(h http.Header) (action string, found bool) {
	values, found := h["Soapaction"]
	action = unescapedAction(strings.Join(values, ","))
	if n := len(action); n >= 2 && action[0] == '"' && action[n-1] == '"' {
		action = action[1 : n-1]
	}
	return action, found
}

// unescapedAction undoes the escapes of a URL, each for itself: what is none stays as it is, and a plus sign is a space.
func unescapedAction(s string) string {
	if !strings.ContainsAny(s, "%+") {
		return s
	}
	const escape = len("%41")
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+escape <= len(s) {
			if plain, err := url.QueryUnescape(s[i : i+escape]); err == nil {
				b.WriteString(plain)
				i += escape - 1
				continue
			}
		}
		if s[i] == '+' {
			b.WriteByte(' ')
			continue
		}
		b.WriteByte(s[i])
	}
	return strings.ToValidUTF8(b.String(), "\ufffd")
}
