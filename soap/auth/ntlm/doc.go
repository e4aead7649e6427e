// Package ntlm is the server's side of NTLM ([MS-NLMP]): it reads the two messages of a client, writes the challenge
// between them, and says whether a client that names a user knows a password.
//
//	client                               server
//	NEGOTIATE_MESSAGE     ▶  [Begin]
//	                         [Handshake.Challenge]   ▶  CHALLENGE_MESSAGE
//	AUTHENTICATE_MESSAGE  ▶  [Handshake.Read]
//	                         [Login.Check] with the password of the account that the caller finds for the login
//
// It knows no account, no connection, no HTTP and no time; chance is an argument. The order of a handshake is the
// caller's to keep: see package integrated.
//
// NTLMv2 is checked whole, with the integrity code over the three messages where the client says that it sends one
// (section 3.1.5.1.2). NTLMv1, with and without extended session security, is checked too, for servers whose
// LmCompatibilityLevel allowed it: [Login.Version] tells them apart before anything is checked. A login with an LM
// response alone never succeeds.
//
// # Why it is our own
//
// Azure/go-ntlmssp, which is kept up, is a client, and the tests' other side. The forks of go-ntlm have a server's side whose
// flags are fixed, and are archived or kept alive at most. The challenge has to come from the caller, too, or no recorded
// story could be played again.
//
// # Caveats
//
// NTLM proves little: MD4, MD5, RC4 and DES are what it is made of, and not our choice. Channel bindings, target names
// and the time in a response are not looked at: an emulated clock may be years away. Of sessions only the signature of
// SPNEGO's list of mechanisms is there, since HTTP signs and seals nothing.
package ntlm
