// Package codec reads request elements into Go values and writes Go values as the contract promises them.
//
// A Plan joins one element of a contract to one Go type. It is made at start-up, where every field is
// compared with the contract and a mismatch is an error; per request the plan alone is followed.
//
// # Go types
//
// The types are those that wsdl/gen writes. An element with children or attributes is a struct; its fields are
// found by their xml tags ("name", "name,attr", ",chardata", ",any"), a namespace before the name is not
// looked at, and an XMLName field and fields tagged "-" are passed over. An embedded struct without a tag counts as its fields. Every
// element and attribute of the contract needs a field and every field an element or attribute. A field is
//
//   - *T, where nil is absent (or nil on the wire), for what occurs once;
//   - []T or []*T for what may occur more often, and for SOAP arrays;
//   - *Content for content (an anyType, or marked so), []*Content when repeated, and tagged ",any" for a choice
//     and for wildcards.
//
// T is a struct, or for text: string (any type: the text, its white space done as its XML Schema type says and its
// form checked; base64Binary and hexBinary are not checked), bool (boolean), the integer kinds (the integer types),
// float32, float64 (float, double, decimal), []byte (base64Binary, hexBinary, decoded), time.Time (dateTime). Named
// types of these kinds do as well. For base64Binary a field may also be []byte itself, nil when absent.
//
// An element that different versions of a contract have in different places is one field.
//
// # Messages of rpc style
//
// NewMessage takes them from the contract. The outermost element is the wrapper that WSDL 1.1, section 3.5, describes,
// the elements inside are its parts; a struct has a field for each. ReadStyle.ByPosition finds them as Axis does.
//
// Encoded ones follow SOAP 1.1, section 5, in the form of Axis 1.4. Every element inside has an xsi:type; nil is written
// out. A bean is a struct, and an array a slice of pointers to its items: nil is no array, empty one without items, and
// its length counts the items that are nil. Beans stand in their places, or apart as multiRefs (WriteStyle.MultiRef): the
// same pointer is the same multiRef. When read, xsi:type need not be there and is not looked at, what is missing is nil,
// and an href leads to any element of the body that has its id: several to one become one pointer. A value that leads back
// to itself is an error in both directions; only written apart, it is none. Content, attributes, arrays of arrays and
// elements that occur more than once have no place in an encoded message: NewMessage refuses them.
package codec
