package sqlserver

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/stream"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/wsdl"
	contract "github.com/soapstone-dev/soapstone/wsdl/sqlserver"
)

// Room is one emulated server with its endpoints. Any number of goroutines may use it at once.
type Room struct {
	config       Config
	engineConfig batch.Config
	zone         *time.Location
	executor     batch.Executor
	faults       faults
	store        store.Store
	running      *running
	endpoints    []*endpoint
	sweeping     sync.Mutex
	altering     sync.Mutex
}

// endpoint is an endpoint that listens.
type endpoint struct {
	room             *Room
	path, name       string
	settings         atomic.Pointer[settings] // ALTER ENDPOINT puts others in their place
	extended, simple *wsdl.Contract           // with the endpoint's own name and namespace
	warned           atomic.Bool
}

// New makes the server of a configuration, which it checks. Its sessions are in the store, which remains the caller's.
func New(cfg Config, s store.Store) (*Room, error) {
	cfg = cfg.Clone()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	r := &Room{config: cfg, engineConfig: cfg.engine(), store: s, running: &running{sessions: map[string]*presence{}}}
	r.faults = faults{source: r.engineConfig.Source, choices: &r.config.Choices}
	var err error
	if r.zone, err = cfg.zone(); err != nil {
		return nil, fmt.Errorf("sqlserver: %w", err)
	}
	if r.executor, err = batch.New(r.engineConfig); err != nil {
		return nil, fmt.Errorf("sqlserver: batches: %w", err)
	}
	for _, c := range cfg.Endpoints {
		e := &endpoint{room: r, path: c.Path, name: c.name()}
		settings, err := c.settings(&cfg)
		if err != nil {
			return nil, fmt.Errorf("sqlserver: %w", err)
		}
		e.settings.Store(settings)
		if e.extended, err = named(contract.Document, c); err != nil {
			return nil, err
		}
		if e.simple, err = named(contract.Simple, c); err != nil {
			return nil, err
		}
		r.endpoints = append(r.endpoints, e)
	}
	return r, nil
}

// named reads a contract with the endpoint's name and namespace in it, so that every copy bears them, whoever serves
// it. They are put into the text, because a served copy has lost the marks that the codec reads.
func named(document []byte, c Endpoint) (*wsdl.Contract, error) {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;")
	own := strings.NewReplacer(
		`"Batch_EP`, `"`+c.name(), `:Batch_EP`, `:`+c.name(), `"`+defaultNamespace+`"`, `"`+escape.Replace(c.namespace())+`"`,
	).Replace(string(document))
	contract, err := wsdl.Parse([]byte(own))
	if err != nil {
		return nil, fmt.Errorf("sqlserver: endpoint %s: %w", c.Path, err)
	}
	return contract, nil
}

// service is the endpoint as a service: its one operation is sqlbatch.
func (e *endpoint) service() *soap.Service {
	return &soap.Service{
		System:   System,
		Name:     System + "/" + e.name,
		Routes:   []soap.Route{{Path: e.path, Fold: true}},
		Contract: e.extended,
		Ops: soap.Ops{
			"sqlbatch": soap.Do(e.sqlbatch),
		},
		Style:  style(&e.room.config.Choices),
		Admit:  e.admit,
		Serve:  e.serve,
		Around: e.around,
		Fault:  e.room.faults.word,
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
