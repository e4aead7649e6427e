package codec

import (
	"github.com/soapstone-dev/soapstone/wsdl"
)

// WriteStyle says of a reply what the contract leaves open. The zero value writes the wrapper with a default
// namespace of its own, counts prefixes a, b, c for other namespaces, and leaves out what is nil.
type WriteStyle struct {
	// Binding is how the namespace of the outermost element is bound, Prefix its prefix when Prefixed; empty is the
	// next counted one.
	Binding Binding
	Prefix  string

	// Attributes are written on the outermost element, before its declarations, and on each multiRef: Axis 1.x puts
	// encodingStyle there.
	Attributes []Attr

	// InScope are declarations of the envelope that elements inside the outermost one may use: prefix to
	// namespace as written, "" for its default namespace.
	InScope []Declaration

	// Prefixes are the prefixes of further namespaces, as written. Each is declared on the elements that
	// hold something of its namespace and have no declaration around them. Other namespaces get counted ones.
	Prefixes []Declaration

	// Counted is the stem of counted prefixes: "ns" gives ns1, ns2, ... through the whole answer, as Axis counts.
	// Empty gives a, b, c, ..., which begin anew in each element, as WCF counts.
	Counted string

	// MultiRef writes each bean of an encoded message apart, as an element multiRef after the outermost one, with
	// hrefs in its places, as Axis does unless told otherwise. The same pointer is the same multiRef.
	MultiRef bool

	// Item is the name of the items of an encoded array, that of the array's own element when empty, as in Axis 1.4.
	// Older versions write item.
	Item string

	// XSI is the prefix of XMLSchema-instance, "xsi" when empty.
	XSI string

	// DeclareXSI declares XSI on the elements directly inside the outermost one that have elements of their
	// own or are nil, as WCF does. Otherwise who writes the envelope declares it when Encode says so.
	DeclareXSI bool

	// ShortEmpty writes an element without content as <a/> instead of <a></a>. A nil one is always <a x:nil="true"/>.
	ShortEmpty bool

	// NilOptional writes an absent element that is optional and nillable as nil, as WCF does, instead of
	// leaving it out.
	NilOptional bool

	// DateTime is the layout of a time.Time, for time.Time.Format, "2006-01-02T15:04:05.9999999Z07:00" when
	// empty (the round-trip form of .NET). The zone is the value's own.
	DateTime string

	// Version leaves out what this version of the contract has not.
	Version wsdl.Version

	// Rename gives the namespace to write for one of the contract; nil writes it as it is. Axis echoes that of
	// the request, a SQL Server endpoint has its own. In an encoded message it is asked for the outermost element
	// alone: types keep their namespaces.
	Rename func(space string) string
}

// Attr is an attribute by its full name as written.
type Attr struct{ Name, Value string }

// Declaration binds a prefix to a namespace.
type Declaration struct{ Prefix, Space string }

// Binding is a way to bind the namespace of the outermost element.
type Binding int

// The bindings.
const (
	DefaultHere  Binding = iota // xmlns="..." on the element (WCF)
	DefaultAbove                // the default namespace of the envelope (Salesforce)
	Prefixed                    // xmlns:prefix="..." on the element (SQL Server, Axis, Model 204)
)

// ReadStyle says how strictly a request is read. The zero value is WCF's: names are exact, what is unknown
// is passed over, what is required must be there.
type ReadStyle struct {
	Names        Names
	Refuse       bool // refuse unknown elements, elements once too often, and text between elements
	AllowMissing bool // read what is required and absent as nil, as Axis does; of encoded messages it always is
	ByPosition   bool // read parameters of unknown names by their position, and refuse more than there are, as Axis does
	EmptyAbsent  bool // read an empty element of a type other than string as absent (Model 204)

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
