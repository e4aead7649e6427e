// Package soap speaks SOAP 1.1 and 1.2 over HTTP as legacy servers did. It knows no system and no store.
//
// A Service is one emulated web service: a contract (a WSDL that we serve), a table of operations, and a
// Style, which holds what the contract does not say about the vendor's bytes. An Endpoint is an
// http.Handler in front of several services. One request takes one way through it:
//
//	HTTP ▶ match ▶ Admit ▶ read ▶ Call ▶ Around ▶ Ops[op]
//	HTTP ◀ write ◀ encode ◀─── typed reply │ error → the service's fault
//
// An operation gets a typed request and returns a typed reply; the reply is written from the contract, so
// that what leaves the server is what the served WSDL promises. Only faults, header blocks and the parts
// that a contract leaves open are written by hand, with a Writer.
//
// # Adding a system
//
// A system is a package beside this one, its room, which makes Services; package world lists the steps.
//
// # Caveats
//
// Elements, and every string that comes out of a request, are valid until the call ends: strings.Clone
// what is kept longer.
//
// Time enters only through the Call, from the endpoint's Clock, and chance only from Call.Rand.
package soap
