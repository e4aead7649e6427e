package world

import (
	"context"
	"fmt"
	"slices"

	"github.com/soapstone-dev/soapstone/soap/gate"
)

// running is a system that runs. It stays the same when the settings of another one change.
type running struct {
	name string
	System
	gate  *gate.Gate
	calls *calls
}

// close ends the calls of a system to which no more come, and lets go of what it holds.
func (r running) close(ctx context.Context) {
	r.calls.drain(ctx)
	r.gate.Close()
}

// indexOf is where a system is among some, -1 when it is not.
func indexOf(systems []running, name string) int {
	return slices.IndexFunc(systems, func(r running) bool { return r.name == name })
}

func (w *World) open(r room, cfg Config, keep []running) (running, error) {
	if i := indexOf(keep, r.name); i >= 0 {
		return keep[i], nil
	}
	system, err := r.open(cfg, w.store)
	if err != nil {
		return running{}, fmt.Errorf("world: %s: %w", r.name, err)
	}
	g, err := cfg.openGate(r, w.options.Log)
	if err != nil {
		return running{}, err
	}
	return running{r.name, system, g, newCalls()}, nil
}
