// Package replay plays stories against a live server, over HTTP or HTTPS, and says what is otherwise than they tell.
//
// # What is sent
//
// A request goes out as it stands: its head lines with their order and case, its version of HTTP, chunked or compressed
// if its head says so, each on a connection of its own. Changed are the ids that the server issued (see below), the
// path, before which the path of the target's URL is put, and, unless the target keeps the hosts, Host and every URL
// with it in the head and the body, but for SOAPAction and declarations of namespaces, which are names. Secrets that
// were masked are filled in. A request whose response stands after a later request is sent, and the later one follows
// when the first waits; without an operator nobody tells that, and half a second is the sign. A login by NTLM is done anew, and
// the response of an HTTP Digest is computed anew.
//
// # What is expected
//
// Before a response is compared (see package diff), what the story expects is put in terms of the live server: in the
// place of an id stands the one that this server issued, in the place of the story's address that of the target. An id
// is bound to what stands in the live answer where it first stood in the story. So is a text that looks like an id
// beyond doubt and never comes back, if what stands in its place looks like one of the same kind. That is not done for what is
// computed from content: under a name that ends in checksum, hash, digest, fingerprint, md5, sha1 and the like, or where a text of
// 32, 40, 56, 64, 96 or 128 hexadecimal digits came twice in the story, in answers to the same request. Such a digest that came
// once, under another name, is taken for an id, and a wrong one is not seen.
//
// # The operator
//
// A story begins with an empty system, at its own time, with its own settings. On a soapstone the operator's API sees
// to all that. Without it, a story that needs a clock moved, a restart, altered settings or settings of its own is not
// run, and says so; one with a clock and a seed that needs none of them is.
//
// A recording of a server whose clock stood still has a clock, which stands still again, and every instant in an answer has to be
// the same. Any other has none, and says when each of its requests came. For these the clock runs, and is moved where the recording
// paused for longer than the replay does: a session that expired in between expires again. It is never turned
// back, and is a little ahead then, so that what happens at the last moment before a timeout may happen after it.
//
// # Caveats
//
// Stories that belong to one recording are played in the order of their names, each from its beginning to its end. Where they
// ran side by side and saw each other's sessions, record them as one.
//
// A small number that a server counts off (the fourth user of Model 204) is no id, and compared as it stands: it is the same on
// a server at which nobody else is.
package replay
