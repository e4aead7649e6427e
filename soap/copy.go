package soap

import (
	"maps"
	"slices"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// Copy is a WSDL that a service hands out: its contract for one address and, where there are versions, for one of them.
type Copy struct {
	Name     string // "sqlserver/demo", "salesforce/partner/58.0"
	Contract *wsdl.Contract
	Place    wsdl.Place
	Text     []byte // handed out in its place, nil where the contract is
	// Forms are others of the contract, by the names of the queries that ask for them, such as "wsdlsimple".
	Forms map[string]*wsdl.Contract
}

// Form returns the copy in the form that a raw query asks for, and whether it asks for one that there is: the copy itself
// is that of "wsdl", "singlewsdl" and "wsdlextended", in any case, and of no query.
func (c Copy) Form(raw string) (Copy, bool) {
	if raw == "" {
		return c, true
	}
	names := append(slices.Collect(maps.Keys(c.Forms)), "singlewsdl", "wsdlextended")
	name, part, asked := WSDLQuery(raw, names...)
	if form := c.Forms[name]; form != nil {
		c.Contract, c.Text = form, nil
	}
	return c, asked && part == ""
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
