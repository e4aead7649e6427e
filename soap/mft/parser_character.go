package mft

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap"
)

// The texts here are those of the parser in JDK 17 (observed).

// versionText is said of a version of XML that is not 1.0, at its offset. Xerces reads 1.1, which our reader does not, so that
// for 1.1 the text is a choice.
func versionText(body []byte, offset int) string {
	version := ""
	if text := string(body[min(offset, len(body)):]); strings.ContainsAny(text, `"'`) {
		version = text[:strings.IndexAny(text, `"'`)]
	}
	return fmt.Sprintf(`XML version "%s" is not supported, only XML 1.0 is supported.`, soap.Clip(version))
}

// characterText is said of a character at an offset that XML does not allow, written or referred to.
func characterText(body []byte, offset int) string {
	if offset >= len(body) {
		return malformed
	}
	if body[offset] == '&' {
		reference, _, _ := bytes.Cut(body[offset:], []byte(";"))
		return fmt.Sprintf(`Character reference "%s" is an invalid XML character.`, soap.Clip(string(reference)))
	}
	place, ok := placeOf(body, offset)
	if !ok {
		return malformed
	}
	r, _ := utf8.DecodeRune(body[offset:])
	return fmt.Sprintf("An invalid XML character (Unicode: 0x%x) was found in the %s.", r, place)
}

// placeOf is what an offset is inside of, where that is something that has characters.
func placeOf(body []byte, offset int) (place string, ok bool) {
	before := string(body[:offset])
	if place := openSection(before); place != "" {
		return place, true
	}
	begin := max(0, strings.LastIndexByte(before, '<'))
	for piece := before[begin:]; ; {
		at := strings.IndexAny(piece, `"'>`)
		if at < 0 {
			return "", false
		}
		if piece[at] == '>' {
			return "element content of the document", true
		}
		_, behind, closed := strings.Cut(piece[at+1:], piece[at:at+1])
		if !closed { // it is in a value
			words := append([]string{""}, strings.Fields(strings.TrimRight(piece[:at], "= \t\r\n"))...)
			tag, _ := tagAt(body, begin, "")
			return fmt.Sprintf(`value of attribute "%s" and element is "%s"`, soap.Clip(words[len(words)-1]), tag), true
		}
		piece = behind
	}
}

// openSection is which comment, section or instruction has no end in the beginning of a document, "" for none.
func openSection(document string) string {
	for {
		_, rest, ok := strings.Cut(document, "<")
		var place, end string
		switch document = rest; {
		case !ok:
			return ""
		case strings.HasPrefix(rest, "!--"):
			place, end = "comment", "-->"
		case strings.HasPrefix(rest, "![CDATA["):
			place, end = "CDATA section", "]]>"
		case strings.HasPrefix(rest, "?"):
			place, end = "processing instruction", "?>"
		default:
			continue
		}
		if _, document, ok = strings.Cut(rest, end); !ok {
			return place
		}
	}
}

// namespaceText is said of a declaration of a namespace, or of an element, at an offset, that misuses xml or xmlns, or declares
// a prefix for nothing.
func namespaceText(body []byte, offset int, prefix string) string {
	if tag, _ := tagAt(body, offset, ""); tag != "" {
		return fmt.Sprintf(`Element "%s" cannot have "xmlns" as its prefix.`, tag)
	}
	declaration, _, _ := bytes.Cut(body[min(offset, len(body)):], []byte(">"))
	switch {
	case prefix == "xml" || bytes.Contains(declaration, []byte("http://www.w3.org/XML/1998/namespace")):
		return `The prefix "xml" cannot be bound to any namespace other than its usual namespace; neither can the namespace for "xml" be bound to any prefix other than "xml".`
	case prefix == "xmlns" || bytes.Contains(declaration, []byte("http://www.w3.org/2000/xmlns/")):
		return `The prefix "xmlns" cannot be bound to any namespace explicitly; neither can the namespace for "xmlns" be bound to any prefix explicitly.`
	}
	return fmt.Sprintf(`The value of the attribute "prefix="xmlns",localpart="%[1]s",rawname="xmlns:%[1]s"" is invalid. Prefixed namespace bindings may not be empty.`, prefix)
}
