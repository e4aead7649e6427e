// Package diff compares two HTTP messages, or two bodies, says what differs and whether it matters, and presents that so
// that a person sees it in one glance.
//
// # What counts
//
// XML is compared as XML: prefixes, the order of attributes, comments, CDATA, character references, the XML declaration
// (but for [Options.Declaration]), the charset, a byte order mark, <a/> or <a></a>, and white space that lays out the
// document do not matter. Elements, their order and namespaces, texts, attributes and xsi:nil do; xsi:type, the code of a
// fault and any text that is a name with a declared prefix are compared by what the prefix stands for. Where one document
// refers to a value by href and the other has it in its place, that is one difference, and the values are compared.
//
// JSON is compared as JSON: the order of keys does not matter, and numbers are the same when their values are, to the
// last digit. Forms are compared by name, all else as text.
//
// Multipart bodies are compared part by part, each as what it is, the root first, which SOAP with attachments and MTOM name by
// start or put first. Boundaries, Content-IDs and how a part is encoded do not matter, and a cid: URL must lead to the part in
// the same place.
//
// Of a head, the status code counts (and the reason of a 415, by which WCF says what was wrong with a content type), and the
// fields of [DefaultHeaders]: of Content-Type the type and its parameters, of Set-Cookie the names of the cookies and
// whether they are set or taken back, of Location the place, of WWW-Authenticate the schemes.
//
// A difference has a [Weight]: an Outcome is another status, a fault instead of an answer, a yes that turned into a no, the
// id of a session that is missing; a Form is white space or the charset of a content type; all else is Content.
//
// # What differs from run to run
//
// Without being told, the following is matched by kind:
//
//   - Instants, also within longer texts, when both are of the same form: ISO 8601 and XML Schema, RFC 1123, RFC 850 and
//     those of cookies, asctime and Java's, Salesforce's +0000, SQL Server's CONVERT, .NET's /Date(ms)/, fourteen digits
//     (20240131101500, also between other digits, in columns), and elements year, month, day, hour, minute and second of one
//     parent. Whether there are
//     seconds, a fraction and a zone, and how the zone is written, is part of the form. When [Side.Now] is known on both
//     sides, an instant must lie where the expected one does, or where it does relative to its exchange, give or take
//     [Options.Window]; otherwise any will do. Dates without a time, and those that stand for never (years 1, 1753, 9999,
//     and 1970-01-01T00:00:00Z), are compared as written when nothing is known.
//   - Addresses: where one of the expected side's [Side.Bases] stands, one of the other side's may.
//   - [Options.IDs], which stand for each other.
//   - The values of cookies.
//   - How much of a limit has been used: a whole number named current, used, usage, consumed, remaining, left or available
//     beside one named limit, max, maximum or quota. Others use it, too.
//   - What must be new in each message: the MessageID of WS-Addressing, and of WS-Security nonces, digests and signatures, with
//     the ids (wsu:Id) by which the parts of one message refer to each other. That they are right is not looked at.
//
// [Options.Strict] makes each but the third count all the same.
//
// # Placeholders
//
// An expected message may hold placeholders: as the whole of a text, an attribute, a string of JSON, the value of a header
// field or of a form, a body of text, or within one of them.
//
//	${any}               any text; as the whole text of an element also any elements, or xsi:nil; in JSON any value
//	${optional}          the same, and the element, attribute, member or header field need not be there at all
//	${absent}            the element, attribute, member or header field must not be there
//	${time}              an instant in one of the forms above
//	${time ±5m}          an instant within five minutes of the answer; +-5m says the same
//	${time +20m ±5s}     one twenty minutes after the answer, give or take five seconds; without ± a minute
//	${uuid}              8-4-4-4-12 hex digits, in braces or not
//	${hash}              16 or more letters, digits and + / = _ . ! % -: a digest, a token, the id of a session
//	${number}            a number, as JSON or XML Schema writes one; in JSON also one that is no string
//	${match REGEX}       what the regular expression (RE2) matches; braces in it in pairs, or with a backslash
//	$${                  the characters ${
//
// Units are those of Go: 300ms, 5s, 20m, 24h. What stands around a placeholder is compared as above. A placeholder that
// cannot be read is a difference of kind Placeholder; [Check] finds them before anything is sent. Those of package mask
// (${secret NAME} and others) are left alone. What records answers writes them with [Literal].
//
// # Many stories
//
// [Causes] gathers differences by what they have in common, in bounded memory: kind, path without indexes and prefixes, and
// what was expected and came, without instants and ids. [Printer], [JUnit] and [JSONLines] present a [Result] of each story
// and the causes of all. Give Hide to [Options] and to the reports: nothing is shown that did not go through it.
//
// # Bounds
//
// Bodies over 64 MiB are compared by their bytes; elements and values deeper than 1,000 levels are not compared, and a
// difference of kind Limit says so. A difference keeps 4 kB of each value. At most [Options.Most] differences are told of a
// message.
//
// # Caveats
//
// Two messages with the same bytes are equal, even where placeholders ask for something else. Where text and elements are
// mixed, the text is compared as one, wherever the elements stand in it. Where both refer to a value by href, the references
// are compared as written.
package diff
