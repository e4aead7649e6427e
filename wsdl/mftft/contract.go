// Package mftft is the contract of FTService, the File Transfer service of TIBCO Managed File Transfer Command Center
// and Internet Server, 8.3, as far as it shares sessions with AdministratorService: getSession, getBWSession,
// closeSession and validateSession.
//
// # What is filled in
//
// The source document is valid as it stands. Where it is served, wsdl.Place puts in what follows the request, as Axis
// does: Namespace for http://127.0.0.1:7080/cfcc/services/FTService, which is the target namespace and the namespace
// of the output wrappers, and Address for the same text in the soap:address.
//
// # Evidence
//
// Documented (FT Session Methods, Internet Server 8.3.2): getSession, closeSession, validateSession and what they are for, and
// neither lists nor deletions. That page does not have getBWSession; the page Using the File Transfer Service (Command Center
// 8.3.0) has it, with what it is for.
//
// Inferred, from AdministratorService on the same server: rpc/encoded, the form of every name, getSession and
// getBWSession without parameters, the session id as the only argument of the others.
//
// Choices: the names of parameters; boolean as what closeSession returns; the namespace of the input wrappers, made of
// the package com.proginet.sift.soap.fileTransferService that clients have classes of (observed).
package mftft

import _ "embed"

//go:generate go run ../gen -package mftft mftft.wsdl

// Document is the contract, for wsdl.Parse. Nobody changes it.
//
//go:embed mftft.wsdl
var Document []byte
