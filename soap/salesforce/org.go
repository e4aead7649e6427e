package salesforce

import contract "github.com/soapstone-dev/soapstone/wsdl/salesforce"

// organisation is an Org with what follows from it, and with what it has used.
type organisation struct {
	Org // its id has 15 characters

	everybody    contract.GetUserInfoResult // what userInfo says of all its users; nobody changes what is in it
	adminProfile string                     // the id of the profile of administrators, 18 characters
	profile      string                     // likewise, of all others
	usage        usage
}

// newOrgs returns the organisations by their ids of 15 characters, and the first one under no id as well.
func newOrgs(c *Config) map[string]*organisation {
	orgs := make(map[string]*organisation, len(c.Orgs)+1)
	for _, o := range c.Orgs {
		o.ID, _ = id15(o.ID)
		org := &organisation{
			Org:          o,
			everybody:    everybody(),
			profile:      id18(recordID(prefixProfile, o.ID, "Standard User")),
			adminProfile: id18(recordID(prefixProfile, o.ID, "System Administrator")),
		}
		org.everybody.OrganizationId, org.everybody.OrganizationName = new(id18(o.ID)), new(o.Name)
		orgs[o.ID] = org
	}
	first, _ := c.org("")
	orgs[""] = orgs[first.ID]
	return orgs
}
