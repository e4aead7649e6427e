package soap

import (
	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/soap/internal/writer"
)

// The parts of a message, as every room sees them. Their methods are documented where they are made:
//
//	go doc ./soap/internal/reader Element    Attr, Text, Child, Elements, …
//	go doc ./soap/internal/writer Writer     Open, Attr, Text, Close, Leaf, …
//	go doc ./soap/internal/codec ReadStyle   and WriteStyle, Content, Error
type (
	// Name is an expanded name: a namespace, "" for none, and a local part.
	Name = reader.Name
	// Attr is an attribute as it was read. Namespace declarations are not attributes.
	Attr = reader.Attr
	// Element is an element of a request, valid until the call ends.
	Element = reader.Element
	// Writer appends XML to a buffer, to the letter: for faults, header blocks and marked content.
	Writer = writer.Writer
	// Escapes say what a Writer escapes beyond what XML needs.
	Escapes = writer.Escapes
	// Content is a part of a message that the contract leaves open: an Element as it came, or a function
	// that writes it.
	Content = codec.Content
)

// NamespaceXSI is the namespace of xsi:nil and xsi:type.
const NamespaceXSI = codec.NamespaceXSI

// IsChar says whether a character may stand in XML 1.0 at all.
func IsChar(r rune) bool { return reader.IsChar(r) }

// ReadError is a body that is not the XML we accept. Its Kind is for the room, which words it as its
// vendor's parser did; its text is for the log.
type ReadError = reader.Error

// The kinds of ReadError.
const (
	Syntax             = reader.Syntax             // not well-formed in a way that no other kind names
	Empty              = reader.Empty              // no element: nothing, or only white space, comments and instructions
	Leading            = reader.Leading            // text before the root element
	Trailing           = reader.Trailing           // text or an element after the root element
	MisplacedXML       = reader.MisplacedXML       // an XML declaration that is not at the very beginning
	XMLVersion         = reader.Version            // an XML version other than 1.0
	Doctype            = reader.Doctype            // a document type declaration
	Mismatch           = reader.Mismatch           // an end tag with another name than its start tag
	Unclosed           = reader.Unclosed           // the document ends inside something
	BadName            = reader.BadName            // a name that is none, or has too many colons
	BadCharacter       = reader.BadCharacter       // a character that XML does not allow
	BadEntity          = reader.BadEntity          // an unknown entity, or a broken reference
	UndeclaredPrefix   = reader.UndeclaredPrefix   // a prefix without a declaration
	BadNamespace       = reader.BadNamespace       // misuse of xml or xmlns, or an empty namespace for a prefix
	DuplicateAttribute = reader.DuplicateAttribute // an attribute or a declaration twice
	Encoding           = reader.Encoding           // an unknown charset, or bytes that are not what it says
	TooLarge           = reader.TooLarge           // more than Limits.MaxBytes
	TooDeep            = reader.TooDeep            // more than Limits.MaxDepth
	TooMany            = reader.TooMany            // too many elements, attributes or declarations
	NameTooLong        = reader.NameTooLong        // more than Limits.MaxNameBytes of a name
)

// DecodeError is a message that does not fit the contract. Its Kind is for the room, its text for the log.
type DecodeError = codec.Error

// The kinds of DecodeError.
const (
	Unexpected = codec.Unexpected // an element that does not belong here, or text where none belongs
	Missing    = codec.Missing    // an element or attribute that is required
	BadValue   = codec.BadValue   // text that its type does not allow, a reference that leads nowhere
	Surplus    = codec.Surplus    // a parameter more than the operation has, with ReadStyle.ByPosition
)
