package main

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// place is where a service is.
type place struct {
	System  string `json:"system"`
	Service string `json:"service"`
	URL     string `json:"url"`
	WSDL    string `json:"wsdl,omitempty"`    // the copy on the operator's listener, which asks for no login
	Account string `json:"account,omitempty"` // a demo account, to begin with

	Contract string `json:"-"` // the name of that copy
}

func (p place) line() string {
	line := fmt.Sprintf("%s: %s", p.Service, p.URL)
	if p.WSDL != "" {
		line += ", WSDL " + p.WSDL
	}
	if p.Account != "" {
		line += ", account " + p.Account
	}
	return line
}

// base is the address of the emulated services.
func (s *server) base() string {
	cfg := s.world.Config()
	return cfg.Base(s.emulated.url("http"))
}

// places are where the services are that clients call, in the order of the systems.
func (s *server) places() []place {
	var places []place
	cfg := s.world.Config()
	accounts := cfg.DemoAccounts()
	for _, service := range s.world.Services() {
		if service.Unlisted {
			continue
		}
		p := place{System: service.System, Service: service.Name, URL: s.base() + service.Routes[0].Path}
		if a, found := accounts[service.System]; found {
			p.Account = a.Name + " / " + a.Password
		}
		if copies := service.WSDLs(s.base()); len(copies) > 0 {
			p.Contract = copies[0].Name
			p.WSDL = s.admin.url("http") + "/wsdl/" + p.Contract
		}
		places = append(places, p)
	}
	return places
}

// copies are all WSDLs that services hand out, under a base address.
func copies(services []*soap.Service, base string) []soap.Copy {
	var all []soap.Copy
	for _, s := range services {
		all = append(all, s.WSDLs(base)...)
	}
	return all
}

// withForms are copies, and behind each its other forms, under the names that findCopy knows them by.
func withForms(all []soap.Copy) []soap.Copy {
	var each []soap.Copy
	for _, c := range all {
		each = append(each, c)
		for _, query := range slices.Sorted(maps.Keys(c.Forms)) {
			form, _ := c.Form(query)
			form.Name += "?" + query
			each = append(each, form)
		}
	}
	return each
}

// findCopy returns the WSDL of that name. The name of a service that has versions means the newest, which is its first. Behind
// "?" may stand a query that asks for another form, as at the service: "sqlserver/demo?wsdlsimple".
func findCopy(all []soap.Copy, name string) (soap.Copy, error) {
	name, query, _ := strings.Cut(name, "?")
	var names, below []string
	for _, c := range all {
		service := c.Name
		if c.Place.Version != 0 {
			service = path.Dir(c.Name)
		}
		if c.Name == name || service == name {
			form, found := c.Form(query)
			if !found {
				return soap.Copy{}, fmt.Errorf("contract %q has no form %q: `soapstone wsdl list` shows those that there are; parts, such as ?xsd=xsd0 of Futurama, are at the service itself", name, "?"+query)
			}
			return form, nil
		}
		names = append(names, c.Name)
		if strings.HasPrefix(service, name+"/") && !slices.Contains(below, service) {
			below = append(below, service)
		}
	}
	if len(below) > 0 {
		return soap.Copy{}, fmt.Errorf("there is no contract %q, which is the name of a system: give that of a service: %s", name, strings.Join(below, ", "))
	}
	return soap.Copy{}, fmt.Errorf("there is no contract %q%s: `soapstone wsdl list` shows the names", name, didYouMean(name, names))
}
