// Package digest is HTTP Digest authentication (RFC 2617, section 3) from the server's side: the challenge, the answer of
// a client, and the nonces between them. Of the algorithms there are MD5 and MD5-sess, of the qualities of protection auth
// alone, without which nothing counts the uses of a nonce.
//
// It knows no account; chance and time are arguments. A server keeps [Nonces], sends a [Challenge] with one of them,
// reads what comes back with [Read], finds the account, and asks [Answer.Check] first and [Nonces.Use] then: who does not
// know the password learns nothing of a nonce, and uses none up.
package digest
