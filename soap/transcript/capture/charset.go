package capture

import (
	"fmt"
	"io"
	"mime"
	"regexp"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
)

// declared finds the charset that an XML declaration names.
var declared = regexp.MustCompile(`^(?:\x{feff})?\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)

// encode writes a text in the charset that its content type names, or else its XML declaration: tools that save text have
// decoded it, and a story holds what went over the wire. Note says what could not be written so.
func encode(text, contentType string) (body []byte, note string) {
	name := charset(text, contentType)
	if name == "" || strings.EqualFold(name, "utf-8") || strings.EqualFold(name, "utf8") {
		return []byte(text), ""
	}
	to, err := encodingOf(name)
	switch {
	case strings.EqualFold(name, "utf-16"): // with a mark, since the name says no order (RFC 2781, section 3.3)
		to, text = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), strings.TrimPrefix(text, "\ufeff")
	case err != nil && ascii(text):
		return []byte(text), ""
	case err != nil:
		return []byte(text), "its body stays UTF-8, since the charset " + name + " is not known"
	}
	out, err := to.NewEncoder().Bytes([]byte(text))
	if err != nil {
		return []byte(text), "its body stays UTF-8, since not all of it can be written in " + name
	}
	return out, ""
}

// encodingOf finds what a charset is written in: by the names that browsers know, and by those of IANA, which have the code pages
// of DOS and of mainframes.
func encodingOf(name string) (encoding.Encoding, error) {
	if e, err := htmlindex.Get(name); err == nil {
		return e, nil
	}
	if e, err := ianaindex.IANA.Encoding(name); err == nil && e != nil {
		return e, nil
	}
	return nil, fmt.Errorf("the charset %q is not known", name)
}

// isWide says whether a charset is one of the names of UTF-16.
func isWide(name string) bool {
	if strings.HasPrefix(strings.ToLower(name), "utf-16") {
		return true
	}
	e, err := htmlindex.Get(name)
	if err != nil {
		return false
	}
	canonical, err := htmlindex.Name(e)
	return err == nil && strings.HasPrefix(canonical, "utf-16")
}

// charsetReader lets package xml read documents in other charsets, once those in UTF-16 have gone through asUTF8.
func charsetReader(name string, r io.Reader) (io.Reader, error) {
	if isWide(name) {
		return r, nil
	}
	e, err := encodingOf(name)
	if err != nil {
		return nil, err
	}
	return e.NewDecoder().Reader(r), nil
}

// asItIs lets package xml read a text that has been decoded already, whatever its declaration says it was written in.
func asItIs(_ string, r io.Reader) (io.Reader, error) { return r, nil }

func charset(text, contentType string) string {
	if _, params, err := mime.ParseMediaType(contentType); err == nil && params["charset"] != "" {
		return params["charset"]
	}
	if found := declared.FindStringSubmatch(text[:min(len(text), 256)]); found != nil {
		return found[1]
	}
	return ""
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0
}
