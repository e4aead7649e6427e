package world

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/gate"
	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/store"
)

// Options are what a world needs beyond its settings. The zero value is fine.
type Options struct {
	// Seeds gives the n-th exchange its chance, counted from 1 and on through every change of settings; nil:
	// crypto/rand. See soap.SeedFrom.
	Seeds func(n uint64) soap.Seed
	// Observe sees every exchange after it was answered. Any number of goroutines may call it at once.
	Observe func(*soap.Exchange)
	// Lose says whether the answer of a call is lost on its way, beside the faults that are planned.
	Lose func(*soap.Call) bool
	// Log takes what an operator should know; nil: nothing.
	Log *slog.Logger
}

// World is the emulated systems over one store and one clock. Any number of goroutines may use it at once.
type World struct {
	store   store.Store
	clock   *soap.Clock
	options Options
	start   Config // as New was given it: what a reset goes back to
	journal journal
	faults  faults
	remotes remotes
	made    atomic.Uint64 // sessions that the operator made

	changing chan struct{} // holds a token while settings change, so that changes follow one another
	moving   chan struct{} // likewise, while the clock is moved
	mu       sync.RWMutex  // of now: no request is counted in a state that is being replaced
	now      *state
}

// state is the systems under one Config.
type state struct {
	config   Config
	systems  []running
	endpoint *soap.Endpoint
	names    map[string]mask.Names // what the journal hides of each
	offset   uint64                // how many exchanges there were before
	taken    atomic.Uint64         // how many requests the endpoint was given

}

// running is a system that runs. It stays the same when the settings of another one change.
type running struct {
	name string
	System
	gate  *gate.Gate
	calls *calls
}

// New builds the systems. The store and the clock remain the caller's, who closes and stops them when he has closed the
// world.
func New(cfg Config, s store.Store, clock *soap.Clock, o Options) (*World, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	w := &World{store: s, clock: clock, options: o, start: cfg.clone(), now: &state{}, changing: make(chan struct{}, 1), moving: make(chan struct{}, 1)}
	next, err := w.build(cfg.clone(), nil)
	if err != nil {
		return nil, err
	}
	if err := w.afterRestart(context.Background()); err != nil {
		next.close(nil)
		return nil, err
	}
	w.put(next)
	cfg.tellIdle(o.Log)
	return w, nil
}

// tellIdle warns of systems that do not run and have answers or a far side, which nobody asks then.
func (c *Config) tellIdle(log *slog.Logger) {
	for _, r := range rooms {
		if slices.Contains(c.Systems, r.name) {
			continue
		}
		idle := r.gate(c).Clone()
		idle.Shared = c.Answers
		if given := idle.Given(r.name); given != nil {
			log.Warn("world: a system does not run, so that its answers, forward and wsdl are never used", "system", r.name,
				"given", strings.Join(given, ", "), "remedy", "add "+r.name+" to systems in the configuration, or leave them out")
		}
	}
}

// Close ends the calls that are under way and lets go of what the systems hold, such as connections to far sides. No
// request and no verb may come any more.
func (w *World) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	for _, r := range w.current().systems {
		r.close(ctx)
	}
}

// close ends the calls of a system to which no more come, and lets go of what it holds.
func (r running) close(ctx context.Context) {
	r.calls.drain(ctx)
	r.gate.Close()
}

// close closes the systems of a state that never had a request, but for those in keep.
func (s *state) close(keep []running) {
	for _, r := range s.systems {
		if !isIn(keep, r.name) {
			r.close(context.Background())
		}
	}
}

