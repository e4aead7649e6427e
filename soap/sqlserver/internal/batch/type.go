package batch

import (
	"fmt"
	"strconv"
	"strings"
)

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
	DateTime         TypeName = "DateTime"
	Decimal          TypeName = "Decimal"
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
	XMLType          TypeName = "Xml"
)

// family is what types have in common when values are converted.
type family uint8

const (
	noFamily family = iota
	characters
	bytes
	wholes // int64
	exacts // Number
	approximates
	instants
	guids // a string
)

// typeInfo is what the engine knows of a type.
type typeInfo struct {
	keyword    string // as Transact-SQL writes it
	family     family
	precedence int // in mixed expressions the higher wins (Books Online, "Data Type Precedence", ms190309)
	digits     int // of an exact number beside a decimal
	limit      int // of MaxLength, 0 where there is none
	unicode    bool
	fixed      bool // padded to its length
}

// types are those that values can have. Nobody changes the table.
var types = map[TypeName]typeInfo{
	Variant:          {keyword: "sql_variant", family: characters, precedence: 28, unicode: true},
	XMLType:          {keyword: "xml", family: characters, precedence: 27, unicode: true},
	DateTime:         {keyword: "datetime", family: instants, precedence: 23},
	SmallDateTime:    {keyword: "smalldatetime", family: instants, precedence: 22},
	Float:            {keyword: "float", family: approximates, precedence: 19},
	Real:             {keyword: "real", family: approximates, precedence: 18},
	Decimal:          {keyword: "decimal", family: exacts, precedence: 17},
	Money:            {keyword: "money", family: exacts, precedence: 16, digits: 19},
	SmallMoney:       {keyword: "smallmoney", family: exacts, precedence: 15, digits: 10},
	BigInt:           {keyword: "bigint", family: wholes, precedence: 14, digits: 19},
	Int:              {keyword: "int", family: wholes, precedence: 13, digits: 10},
	SmallInt:         {keyword: "smallint", family: wholes, precedence: 12, digits: 5},
	TinyInt:          {keyword: "tinyint", family: wholes, precedence: 11, digits: 3},
	Bit:              {keyword: "bit", family: wholes, precedence: 10, digits: 1},
	NText:            {keyword: "ntext", family: characters, precedence: 9, unicode: true},
	Text:             {keyword: "text", family: characters, precedence: 8},
	Image:            {keyword: "image", family: bytes, precedence: 7},
	Timestamp:        {keyword: "timestamp", family: bytes, precedence: 6},
	UniqueIdentifier: {keyword: "uniqueidentifier", family: guids, precedence: 5},
	NVarChar:         {keyword: "nvarchar", family: characters, precedence: 4, limit: 4000, unicode: true},
	NChar:            {keyword: "nchar", family: characters, precedence: 3, limit: 4000, unicode: true, fixed: true},
	VarChar:          {keyword: "varchar", family: characters, precedence: 2, limit: 8000},
	Char:             {keyword: "char", family: characters, precedence: 1, limit: 8000, fixed: true},
	VarBinary:        {keyword: "varbinary", family: bytes, limit: 8000},
	Binary:           {keyword: "binary", family: bytes, limit: 8000, fixed: true},
}

func (n TypeName) info() typeInfo { return types[n] }

func (t Type) family() family { return t.Name.info().family }

// Characters says whether values of the type are texts.
func (t Type) Characters() bool { return t.family() == characters }

// max says whether values can be of any length.
func (t Type) max() bool { return t.MaxLength < 0 || t.Name.info().limit == 0 }

// Keyword is the name of the type in Transact-SQL and in the sqltypes namespace.
func (t Type) Keyword() string { return t.Name.info().keyword }

// String is the type as Transact-SQL writes it.
func (t Type) String() string {
	switch info := t.Name.info(); {
	case info.limit > 0 && t.MaxLength < 0:
		return info.keyword + "(max)"
	case info.limit > 0:
		return info.keyword + "(" + strconv.Itoa(t.MaxLength) + ")"
	case t.Name == Decimal:
		return fmt.Sprintf("decimal(%d,%d)", t.Precision, t.Scale)
	default:
		return info.keyword
	}
}

// typeNamed returns the type that has a keyword, with the length and precision that it has without
// parentheses.
func typeNamed(keyword string) (Type, bool) {
	switch keyword = strings.ToLower(keyword); keyword {
	case "dec", "numeric":
		keyword = "decimal"
	case "integer":
		keyword = "int"
	case "rowversion":
		keyword = "timestamp"
	case "character":
		keyword = "char"
	case "sysname":
		return Type{Name: NVarChar, MaxLength: maxIdentifier}, true
	}
	for n, info := range types {
		if info.keyword == keyword {
			return n.plain(), true
		}
	}
	return Type{}, false
}

// plain is the type with the length and precision that it has when none is said.
func (n TypeName) plain() Type {
	t := Type{Name: n}
	switch {
	case n == Decimal:
		t.Precision = 18
	case n.info().limit > 0:
		t.MaxLength = 1
	}
	return t
}

// sized is the type with the arguments that follow its keyword in parentheses: a length or precision (-1 for
// max) and a scale. ok says whether the type takes them.
func (t Type) sized(size, scale int, hasScale bool) (_ Type, ok bool) {
	info := t.Name.info()
	switch {
	case t.Name == Decimal:
		t.Precision, t.Scale = size, scale
		return t, size >= 1 && size <= maxPrecision && scale >= 0 && scale <= size
	case hasScale:
		return t, false
	case t.Name == Float:
		if size <= 24 {
			t.Name = Real
		}
		return t, size >= 1 && size <= 53
	case info.limit > 0:
		t.MaxLength = size
		return t, size >= 1 && size <= info.limit || size == -1 && !info.fixed
	}
	return t, false
}

// maxPrecision is how many digits a Decimal has at most.
const maxPrecision = 38
