package wsdl

// Unbounded is the Max of what may occur any number of times.
const Unbounded = -1

// Element is an element declaration, or a reference to one with the bounds of its place.
type Element struct {
	Name     Name // Space is empty when the element is unqualified
	Type     *Type
	Min, Max int // Max may be Unbounded
	Nillable bool
	Content  bool // read and written by hand: marked, or of a marked type, or anyType

	Since, Until Version
}

// Kind is the kind of a type.
type Kind int

// The kinds of types.
const (
	KindBuiltin       Kind = iota + 1 // a type of XML Schema itself, such as xsd:int
	KindSimple                        // a simple type derived from another
	KindComplex                       // elements and attributes
	KindSimpleContent                 // text with attributes
	KindArray                         // an array of SOAP 1.1, section 5.4.2
)

// Type is a type definition.
type Type struct {
	Name Name // zero for a type without a name
	Kind Kind

	// Base is the type that this one extends or restricts, nil when none is named. What it contributes is
	// already part of Content and Attributes.
	Base *Type

	// Builtin is the local name of the type of XML Schema that the text is written as, such as "int": for
	// builtin and simple types and simple content. Lists and unions are read as "string".
	Builtin string

	Enumeration []string     // the values allowed, nil when any are
	Attributes  []*Attribute // those of the bases first
	Content     []Particle   // in the order on the wire, those of the bases first; nested sequences are dissolved
	Item        *Element     // of an array: an item, as wsdl:arrayType names its type
	Marked      bool         // carries the content mark
}

// Particle is one place in a type's content. Exactly one of Element, Choice and Any is set.
type Particle struct {
	Element *Element
	Choice  []Particle // the alternatives; a sequence among them appears as a Choice-less group, see Group
	Group   []Particle // a sequence that cannot be dissolved, inside a choice or repeated
	Any     bool       // a wildcard
	Min     int
	Max     int

	Since, Until Version
}

// Attribute is an attribute of a type.
type Attribute struct {
	Name     Name // Space is empty when the attribute is unqualified
	Type     *Type
	Required bool
	Default  *string // nil when none is declared; a fixed value counts as one

	Since, Until Version
}
