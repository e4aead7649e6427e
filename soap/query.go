package soap

import (
	"net/url"
	"strings"
)

// viewOf reads the view parameter of a raw query. A "?" ends it that is escaped, too.
func viewOf(raw string) string {
	for raw != "" {
		var part string
		end := strings.IndexAny(raw, "?&;")
		if end < 0 {
			part, raw = raw, ""
		} else {
			part, raw = raw[:end], raw[end+1:]
		}
		if v, ok := strings.CutPrefix(part, "view="); ok {
			if u, err := url.QueryUnescape(v); err == nil {
				v, _, _ = strings.Cut(u, "?")
			}
			return v
		}
	}
	return ""
}

// WSDLQuery says whether a raw query asks for a WSDL and for which: "wsdl" of ?WSDL, &WSDL and %3FWSDL in any
// case, with the value behind "=" for the parts of a split one. Other names, such as "wsdlsimple" or "xsd",
// are returned as well when they are among those given.
func WSDLQuery(raw string, names ...string) (name, value string, ok bool) {
	if u, err := url.QueryUnescape(raw); err == nil {
		raw = u
	}
	names = append([]string{"wsdl"}, names...)
	for _, part := range strings.FieldsFunc(raw, func(r rune) bool { return r == '?' || r == '&' || r == ';' }) {
		key, val, _ := strings.Cut(part, "=")
		for _, n := range names {
			if strings.EqualFold(strings.TrimSpace(key), n) {
				return n, val, true
			}
		}
	}
	return "", "", false
}
