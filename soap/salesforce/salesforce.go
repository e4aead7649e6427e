package salesforce

import (
	"fmt"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/wsdl"
	contract "github.com/soapstone-dev/soapstone/wsdl/salesforce"
)

// System is the name of this system, in records and in listings.
const System = "salesforce"

// Room is the emulated servers of all organisations. Any number of goroutines may use it at once.
type Room struct {
	config Config
	store  store.Store
	apis   []*api
	users  users
	orgs   map[string]*organisation // by id; the first one also under none

	lowest   wsdl.Version
	highest  wsdl.Version
	instance string // what serverUrl begins with; empty: with where the login came to
}

// api is one of the ways into the service: a part of the path, with namespaces and contract of its own.
type api struct {
	room      *Room
	name      string // of the service
	letter    string // in the path
	path      string // what stands before the version: /services/Soap/u/
	namespace string
	faults    string // the namespace that sf means in its faults
	typed     bool   // its faults have a detail

	contract *wsdl.Contract // nil where there is none
	served   bool           // its WSDL is handed out
}

// New makes the servers of a configuration, which it checks. Their sessions are in the store, which remains the
// caller's.
func New(cfg Config, s store.Store) (*Room, error) {
	cfg = cfg.Clone()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	r := &Room{config: cfg, store: s, users: newUsers(&cfg), orgs: newOrgs(&cfg)}
	r.lowest, _ = parseVersion(cfg.MinVersion)
	r.highest, _ = parseVersion(cfg.MaxVersion)
	if instance, err := setting.Address(cfg.InstanceURL); err == nil { // none is no address
		r.instance = instance.String()
	}
	partner, err := wsdl.Parse(contract.Partner)
	if err != nil {
		return nil, fmt.Errorf("salesforce: partner: %w", err)
	}
	enterprise, err := wsdl.Parse(contract.Enterprise())
	if err != nil {
		return nil, fmt.Errorf("salesforce: enterprise: %w", err)
	}
	tooling, err := partner.At(wsdl.Place{Namespace: toolingNamespace})
	if err != nil {
		return nil, fmt.Errorf("salesforce: tooling: %w", err)
	}
	r.apis = []*api{
		{name: "partner", letter: "u", namespace: partner.TargetNamespace, faults: "urn:fault.partner.soap.sforce.com", typed: true, contract: partner, served: true},
		{name: "enterprise", letter: "c", namespace: enterprise.TargetNamespace, faults: "urn:fault.enterprise.soap.sforce.com", typed: true, contract: enterprise, served: true},
		{name: "tooling", letter: "T", namespace: toolingNamespace, faults: "urn:fault.tooling.soap.sforce.com", typed: true, contract: tooling},
		{name: "metadata", letter: "m", namespace: metadataNamespace, faults: metadataNamespace},
		{name: "apex", letter: "s", namespace: apexNamespace, faults: apexNamespace},
	}
	for _, a := range r.apis {
		a.room, a.path = r, soapPath+a.letter+"/"
	}
	return r, nil
}

// Services returns the services, made anew by each call.
func (r *Room) Services() []*soap.Service {
	var services []*soap.Service
	for _, a := range r.apis {
		services = append(services, a.service())
	}
	return append(services, r.data(), r.apexREST(), r.bulk())
}

// service is an API as a service. Of Metadata and Apex, whose work is not ours, there is the check of the session.
func (a *api) service() *soap.Service {
	s := &soap.Service{
		System: System,
		Name:   System + "/" + a.name,
		// The first is where people find the service; it is in the second, too.
		Routes: []soap.Route{{Path: a.path + a.room.config.MaxVersion}, {Path: a.path, Kind: soap.Prefix}},
		Style:  a.style(),
		Admit:  a.admit,
		Serve:  a.serve,
		Fault:  a.word,
	}
	if a.contract == nil {
		return s
	}
	s.Contract, s.Copies = a.contract, a.copies
	s.Around = a.around
	s.Ops = soap.Ops{
		"login":              soap.Do(a.login),
		"logout":             soap.Do(a.logout),
		"invalidateSessions": soap.Do(a.invalidateSessions),
		"getUserInfo":        soap.Do(a.getUserInfo),
		"getServerTimestamp": soap.Do(a.getServerTimestamp),
		"setPassword":        soap.Do(a.setPassword),
		"resetPassword":      soap.Do(a.resetPassword),
		"changeOwnPassword":  soap.Do(a.changeOwnPassword),
	}
	return s
}
