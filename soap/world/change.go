package world

import (
	"context"
	"fmt"
	"slices"
)

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
