package soap

import (
	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/soap/internal/writer"
)

// The parts of a message, as every room sees them.
type (
	// Name is an expanded name: a namespace, "" for none, and a local part.
	Name = reader.Name
	// Attr is an attribute as it was read. Namespace declarations are not attributes.
	Attr = reader.Attr
	// Element is an element of a request, valid until the call ends.
	Element = reader.Element
	// Writer appends XML to a buffer, to the letter: for faults, header blocks and marked content.
	Writer = writer.Writer
	// Content is a part of a message that the contract leaves open: an Element as it came, or a function
	// that writes it.
	Content = codec.Content
)

// ReadError is a body that is not the XML we accept. Its Kind is for the room, which words it as its
// vendor's parser did; its text is for the log.
type ReadError = reader.Error

// DecodeError is a message that does not fit the contract.
type DecodeError = codec.Error

// The kinds of ReadError that rooms tell apart.
const (
	Doctype            = reader.Doctype
	Empty              = reader.Empty
	Encoding           = reader.Encoding
	TooLarge           = reader.TooLarge
	TooDeep            = reader.TooDeep
	TooMany            = reader.TooMany
	NameTooLong        = reader.NameTooLong
	UndeclaredPrefix   = reader.UndeclaredPrefix
	DuplicateAttribute = reader.DuplicateAttribute
)
