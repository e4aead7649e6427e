package main

import (
	"fmt"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// place is where a service is.
type place struct {
	System  string `json:"system"`
	Service string `json:"service"`
	URL     string `json:"url"`
	WSDL    string `json:"wsdl,omitempty"`    // the copy on the operator's listener, which asks for no login
	Account string `json:"account,omitempty"` // a demo account, to begin with
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
	if public := s.world.Config().PublicURL; public != "" {
		return public
	}
	return s.emulated.url("http")
}

// places are where the services are, in the order of the systems.
func (s *server) places() []place {
	var places []place
	cfg := s.world.Config()
	accounts := cfg.DemoAccounts()
	for _, service := range s.world.Services() {
		p := place{System: service.System, Service: service.Name, URL: s.base() + service.Routes[0].Path, Account: accounts[service.System]}
		if service.Contract != nil {
			p.WSDL = s.admin.url("http") + "/wsdl/" + service.Name
		}
		places = append(places, p)
	}
	return places
}

// document is the copy of a service's contract for an address.
func document(s *soap.Service, base string) []byte {
	return s.Contract.Document(wsdl.Place{Address: base + s.Routes[0].Path})
}