func isIn(systems []running, name string) bool {
	return slices.ContainsFunc(systems, func(r running) bool { return r.name == name })
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

func (w *World) open(r room, cfg Config, keep []running) (running, error) {
	if i := slices.IndexFunc(keep, func(k running) bool { return k.name == r.name }); i >= 0 {
		return keep[i], nil
	}
	system, err := r.open(cfg, w.store)
	if err != nil {
		return running{}, fmt.Errorf("world: %s: %w", r.name, err)
	}
	g, err := cfg.openGate(r, w.options.Log)
	if err != nil {
		return running{}, err
	}
	return running{r.name, system, g, newCalls()}, nil
}

// openGate makes the gate of a system.
func (c *Config) openGate(r room, log *slog.Logger) (*gate.Gate, error) {
	cfg := r.gate(c).Clone()
	cfg.Shared, cfg.Systems = c.Answers, Names()
	g, err := gate.New(r.name, cfg, log)
	if err != nil {
		return nil, misplaced(r.name, err)
	}
	return g, nil
}

// connect puts a new endpoint in front of the systems of a state.
func (w *World) connect(s *state) error {
	services, err := s.services()
	if err != nil {
		return err
	}
	cfg := soap.Config{
		Services: services, Clock: w.clock, PublicURL: s.config.PublicURL, TrustForwarded: s.config.TrustForwarded,
		MaxBody: s.config.Limits.BodyBytes, MaxDepth: s.config.Limits.Depth,
		MaxElements: s.config.Limits.Elements, MaxAttributes: s.config.Limits.Attributes,
		MaxNamespaces: s.config.Limits.Namespaces, MaxNameBytes: s.config.Limits.NameBytes,
		Observe: func(x *soap.Exchange) { s.observe(w, x) },
		Lose:    w.lose, Index: index(services), Log: w.options.Log,
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

// Handler answers the clients of all systems, under whatever settings hold when a request begins.
func (w *World) Handler() http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		r = w.remotes.seen(r)
		w.mu.RLock()
		s := w.now
		s.taken.Add(1)
		service := s.endpoint.Match(r)
		calls := s.callsOf(service)
		if calls != nil {
			calls.begin()
		}
		w.mu.RUnlock()
		ctx := r.Context()
		if calls != nil {
			defer calls.end()
			or := &either{Context: ctx, ended: calls.ended}
			defer or.release()
			ctx = or
		}
		s.endpoint.Serve(ctx, rw, r, service)
	})
}

// callsOf are the calls of the system that a service belongs to, nil for no service.
func (s *state) callsOf(service *soap.Service) *calls {
	if service == nil {
		return nil
	}
	for _, r := range s.systems {
		if r.name == service.System {
			return r.calls
		}
	}
	return nil
}

func (w *World) current() *state {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.now
}

// find returns a system that runs.
func (s *state) find(name string) (running, error) {
	for _, r := range s.systems {
		if r.name == name {
			return r, nil
		}
	}
	if _, err := findRoom(name); err != nil {
		return running{}, err
	}
	return running{}, &refusal{kind: ErrUnknown, text: fmt.Sprintf("world: system %s does not run: add it to systems in the configuration; there is %s",
		name, strings.Join(s.config.Systems, ", "))}
}

// Config returns the settings that hold now, but for what Alter changed: see the package's Caveats.
func (w *World) Config() Config { return w.current().config.clone() }

// Clock returns the clock. Move it with the world's own verbs, which see to the store.
func (w *World) Clock() *soap.Clock { return w.clock }

// Services returns the services as they are now, for showing them: not for another endpoint.
func (w *World) Services() []*soap.Service {
	services, err := w.current().services()
	if err != nil { // they were all described before
		w.options.Log.Error("world: the services cannot be shown", "error", err)
	}
	return services
}

// change makes the settings of the named systems anew and lets requests in there; settings that are refused change
// nothing. Calls under the old settings are let go first, as if their clients had gone away; then after is run, before
// any other change, under the new settings, which stay when it fails. Systems that are not named go on as they are.
func (w *World) change(ctx context.Context, names []string, f func(*Config) error, after func() error) error {
	unlock, err := lock(ctx, w.changing, "another change of settings")
	if err != nil {
		return err
	}
	defer unlock()
	cfg := w.current().config.clone()
	if err := f(&cfg); err != nil {
		return err
	}
	before := w.current()
	changes := func(r running) bool { return slices.Contains(names, r.name) }
	next, err := w.build(cfg, slices.DeleteFunc(slices.Clone(before.systems), changes))
	if err != nil {
		return err
	}
	w.put(next)
	draining, cancel := context.WithTimeout(ctx, drainTime)
	defer cancel()
	for _, r := range before.systems {
		if changes(r) {
			r.close(draining)
		}
	}
	return after()
}

// lock takes the token of what must not happen twice at once.
func lock(ctx context.Context, token chan struct{}, what string) (unlock func(), err error) {
	select {
	case token <- struct{}{}:
		return func() { <-token }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("world: %s is under way: %w", what, ctx.Err())
	}
}
