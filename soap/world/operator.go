package world

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// lettingGo is how long a reset leaves calls alone that are under way, and drainTime how long it waits for them
// altogether, in real time.
const (
	lettingGo = 100 * time.Millisecond
	drainTime = 2 * time.Second
)

// Reset makes everything as it was at the start: settings as New was given them, but for those in set, named as Config.Set
// names them; no records, no planned faults, an empty journal, and a clock that shows the real time. Calls that wait are let
// go first, as if their clients had gone away. A set that is refused changes nothing.
func (w *World) Reset(ctx context.Context, set map[string]string) error {
	return w.change(ctx, Names(), func(c *Config) error {
		*c = w.start.clone()
		return setAll(set, c.Set)
	}, func() error {
		w.ClearFaults()
		w.forgetRemotes()
		if err := w.ResetClock(ctx); err != nil {
			return err
		}
		for _, name := range Names() {
			if err := w.empty(ctx, name); err != nil {
				return err
			}
		}
		w.ClearJournal()
		return nil
	})
}

// ResetSystem empties a system and gives it back the settings of the start, with those in set in their place. The
// names in set are the room's own, such as "choices.faultHeader". A set that is refused changes nothing. Calls of the
// system that are under way are let go first, those of other systems go on.
func (w *World) ResetSystem(ctx context.Context, name string, set map[string]string) error {
	r, err := findRoom(name)
	if err != nil {
		return err
	}
	if _, err := w.current().find(name); err != nil {
		return err
	}
	return w.change(ctx, []string{name}, func(c *Config) error {
		r.copy(c, &w.start)
		return setAll(set, func(name, value string) error { return c.setIn(r, name, value) })
	}, func() error { return w.empty(ctx, name) })
}

// setAll changes one setting after the other, in the order of their names.
func setAll(set map[string]string, change func(name, value string) error) error {
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if err := change(name, set[name]); err != nil {
			return err
		}
	}
	return nil
}

// empty deletes every record of a system.
func (w *World) empty(ctx context.Context, system string) error {
	for _, kind := range []string{store.KindSession, store.KindThread, store.KindAccount} {
		if err := store.DeleteAll(ctx, w.store, system, kind, nil); err != nil {
			return fmt.Errorf("world: empty %s: %w", system, err)
		}
	}
	return nil
}

// RestartSystem does what a restart of the real server does to its sessions.
func (w *World) RestartSystem(ctx context.Context, name string) error {
	s, err := w.current().find(name)
	if err != nil {
		return err
	}
	return s.Restart(ctx)
}

// Restart does what restarts of all the real servers do.
func (w *World) Restart(ctx context.Context) error {
	for _, s := range w.current().systems {
		if err := s.Restart(ctx); err != nil {
			return fmt.Errorf("world: restart %s: %w", s.name, err)
		}
	}
	return nil
}

// Sweep deletes what is gone by now, in every system, also behind one where that fails.
func (w *World) Sweep(ctx context.Context) error {
	turn := w.clock.BeginBackground()
	defer turn.End()
	now := turn.Now()
	var failed error
	for _, s := range w.current().systems {
		if err := errors.Join(s.Sweep(ctx, now), w.forgetEnded(ctx, s, s.gate.Sessions())); err != nil {
			failed = errors.Join(failed, fmt.Errorf("world: sweep %s: %w", s.name, err))
		}
		if ctx.Err() != nil {
			break // the others would say no more than that
		}
	}
	return failed
}

// Run sweeps whenever tick sends, until ctx ends or tick is closed. What goes wrong is logged.
func (w *World) Run(ctx context.Context, tick <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case _, ok := <-tick:
			if !ok {
				return
			}
			if err := w.Sweep(ctx); err != nil && ctx.Err() == nil {
				w.options.Log.Error("the sweep did not end", "error", err)
			}
		}
	}
}

// Alter changes settings of one part of a system while it runs, such as a SQL Server endpoint by its path, with the
// effect that the real server's own command has on its sessions. A set that is refused changes nothing.
func (w *World) Alter(ctx context.Context, name, path string, set map[string]string) error {
	unlock, err := lock(ctx, w.changing, "another change of settings")
	if err != nil {
		return err
	}
	defer unlock()
	s, err := w.current().find(name)
	if err != nil {
		return err
	}
	altering, ok := s.System.(alterer)
	if !ok {
		return refused(ErrUnsupported, nil, "%s has nothing that can be altered while it runs: reset it with other settings", name)
	}
	if err := altering.Alter(ctx, path, set); err != nil {
		return asSaid(err)
	}
	return nil
}
