package futurama

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/store"
)

// Sweep deletes the sessions whose idle time is up by now: one that has expired is ended and deleted ("WebAPI Session
// management").
func (r *Room) Sweep(ctx context.Context, now time.Time) error {
	if err := store.DeleteDue(ctx, r.store, System, store.KindSession, now); err != nil {
		return fmt.Errorf("futurama: sweep: %w", err)
	}
	return nil
}

// Restart does what a restart of the server does, or a recycle of its application pool: sessions are in memory, and
// all end (inferred from "Loadbalancing").
func (r *Room) Restart(ctx context.Context) error {
	if err := store.DeleteAll(ctx, r.store, System, store.KindSession, nil); err != nil {
		return fmt.Errorf("futurama: restart: %w", err)
	}
	return nil
}

// SessionOptions are what Make takes.
func SessionOptions() setting.Options {
	return setting.Options{
		{Name: memberFolder, Text: "with which it begins; it may be left out"},
		{Name: memberDocument, Text: "with which it begins; it may be left out"},
	}
}

// Make makes a session without a client, out of SessionOptions.
func (r *Room) Make(ctx context.Context, now time.Time, chance io.Reader, set map[string]string) (store.Key, error) {
	if err := SessionOptions().Check("a session", set); err != nil {
		return store.Key{}, fmt.Errorf("futurama: make: %w", err)
	}
	s := start{folder: set[memberFolder], document: set[memberDocument]}
	if !r.config.knows(s) {
		return store.Key{}, fmt.Errorf("futurama: make: folder %q, document %q: give such as are in folders and documents", s.folder, s.document)
	}
	id, err := newID(chance)
	if err != nil {
		return store.Key{}, fmt.Errorf("futurama: make: %w", err)
	}
	rec := newRecord(id, s, now, r.timeout)
	if err := r.store.Update(ctx, func(tx store.Tx) error { return tx.Put(rec) }); err != nil {
		return store.Key{}, fmt.Errorf("futurama: make: %w", err)
	}
	return rec.Key, nil
}
