package correlate

import (
	"bytes"
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

// latin1 is a text in which every byte is a character of its own, unless it is UTF-8. Ids are ASCII, which all old encodings have
// in common.
func latin1(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}

// open is an element whose end has not come yet.
type open struct {
	path     string
	name     string
	text     strings.Builder
	children bool
}

// xml looks at a document, as far as it goes: a broken request is part of a conversation as well.
func (w *walker) xml(body []byte) {
	text := latin1(body)
	root := &open{path: strings.TrimSuffix(w.outer, "/")}
	stack := []*open{root}
	for p := range lax.XML(text) {
		top := stack[len(stack)-1]
		switch p.Kind {
		case lax.Start, lax.Empty:
			top.children = true
			name := lax.Local(p.Of(text))
			e := &open{path: lax.Below(top.path, name), name: name}
			w.attributes(e.path, text, p)
			if p.Kind == lax.Empty {
				w.element(e)
			} else {
				stack = append(stack, e)
			}
		case lax.Text:
			top.text.WriteString(lax.XMLText(p.Of(text)))
		case lax.CData:
			top.text.WriteString(p.Of(text))
		case lax.End:
			at := len(stack) - 1
			for at > 0 && stack[at].name != lax.Local(p.Of(text)) { // HTML leaves elements open
				at--
			}
			if at > 0 {
				w.element(stack[at])
				stack = stack[:at]
			}
		}
	}
}

// element looks at the text of an element that has ended.
func (w *walker) element(e *open) {
	if text := e.text.String(); !e.children || strings.TrimSpace(text) != "" {
		w.text(Place{In: Element, Path: e.path}, e.name, text)
	}
}

// attributes looks at those that are neither declarations nor hold names.
func (w *walker) attributes(path, text string, tag lax.Piece) {
	for a := range lax.Attributes(text, tag) {
		space, name, prefixed := strings.Cut(a.Name, ":")
		if !prefixed {
			space, name = "", a.Name
		}
		switch {
		case space == "xmlns", space == "" && name == "xmlns", space == "xml":
		case space != "" && (name == "type" || name == "nil" || name == "schemaLocation" || name == "noNamespaceSchemaLocation"):
		case name == "encodingStyle", name == "mustUnderstand", name == "arrayType", name == "href":
		default:
			w.text(Place{In: Attribute, Path: lax.Below(path, "@"+name)}, name, lax.XMLText(text[a.From:a.To]))
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
