package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// The time between two writes of the probe, and how long one may take.
const (
	probeEvery = 2 * time.Second
	probeTime  = 5 * time.Second
)

// roomy is what the probe writes, in bytes, where something could not be kept: no session takes as much, with all the pages
// that change with it.
const roomy = 256 << 10

// probe finds out whether the store can write: a file that can be read only answers many a request, and keeps nothing. A file
// that is not in its place any more takes what is written, and keeps it for nobody.
type probe struct {
	store   store.Store
	systems *keeping
	file    interface{ InPlace() error }

	mu  sync.Mutex
	at  time.Time
	err error
}

// check writes durably, unless it has just done so: probes come often, and a write is what costs here. On a full disk a
// little one fits where no session does: so what the systems could not keep counts, until they can, or a large one fits.
func (p *probe) check(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	now, failing := time.Now(), p.systems.failed.Load()
	if !p.at.IsZero() && now.Sub(p.at) < probeEvery {
		if p.err == nil {
			return p.systems.failing()
		}
		return p.err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), probeTime) // others take this answer, too
	defer cancel()
	if failing != nil {
		if p.err = p.put(ctx, now, roomy); p.err == nil {
			p.systems.failed.CompareAndSwap(failing, nil)
		}
	}
	if failing == nil || p.err == nil {
		p.err = p.put(ctx, now, 0) // which takes back what the other wrote
	}
	if p.err == nil {
		p.err = p.file.InPlace()
	}
	p.at = now
	return p.err
}

// put writes a record with a text of so many bytes.
func (p *probe) put(ctx context.Context, now time.Time, size int) error {
	rec := store.Record{Key: store.Key{System: "soapstone", Kind: "probe", ID: "ready"}, Created: now, LastUsed: now}
	if size > 0 {
		rec.Values = map[string]string{"room": strings.Repeat("x", size)}
	}
	return p.store.Update(ctx, func(tx store.Tx) error { return tx.Put(rec) })
}

func (a *admin) ready(r *http.Request) (any, error) {
	if a.server.isStopping() {
		return nil, &statusError{http.StatusServiceUnavailable, "the program is stopping"}
	}
	if err := a.probe.check(r.Context()); err != nil {
		said, do := "the store cannot write", "see to the disk, then ask again"
		if errors.Is(err, bolt.ErrGone) {
			said, do = "the data file is gone, and no session is kept", "bring it back, or start again with another"
		}
		if errors.Is(err, bolt.ErrJournalGone) {
			said, do = "a part of the data file's journal is gone", "stop it in order, which needs no journal, and start it again"
		}
		a.server.log.Error(said, "error", err)
		why := plain(err)
		if !a.trusts(r) {
			why = "the log says why"
		}
		return nil, &statusError{http.StatusServiceUnavailable, fmt.Sprintf("%s: %s: %s", said, do, why)}
	}
	return map[string]string{"status": "ready"}, nil
}
