// Package mftadmin is the contract of AdministratorService of TIBCO Managed File Transfer Command Center and Internet
// Server, 8.3: the eight session methods of its class AdminService, rpc/encoded as Apache Axis 1.4 has it.
//
// # What is filled in
//
// The source document is valid as it stands. Where it is served, wsdl.Place puts in what follows the request, as Axis
// does: Namespace for http://127.0.0.1:7080/cfcc/services/AdministratorService, which is the target namespace and the
// namespace of the output wrappers, and Address for the same text in the soap:address. The real document changes with
// host and port.
//
// # Evidence
//
// Documented (Session Methods of the Administrator Service, Internet Server 8.3.0): the eight methods and what they are
// for; that the lists are arrays of session objects and validateSession is true or false.
//
// Observed, in client classes that Axis made from the vendor's own WSDL: the names of service, port, binding and portType; the
// target namespace, which is the address; urn:AdministratorService; the fields of Session and DateTime, their types,
// their order, unqualified; strings as xsd:string; getSession without parameters; the session id as the last argument.
//
// Inferred, from the client classes and from Axis 1.4 itself: rpc/encoded; the names of messages and of the array
// type, parameterOrder, the empty soapAction, the namespace of the output wrappers; getBWSession like getSession.
//
// Choices: the names of parameters, the namespace of the input wrappers (Axis takes any and answers in the same), and
// boolean as what closeSession, deleteExpiredSessionIds and deleteSessionId return.
package mftadmin

import _ "embed"

//go:generate go run ../gen -package mftadmin mftadmin.wsdl

// Document is the contract, for wsdl.Parse. Nobody changes it.
//
//go:embed mftadmin.wsdl
var Document []byte
