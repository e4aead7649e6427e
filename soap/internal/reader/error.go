package reader

import "fmt"

// Kind is the kind of a refusal.
type Kind int

// The kinds of refusal.
const (
	Syntax             Kind = iota + 1 // not well-formed in a way that no other kind names
	Empty                              // no element: nothing, or only white space, comments and instructions
	Leading                            // text before the root element
	Trailing                           // text or an element after the root element
	MisplacedXML                       // an XML declaration that is not at the very beginning
	Version                            // an XML version other than 1.0
	Doctype                            // a document type declaration
	Mismatch                           // an end tag with another name than its start tag
	Unclosed                           // the document ends inside something
	BadName                            // a name that is none, or has too many colons
	BadCharacter                       // a character that XML does not allow, written or referred to
	BadEntity                          // an entity other than the five predefined, or a broken reference
	UndeclaredPrefix                   // a prefix without a declaration
	BadNamespace                       // misuse of xml or xmlns, or an empty namespace for a prefix
	DuplicateAttribute                 // an attribute or a declaration twice, also by way of two prefixes
	Encoding                           // an unknown charset, or bytes that are not what it says
	TooLarge                           // more than MaxBytes
	TooDeep                            // more than MaxDepth
	TooMany                            // more than MaxElements, MaxAttributes or MaxNamespaces
	NameTooLong                        // more than MaxNameBytes
)

var kindNames = [...]string{
	Syntax:             "syntax",
	Empty:              "empty",
	Leading:            "leading text",
	Trailing:           "trailing content",
	MisplacedXML:       "misplaced xml declaration",
	Version:            "version",
	Doctype:            "document type",
	Mismatch:           "mismatched end tag",
	Unclosed:           "unclosed",
	BadName:            "bad name",
	BadCharacter:       "bad character",
	BadEntity:          "bad entity",
	UndeclaredPrefix:   "undeclared prefix",
	BadNamespace:       "bad namespace",
	DuplicateAttribute: "duplicate attribute",
	Encoding:           "encoding",
	TooLarge:           "too large",
	TooDeep:            "too deep",
	TooMany:            "too many",
	NameTooLong:        "name too long",
}

// String names the kind in lower case words, for logs and tests.
func (k Kind) String() string {
	if k > 0 && int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind %d", int(k))
}

// What there can be too much of, as Error.Many names it.
const (
	ManyElements   = "elements"
	ManyAttributes = "attributes"
	ManyNamespaces = "namespaces"
)

// Error is a refusal. It shares no memory with the body. What is wrong with the namespaces of a start tag, and
// an attribute that stands twice, is placed at the "<" of the tag, since it takes the whole tag to see it.
type Error struct {
	Kind         Kind
	Line, Column int    // both from 1; lines end with LF, columns count characters
	Offset       int    // bytes into the document as UTF-8; into the body where that could not be had
	Name         string // what it is about, as written: an element, attribute, prefix, entity or charset
	Detail       string // what is wrong, one phrase
	Many         string // of TooMany, what there is too much of
}

// Error words the refusal as "soap/reader: line 3, column 7: ...".
func (e *Error) Error() string {
	return fmt.Sprintf("soap/reader: line %d, column %d: %s", e.Line, e.Column, e.Detail)
}
