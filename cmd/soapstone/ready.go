package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// The time between two writes of the probe, and how long one may take.
const (
	probeEvery = 2 * time.Second
	probeTime  = 5 * time.Second
)

// probe finds out whether the store can write: a file that can be read only answers many a request, and keeps nothing.
type probe struct {
	store store.Store

	mu  sync.Mutex
	at  time.Time
	err error
}

// check writes durably, unless it has just done so: probes come often, and a write is what costs here.
func (p *probe) check(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if !p.at.IsZero() && now.Sub(p.at) < probeEvery {
		return p.err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), probeTime) // others take this answer, too
	defer cancel()
	p.err = p.store.Update(ctx, func(tx store.Tx) error {
		return tx.Put(store.Record{Key: store.Key{System: "soapstone", Kind: "probe", ID: "ready"}, Created: now, LastUsed: now})
	})
	p.at = now
	return p.err
}

func (a *admin) ready(r *http.Request) (any, error) {
	if a.server.isStopping() {
		return nil, &statusError{http.StatusServiceUnavailable, "the program is stopping"}
	}
	if err := a.probe.check(r.Context()); err != nil {
		a.server.log.Error("the store cannot write", "error", err)
		return nil, &statusError{http.StatusServiceUnavailable, fmt.Sprintf("the store cannot write: see to the disk, then ask again: %v", err)}
	}
	return map[string]string{"status": "ready"}, nil
}
