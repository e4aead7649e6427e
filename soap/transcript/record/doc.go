// Package record keeps conversations that go by as stories, ready to be played again.
//
// A [Proxy] stands between clients and a real server and passes on what they say, both ways as it comes. A [Tap] stands
// in front of a handler of our own. Both write into a [Book], which keeps a story for each conversation.
//
// # What a story says
//
// A story says what the server was sent and what it answered: its own addresses and host, not those that the proxy
// showed to the client in their place. Heads are without what is about one connection only (Connection, Keep-Alive and
// so on; Transfer-Encoding is named), without date and length, and in the order of their names. Every answer is told
// that came whole; one that broke off, and one with a body that is too large, is not: the request then stands there
// without an answer, and a comment at the beginning of the file says why.
//
// Secrets are hidden by a [mask.Run] before anything is written. What looks like a placeholder in what went by stands for
// itself (see [mask.Literal] and [diff.Literal]), unless the book is exact. The story of a conversation is written anew each
// time it has grown, all at once, so that what stands in the folder can be played at any time. A file that is there already
// is never overwritten. Names of files say the system, the client, when the conversation began, and count.
//
// What cannot be written waits in memory, up to a limit. Then the recording pauses until it can be: what comes is passed on and
// not kept. Conversations end with a pause, so that no story has a hole.
//
// The rounds of NTLM and Negotiate become one step: the request that completed the handshake, with
// "Authorization: NTLM ${ntlm USER}". Since these schemes log in connections and not requests, the later requests on
// that connection get the same field. Where no login came of it, the step is "NTLM ${ntlm _}", of which a replay says the
// first round.
//
// Requests and answers stand in the order in which they came. Where they overlap, one may have waited for another.
//
// # Caveats
//
// The server is always spoken to in HTTP/1.1, whatever the client speaks, and sees the proxy's address. Kerberos does not
// work through a proxy of another name. Of the encodings that a client accepts, the server is told gzip and deflate alone; a
// body that comes in another one all the same is passed on and left out, for the secrets that nobody could look for in it.
//
// Sessions that see each other (a list of all, a lock that another holds, the same user's other session) can be played again
// together alone, while a story of its own is kept for each: record them by correlate.ByNothing then. An id that a client
// brings into another session makes them one story anyway, and so does a login that gets a session which is there.
//
// A proxy knows nothing of what an operator does: a clock that was moved, a restart, settings that were altered. What follows
// from these differs in a replay. A Tap knows what time the server had. Nor does it know whether an HTTP Digest, NTLM or
// WS-Security's digest was made with a wrong password: a replay makes it with the right one.
//
// Stories have neither clock nor seed, so they are compared by meaning, unless the book is exact. "given" entries say when
// a request came, and from where.
package record
