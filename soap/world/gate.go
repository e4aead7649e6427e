package world

import (
	"log/slog"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/gate"
)

// tellIdle warns of systems that do not run and have answers or a far side, which nobody asks then.
func (c *Config) tellIdle(log *slog.Logger) {
	for _, r := range rooms {
		if slices.Contains(c.Systems, r.name) {
			continue
		}
		idle := r.gate(c).Clone()
		idle.Shared = c.Answers
		if given := idle.Given(r.name); given != nil {
			log.Warn("world: a system does not run, so that its answers, forward and wsdl are never used", "system", r.name,
				"given", strings.Join(given, ", "), "remedy", "add "+r.name+" to systems in the configuration, or leave them out")
		}
	}
}

// openGate makes the gate of a system.
func (c *Config) openGate(r room, log *slog.Logger) (*gate.Gate, error) {
	cfg := r.gate(c).Clone()
	cfg.Shared, cfg.Systems, cfg.Teller = c.Answers, Names(), c.rooms()[0].name
	g, err := gate.New(r.name, cfg, log)
	if err != nil {
		return nil, misplaced(r.name, err)
	}
	return g, nil
}
