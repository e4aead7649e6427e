package batch

// Type is a type of SQL.
type Type struct {
	Name      TypeName
	MaxLength int // of character and binary types, -1 for max
	Precision int // of Decimal
	Scale     int // of Decimal
}

// TypeName is the name of a type, as sqlDbType writes it.
type TypeName string

// The types that values can have here.
const (
	BigInt           TypeName = "BigInt"
	Binary           TypeName = "Binary"
	Bit              TypeName = "Bit"
	Char             TypeName = "Char"
	DateTimeType     TypeName = "DateTime"
	DecimalType      TypeName = "Decimal"
	Float            TypeName = "Float"
	Image            TypeName = "Image"
	Int              TypeName = "Int"
	Money            TypeName = "Money"
	NChar            TypeName = "NChar"
	NText            TypeName = "NText"
	NVarChar         TypeName = "NVarChar"
	Real             TypeName = "Real"
	SmallDateTime    TypeName = "SmallDateTime"
	SmallInt         TypeName = "SmallInt"
	SmallMoney       TypeName = "SmallMoney"
	Text             TypeName = "Text"
	Timestamp        TypeName = "Timestamp"
	TinyInt          TypeName = "TinyInt"
	UniqueIdentifier TypeName = "UniqueIdentifier"
	VarBinary        TypeName = "VarBinary"
	VarChar          TypeName = "VarChar"
	Variant          TypeName = "Variant"
	Xml              TypeName = "Xml"
)
