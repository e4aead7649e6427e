// Package model204 is the contract of a SOAP front for the session functions of Model 204.
//
// The contract is ours. Rocket documents functions of a language, $Session_Create and the others, and no SOAP service:
// Janus SOAP is an API to write services with, which generates no WSDL and prescribes no namespace. So namespace,
// envelopes, header block, SOAPActions, faults and the names of portType, binding, port and service are all choices.
//
// Documented (m204wiki, the pages of $Session, $Session_Create, $Session_Open, $Session_Close, $Session_Delete,
// $Session_List, and of the methods GetSession, SetSession and DiscardSession) is what the contract carries: one
// operation for each function, under the function's name without its dollar sign; arguments by the names that the
// wiki gives them; an rc where a function yields one.
//
// Choices on the way: Login, Logoff and the Thread header block, which stand for a user's login; that every argument is
// optional, since an omitted one is the same as a null one in the language; that $Session_List has no listid, and its
// items come back as fixed columns with the same values in attributes; that session objects are strings.
package model204

import _ "embed"

//go:generate go run ../gen -package model204 model204.wsdl

// Document is the contract, for wsdl.Parse. The soap:address is filled in where it is served. Nobody changes it.
//
//go:embed model204.wsdl
var Document []byte
