package world

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/soapstone-dev/soapstone/soap"
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
	cfg.tellDeserted(o.Log)
	return w, nil
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

// Handler answers the clients of all systems, under whatever settings hold when a request begins.
func (w *World) Handler() http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		r = w.remotes.seen(r)
		w.mu.RLock()
		s := w.now
		s.taken.Add(1)
		service := s.endpoint.Match(r)
		var calls *calls
		if service != nil {
			calls = s.of(service).calls
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

// callIn begins a call of a system as it runs now. It ends with calls.end.
func (w *World) callIn(system string) (running, error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	s, err := w.now.find(system)
	if err == nil {
		s.calls.begin()
	}
	return s, err
}

func (w *World) current() *state {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.now
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
