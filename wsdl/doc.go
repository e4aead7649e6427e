// Package wsdl reads a contract, a WSDL 1.1 document of our own writing, into a model of what goes over the wire,
// and writes the copies of it that are served.
//
// A contract has one service with one port. Its operations are resolved all the way: from the service through
// port, binding and portType to the messages, and from those to elements and types. Order is document order
// everywhere. Files are not looked for: every schema that an import names stands in the same document.
//
// # Marks
//
// A contract carries marks in the namespace urn:soapstone:contract, which no served copy shows:
//
//   - since and until name the first and the last version (a whole number; 58.0 is 58) that has what they stand
//     on. Any element of the document may carry them.
//   - content="true" on an element or a complex type says that what stands there is written and read by hand,
//     because its order or its types are beyond a struct: a choice, a result stream. Elements of the type anyType
//     are content without a mark.
//
// # Documents of others
//
// An Outline is what somebody else's WSDL says about its operations, read as far as that takes. Compare tells in what it
// differs from a contract. Both are for users who hand out a WSDL of their own; no room needs them.
//
// A Contract and all that it leads to is not changed after Parse, so any number of goroutines may read it.
package wsdl
