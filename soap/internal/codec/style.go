package codec

import (
	"time"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// WriteStyle says of a reply what the contract leaves open. The zero value writes the wrapper with a default
// namespace of its own, prefixes counted a, b, c for other namespaces, and leaves out what is nil.
type WriteStyle struct {
	// Binding is how the namespace of the outermost element is bound.
	Binding Binding

	// Prefix is the outermost element's prefix with Prefixed.
	Prefix string

	// Attributes are written on the outermost element, before its declarations: Axis puts encodingStyle there.
	Attributes []Attr

	// Prefixes binds further namespaces, as written after Rename, to fixed prefixes. They are declared
	// where they are first needed. Others are counted a, b, c, ... as WCF does.
	Prefixes map[string]string

	// InScope maps namespaces to prefixes that the envelope declares already; "" is its default namespace.
	InScope map[string]string

	// XSI is the prefix for XMLSchema-instance, "xsi" when empty.
	XSI string

	// DeclareXSI declares XSI on every complex element directly inside the outermost one, whether or not
	// something in it is nil, as WCF does. Otherwise who writes the envelope declares it when Encode says so.
	DeclareXSI bool

	// ShortEmpty writes an element without content as <a/> instead of <a></a>.
	ShortEmpty bool

	// ShortNil writes a nil element as <a x:nil="true"/> instead of <a x:nil="true"></a>.
	ShortNil bool

	// NilOptional writes an absent element that is optional and nillable as nil, as WCF does, instead of
	// leaving it out.
	NilOptional bool

	// DateTime is the layout of a dateTime for time.Time.Format, "2006-01-02T15:04:05.9999999Z07:00" when
	// empty (the round-trip form of .NET). The zone is the value's own.
	DateTime string

	// Version leaves out what this version of the contract has not.
	Version wsdl.Version

	// Rename gives the namespace to write for one of the contract; nil writes it as it is. Axis echoes that of
	// the request, a SQL Server endpoint has its own.
	Rename func(space string) string
}

// Attr is an attribute by its full name as written.
type Attr struct{ Name, Value string }

// Binding is a way to bind a namespace.
type Binding int

// The bindings.
const (
	DefaultHere  Binding = iota // xmlns="..." on the outermost element (WCF)
	DefaultAbove                // it is the envelope's default namespace (Salesforce)
	Prefixed                    // xmlns:prefix="..." on the outermost element (SQL Server, Axis)
)

// ReadStyle says how strictly a request is read. The zero value is WCF's: names are exact, what is unknown
// is passed over, what is required must be there.
type ReadStyle struct {
	Names        Names
	Refuse       bool // refuse unknown elements, and text between elements
	AllowMissing bool // read what is required and absent as nil, as Axis does
	EmptyAbsent  bool // read an empty element of a type other than string as absent

	// Zone is the zone of a dateTime without one, UTC when nil.
	Zone *time.Location

	// Version makes what this version of the contract has not unknown.
	Version wsdl.Version
}

// Names says when an element of a request is the one of the contract.
type Names int

// The ways to compare names.
const (
	Exact        Names = iota // namespace and local name (WCF, SQL Server, Model 204)
	ExactOrNone               // local name; the namespace is the contract's or none (Salesforce)
	AnyNamespace              // local name only (Axis)
)
