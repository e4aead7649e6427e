// Package transcript reads, writes and runs recorded exchanges: stories of HTTP requests and their responses,
// one story a file, in txtar form, so that people who write no Go can read and write them.
//
// # The file
//
// A file begins with lines of "key: value":
//
//	format: soapstone/1             always first
//	system: sqlserver               the emulated system
//	source: Books Online, ms190712  where the expected answers come from
//	evidence: documented            documented, observed, inferred or choice
//	rows: 2 3                       rows of testdata/<system>/rows.md that the story shows
//	clock: 2005-11-07T10:00:00Z     the emulated time at the start; its offset is the server's zone
//	seed: 00ff                      where chance comes from, in hex
//	set: faultHeader = none         a setting that differs from the default; any number of lines
//
// Only format and system are required. Lines that begin with "#" and empty lines are comments. Then follows
// what happened, in order, each under a line of its own:
//
//	-- 1 given --       what a recording knows of request 1: lines now, seed, remote
//	-- 1 request --     an HTTP request
//	-- 1 response --    the answer to it
//	-- clock +31s --    the emulated time moves by that much, or to an instant: clock 2005-11-07T11:00:00Z
//	-- lose 2 --        the answer to request 2, which follows, will be lost on its way
//	-- hang up 3 --     the client closes the connection of request 3, which waits
//	-- restart --       what a restart of the real server does
//	-- alter /sql/demo -- settings of an endpoint change: lines of "name = value"
//
// A response may stand after a later request: then the earlier request waits on the clock, and the later one
// is sent once it does. Requests are numbered from 1 in the order they are sent.
//
// # Messages
//
// The lines of an HTTP head end in LF in the file and in CR LF on the wire. An empty line separates head and body;
// without one there is no body. The newline at the end of an entry belongs to the file, not to the body. A body that ends in
// a newline stands there with an empty line at its end: "-- 3 request lf --"; one whose lines all end in CR LF stands there with
// LF alone: "-- 3 request crlf --". Under any other title an empty line at the end is an error, since most often nobody meant
// it. A body that is not UTF-8, has CRs elsewhere, or has a line that looks like the beginning of an entry is kept in base64:
// "-- 3 request base64 --". Chunked and gzip are undone in the file and named in the head; Date and Content-Length are not
// kept. A file that was read and is written again is the same bytes.
//
// # Running
//
// A story with clock and seed is exact: every byte of status, kept head fields and body must be the same. Run plays it
// so. Play plays a story with another reading of it: package replay puts it in terms of a live server, and compares by
// meaning (package diff).
package transcript
