package soap

import "github.com/soapstone-dev/soapstone/wsdl"

// Copy is a WSDL that a service hands out: its contract for one address and, where there are versions, for one of them.
type Copy struct {
	Name     string // "sqlserver/demo", "salesforce/partner/58.0"
	Contract *wsdl.Contract
	Place    wsdl.Place
	Text     []byte // handed out in its place, nil where the contract is
}

// Document writes the copy.
func (c Copy) Document() []byte {
	if c.Text != nil {
		return c.Text
	}
	return c.Contract.Document(c.Place)
}

// WSDLs returns the WSDLs that a service hands out where it is reached at base (scheme and host), the one to begin
// with first: what its Copies says, else its contract at its first route. A service without a contract has none.
func (s *Service) WSDLs(base string) []Copy {
	switch {
	case s.Copies != nil:
		return s.Copies(base)
	case s.Contract == nil:
		return nil
	}
	return []Copy{{Name: s.Name, Contract: s.Contract, Place: wsdl.Place{Address: base + s.Routes[0].Path}}}
}
