// Package xerces words documents that cannot be read as Xerces does, the parser of XML in Java, whose sentences the faults of
// several vendors' servers pass on. They are those of the parser in JDK 17, measured by giving it each document.
package xerces

import (
	"bytes"
	"cmp"
	"fmt"

	"github.com/soapstone-dev/soapstone/soap"
)

// Text is what Xerces says of a document that is not well-formed.
func Text(e *soap.ReadError, body []byte) string {
	name := soap.Clip(e.Name)
	switch e.Kind {
	case soap.Empty:
		return "Premature end of file."
	case soap.Leading:
		return unexpectedText(body, e.Offset)
	case soap.Trailing:
		if e.Offset < len(body) && body[e.Offset] == '<' {
			return "The markup in the document following the root element must be well-formed."
		}
		return "Content is not allowed in trailing section."
	case soap.MisplacedXML:
		return misplacedText
	case soap.XMLVersion:
		return versionText(body, e.Offset)
	case soap.Mismatch:
		return mismatchText(body, e.Offset, e.Name)
	case soap.Unclosed:
		return "XML document structures must start and end within the same entity."
	case soap.Syntax, soap.BadName:
		return unexpectedText(body, e.Offset)
	case soap.BadCharacter:
		return characterText(body, e.Offset)
	case soap.BadEntity:
		if name != "" {
			return fmt.Sprintf(`The entity "%s" was referenced, but not declared.`, name)
		}
		return cmp.Or(referenceText(string(body[min(e.Offset, len(body)):])), malformed)
	case soap.UndeclaredPrefix:
		tag, attribute := tagAt(body, e.Offset, name)
		if attribute != "" {
			return fmt.Sprintf(`The prefix "%s" for attribute "%s" associated with an element type "%s" is not bound.`, name, attribute, tag)
		}
		return fmt.Sprintf(`The prefix "%s" for element "%s" is not bound.`, name, tag)
	case soap.BadNamespace:
		return namespaceText(body, e.Offset, name)
	case soap.DuplicateAttribute:
		tag, _ := tagAt(body, e.Offset, "")
		return fmt.Sprintf(`Attribute "%s" was already specified for element "%s".`, name, tag)
	}
	return malformed
}

// malformed is one of Xerces's texts, for all that is not told apart here (choice).
const malformed = "The content of elements must consist of well-formed character data or markup."

// tagAt returns the name of the tag that begins at an offset of the body and, when it does not have the prefix itself,
// the first attribute that does.
func tagAt(body []byte, offset int, prefix string) (tag, attribute string) {
	if offset < 0 || offset >= len(body) || body[offset] != '<' {
		return "", ""
	}
	text := body[offset+1:]
	if end := bytes.IndexByte(text, '>'); end >= 0 {
		text = text[:end]
	}
	words := bytes.FieldsFunc(text, func(r rune) bool {
		return r == ' ' || r == '\t' || r == '\r' || r == '\n' || r == '/' || r == '='
	})
	if len(words) == 0 {
		return "", ""
	}
	tag = soap.Clip(string(words[0]))
	if prefix == "" || bytes.HasPrefix(words[0], []byte(prefix+":")) {
		return tag, ""
	}
	for _, word := range words[1:] {
		if bytes.HasPrefix(word, []byte(prefix+":")) {
			return tag, soap.Clip(string(word))
		}
	}
	return tag, ""
}
