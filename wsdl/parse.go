package wsdl

import "errors"

// Parse reads a contract. Errors name the place as a path of elements and say what to do.
func Parse(doc []byte) (*Contract, error) { return nil, errors.New("wsdl: not yet") }

// Check returns an error unless ops are exactly the operations of the contract, in any order. It names what is
// missing on either side.
func (c *Contract) Check(ops []string) error { return errors.New("wsdl: not yet") }
