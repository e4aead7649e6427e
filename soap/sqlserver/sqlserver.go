package sqlserver

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/auth/digest"
	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/stream"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/wsdl"
	contract "github.com/soapstone-dev/soapstone/wsdl/sqlserver"
)

// System is the name of this system, in records and in listings.
const System = "sqlserver"

// Room is one emulated server with its endpoints. Any number of goroutines may use it at once.
type Room struct {
	config       Config
	engineConfig batch.Config
	zone         *time.Location
	executor     *batch.Executor
	faults       faults
	store        store.Store
	running      *running
	endpoints    []*endpoint
	starts       atomic.Uint64 // how often the server was started again
	sweeping     sync.Mutex
	altering     sync.Mutex
}

// endpoint is an endpoint that listens.
type endpoint struct {
	room       *Room
	path, name string
	settings   atomic.Pointer[settings] // ALTER ENDPOINT puts others in their place
	methods    []*method
	contract   *wsdl.Contract // of all that there is, also where batches are disabled
	warned     atomic.Bool
	nonces     digest.Nonces
}

// descriptions are the WSDLs of an endpoint, with its own name and namespace.
type descriptions struct{ extended, simple *wsdl.Contract }

// New makes the server of a configuration, which it checks. Its sessions are in the store, which remains the caller's.
func New(cfg Config, s store.Store) (*Room, error) {
	cfg = cfg.Clone()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	r := &Room{config: cfg, engineConfig: cfg.engine(), store: s, running: &running{sessions: map[string]*presence{}}}
	r.faults = faults{source: r.engineConfig.Source, choices: &r.config.Choices}
	var err error
	if r.zone, err = setting.Zone(cfg.Timezone); err != nil {
		return nil, fmt.Errorf("sqlserver: %w", err)
	}
	if r.executor, err = batch.New(r.engineConfig); err != nil {
		return nil, fmt.Errorf("sqlserver: batches: %w", err)
	}
	for _, c := range cfg.Endpoints {
		e, err := r.endpoint(c)
		if err != nil {
			return nil, fmt.Errorf("sqlserver: %w", err)
		}
		r.endpoints = append(r.endpoints, e)
	}
	return r, nil
}

// endpoint makes an endpoint of its configuration.
func (r *Room) endpoint(c Endpoint) (*endpoint, error) {
	e := &endpoint{room: r, path: c.Path, name: c.name()}
	settings, err := c.settings(&r.config)
	if err != nil {
		return nil, err
	}
	if e.methods, err = c.methods(&r.config); err != nil {
		return nil, err
	}
	if e.contract, err = c.described(e.methods, true).Extended(); err != nil {
		return nil, err
	}
	return e, e.take(settings)
}

// described is the endpoint as its WSDL has it.
func (e Endpoint) described(methods []*method, batches bool) contract.Endpoint {
	d := contract.Endpoint{Name: e.name(), Namespace: e.namespace(), Batches: batches}
	for _, m := range methods {
		d.Methods = append(d.Methods, m.described())
	}
	return d
}

// take gives the endpoint its settings, with the WSDLs that say so. Nobody else has the settings yet.
func (e *endpoint) take(s *settings) error {
	d := s.source.described(e.methods, s.batches)
	d.DataSets = e.room.config.Choices.DataSets == "schema"
	extended, err := d.Extended()
	if err != nil {
		return err
	}
	simple, err := d.Simple()
	if err != nil {
		return err
	}
	s.served = descriptions{extended, simple}
	e.settings.Store(s)
	return nil
}

// Services returns a service for each endpoint, made anew by each call.
func (r *Room) Services() []*soap.Service {
	var services []*soap.Service
	for _, e := range r.endpoints {
		services = append(services, e.service())
	}
	return services
}

// batches is the operation of ad-hoc batches.
const batches = "sqlbatch"

// operations are sqlbatch and the web methods.
func (e *endpoint) operations() soap.Ops {
	ops := soap.Ops{batches: soap.Do(e.sqlbatch)}
	for _, m := range e.methods {
		ops[m.Name] = soap.Do(methodCall{m, e}.answer)
	}
	return ops
}

// service is the endpoint as a service.
func (e *endpoint) service() *soap.Service {
	return &soap.Service{
		System:   System,
		Name:     System + "/" + e.name,
		Routes:   []soap.Route{{Path: e.path, Fold: true}},
		Contract: e.contract,
		Ops:      e.operations(),
		Copies:   e.copies,
		Style:    style(&e.room.config.Choices),
		Admit:    e.admit,
		Serve:    e.serve,
		Around:   e.around,
		Fault:    e.room.faults.word,
	}
}

func (r *Room) find(path string) *endpoint {
	for _, e := range r.endpoints {
		if strings.EqualFold(e.path, path) {
			return e
		}
	}
	return nil
}

func (r *Room) paths() []string {
	var paths []string
	for _, e := range r.endpoints {
		paths = append(paths, e.path)
	}
	return paths
}

// warnOfHTTPS says in the log, once an endpoint, that a client spells namespaces as no real client could.
func (e *endpoint) warnOfHTTPS(call *soap.Call) {
	if e.warned.Load() {
		return
	}
	for _, n := range []string{soap.Namespace11, optionsNamespace, stream.SQL} {
		if spelled := call.Spelling(n); spelled != n && e.warned.CompareAndSwap(false, true) {
			call.Log.Warn("sqlserver: a client spells namespaces with https, as the vendor's pages do today by a rewrite of that site: "+
				"the real server knew http only",
				slog.String("endpoint", e.path), slog.String("namespace", strings.Clone(spelled)))
		}
	}
}
