package wsdl

// builtins are the types of XML Schema part 2 that a contract may name. Nothing writes to the map after the
// package is loaded.
var builtins = makeBuiltins(
	"anyType", "anySimpleType",
	"string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN", "ID", "IDREF",
	"boolean", "base64Binary", "hexBinary", "anyURI", "QName",
	"decimal", "integer", "nonPositiveInteger", "negativeInteger", "nonNegativeInteger", "positiveInteger",
	"long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte",
	"float", "double",
	"dateTime", "date", "time", "duration", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay",
)

func makeBuiltins(names ...string) map[string]*Type {
	m := make(map[string]*Type, len(names))
	for _, local := range names {
		m[local] = &Type{Name: Name{NamespaceXSD, local}, Kind: KindBuiltin, Builtin: local}
	}
	return m
}

// Builtin returns the type of XML Schema of this local name, nil when a contract may not name it.
func Builtin(local string) *Type { return builtins[local] }
