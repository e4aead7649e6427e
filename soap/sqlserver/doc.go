// Package sqlserver stands in for the Native XML Web Services of SQL Server 2005 to 2008 R2: endpoints made with
// CREATE ENDPOINT … AS HTTP … FOR SOAP, their ad-hoc batches (sqlbatch) and above all their SOAP sessions.
//
// Sources are Books Online (the ms numbers are those of its pages, as published for 2005, 2008 and 2008 R2) and the
// open specification [MS-SSNWS]. A session travels in one header element only, sqlSession, with unqualified,
// case-sensitive attributes; there is no cookie, and connections do not matter (ms179186).
//
// # What the real server did, and this one does
//
//   - initiate makes a session of the user at the endpoint. Its id and the granted idle time stand in the answer's
//     header: what the client asks for, but no more than the endpoint's SESSION_TIMEOUT (ms190712, ms179186).
//   - A sessionId enlists a request into a session; the header comes back as it was sent (ms187904).
//   - terminate with a sessionId ends the session after the body ran, which may be empty. It is acknowledged whatever
//     became of the body. Other batches go on to their end, the session takes no new ones (ms175084).
//   - Id, endpoint and user must match: for anything else there is a fault that tells the client to forget the session,
//     also for a session of another user or endpoint, which goes on ([MS-SSNWS] 4.2.7, ms187904, ms175084). That it is one
//     fault for all, so that nobody learns which sessions there are, follows from what ms187904 has it for; that page
//     speaks of a code for some of them without naming it (choices.foreignSessionCode). No attempt prolongs anything
//     (choice).
//   - Idle time counts from the end of the last answer and stands still while a batch runs ([MS-SSNWS] 3.1.5).
//   - All sessions end with the server, and those of an endpoint with ALTER ENDPOINT (ms179186, ms175856).
//   - What says how a login begins goes with the request that initiates and is an error with any other of a session
//     (ms189944, ms175860, ms178059, ms175188, ms190627, ms186249, ms187584, ms179537).
//   - Every request has HTTP credentials, of the schemes of AUTHENTICATION: Basic, Digest (MD5-sess), and NTLM by itself or
//     within Negotiate, which logs in a connection (ms191264). With LOGIN_TYPE = MIXED a WS-Security UsernameToken overrides
//     them for the session (ms180919): http:alice and sql:alice are two users.
//   - Errors in a batch are part of its result, with status 200; faults are for everything else, with status 500 also
//     in SOAP 1.2 (ms189538). A SOAP 1.1 fault holds the parts of a SOAP 1.2 fault in its detail.
//   - After a request that is not XML the server hangs up ([MS-SSNWS] 3.1.4.1). HTTP/1.0 gets 505 (2.1).
//   - Web methods are procedures and functions that clients call by the element in the Body. They take part in sessions as
//     sqlbatch does. Their result is followed by the parameters that come back (ms189558). A parameter left out has the
//     procedure's default, an empty one is an empty text, NULL is xsi:nil (ms190796). FORMAT and SCHEMA say what of the
//     result is told.
//   - The WSDL describes the web methods, and sqlbatch where ad-hoc batches are enabled (ms187832), with types of SQL
//     Server and their facets (ms190983) or, as ?wsdlsimple, with those of XML Schema (ms175476, ms190968).
//   - Transactions over several batches are for sessions that asked for transactionBoundary (ms189243).
//
// # What it does not do
//
// It is no database: see internal/batch for the statements that run, and Config.Batches for answers written down.
// Web methods answer what the configuration says (WebMethod): results written down, Transact-SQL of that small engine, a
// file, or a value; files are read when the server starts. Two methods of one name in two namespaces are refused, and the
// name sqlbatch. Their parameters and columns have the types of 2005. notificationRequest is read, goes with any request
// and has no effect: nothing is ever notified.
//
// Kerberos tickets are not read: with INTEGRATED clients are told to use NTLM where they offer it, and a line in the log says
// so. There is no domain controller: who may log in stands in the configuration. NTLM and Negotiate need an http.Server that
// tells connections apart (soap.ConnContext).
//
// WSDL is DEFAULT or NONE, no procedure. Message 7858 is never given. The 30 seconds of the authentication timer are those
// of the listener, for a head to come whole. No connection is closed when a session's time is up, since sessions do not
// hang on one ([MS-SSNWS] 3.1.5 says that it is).
//
// ALTER ENDPOINT (Room.Alter) changes everything but path, name and namespace. Batches are counted in memory: a
// second process on the same records would not know of those of the first.
//
// Batches of one session may run at the same time. Each begins with the state that the session has then, and what it
// changed (database, language, SET NOCOUNT) is written when it is done: each change stays, of two of a kind the later
// one. A transaction is changed by one batch after the other: one that began with what another has changed meanwhile is
// run again, without its waits, as if it had come later, so that a second COMMIT gets message 3902 (choice).
//
// A password that a login with mustChange chose (OldPassword) is kept in the data file as it is, in clear text, since
// UsernameToken digests need it. Who can read the file can log in with it: use none that matters elsewhere.
//
// # Evidence
//
// Documented and observed is what the comments name a page for. Inferred:
//
//   - The user of a session is the WS-Security login if there is one. Joining without it is another user.
//   - Wrong case: an element is another header and ignored, an attribute is not there, and without initiate and
//     sessionId the session is unknown.
//   - Which message of the engine stands in which fault, from the texts of the messages (sys.messages, 7800 to 7899).
//   - Ids are sixteen bytes that are a version 4 GUID, as the printed one is.
//   - A header block of ours that is addressed to another actor is not ours, but one to the role that faults name is.
//   - With FORMAT = ROWSETS_ONLY the result element is the SqlRowSet itself, since clients see a DataSet and no array then.
//     With FORMAT = NONE there is no envelope, so nothing acknowledges a session.
//   - The prefix of a method's elements, method, is declared on the response element. xmlns="" on the result element is
//     observed: in older copies of ms189558 and in a captured answer.
//   - Each scheme stands in a WWW-Authenticate of its own, in the order Negotiate, NTLM, Digest, Basic, and the turns of a
//     handshake have that of its scheme alone, as with IIS. The Digest challenge has the form of Windows'.
//   - A connection that logged in by NTLM, alone or within Negotiate, is logged in until a request shows other credentials, the
//     endpoint no longer takes the scheme, or the server restarts, as with IIS.
//   - Users of a domain that no account names are the server's own, as with Windows.
//   - What a client sends with the first messages of a handshake is read, or its connection would not outlive them.
//   - Every parameter is required and nillable in the WSDL, as in the captured one: the engine cannot know the defaults of
//     a procedure. Nothing binds SOAP 1.2 there, as in the captured one and in [MS-SSNWS], appendix A; it is answered all the
//     same.
//   - Parameters stand in the order of their declaration (the text of message 7872).
//   - sqlbatch at an endpoint without it is answered as any method that there is not.
//
// Choices, those under choices: in the configuration first (config.yaml has the evidence for each): faultHeader,
// httpsNamespaces, initiateWithId, initiateWithTerminate, timeoutOnEnlist, timeoutBelowOne, defaultSessionTimeout,
// emptyBody, withoutDescriptor, dataSets, xmlValues, basicOverHTTP, ntlmResponses, digestAlgorithm,
// digestNonceLifetime, declaration, contentType12, wsdlNoneStatus, stoppedStatus, and seven fault
// codes. Choices without a switch:
//
//   - All other fault codes but SoapHeader, SessionIdIsInvalid and InvalidXml: SoapEnvelope, SoapBody,
//     UnsupportedOperation, InvalidParameter, HeaderAttributeIsInvalid, HeaderContentIsInvalid,
//     InitialDatabaseIsInvalid, UnknownSqlError; the place of UnsupportedNamespaceInXsiTypeAttribute; LoginFailure
//     with AccessFailure, which users reported.
//   - The order of checks: HTTP version, state, clear text, HTTP login, XML, mustUnderstand, size of the header,
//     WS-Security login, form of the header, session.
//   - A request that is refused for the form of its header does not prolong the session that it names.
//   - A transactionDescriptor beside initiate is refused, and with terminate one that is not open leaves the session alive.
//   - A block with content is refused: documented for environmentChangeNotifications alone (ms178059).
//   - What a SOAPAction says does not matter. Values of more than 4000 characters are looked for in the Header alone.
//   - A second method element in a Body is message 7822 of SoapBody, and nothing of the Body runs.
//   - LOGIN_TYPE = MIXED does not demand SSL here, as it did there.
//   - A batch whose answer would take more than 16 MB, whose values more than 8 MB each or 128 MB together, or with more than
//     262,144 tokens, ends with message 701 (insufficient system memory).
//   - A disabled endpoint answers 404, a GET that asks for no WSDL 405, a body over the size limit 413.
//   - ?wsdlextended, and any case of it and of ?wsdl and ?wsdlsimple.
//   - The value of a scalar function stands in its element without xsi:type; only the WSDL of one was captured.
//   - What comes back is NULL where its element was empty and its type is not one of texts.
//   - SqlResultStream and SqlRowSet are named types in ?wsdlsimple, too, so that the xsi:type of answers has a meaning there.
//   - An element of type Xml without elements in it, in a request, is a text that is read as XML. One with elements is kept with the
//     namespaces that are in scope.
//   - The fault for a character that XML does not allow, with CHARACTER_SET = XML, is one of the server, and has no SqlMessage.
//   - The zone of GETDATE and WAITFOR TIME is a setting, UTC by default; the real server had its machine's.
//   - The realm of the Basic challenge is the request's Host, and that of Digest without AUTH_REALM.
//   - Windows logins belong to one endpoint of the connection. DEFAULT_LOGON_DOMAIN, documented for Basic, is for the
//     other schemes as well, and NTLM's challenge names it as the server's domain.
//   - The setting verify: name, with which a Windows login needs no right password, is ours. It is for clients on this
//     machine: others get 403, and so does what a proxy forwards.
//   - Digest is for every account, where Windows took those of domains alone. A count that was used before is answered as a
//     nonce that is too old.
package sqlserver
