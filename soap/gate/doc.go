// Package gate lets admitted work through: operations that no room has. A real client logs in, works and logs out; the
// session is a room's, the work is answered here, by files or by another server. A room gives a call to the gate only when
// it has checked the session as its vendor would, so that nothing is answered or forwarded for a session that is dead,
// foreign or missing. An answer that is no fault counts as a use of the session, as the room's own do.
//
// # Answers
//
// A folder that is named for all systems has a folder for each, by its name, and transcripts of any; one that is named in a
// system's own block is that system's. In it are
//
//	OPERATION.response.xml   answers every call of that operation: the whole envelope
//	NAME.request.xml         answers the calls that ask the same: any name, and the
//	NAME.response.xml        operation is the request's
//	NAME.request.json        the same for REST, where the operation is the last part of the path, and the
//	NAME.response.json       name's part before its first dot has to be it
//	NAME.request.http        a request or an answer with its head: a first line such as "GET /path?name=value"
//	NAME.response.http       or "HTTP/1.1 201 Created", then fields, an empty line, and the body
//	*.txtar                  transcripts: each exchange in them is such a pair
//
// The two files of a pair may have different forms. Of OPERATION and NAME what stands before the first dot counts where the
// operation is taken from it: query.response.xml, query.2.response.xml, query.10.response.xml are three answers to query.
//
// A call is answered by the pairs whose request is the same, else by those that are the same but for instants and addresses,
// else by the answers to every call. Of several each is given once, in the order of their names and with numbers in them
// compared as numbers, and the last one from then on; a change of the files, or the operator's reset, begins anew.
//
// Requests are compared by what is in the Body: prefixes, white space, the order of attributes, xsi:type and encodingStyle
// do not matter, nor do header blocks. What a call says of its own session may be anything in the file. ${any} and the other
// placeholders of package diff may stand there, too. A query of REST is compared by its names and values, in any order.
//
// In an answer ${now}, ${sessionId} and ${user} are filled in, as the form of the body needs them: the instant as in
// 2020-02-03T10:00:00.000Z, the id as the client wrote it, the user's name. $${ is ${ itself. The status of a pair is 200, or
// 500 for an envelope with a Fault; the content type is the system's own.
//
// # Caveats
//
// Files are looked at when a call comes: changes count at once, and each call costs a look at every file's instant. They
// are UTF-8, at most 16 MiB each, 10,000 and 256 MiB for a system; what is beyond is left out and named, as what is damaged.
package gate
