// Package integrated is Windows' integrated login over HTTP from the server's side ([MS-NTHT], RFC 4559): what is said
// under the schemes NTLM and Negotiate until a client has shown who it is.
//
// A [Conversation] belongs to one connection, because NTLM logs in connections and not requests; who keeps it there is
// the caller. It reads NTLM as it is, which both schemes carry, and NTLM within SPNEGO. From a list of mechanisms it
// takes NTLM, wherever in the list that stands. Kerberos tickets it cannot read: they are sealed for an account of a
// domain that is not there.
package integrated
