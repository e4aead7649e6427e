package soap

import (
	"mime"
	"net/http"
	"strings"
)

// The media types of the two versions of SOAP.
const (
	mediaType11 = "text/xml"
	mediaType12 = "application/soap+xml"
)

// first returns the first value of a field, whose name is given in its canonical form: Get would look at each letter of it.
func first(h http.Header, name string) string {
	if values := h[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// contentType reads the request's content type as far as it can be understood; clients write sloppy ones.
func contentType(header string) (media string, params map[string]string) {
	switch {
	case header == "text/xml; charset=utf-8": // what most clients send; the rest is worth parsing
		return mediaType11, utf8Params
	case !strings.Contains(header, ";"): // no parameters
		return strings.ToLower(strings.TrimSpace(header)), nil
	}
	media, params, err := mime.ParseMediaType(header)
	if err != nil { // in one parameter, such as a URI without quotes; the others are good all the same
		return sloppyType(header)
	}
	return media, params
}

// sloppyType takes a content type apart that is not well formed. Of a parameter that stands twice the first counts.
func sloppyType(header string) (media string, params map[string]string) {
	media, rest, _ := strings.Cut(header, ";")
	params = map[string]string{}
	for part := range strings.SplitSeq(rest, ";") {
		name, value, found := strings.Cut(part, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := params[name]; found && !twice {
			params[name] = unquote(value)
		}
	}
	return strings.ToLower(strings.TrimSpace(media)), params
}

var utf8Params = map[string]string{"charset": "utf-8"}

// action reads the SOAPAction in every spelling that clients use: quoted, in single quotes, bare, empty, and
// the action parameter of SOAP 1.2.
func action(h http.Header, params map[string]string) (value string, ok bool) {
	if v, found := h["Soapaction"]; found && len(v) > 0 {
		return unquote(v[0]), true
	}
	if v, found := params["action"]; found {
		return unquote(v), true
	}
	return "", false
}

func unquote(s string) string {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}
