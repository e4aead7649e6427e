// Package mft stands in for the session methods of TIBCO Managed File Transfer Command Center and Internet Server 8.3.
//
// # What the real server did
//
// Two services, AdministratorService and FTService, hand out session ids and keep them in one table of a database
// ("Session Methods", "FT Session Methods"). A client logs in with HTTP Basic and getSession (observed), gives the id to
// every other call ("Using the Administrator Service"), as its last parameter (observed for addUser, addServer and
// addTransfer, inferred for the session methods), and closes it. An id that was not used for longer than the timeout
// has expired. Its row stays until one of these calls deletes it: deleteExpiredSessionIds, deleteSessionId, or a
// getSession or getBWSession of FTService, which deletes all that have expired.
//
// Every array that is returned to a session from getSession ends in a null, and is one null when nothing was found;
// a session from getBWSession gets no null. It is the calling session that decides ("Using the Administrator Service",
// "Using the File Transfer Service").
//
// The lists want ViewSessionRight, UpdateSessionRight or AdministratorRight, the deletes UpdateSessionRight or
// AdministratorRight without being assigned to a department. In the user interface, who is in a department sees the sessions
// of that department and of those that he manages ("Active Users", "Available Rights"); that the lists do the same is
// inferred.
//
// The vendor's client classes were made by Apache Axis 1.4 (observed), and the class path of its samples has Axis
// (documented). That the server is Axis of about that release, and rpc/encoded, is inferred.
//
// # What this one does
//
// The eight methods of AdministratorService and the four of FTService, at /cfcc/control?view=services/NAME, at
// its alias services/new/NAME, and at the direct path /cfcc/services/NAME, with the WSDL behind ?WSDL. Messages are
// rpc/encoded, with beans as multiRef or inline, and read and refused as Axis does: the operation by its local name,
// parameters by name or position, the request's namespace said back, no chunks for HTTP/1.0. What Axis does by itself was measured
// on Axis 1.4 and Tomcat 9 (observed of these; of the product inferred).
//
// # What is our choice
//
// What the vendor's pages leave open is a switch under choices, listed with its evidence in config.yaml: credentials on
// other calls, the form of a refused login, the class and the texts of faults, the reading of the department rule, what
// validateSession renews, closing what is unknown or has expired, deleting the own session, the terminator of FTService's
// sessions, what a session of getBWSession is told where nothing was found, the values of addTerminatingNull, multiRef or
// inline, names of array items, soap:address, the alias services/new, and the list of services. Without a switch:
// parameter names, the namespace of wrappers and FTService's contract (see wsdl/mftadmin and wsdl/mftft); the timeout's
// default; a session keeps the timeout under which it was made; the order of lists, which is that of birth; that a
// session in a department out of sight is "not found"; the form of ids.
//
// # What it does not do
//
// The other 24 groups of the product's methods. Called in a session that is active they are passed on (soap.Service.Else),
// which renews it where the answer is no fault, and refused as unknown operations where nobody takes them. For a session
// that is not active they are refused as every method is; without a parameter they name none, and are unknown operations
// unless somebody is known to answer them (choice). No method can be called with GET.
// No cookie is set, none is wanted. A SOAP 1.2 envelope is answered in SOAP 1.2, with SOAP 1.1's encoding and without
// rpc:result. Processing instructions are passed over, which Axis refuses. Columns in the texts of parser errors are those
// of our own reader. No method changes a password, and none comes into the data file.
package mft
