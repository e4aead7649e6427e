package capture

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/wide"
)

// outline is what the beginning of a document tells.
type outline struct {
	root   xml.Name
	action string   // of WS-Addressing
	body   xml.Name // the first element of the body of an envelope
}

// outlineOf reads a document as far as the first element of an envelope's body.
func outlineOf(body []byte) (o outline) {
	d := xml.NewDecoder(bytes.NewReader(asUTF8(body)))
	d.Strict = false
	d.CharsetReader = func(name string, r io.Reader) (io.Reader, error) {
		if decoded, err := charsetReader(name, r); err == nil {
			return decoded, nil
		}
		return r, nil // the names are ASCII in nearly all of them
	}
	const mostTokens = 10_000
	depth, inBody, inAction := 0, false, false
	for range mostTokens {
		token, err := d.RawToken()
		if err != nil {
			return o
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			switch {
			case depth == 1:
				o.root = resolve(t.Name, t.Attr)
			case depth == 2 && t.Name.Local == "Body":
				inBody = true
			case depth == 3 && inBody:
				o.body = t.Name
				return o
			case depth == 3 && t.Name.Local == "Action":
				inAction = true
			}
		case xml.CharData:
			if inAction {
				o.action += string(t)
			}
		case xml.EndElement:
			depth--
			inAction = false
		}
	}
	return o
}

// resolve finds the namespace of a root by its own declarations.
func resolve(name xml.Name, attributes []xml.Attr) xml.Name {
	for _, a := range attributes {
		if a.Name.Space == "xmlns" && a.Name.Local == name.Space || a.Name.Space == "" && a.Name.Local == "xmlns" && name.Space == "" {
			return xml.Name{Space: a.Value, Local: name.Local}
		}
	}
	return xml.Name{Local: name.Local}
}

// isEnvelope says whether a body is a message of SOAP.
func isEnvelope(body []byte) bool {
	root := outlineOf(body).root
	return root.Local == "Envelope" && (strings.Replace(root.Space, "https:", "http:", 1) == soap.Namespace11 || root.Space == soap.Namespace12)
}

// cutOff says whether a document lacks its end: its last tag is not the one that closes its first.
func cutOff(body []byte) bool {
	text := bytes.TrimSpace(asUTF8(body))
	begin := bytes.LastIndexByte(text, '<')
	if !looksLikeXML(text) || begin < 0 {
		return false
	}
	last := text[begin:]
	switch {
	case last[len(last)-1] != '>':
		return true
	case bytes.HasPrefix(last, []byte("</")):
		name := string(bytes.TrimSpace(last[2 : len(last)-1]))
		return name[strings.LastIndexByte(name, ':')+1:] != outlineOf(body).root.Local
	}
	// A comment or an instruction can stand behind the end, an element without content can be all there is.
	return last[1] != '!' && last[1] != '?' && (outlineOf(body).body.Local != "" || !bytes.HasSuffix(last, []byte("/>")))
}

// contentTypeOf is the content type of a body of which nothing says it.
func contentTypeOf(body []byte) string {
	switch {
	case len(body) == 0:
		return ""
	case looksLikeXML(body):
		kind := "text/xml"
		if outlineOf(body).root == (xml.Name{Space: soap.Namespace12, Local: "Envelope"}) {
			kind = "application/soap+xml"
		}
		return kind + "; charset=" + charsetOf(body)
	case looksLikeJSON(body):
		return "application/json"
	case looksLikeHTML(body):
		return "text/html; charset=utf-8"
	}
	return "text/plain; charset=utf-8"
}

// charsetOf is the charset of a document, by its first bytes.
func charsetOf(body []byte) string {
	if _, ok := wide.Order(body); ok {
		return "utf-16"
	}
	if found := declared.FindSubmatch(body[:min(len(body), 256)]); found != nil {
		return strings.ToLower(string(found[1]))
	}
	return "utf-8"
}

// asUTF8 is a document in UTF-16 as UTF-8, and any other as it is.
func asUTF8(body []byte) []byte {
	order, ok := wide.Order(body)
	if !ok {
		return body
	}
	return []byte(strings.TrimPrefix(wide.Decode(body, order), "\ufeff"))
}
