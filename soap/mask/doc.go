// Package mask hides secrets in messages: passwords, tokens and the ids of sessions.
//
// [Names] puts stars in the place of what a name gives away as secret, and [Hide] in the place of values that are
// known to be: that is for what a person reads once, such as a journal.
//
// A [Run] is for messages that are kept and played again. It finds a secret by its name (an element, an attribute, a
// member of JSON, a parameter of a query or a form, a head field, a cookie, PASSWORD = '...' in SQL, password=... in a
// connection string, the value beside a name in a map, the second parameter of a login that has no names), JSON Web Tokens
// also by their form, and from then on
// by its value, wherever it comes again and however it is spelt: as references of XML, with the escapes of JSON or of a
// URL, in base64, as XML or JSON that stands in a text; also in comments, scripts and bytes that nobody reads. There are
// two kinds of secrets.
//
// # What the client knows
//
// Passwords and tokens that come from a client leave a placeholder with a name:
//
//	${secret NAME}         the secret of that name, escaped as its place wants it
//	${secret NAME|FILTER}  through one or more filters first: xml, json, url, sql, base64, and latin1, which writes it in ISO-8859-1
//	${basic USER}          the credentials of HTTP Basic: base64 of the user, a colon and the secret USER.password
//	${basic USER N}        the same with USER.password.N, where a user had several passwords
//	${basic USER|latin1}   the same in ISO-8859-1, as older clients write it
//	${digest USER}         a WS-Security password digest, of the message's Nonce and Created and of USER.password; in
//	                       Authorization the response of an HTTP Digest, see [Digest]
//	${ntlm USER}, ${negotiate USER}
//	                       stands for a handshake in several turns, with USER.password; see [Handshake]
//
// A colon may stand for the blank, as it does in URLs. A NAME is the user, a dot and what it is, such as
// alice.password or alice.newPassword, or only what it is where no user is known. What is not a letter, a digit or one
// of . @ + * ~ / - is percent-encoded in it; a user without a name is "_". Where a
// password is the name of its user, no user stands in the name: ${secret password}, and for Basic ${secret credentials|base64}.
// Any other ${ in a request is an error, such as a word that is misspelt: nothing is sent then. $${ are the characters ${: see
// [Literal].
//
// [Fill] puts the secrets back, from a file ([ReadSecrets]) or the environment ([Environment]). In XML whose charset may lack them,
// such as ISO-8859-1, characters beyond ASCII go in as references. In other texts a secret goes in as the bytes that it has in
// the file.
//
// # What the server issued
//
// The ids of sessions and the tokens of a server become pseudonyms: other values of the same form and length, always
// the same one within a run, made with a key that nobody keeps. A GUID stays one, as does base64 of 16 bytes; of an id
// of Salesforce the organization before the "!" stays as it is. So what belongs together still does, and nobody can use it.
//
// # Caveats
//
// A password that is an ordinary word becomes a placeholder wherever that word stands, in the name of a host as well: nobody
// can tell the word from a password that somebody has put into a longer text under no name, so too much is hidden. What is
// filled at a replay is the same text again, as long as the password is; take one of its own for a recording.
//
// A secret of fewer than six bytes is found by its name, or where it is the whole of a text, since it would stand
// everywhere; as the id of a session that only a client says it is none. A value that came before its name gave it away
// is found only by who looks again: see [Run.Revision]. Of the server's ids a run remembers the latest 200,000 by their
// values. Whether an HTTP Digest or a login by NTLM was made with a wrong password nobody can tell: a replay makes it with the right one.
// Names of elements and attributes and declarations of namespaces are never changed.
//
// In what is compressed within a body nobody looks: archives, PDF, images. Of the former a recording says so, see [Archive].
// Names give nothing away in comments of XML and in scripts: a secret that stands only there is not found. A "<" in a secret that
// is not escaped as XML wants it begins a tag where a letter is behind it, and no tag is changed.
package mask
