package sqlserver

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// atOnce is how many records one transaction deletes.
const atOnce = 100

// Sweep deletes the sessions whose idle time is up by now, and what is left of ended ones. A session in which a
// batch runs is passed over.
func (r *Room) Sweep(ctx context.Context, now time.Time) error {
	r.sweeping.Lock() // one at a time, so that no two think that a session is theirs
	defer r.sweeping.Unlock()
	for more := true; more; {
		var taken map[string]bool
		err := r.store.Update(ctx, func(tx store.Tx) error {
			deleted := 0
			for rec, err := range tx.Due(System, store.KindSession, now) {
				if err != nil {
					return err
				}
				if !idle(rec, now, false) || !taken[rec.Key.ID] && !r.running.trySweep(rec.Key.ID) {
					continue
				}
				if taken == nil {
					taken = map[string]bool{}
				}
				taken[rec.Key.ID] = true
				if err := tx.Delete(rec.Key); err != nil {
					return err
				}
				if deleted++; deleted == atOnce {
					break
				}
			}
			more = deleted == atOnce
			return nil
		})
		for id := range taken {
			r.running.swept(id)
		}
		if err != nil {
			return fmt.Errorf("sqlserver: sweep: %w", err)
		}
	}
	return nil
}

// Restart does what a restart of the server did: all sessions end (Books Online, ms179186), and so do Windows logins,
// whose connections were cut. A batch that runs goes on to its end, and finds no session to keep its changes in.
func (r *Room) Restart(ctx context.Context) error {
	r.starts.Add(1)
	if err := store.DeleteAll(ctx, r.store, System, store.KindSession, nil); err != nil {
		return fmt.Errorf("sqlserver: restart: %w", err)
	}
	return nil
}

// Alter does what ALTER ENDPOINT did: it changes settings of the endpoint at a path and ends all its sessions (Books
// Online, ms175856), also when set is empty. Names are those of Endpoint, its path, name and namespace apart. When
// something in set is wrong nothing changes. The change lasts until the room is made anew.
func (r *Room) Alter(ctx context.Context, path string, set map[string]string) error {
	e := r.find(path)
	if e == nil {
		return fmt.Errorf("sqlserver: alter: there is no endpoint at %q: there is %s", path, strings.Join(r.paths(), ", "))
	}
	r.altering.Lock()
	defer r.altering.Unlock()
	before := e.settings.Load()
	source := before.source
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if err := source.set(name, set[name]); err != nil {
			return fmt.Errorf("sqlserver: alter: endpoint %s: %w", e.path, err)
		}
	}
	after, err := source.settings(&r.config)
	if err != nil {
		return fmt.Errorf("sqlserver: alter: %w", err)
	}
	if err := e.take(after); err != nil {
		return fmt.Errorf("sqlserver: alter: %w", err)
	}
	ours := func(rec store.Record) bool { return rec.Context == e.path }
	if err := store.DeleteAll(ctx, r.store, System, store.KindSession, ours); err != nil {
		e.settings.Store(before)
		return fmt.Errorf("sqlserver: alter: %w", err)
	}
	return nil
}
