// Package futurama is the contract of Futurama's WebAPI: IWebAPIService as far as it is about sessions.
//
// The operations SessionKeepAlive, SessionEnd and GetResource, their namespace, soapActions and elements are those
// that the vendor's pages show ("WebAPI Session management", "Retrieving Resources using Web API"). What no page
// shows follows WCF, which the product is made with: names of messages, portType, binding and port, members in
// alphabetical order, everything optional and nillable. The type names of the data contracts are a choice.
//
// StartSession is an extension: no page tells the operation of IWebAPIService that begins a session. The name is that
// of the product's generic web service (Futurama 21.11 and later), which has another contract.
package futurama

import (
	_ "embed"

	"github.com/soapstone-dev/soapstone/wsdl"
)

//go:generate go run ../gen -package futurama futurama.wsdl

// Document is the contract, for wsdl.Parse. The soap:address is filled in where it is served. Nobody changes it.
//
//go:embed futurama.wsdl
var Document []byte

// The versions of the contract, for wsdl.Place: the product's own operations alone, and StartSession as well.
const (
	Product  wsdl.Version = 1
	Extended wsdl.Version = 2
)
