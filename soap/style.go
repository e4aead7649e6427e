package soap

import (
	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// Namespace is a prefix and the namespace it stands for. An empty prefix is the default namespace.
type Namespace struct{ Prefix, URI string }

// ReadStyle and WriteStyle say how messages are read and written where the contract leaves it open.
type (
	ReadStyle  = codec.ReadStyle
	WriteStyle = codec.WriteStyle
	// Declaration and Tag are what a WriteStyle holds lists of: a prefix with its namespace, and an
	// attribute by its full name as written.
	Declaration = codec.Declaration
	Tag         = codec.Attr
)

// The ways to bind the namespace of what is in the body, for WriteStyle.Binding.
const (
	DefaultHere  = codec.DefaultHere  // xmlns="..." on the element, as WCF does
	DefaultAbove = codec.DefaultAbove // the default namespace of the envelope, as Salesforce does
	Prefixed     = codec.Prefixed     // xmlns:prefix="..." on the element, as SQL Server and Axis do
)

// The ways to compare the names of a request with the contract's, for ReadStyle.Names.
const (
	ExactNames   = codec.Exact        // namespace and local name
	ExactOrNone  = codec.ExactOrNone  // local name; the namespace is the contract's or none
	AnyNamespace = codec.AnyNamespace // local name only
)

// EncodingRule says what counts of what is known of a body's encoding, for Style.Encoding.
type EncodingRule = reader.EncodingRule

// The rules for encodings.
const (
	MarkFirst    = reader.MarkFirst    // the byte order mark, then the charset, then the declaration: RFC 7303
	CharsetFirst = reader.CharsetFirst // the charset, whatever the body begins with, as Java's parser does
	AllAgree     = reader.AllAgree     // all that is stated has to be so, as with .NET's reader
)

// Dispatch says how a vendor's stack finds the operation of a request.
type Dispatch int

// The ways to find an operation.
const (
	ByElement Dispatch = iota // by the expanded name of the body's first element
	ByLocal                   // by its local name alone, as Axis does
	ByAction                  // by the SOAPAction, as WCF does
)

// Style holds what a contract does not say about a vendor's messages. Every field is there because a
// published byte forces it.
type Style struct {
	// Declaration is the XML declaration of each answer, "" for none.
	Declaration string
	// Prefixes of the envelope's namespace, for SOAP 1.1 and 1.2.
	Prefix11, Prefix12 string
	// Attributes stand on the Envelope, before the declarations.
	Attributes []Attr
	// Namespaces are declared on the Envelope, in this order. The envelope's own stands where an entry
	// with an empty URI is, else first.
	Namespaces []Namespace
	// FaultNamespaces are declared instead on an envelope that holds a fault, unless nil. A Fault may have its
	// own.
	FaultNamespaces []Namespace
	// DeclareXSI declares xsi last on the Envelope, but only when the body uses it.
	DeclareXSI bool
	// ContentType11 and ContentType12 are the content types of answers, to the letter.
	ContentType11, ContentType12 string
	// Chunked answers without a Content-Length (HTTP/1.1).
	Chunked bool
	// Gzip compresses answers for clients that ask for it.
	Gzip bool
	// HTTP are header fields of every answer, those of the vendor's server, spelled as given.
	HTTP []Field
	// Escapes are what the vendor's writer escapes beyond what XML needs.
	Escapes Escapes

	// Body says how the content of the body is written, Read how it is read. With Body.InScope nil, Namespaces
	// are in scope.
	Body WriteStyle
	Read ReadStyle
	// Rename, when set, gives the namespace in which a call's reply is written for one of the contract, as Axis
	// echoes that of the request's wrapper.
	Rename func(call *Call, space string) string

	// LooseEnvelope passes over text between the parts of an envelope and, in SOAP 1.1, over elements after the Body, and
	// takes a Header that stands there.
	LooseEnvelope bool

	// Encoding says what counts where the byte order mark of a body, its charset and its XML declaration do not agree.
	Encoding EncodingRule

	// Dispatch says how the operation is found.
	Dispatch Dispatch
	// Aliases are other spellings of namespaces: spelled → meant. An answer spells as its request first did.
	Aliases map[string]string
	// Understood are the header blocks that count as understood.
	Understood []Name
	// Actors are the actors (SOAP 1.2: roles) the service plays besides those that every server plays.
	Actors []string
	// IgnoreMustUnderstand never refuses a header block.
	IgnoreMustUnderstand bool
}

// Field is a field of an HTTP head.
type Field struct{ Name, Value string }

func (s *Style) prefix(v Version) string {
	if v == SOAP12 {
		return s.Prefix12
	}
	return s.Prefix11
}

func (s *Style) contentType(v Version) string {
	if v == SOAP12 {
		return s.ContentType12
	}
	return s.ContentType11
}
