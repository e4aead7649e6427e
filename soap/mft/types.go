package mft

import (
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// Every parameter of the session methods is a string. Axis takes one without a type, or with a type that it does not know, as
// such, and refuses one whose type it reads as something else, as some clients write what looks like a number (observed of
// Axis 1.4). The types that it knows, and the words in which it names them, are those of its DefaultTypeMappingImpl.

const encoding12 = "http://www.w3.org/2003/05/soap-encoding"

// Axis knows each schema in three editions.
var (
	schemas   = [...]string{"http://www.w3.org/1999/XMLSchema", "http://www.w3.org/2000/10/XMLSchema", wsdl.NamespaceXSD}
	instances = [...]string{"http://www.w3.org/1999/XMLSchema-instance", "http://www.w3.org/2000/10/XMLSchema-instance", soap.NamespaceXSI}
)

// badType is what the type of a parameter is to Axis, "" where it takes the parameter for a string.
func badType(call *soap.Call, contract *wsdl.Contract) string {
	given := 0
	bad := ""
	for p := range call.Envelope.Payload.Elements() {
		if given++; bad == "" {
			bad = typeOf(p)
		}
	}
	if bad == "" {
		return ""
	}
	if op := contract.Operation(call.Operation); op == nil || given > len(op.Input.Element.Type.Content) {
		return "" // there are too many, which Axis sees before
	}
	return bad
}

// typeOf is the class of a parameter's type where that is no string. A reference may have a type, and what it leads to.
func typeOf(p *soap.Element) string {
	const most = 8
	for range most {
		if isNull(p) {
			return ""
		}
		if class := classOf(p); class != "" {
			return class
		}
		next := referred(p)
		if next == p {
			return ""
		}
		p = next
	}
	return ""
}

// isNull says whether an element is nil, which 1999 called null: its type does not matter then.
func isNull(e *soap.Element) bool {
	for i, instance := range instances {
		local := "nil"
		if i == 0 {
			local = "null"
		}
		if value, _ := e.Attr(instance, local); value == "1" || value == "true" {
			return true
		}
	}
	return false
}

// classOf is how Axis names the type that an element says it has.
func classOf(e *soap.Element) string {
	for _, instance := range instances {
		if name, ok := e.Attr(instance, "type"); ok {
			prefix, local, qualified := strings.Cut(name, ":")
			if !qualified {
				prefix, local = "", name
			}
			space, _ := e.Namespace(prefix)
			return axisClass(space, local)
		}
	}
	if _, ok := e.Attr(wsdl.NamespaceEncoding, "arrayType"); ok {
		return axisClass(wsdl.NamespaceEncoding, "Array")
	}
	return ""
}

func axisClass(space, local string) string {
	switch space {
	case wsdl.NamespaceEncoding, encoding12:
		return encodedClasses[local]
	case "http://xml.apache.org/xml-soap":
		return apacheClasses[local]
	case schemas[0], schemas[1], schemas[2]:
		instant := "dateTime"
		if space != wsdl.NamespaceXSD {
			instant = "timeInstant"
		}
		if local == instant {
			return "class java.util.Calendar"
		}
		if class, ok := axisTypes[local]; ok {
			return "class org.apache.axis.types." + class
		}
		return schemaClasses[local]
	}
	return ""
}

var schemaClasses = map[string]string{
	"boolean": "boolean", "byte": "byte", "short": "short", "int": "int", "long": "long", "float": "float", "double": "double",
	"integer": "class java.math.BigInteger", "decimal": "class java.math.BigDecimal", "date": "class java.util.Date",
	"QName": "class javax.xml.namespace.QName", "anyType": "class java.lang.Object",
	"hexBinary": "class [B", "base64Binary": "class [B",
}

// axisTypes are those for which Axis has a class of its own.
var axisTypes = map[string]string{
	"normalizedString": "NormalizedString", "token": "Token", "language": "Language", "Name": "Name", "NCName": "NCName",
	"NMTOKEN": "NMToken", "NMTOKENS": "NMTokens", "ID": "Id", "IDREF": "IDRef", "IDREFS": "IDRefs",
	"ENTITY": "Entity", "ENTITIES": "Entities", "NOTATION": "Notation", "anyURI": "URI",
	"nonNegativeInteger": "NonNegativeInteger", "positiveInteger": "PositiveInteger",
	"nonPositiveInteger": "NonPositiveInteger", "negativeInteger": "NegativeInteger",
	"unsignedByte": "UnsignedByte", "unsignedShort": "UnsignedShort", "unsignedInt": "UnsignedInt", "unsignedLong": "UnsignedLong",
	"time": "Time", "duration": "Duration", "gYear": "Year", "gYearMonth": "YearMonth", "gMonth": "Month", "gMonthDay": "MonthDay", "gDay": "Day",
}

var encodedClasses = map[string]string{
	"boolean": "class java.lang.Boolean", "byte": "class java.lang.Byte", "short": "class java.lang.Short", "int": "class java.lang.Integer",
	"long": "class java.lang.Long", "float": "class java.lang.Float", "double": "class java.lang.Double",
	"integer": "class java.math.BigInteger", "decimal": "class java.math.BigDecimal",
	"base64": "class [B", "base64Binary": "class [B", "Array": "class [Ljava.lang.Object;",
}

var apacheClasses = map[string]string{
	"Map": "class java.util.HashMap", "Vector": "class java.util.Vector", "Element": "interface org.w3c.dom.Element", "Document": "interface org.w3c.dom.Document",
}
