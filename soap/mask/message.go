package mask

import (
	"slices"
	"strings"
)

// Message is an HTTP message with its encodings undone: what a transcript keeps.
type Message struct {
	Start  string // "POST /path HTTP/1.1" or "HTTP/1.1 200 OK"
	Fields []Field
	Body   []byte
}

// Field is a field of an HTTP head.
type Field struct{ Name, Value string }

// value is that of the first field of a name, in any case.
func (m *Message) value(name string) string {
	for _, f := range m.Fields {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// form is what the body of a message is written in.
func (m *Message) form() syntax {
	media, _, _ := strings.Cut(m.value("Content-Type"), ";")
	media = strings.ToLower(strings.TrimSpace(media))
	switch {
	case media == "application/x-www-form-urlencoded":
		return inForm
	case strings.HasSuffix(media, "json") || looksLikeJSON(m.Body):
		return inJSON
	case strings.HasSuffix(media, "xml") || looksLikeMarkup(string(m.Body[:min(len(m.Body), 512)])):
		return inXML
	}
	return inText
}

func looksLikeMarkup(s string) bool {
	return strings.HasPrefix(strings.TrimLeft(s, blanks+"\ufeff"), "<")
}

func (m Message) clone() Message {
	m.Fields = slices.Clone(m.Fields)
	return m
}
