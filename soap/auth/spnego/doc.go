// Package spnego reads and writes the tokens of SPNEGO (RFC 4178), in which a client of HTTP's Negotiate lists the
// mechanisms that it has and begins one of them.
//
// [Read] takes apart whatever a client may send after "Negotiate": a token of SPNEGO, or one of a mechanism alone.
// [Answer.Bytes] writes what a server says.
package spnego
