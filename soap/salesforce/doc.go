// Package salesforce stands in for the session calls of the Salesforce SOAP API, partner and enterprise, 6.0 to 64.0: login,
// logout, invalidateSessions, getUserInfo, getServerTimestamp, setPassword, resetPassword, changeOwnPassword, with the headers
// SessionHeader, LoginScopeHeader, CallOptions and LimitInfoHeader.
//
// Sources are the SOAP API Developer Guide ("the Guide"), the WSDLs that the vendor generated, captures of real answers,
// and the source code of the vendor's and other people's clients. Nobody has published an answer of invalidateSessions.
//
// # What the real servers did, and these do
//
//   - login gives a session, its user, and the address at which the client goes on. While a session lives, another login of
//     the same user in the same way gives the same one, and one logout ends it for all (help article 000205994).
//   - logout ends the session of the SessionHeader. A second one is refused (Guide, "logout").
//   - invalidateSessions ends up to 200 sessions, whoever began them, and says of each whether it did (Guide,
//     "invalidateSessions"). The caller's own session can be among them (the sample of older editions).
//   - A session ends when it was idle for its time, two hours unless set otherwise; each call begins that anew
//     (Guide, "Session Expiration"). A session that is unknown, expired or ended gives one and the same fault.
//   - With an expired password the session is good for setPassword alone, until that was done (Guide, "login").
//   - A version has the elements of its own WSDL and no others: strict clients refuse what is missing and what is too much. The
//     version is that of the path; a session is good for any. Retired versions, unknown ones, and host names that
//     serve login alone have faults of their own.
//   - The same session is good for Metadata, Apex and Tooling (/m/, /s/, /T/), each with its own form of fault, and as a
//     bearer token under /services/data/ and /services/apexrest/ (401 when it is gone), and in X-SFDC-Session under
//     /services/async/, the first Bulk API (400, in its own form of error). Tooling has the session calls too.
//   - Prefixes, the place of every declaration, HTTP status 500 and the content type are what clients compare as texts.
//
// # What it does not do
//
// No records, queries, metadata or jobs: of Metadata, Apex, Apex REST and the Bulk API there is the check of the session, of
// REST the list of versions and limits. What else is asked for in a session that is alive is passed on (soap.Service.Else), and
// uses the session where the answer is no fault; what nobody answers then is no operation, or no resource. No OAuth, single
// sign-on, IP ranges or profiles, and no limit to how often somebody logs in; portalId of a LoginScopeHeader is not looked at,
// nor is EmailHeader, since nobody gets mail. A changed password leaves the security token as it is. Cookies and the caching
// fields of the vendor's front end are missing: no client looks at them, and they changed over the years.
//
// A password that was set, reset or changed is kept in the data file as it is, in clear text. Who can read the file can log in
// with it: use none that matters elsewhere.
//
// # Evidence
//
// Documented and observed is what the comments name a source for. Inferred:
//
//   - What a version has that lies between two known WSDLs.
//   - Of the Bulk API: that it looks at X-SFDC-Session alone, and its text for a version that is not served.
//   - The sentences of the XML parser but those about references, which are Xerces's as well, and that ' and " are references in
//     answers that are no faults.
//   - INVALID_ID_FIELD for the id of nobody, from what the Guide says of the code.
//   - INVALID_OLD_PASSWORD, from the name of its fault; where serverUrl began to have the organisation (above 10.0) and the
//     0DF… of an enterprise login (29.0, the oldest capture), and roleId to be nil (10.0).
//
// Choices, those under choices: in the configuration first (config.yaml has the evidence for each): sessionReuse,
// limitInfoHeader, invalidateOthers, sessionNotFound, overRequestLimit, loginFaultCode, versionWithV. Choices without a switch:
//
//   - What invalidateSessions answers, within the WSDL: a result for each id in their order, after one transaction; of a session
//     that cannot be ended the message, and the code INVALID_SESSION_ID, which came into the WSDL together with the call. A
//     malformed, empty or repeated id, and one of another organisation, are as good as unknown; no ids give no results.
//   - A call that is refused is no use of its session, and to be named among the ids is none.
//   - More than 200 ids: EXCEEDED_ID_LIMIT, and nothing is ended. Without a SessionHeader: the short "Illegal Session".
//   - An operation in the namespace of partner or enterprise that no version of ours has is refused for its session first, if it
//     names one or is known to be answered, as the vendor's own are. Any other is no operation.
//   - The hash in the fault for a session that is gone; the bytes of ids; the ids of users, which follow from their names.
//   - logout is open to a session of an expired password; opening one opens all of its user; a new password ends no session.
//   - Who sets or resets another's password must be an administrator. Passwords have a least length and are not the last one.
//   - Locked out are users, not addresses; a good login begins the count anew, and so does the lock.
//   - login and logout count as requests of the API and are never refused as too many. All APIs count together, in memory and
//     by the day.
//   - A user with refuse is refused before the password is looked at, as is an organisation without login().
//   - Above 64.0, where there is no login, all else is as in 64.0; maxVersion goes up to 67.0.
//   - Texts for codes that the Guide lists without one, where no capture has one; what is said of XML that is well-formed and
//     refused all the same; the name null for an empty Body; all that is no SOAP 1.1.
//   - Of the Bulk API: InvalidUrl for a job that nobody answers, the texts of FeatureNotEnabled and ExceededQuota, JSON for who
//     sends it, or sends nothing and accepts it. Of REST: a session of an expired password is as good as gone.
//   - The order of checks: method, content type, SOAPAction, compression, XML, version, operation, session, arguments.
//   - The WSDL is at ?WSDL, for everybody. Any other GET gives a bare 405.
//   - A version needs its ".0" (2.5 and 11.1 apart); sessionSecondsValid is the whole timeout.
package salesforce
