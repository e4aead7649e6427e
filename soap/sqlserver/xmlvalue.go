package sqlserver

import (
	"bytes"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// xmlMarkup is a value of type xml as it stands inside an element of an answer: its own markup (inferred from what Books Online says
// of processing instructions in such values, ms189092, and of the nodes that clients see, ms175119). Where the namespace is defaulted,
// elements in none say so. False is for a text that is no content of an element.
func xmlMarkup(text string, defaulted bool) ([]byte, bool) {
	const before, behind = "<x>", "</x>"
	doc, err := reader.Read([]byte(before+text+behind), reader.Options{})
	if err != nil {
		return nil, false
	}
	if !defaulted {
		return []byte(text), true
	}
	var b []byte
	at := len(before)
	for e := range doc.Root().Elements() {
		if e.Name.Space != "" || declaresDefault(e) {
			continue
		}
		name := e.Offset() + len("<") + len(e.Name.Local)
		b = append(append(b, doc.Bytes()[at:name]...), ` xmlns=""`...)
		at = name
	}
	return append(b, doc.Bytes()[at:len(doc.Bytes())-len(behind)]...), true
}

func declaresDefault(e *soap.Element) bool {
	for _, d := range e.Declared() {
		if d.Prefix == "" {
			return true
		}
	}
	return false
}

// xmlContent is what is inside an element with elements in it, as a value of type xml: with the declarations in scope on the
// outermost elements, and without white space around these, which that type does not keep. Instructions are a part of it (Books
// Online, ms189092).
func xmlContent(e *soap.Element) string {
	source, from := e.Source(), e.Offset()
	at := len(e.StartTag())
	var b []byte
	between := func(end int) {
		if text := source[at:end]; len(bytes.TrimSpace(text)) > 0 {
			b = append(b, text...)
		}
	}
	for child := range e.Elements() {
		between(child.Offset() - from)
		b = child.AppendTo(b)
		at = child.Offset() - from + len(child.Source())
	}
	between(bytes.LastIndexByte(source, '<'))
	return string(b)
}
