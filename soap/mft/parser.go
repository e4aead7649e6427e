package mft

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/xerces"
)

// parserText words a body that cannot be read as Axis does with the parser of the JDK, Xerces (observed, but where it
// says otherwise). Lines are the parser's; columns are where our reader found the fault, which may be some characters
// before the place where Xerces stopped.
func parserText(e *soap.ReadError, body []byte) string {
	switch e.Kind {
	case soap.Doctype:
		// Axis refuses document types in the words that it has for processing instructions.
		return "org.xml.sax.SAXException: Processing instructions are not allowed within SOAP messages"
	case soap.Encoding:
		if declaredWide(e.Name) {
			line, column := behindDeclaration(body)
			return fmt.Sprintf("org.xml.sax.SAXParseException; lineNumber: %d; columnNumber: %d; Content is not allowed in prolog.", line, column)
		}
		if e.Name != "" {
			return "java.io.UnsupportedEncodingException: " + soap.Clip(e.Name)
		}
		return "com.sun.org.apache.xerces.internal.impl.io.MalformedByteSequenceException: Invalid byte 1 of 1-byte UTF-8 sequence."
	case soap.TooLarge, soap.TooDeep, soap.TooMany, soap.NameTooLong:
		return "java.io.IOException: The request exceeds a limit of this server" // Axis has none (choice)
	}
	return fmt.Sprintf("org.xml.sax.SAXParseException; lineNumber: %d; columnNumber: %d; %s", e.Line, e.Column, xerces.Text(e, body))
}

// declaredWide says whether a declaration names UTF-16. Then Xerces reads what stands behind it as that, which it is not: as a charset
// it would not be unknown.
func declaredWide(encoding string) bool {
	encoding = strings.ToLower(encoding)
	return strings.HasPrefix(encoding, "utf-16") || strings.HasPrefix(encoding, "utf16")
}

// behindDeclaration is the place behind the XML declaration with which a body in ASCII begins.
func behindDeclaration(body []byte) (line, column int) {
	declaration, _, _ := bytes.Cut(bytes.TrimPrefix(body, []byte("\ufeff")), []byte("?>"))
	return 1 + bytes.Count(declaration, []byte("\n")), len(declaration) - bytes.LastIndexByte(declaration, '\n') + len("?>")
}
