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
// Where a path ends in an id, such as that of a job, the id is the operation: 7500.response.xml. First lines in .http tell
// apart what goes to one path by different methods, and .http has what is neither XML nor JSON, such as CSV. The operations
// of futurama's REST are the same in any case, as its paths are.
//
// A call is answered by the pairs whose request is the same, else by those that are the same but for instants and addresses,
// else by the answers to every call. Of several each is given once, in the order of their names and with numbers in them
// compared as numbers, and the last one from then on; a change of the files, or the operator's reset, begins anew.
//
// Requests are compared by what is in the Body: prefixes, white space, the order of attributes, xsi:type and encodingStyle
// do not matter, nor do header blocks. What a call says of its own session may be anything in the file. ${any} and the other
// placeholders of package diff may stand there, too. A query of REST is compared by its names and values, in any order.
//
// In the body of an answer ${now}, ${sessionId} and ${user} are filled in, as the form of the body needs them: the instant as in
// 2020-02-03T10:00:00.000Z, the id as the client wrote it, the user's name. $${ is ${ itself. Any other word goes out as it
// stands, as do those for what a replay expects (${any}), and the log says so. The status of a pair is 200, or 500 for an
// envelope with a Fault; the content type is the system's own.
//
// # Forward
//
// What no file answers goes to the server that forward names: method, path (below that of the address), query, head and body
// as they came, and its answer comes back as it comes, piece by piece; faults, odd statuses and redirects are the far
// side's own. Where there is none, because the far side is not there, is late, stands still or breaks off before the
// first byte of its body, the client sees how the system shows an internal failure, and the log says why. Afterwards
// the connection breaks off. TLS is spoken from version 1.2 on, with the cipher suites that Go holds safe. A far side that is as
// old as its system needs a tls-min of 1.0 or 1.1, which offers the suites of that time, too: the RSA key exchange, CBC and 3DES,
// which a server of version 1.2 may know nothing else of.
//
//   - Left out is what is said of one connection (RFC 9110, section 7.6.1), Expect, and the request's content encoding, which
//     is undone. Accept-Encoding is left out, too, so that ids and header blocks can be written into answers. One kind of field
//     stays against the RFC: what an answer lists in Connection beside close, since net/http removes that list unread.
//   - Host is the far side's. X-Forwarded-For, -Host and -Proto say what the client did; what came in them is dropped.
//   - Authorization goes on when it is Basic or Bearer. NTLM, Negotiate and Digest are bound to a connection or an address
//     here, and stay.
//   - Date is left out: all answers have that of our clock. The reason phrase is the usual one.
//   - Via names this soapstone by chance; a call that comes back with it is refused, and the log says so.
//   - The proxies of HTTPS_PROXY, HTTP_PROXY and NO_PROXY count, as Go reads them.
//
// # Sessions at the far side
//
// With exchange-session each session of ours has one there, which begins with its first work and is forgotten when ours has
// ended: nobody logs out of it. Header blocks of the room go out with the answer in place of the far side's. The ids are swapped
// where they are a whole text, attribute or JSON string, a cookie, a part of a URL, or what stands in Authorization behind its
// scheme, in both directions. Who logs in is
//
//	salesforce  user, with login of the API and version of the call
//	mft         user, else the HTTP Basic of the call, with getSession of the call's service
//	futurama    nobody, with StartSession, which is our extension
//	model204    user, with Login; and the session that is open on the thread is created, or opened, there
//	sqlserver   user, else the HTTP Basic or the WS-Security block of the call, with an empty request that initiates
//
// With a user, the calls of all but salesforce have its HTTP Basic. A far side says that a session is gone with INVALID_SESSION_ID
// or InvalidSessionId, and SessionIdIsInvalid (documented); what the other three say is our rooms' choice, and the setting
// refused takes a pattern instead. Then the session is begun anew and the call sent once more, once. Transactions of SQL Server
// are ours alone: no descriptor goes there.
//
// The id that a room admitted a call for counts. What clients of salesforce and model204 write beside it as the id of another
// session does not go there: further SessionHeader and Thread blocks, Authorization with Bearer or OAuth, X-SFDC-Session, and
// the cookie sid. In parameters of mft and futurama all but ours stays as it is, since it may be what the operation works
// on. Without exchange-session everything goes on as it came (choice: what the real servers do with two ids is not known).
//
// A login that the far side refuses, by a fault, by 401 or 403, or by an answer without a session, is not tried again with
// the same credentials for a minute of our clock, or until settings change: many tries lock a real account. Calls get the
// same internal failure meanwhile, and the log says once what to do (choice). Until an account was taken once, those who log
// in with it do so one after another. A far side that cannot be reached is asked again by the next call.
//
// # The user's own WSDL
//
// A file of wsdl is handed out in place of ours, byte for byte but for addresses and, where the server does so (Axis), the target
// namespace. Which service and version it is for, its soap:address says. Its operations that are ours, too, must be as
// ours: style, use, soapAction, and the elements of their messages, with names, order and types; those that it does not have are
// no difference. Its others are operations that there are: with a dead session they get that system's fault for it, and the
// journal has their names. A file has to be whole: imports of relative documents are refused. WCF gives such a file at ?singleWsdl,
// and has it handed out at ?wsdl, too, also with choices.wsdl: split; the parts, such as ?wsdl=wsdl0, are ours still, and nothing
// refers to them.
//
// # Caveats
//
// Files are looked at when a call comes: changes count at once, and each call costs a look at every file's instant. From 500
// files on a look counts for five times as long as it took, a tenth of a second at most; the operator's reset looks at
// once. Files are UTF-8, at most 16 MiB each, 10,000 and 256 MiB for a system; what is beyond is left out and named, as what
// is damaged. Folders in the folder of a system are not looked into. A file that names an operation that the room has is
// never asked: what is the session's is answered here. One that stands alone, not in a transcript, is named for it
// beside damaged ones, but for sqlserver, whose endpoints have what their settings say. Of systems without REST what is no
// envelope is named, too, since it answers no call. The WSDL is read when the server
// starts, and by the operator's reset.
//
// Two operations of futurama are its own and still asked for: GetResource, and the page of POST /rest/webapi, whose answer is
// webapi.response.json with ${sessionId} in it. A page request that begins a session is never forwarded, since another server
// would begin one of its own.
//
// Ids are swapped in XML, of any encoding in which ASCII is itself, and in JSON. Forms, text, multipart (MTOM) and answers in
// UTF-16 go on as they are, with the id in them; a request in UTF-16 is a failure.
package gate
