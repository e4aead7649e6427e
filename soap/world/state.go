package world

import (
	"context"
	"strings"
	"sync/atomic"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/mask"
)

// state is the systems under one Config.
type state struct {
	config   Config
	systems  []running
	endpoint *soap.Endpoint
	names    map[string]mask.Names // what the journal hides of each
	offset   uint64                // how many exchanges there were before
	taken    atomic.Uint64         // how many requests the endpoint was given
}

// close closes the systems of a state that never had a request, but for those in keep.
func (s *state) close(keep []running) {
	for _, r := range s.systems {
		if indexOf(keep, r.name) < 0 {
			r.close(context.Background())
		}
	}
}

// build makes the state for a Config, which it checks, and changes nothing. The systems in keep go on as they are.
func (w *World) build(cfg Config, keep []running) (_ *state, err error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	s := &state{config: cfg, names: map[string]mask.Names{}}
	defer func() {
		if err != nil {
			s.close(keep)
		}
	}()
	for _, r := range cfg.rooms() {
		system, err := w.open(r, cfg, keep)
		if err != nil {
			return nil, err
		}
		s.systems = append(s.systems, system)
		var secrets []string
		if m, ok := system.System.(secretive); ok {
			secrets = m.Secrets()
		}
		s.names[r.name] = mask.NewNames(secrets...)
	}
	if err := w.connect(s); err != nil {
		return nil, err
	}
	return s, nil
}

// connect puts a new endpoint in front of the systems of a state.
func (w *World) connect(s *state) error {
	services, err := s.services()
	if err != nil {
		return err
	}
	cfg := soap.Config{
		Services: services, Clock: w.clock, PublicURL: s.config.PublicURL, TrustForwarded: s.config.TrustForwarded,
		Limits: s.config.Limits.ofRequests(), Observe: func(x *soap.Exchange) { s.observe(w, x) },
		Stray: w.stray,
		Lose:  w.lose, Index: index(services, s.config.PublicURL), Log: w.options.Log,
	}
	if w.options.Seeds != nil {
		cfg.Seeds = func(n uint64) soap.Seed { return w.options.Seeds(s.offset + n) }
	}
	s.endpoint, err = soap.NewEndpoint(cfg)
	return err
}

// services are those of all systems, each before its gate.
func (s *state) services() ([]*soap.Service, error) {
	var all []*soap.Service
	for _, r := range s.systems {
		services := r.Services()
		for _, service := range services {
			service.Else, service.Takes = r.gate.Pass, r.gate.Takes
		}
		if err := r.gate.Describe(services); err != nil {
			return nil, misplaced(r.name, err)
		}
		all = append(all, services...)
	}
	return all, nil
}

// put lets requests into a new state. Its numbers go on behind those that the old one has used, or may
// still use for a request that it was given: with a seed, no two exchanges may have the same chance.
func (w *World) put(next *state) {
	w.mu.Lock()
	next.offset = w.now.offset + w.now.taken.Load()
	w.now = next
	w.mu.Unlock()
	w.journal.setLimit(next.config.Limits.JournalBytes)
}

// of is the system that a service of this state belongs to.
func (s *state) of(service *soap.Service) running {
	return s.systems[indexOf(s.systems, service.System)]
}

// find returns a system that runs.
func (s *state) find(name string) (running, error) {
	if i := indexOf(s.systems, name); i >= 0 {
		return s.systems[i], nil
	}
	if _, err := findRoom(name); err != nil {
		return running{}, err
	}
	return running{}, refused(ErrUnknown, nil, "system %s does not run: add it to systems in the configuration; there is %s",
		name, strings.Join(s.config.Systems, ", "))
}
