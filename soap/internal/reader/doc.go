// Package reader reads one XML document, strictly, into a light tree.
//
// It is XML 1.0 (fifth edition names) with namespaces and without any DTD: a document type declaration is
// refused, and with it every entity but the five predefined ones. What general-purpose parsers let through
// and the emulated servers refuse is refused here too: undeclared prefixes, duplicate attributes, text or a
// second element after the root, bytes that are not what their encoding says. Every refusal is an *Error
// with a Kind, a line and a column, so that each system can word it as its own parser did.
//
// # Encoding
//
// UTF-8, US-ASCII, UTF-16 (both orders), ISO-8859-1 and windows-1252 are read. Which one it is follows
// RFC 7303, section 3: a byte order mark wins, then the charset of the Content-Type header, then the XML
// declaration, then UTF-8. What is overruled is not looked at: a declaration of utf-16 in a document that came
// with charset=utf-8 is no error.
//
// # Memory
//
// The tree shares the memory of the body it was read from, and its elements come from a pool. The body must
// not be changed before Release, and elements and strings are valid until Release only: what is kept
// longer is cloned. A Document may be looked at by several goroutines at once; Release belongs to one.
package reader
