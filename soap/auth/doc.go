// Package auth reads and checks what a request says about who sends it: HTTP authentication schemes
// and the WS-Security UsernameToken.
//
// It knows no account. It takes a request apart into plain values and checks them against a password
// that the caller found; what a name means, which scheme an endpoint takes, in what order, and how a refusal
// is worded on the wire are matters of the system that is emulated. Names come back as they were
// written: whether HARPO and harpo are one is for the system to say.
//
// For HTTP, [Authorization] says which scheme a request chose, [Basic] reads the one that needs no
// conversation, and [Challenge] words the WWW-Authenticate header of the answer 401. Those that need one are in packages
// of their own: digest, ntlm, spnego, and integrated, which joins the last two. For WS-Security,
// [ReadToken] reads a UsernameToken and [Token.Check] checks it.
//
// # Errors
//
// Errors wrap one of the sentinels of this package. None holds a password, nor any other part of a
// header that could be one, so all may be logged; they are not meant for the client.
//
// # Caveats
//
// There is no memory of nonces: within the window given to [Token.Check] a digest token can be
// used again. Nothing here is derived, encrypted or signed; keys, BinarySecurityToken and timestamps of
// WS-Security are not read.
package auth
