// Package capture reads conversations that other tools have kept, and writes them as stories, ready to be played.
//
// # What it reads
//
// What a file is, its contents say, not its name; see [Formats]. A file is tried as a zip, a message of HTTP, a story, a
// SoapUI project, then as JSON (a HAR has log.entries, a journal entries with a system) and as XML; JSON and XML that are
// nothing else are one half of a pair.
//
// HAR (HAR 1.2): entries are put in the order in which they began. Bodies that are base64 and not marked so are decoded; one
// that is missing or cut off is a problem, and then its answer is not expected. Text gets back the charset that its head or
// its XML declaration names. Forms of which only the parameters are there are put together again. Pseudo fields of HTTP/2
// go, and its names of fields get their usual case.
//
// SAZ (Fiddler, "SAZ files"): raw/N_c.txt and raw/N_s.txt, with the client, its connection and the times of raw/N_m.xml.
// Entries with a password are problems, as is whatever is larger than the limits when it is unpacked.
//
// SoapUI: each test case is a conversation of its own, with its requests in order; each request of an interface that no test
// case has is one, too, unless it is a sample (with ? in the place of values). The answer is, of the mock operation for the
// same operation, in this order: the response with the name of the request or of its step; the next one, where the mock
// dispatches in sequence and the request is in a test case; the one that is its default, or the only one. A request without
// an answer expects none. Expansions ${#Project#name}, ${#TestSuite#name}, ${#TestCase#name}, ${Step#name} of a properties
// step, ${Step#Response#//name} of a step with an answer, and ${name} are filled in; any other is a problem, and
// stays, so that a replay refuses to send it.
//
// Pairs: of the names "NAME.request.xml", "NAME-request", "NAME_req", "request-NAME" and the like, in any case, and of the
// folders "requests/NAME.xml", those of one NAME in one folder are a pair: request, req or in, and response, resp, res, rsp,
// reply, answer or out. A file may be a message of HTTP, head and body, or a body. Then SOAP's version says the content type,
// and a fault the status 500; where it was sent, only [Options].URL says. The pairs of a folder are told in the order of
// their names, numbers by value.
//
// HTTP: a file that begins with a request, and goes on behind it with its answer, is what went over one connection, such as
// a stream that Wireshark follows, saved raw, or sessions that Fiddler saves as text. Answers come in the order of their requests.
// Each message ends where its head says; where the next one does not begin there, as in a file whose lines end otherwise
// than they did, it ends where that one begins.
//
// The journal has masked its secrets and ids already, and has few head fields: what it tells can be read, and is played only
// as far as no id has to come back: in an answer anything may stand where it has stars, a password in a request is asked for
// at the replay, and any other request with stars is among the problems.
//
// # What is kept
//
// Exchanges with services: of either message the content type is XML or JSON, or the body is; or there is a SOAPAction; or the
// query asks for a WSDL or a schema. Left out and counted are tunnels, OPTIONS, WebSockets, parts of pages (images, fonts,
// styles, scripts), pages, and other hosts than those asked for.
//
// Conversations are told apart by correlate.Splitter: by ids of sessions, else by connection and client. The rounds of NTLM
// and Negotiate become one step with the user's name, as package record has it. Exchanges are told as overlapping when one
// went on for more than a quarter of a second after the other began, on another connection: then it may have waited for it.
// When an exchange began is told by the server's clock, if its Date says that the tool's went wrong.
//
// Secrets are hidden by a mask.Run before anything is written. Everything is read twice, since a secret may come before its
// name gives it away. A literal ${ in an answer is written so that it stays one. Accept-Encoding is reduced to gzip, which is
// what a replay can undo.
//
// # Bounds
//
// Files with entries are read one entry at a time. The limits of [Options] hold for what is unpacked, too, and an entry of
// an archive may be no more than 1,000 times as large as it is packed. What is beyond is a problem that names its entry, and
// the rest is imported.
//
// # Caveats
//
// Chrome leaves Authorization and cookies out of a HAR unless it is saved "with sensitive data". Bodies packed by Brotli or
// Zstandard that the tool did not decode cannot be undone. Scripts, property transfers and data sources of SoapUI are not
// run. Test cases of composite projects, which are folders, are not read.
package capture
