package xerces

import (
	"bytes"
	"fmt"
	"strings"

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
	if offset < len(body) && body[offset] == '&' {
		reference, _, _ := bytes.Cut(body[offset:], []byte(";"))
		return fmt.Sprintf(`Character reference "%s" is an invalid XML character.`, soap.Clip(string(reference)))
	}
	return unexpectedText(body, offset)
}

// mismatchText is said of an end tag at an offset, where that of an element should stand, or none. One whose name only begins
// as it should is the right one in Xerces's eyes, and goes on.
func mismatchText(body []byte, offset int, name string) string {
	if name == "" || offset < len(body) && bytes.HasPrefix(body[offset:], []byte("</"+name)) {
		return unexpectedText(body, offset+len("</"+name))
	}
	return fmt.Sprintf(`The element type "%[1]s" must be terminated by the matching end-tag "</%[1]s>".`, soap.Clip(name))
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
