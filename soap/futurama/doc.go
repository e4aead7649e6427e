// Package futurama stands in for the sessions of the WebAPI of Futurama (Actuit), edition Futurama Webservice.
//
// # What the real server did
//
// A portal that shows Futurama's documents keeps the id of a session for each of its users, and has to keep that session
// alive or end it together with its own ("WebAPI Session management"). One WCF service, IWebAPIService at
// /WebAPIService.svc, has SessionKeepAlive, which begins the idle time anew and tells when the session would end, and
// SessionEnd. The same two are there as POST /rest/webapi/SessionKeepAlive and /rest/webapi/SessionEnd, in JSON or XML. A session
// that has expired is ended and deleted. A failure is an answer like any other, with HTTP status 200 and a Message that is
// not "success"; SOAP faults are WCF's own, for broken messages. Sessions are in the memory of an engine, so that a
// restart ends all of them (inferred).
//
// No page tells of a login. The answer to the first page request has a sessionID, to be sent with the following ones
// ("How to develop a front-end to the Futurama Web API"). From 21.11 on another, generic web service has StartSession.
//
// # What this one does
//
// SessionKeepAlive, SessionEnd and GetResource over SOAP 1.1 as WCF reads and refuses it: the operation by its SOAPAction,
// the faults ActionNotSupported, DeserializationFailed and InternalServiceFault, 415 with its reason phrase, 400 without a
// body, and the WSDL behind ?wsdl and ?singleWsdl, in one piece or in WCF's parts, to which ?disco leads. The calls of
// REST, in both forms, in the form that Accept names, with the id's key in any case and with the unquoted key that the
// page prints. JSON is read as Json.NET reads it by default, of which the missing quotes are a sign, in UTF-8 or
// UTF-16: single quotes, comments, line breaks in texts, and a comma behind the last member (inferred). All of it
// behind any path of an application and in any case, as with IIS. Ids are the same over SOAP and REST.
//
// # What is our choice
//
// StartSession is an extension on both sides: the name is the vendor's, the place is not. It can be switched off, and
// is then gone from the contract. The page request is ours but for its path, its folder and its sessionID: it renders
// nothing. What the pages leave open is a switch under choices, listed with its evidence in config.yaml: StartSession, the
// form and the kind of dates, NextTimeout in a failure, a page request with a dead id, a call without its request, white
// space around ids, the form of ?wsdl, the texts of errors. Without a switch: enabled, which is false in the product; the
// default of the timeout, and that a session keeps the one under which it was made; the form of ids; that WebAPI switched
// off is an error in the answer; in REST the names of XML roots, bare results without a wrapper, the keys folder and
// document, an empty body as one without members, a body without a content type as JSON, and the statuses 400, 405 and 415;
// the names of classes that DeserializationFailed has.
//
// # What it does not do
//
// Pages and resources: there is nothing to render, and GetResource finds nothing, unless somebody else is known to have
// them (soap.Service.Yields). GetResource is passed on without a session, since the printed request has none. A request for
// a page is passed on within a session. One that begins a session begins it here first, and only files are asked for
// the rest of the answer, since another server would begin a session of which nobody here knows (choice). Other
// operations, and other resources below /rest/webapi/ of any application, or below /rest/ without one, are passed on
// (soap.Service.Else) when they name a session that is alive; unless the answer is a fault, that keeps it alive. Where the
// session is dead, the answer is a Message, as everywhere. A call that names no session gets such a Message, too, where
// somebody is known to answer its like, and else is unknown, as is work that nobody answers (choice). Of several ids in
// SOAP the first on the wire counts, since others may be what the operation works on; in REST all that the query and the
// body's members name have to be the same (choice). The setting includeExceptionDetails is left out, since details of ours are nobody's
// business. A body that stops being XML behind its first elements is refused with 400 like any other, where WCF,
// which reads as it goes, can answer DeserializationFailed. No cookie is set, none is wanted. The generic web service
// is not there: its contract is not public.
package futurama
