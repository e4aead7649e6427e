package model204

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// parameters are those that the system manager may reset while the Online runs, since version 7.5 (documented, on
// their pages). Both are in seconds.
type parameters struct {
	defaultTimeout int // SESDEFTO
	maxTimeout     int // SESMAXTO, -1: no cap
}

// timeout is the timeout that a session gets: the default for -1, and no more than the cap.
func (r *Room) timeout(seconds int) int {
	p := r.parameters.Load()
	if seconds == -1 {
		seconds = p.defaultTimeout
	}
	return p.capped(seconds)
}

func (p *parameters) capped(seconds int) int {
	if p.maxTimeout >= 0 {
		return min(seconds, p.maxTimeout)
	}
	return seconds
}

// Alter does what the system manager's RESET of a parameter does: settings are sesdefto and sesmaxto, and there is
// one path. A lower SESMAXTO shortens the sessions there are at once; 0 times out those that are closed, and those that
// are open once they are ("SESMAXTO"). When something in set is wrong nothing changes; where the store fails, some
// sessions may be shortened already. The change lasts until the room is made anew.
func (r *Room) Alter(ctx context.Context, path string, set map[string]string) error {
	if path != "" && path != r.config.Path {
		return fmt.Errorf("model204: alter: there is nothing at %q: the Online is at %s", path, r.config.Path)
	}
	p := *r.parameters.Load()
	next := r.config.Clone()
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if err := next.set(name, set[name]); err != nil {
			return fmt.Errorf("model204: alter: %w", err)
		}
		switch name {
		case "sesdefto":
			p.defaultTimeout = next.SESDEFTO
		case "sesmaxto":
			p.maxTimeout = next.SESMAXTO
		default:
			return fmt.Errorf("model204: alter: %s cannot be reset while the Online runs: there is sesdefto and sesmaxto", name)
		}
	}
	before := r.parameters.Swap(&p)
	if err := r.shorten(ctx, &p); err != nil {
		r.parameters.Store(before)
		return fmt.Errorf("model204: alter: %w", err)
	}
	return nil
}

// shorten caps the timeouts of the sessions there are, in as many transactions as it takes. Those that are made or
// closed meanwhile are capped by who does so.
func (r *Room) shorten(ctx context.Context, p *parameters) error {
	var after store.Place
	for more := p.maxTimeout >= 0; more; {
		var place store.Place
		err := r.store.Update(ctx, func(tx store.Tx) (err error) {
			place, more, err = shorten(tx, p, after)
			return err
		})
		if err != nil {
			return err
		}
		after = place
	}
	return nil
}

// shorten does what one transaction may of it, from behind a place on. It returns the place to go on from.
func shorten(tx store.Tx, p *parameters, after store.Place) (place store.Place, more bool, err error) {
	looks, writes := 0, 0
	for rec, err := range tx.All(System, store.KindSession, after) {
		if err != nil {
			return after, false, err
		}
		if looks == looksAtOnce || writes == atOnce {
			return after, true, nil
		}
		looks, after = looks+1, rec.Place()
		x, err := readSession(rec)
		if err != nil {
			return after, false, err
		}
		if capped := p.capped(x.timeout); capped != x.timeout {
			x.timeout = capped
			if err := keep(tx, x); err != nil {
				return after, false, err
			}
			writes++
		}
	}
	return after, false, nil
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }
