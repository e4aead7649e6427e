package correlate

import (
	"bytes"
	"encoding/xml"
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap/internal/lax"
	"github.com/soapstone-dev/soapstone/soap/internal/wide"
)

// utf8Text is a body as UTF-8, as far as ids go: UTF-16 by its mark, everything else byte for byte.
func utf8Text(b []byte) []byte {
	if order, ok := wide.Order(b); ok {
		b = []byte(wide.Decode(b, order))
	}
	return bytes.TrimPrefix(b, []byte("\ufeff"))
}

// latin1 reads every byte as a character of its own. Ids are ASCII, which all old encodings have in common.
func latin1(_ string, in io.Reader) (io.Reader, error) {
	b, err := io.ReadAll(in)
	if err != nil || utf8.Valid(b) {
		return bytes.NewReader(b), err
	}
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return strings.NewReader(string(runes)), nil
}

// open is an element whose end has not come yet.
type open struct {
	path     string
	name     string
	text     strings.Builder
	children bool
}

// xml looks at a document, as far as it can be read.
func (w *walker) xml(body []byte) {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict = false // a broken request is part of a conversation as well
	d.CharsetReader = latin1
	d.Entity = xml.HTMLEntity
	in := w.outer
	var stack []*open
	for {
		token, err := d.RawToken()
		if err != nil {
			return
		}
		switch token := token.(type) {
		case xml.StartElement:
			path := in + token.Name.Local
			if len(stack) > 0 {
				top := stack[len(stack)-1]
				top.children = true
				path = top.path + "/" + token.Name.Local
			}
			stack = append(stack, &open{path: path, name: token.Name.Local})
			w.attributes(path, token.Attr)
		case xml.CharData:
			if len(stack) > 0 {
				stack[len(stack)-1].text.Write(token)
			}
		case xml.EndElement:
			at := len(stack) - 1
			for at >= 0 && stack[at].name != token.Name.Local { // HTML leaves elements open
				at--
			}
			if at < 0 {
				continue
			}
			top := stack[at]
			stack = stack[:at]
			if text := top.text.String(); !top.children || strings.TrimSpace(text) != "" {
				w.text(Place{In: Element, Path: top.path}, top.name, text)
			}
		}
	}
}

// attributes looks at those that are neither declarations nor hold names.
func (w *walker) attributes(path string, all []xml.Attr) {
	for _, a := range all {
		switch {
		case a.Name.Space == "xmlns", a.Name.Space == "" && a.Name.Local == "xmlns", a.Name.Space == "xml":
		case a.Name.Space != "" && (a.Name.Local == "type" || a.Name.Local == "nil" || a.Name.Local == "schemaLocation" || a.Name.Local == "noNamespaceSchemaLocation"):
		case a.Name.Local == "encodingStyle", a.Name.Local == "mustUnderstand", a.Name.Local == "arrayType", a.Name.Local == "href":
		default:
			w.text(Place{In: Attribute, Path: path + "/@" + a.Name.Local}, a.Name.Local, a.Value)
		}
	}
}

// multipart looks at the parts of a body with attachments.
func (w *walker) multipart(contentType string, body []byte) {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil || w.depth >= deepest {
		return
	}
	w.depth++
	defer func() { w.depth-- }()
	parts := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			return
		}
		content, err := io.ReadAll(part)
		w.body(part.Header.Get("Content-Type"), content)
		if err != nil {
			return
		}
	}
}

// json looks at a text in JSON, or nearly so. What ends too early is read until there.
func (w *walker) json(text string) {
	for v := range lax.Values(text) {
		said := v.Of(text)
		if v.Quoted() {
			said = lax.JSONText(said)
		}
		w.text(Place{In: JSON, Path: lax.Below(strings.TrimSuffix(w.outer, "/"), v.Path)}, v.Name, said)
	}
}
