package xerces_test

import (
	"errors"
	"testing"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/soap/xerces"
)

// One document for each kind of fault, with what the parser of JDK 17 said of it. Many more stand in the tests of MFT, where they go
// through a server.
func TestText(t *testing.T) {
	for body, want := range map[string]string{
		"":                           `Premature end of file.`,
		"hello":                      `Content is not allowed in prolog.`,
		"<a/>hello":                  `Content is not allowed in trailing section.`,
		"<a/><b/>":                   `The markup in the document following the root element must be well-formed.`,
		" <?xml version='1.0'?><a/>": `The processing instruction target matching "[xX][mM][lL]" is not allowed.`,
		"<?xml version='1.2'?><a/>":  `XML version "1.2" is not supported, only XML 1.0 is supported.`,
		"<a></b>":                    `The element type "a" must be terminated by the matching end-tag "</a>".`,
		"<a>":                        `XML document structures must start and end within the same entity.`,
		"<a>b&cd</a>":                `The reference to entity "cd" must end with the ';' delimiter.`,
		"<a>b&</a>":                  `The entity name must immediately follow the '&' in the entity reference.`,
		"<a>&b;</a>":                 `The entity "b" was referenced, but not declared.`,
		"<p:a/>":                     `The prefix "p" for element "p:a" is not bound.`,
		"<a p:b='1'/>":               `The prefix "p" for attribute "p:b" associated with an element type "a" is not bound.`,
		"<a b='1' b='2'/>":           `Attribute "b" was already specified for element "a".`,
		"<a>\x01</a>":                `An invalid XML character (Unicode: 0x1) was found in the element content of the document.`,
		"<a xmlns:p=''/>":            `The value of the attribute "prefix="xmlns",localpart="p",rawname="xmlns:p"" is invalid. Prefixed namespace bindings may not be empty.`,
	} {
		_, err := reader.Read([]byte(body), reader.Options{})
		var read *soap.ReadError
		if !errors.As(err, &read) {
			t.Errorf("%s: %v", body, err)
			continue
		}
		if got := xerces.Text(read, []byte(body)); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", body, got, want)
		}
	}
}
