package main

import (
	"net/http"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// done is what verbs answer that have nothing to tell.
type done struct{}

func (a *admin) health(*http.Request) (any, error) { return map[string]string{"status": "ok"}, nil }

func (a *admin) version(*http.Request) (any, error) { return buildVersion(), nil }

func (a *admin) listFaults(*http.Request) (any, error) {
	faults := a.world.Faults()
	if faults == nil {
		faults = []world.Fault{}
	}
	return map[string]any{"faults": faults}, nil
}

func (a *admin) addFault(r *http.Request) (any, error) {
	f := world.Fault{Do: world.DropReply, Times: 1}
	if err := (input{"system": &f.System, "operation": &f.Operation, "do": &f.Do, "times": &f.Times}).read(r); err != nil {
		return nil, err
	}
	if f.System == "" {
		return nil, badRequest("%q is missing: name the system whose calls are disturbed", "system")
	}
	if f.Times < 1 {
		return nil, badRequest("%q is %d: give how many calls are disturbed, from 1 on", "times", f.Times)
	}
	if err := a.world.AddFault(f); err != nil {
		return nil, err
	}
	return f, nil
}

func (a *admin) clearFaults(*http.Request) (any, error) {
	a.world.ClearFaults()
	return done{}, nil
}

// seeClient lets the systems take a client for one at another address, until the next reset.
func (a *admin) seeClient(r *http.Request) (any, error) {
	var client, as string
	if err := (input{"client": &client, "as": &as}).read(r); err != nil {
		return nil, err
	}
	return done{}, a.world.SeeAs(client, as)
}

func (a *admin) showJournal(r *http.Request) (any, error) {
	var limit int
	if err := (input{"limit": &limit}).read(r); err != nil {
		return nil, err
	}
	if limit < 0 {
		return nil, badRequest("%q is %d: give a number from 0 on, 0 for all", "limit", limit)
	}
	return map[string]any{"entries": a.world.Journal(limit)}, nil
}

func (a *admin) clearJournal(*http.Request) (any, error) {
	a.world.ClearJournal()
	return done{}, nil
}

func (a *admin) shutdown(*http.Request) (any, error) {
	a.server.requestStop("POST /shutdown")
	return map[string]string{"status": "stopping"}, nil
}
