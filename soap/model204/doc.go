// Package model204 stands in for the session functions of Model 204 (Rocket), $Session_Create and its like, behind a
// SOAP front.
//
// The SOAP contract is ours. The product documents functions of its language, not envelopes: Janus SOAP is an API to
// write services with, every site writes its own WSDL, and none was published. What clients can learn here is how the
// functions behave; namespace, messages, faults, header block and addresses are choices (see wsdl/model204).
//
// # What the real server did
//
// A session is a bag of data in one Online that outlives the login that made it ("Sessions" in the m204wiki, as all
// pages named here). It has an id and an owner, a userid or * for everyone, and both together name it. It is open on
// one thread at most, and a thread has one session open at most; only then its contents are within reach. $Session_Open
// waits for a session that is in use, 0 seconds unless told otherwise (SESDEFOW). $Session_Delete of one that is in use
// has it deleted when it is closed. A session is timed out when it has been closed for SESDEFTO seconds, or as many as
// it was given, capped by SESMAXTO; an open one never is. A user has SESUMAX private sessions at most. A logoff closes
// the open session.
//
// # What this one does
//
// One operation for each function, under its name without the dollar sign. A user who logs in gets a thread, which the
// Thread header block names from then on; it ends with Logoff, or when it was silent for five minutes, at that
// very instant. A request without the block is, as with Janus Web, a login, one function and a logout: with the
// credentials of HTTP Basic, or as WEBUSER. A return code is never a fault; a cancelled request is, and changes nothing.
//
// Who waits leaves a ticket in the session's record. Whoever closes the session gives it to the first ticket that is
// still in time, in the same transaction; so it works between servers that share nothing but the data. The ticket of a
// client that goes away is taken out, and what it was given at the last moment is given back. When
// a server is killed, the next one that is started on the data does the same for its clients, with what they waited for
// or had been given without being told: nobody holds a session because of such a wait. Once a server has noted the end
// of a wait, an answer that is lost on its way leaves the session open on the user's thread, as any lost answer does:
// $Session_Id tells, and the thread's silence closes it.
//
// # What is our choice
//
// With a switch under choices, described in config.yaml: what a user gets for somebody else's private session, whether
// a refused close leaves the session open, the case of userids and of session ids, the place in list columns.
//
// Without one: everything of the contract; that two different Thread blocks are refused, and so is a thread together with
// credentials of Basic that are wrong or another user's; that an envelope with two operations is refused; that Create
// and Open are cancelled when the thread has a session open; the order of checks; that SESNPUB and SESNPRV are 100, and
// SESOPT is X'02', with which timed-out sessions are deleted at once ("Sessions", of which we have a copy); which values
// are refused: ids over 255 bytes, owners that are no userid of 1 to 10 letters, digits and signs, contradicting
// options; that a timeout of -1 is the default of $Session_Delete, too; that a wait keeps the time that is left when the
// clock is set back; first come, first served, for opens and deletes alike; that a session with no time left that
// somebody waits for is handed over; that who waits for a renamed session gets rc 1, and a delete that waits for its
// close deletes it nevertheless; that a delete whose client went away is forgotten; user numbers, the lowest free ones
// from 1; the order of lists; stars in a column that is too narrow; at most 1,000 that wait for one session, and 512 KiB
// of objects in one.
//
// A page that names the contract answers GET without ?wsdl. A client that closes its sending half while it waits counts as
// gone, and is answered 503 where it still listens: net/http reports the end of what a client sends and a lost connection
// alike, by ending the request's context.
//
// # What it does not do
//
// Services of a site's own, which Janus SOAP is for, are passed on (soap.Service.Else) on a thread that is there or with a
// login of their own, as every function; what nobody answers is an unknown operation.
//
// No $list, XmlDoc or Longstring is kept in a session, and of session objects only strings: SetSession, GetSession and
// DiscardSession are there to show that contents persist. DiscardSessions, NullifySession, NullifySessions, SessionList,
// NewFromSession and $List_Session are missing, as are SESCOOKIE, SSLSES and SESTIMEOUT, which keep a login and no session,
// and the parameters SRSDEFTO and SRSPARM, which despite a page that names one of them are not about sessions.
// One thread is meant to have one request at a time: that two at once do no harm is all that is promised.
package model204
