// Package correlate finds the ids in recorded messages without being told where they stand: the texts that a server
// issued in one answer and that its client sent back in a later request. A replay binds them to what a live server
// issues in their place, a recording tells conversations apart by them.
//
// # What could be an id
//
// Values lists the texts of a message that could be one, and where they stand: in a head field, a cookie, the path, the
// query or a ;parameter of a URL, the text of an element, an attribute, a string or number of JSON, a field of a form. A
// URL in a text is taken apart as the one in the request line is, XML and JSON in a text are looked into, and of a text
// with blanks those words count that look like ids beyond doubt.
//
// A text could be an id when it has no blanks, is no longer than 4,096 bytes and either
//
//   - looks like one: eight characters or more, with letters and digits in turn (at least two changes between them),
//     or sixteen or more with both, or base64 that is padded, or eight digits or more that are no day; or
//   - stands where an id is to be expected: in a cookie, in a bearer's Authorization, or under a name that ends in
//     id, session, token, ticket, sid, thread, handle, nonce, cursor, locator, etag or password (one
//     that the server made), in any case. There three characters are enough, or four digits; or
//   - has a digit and four characters or more, under the name of a number that names something: one that ends in no, nr, num,
//     number, nummer, numero, ref, reference or key, in any case, but not those that count or never change, such as pageNumber,
//     Line_No, versionNo or phoneNumber.
//
// It could not be one when it is a truth value, a number with a point, a version, an address of IP, a day or a time, a
// duration, an address of mail, a namespace, a URN, the name of a content type or of a character set. Neither names nor
// declarations of XML are looked at, nor xsi:type, encodingStyle and the like, whose values are names; nor the head
// fields that say how a message is written or what wrote it (Content-Type, Server, User-Agent and so on), nor
// passwords: Authorization with anything but a bearer's token.
//
// # What is an id
//
// Ids goes through a story. Of the texts that could be ids, those are ids that stand in a response, in no request
// before it, and come back in a request after it: as a value of their own, which of digits may stand anywhere, or, if they
// look like an id beyond doubt, anywhere in it between characters that belong to no word. So what a client chose is none, and no text that merely
// differs each time. An id that never comes back is none either: nothing has to be bound for it.
package correlate
