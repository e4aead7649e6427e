package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// The words of --demo-accounts.
const (
	demoOn       = "on"
	demoOff      = "off"
	demoLoopback = "loopback"
)

// checkReach refuses what must not be reached from another machine unless somebody said that it may.
func (s *server) checkReach(cfg world.Config) error {
	if s.token == "" && !s.admin.loopback() {
		return fmt.Errorf("--admin %s: others can reach it there, and there is no token: give --admin-token-file, or listen on localhost", s.options.admin)
	}
	if s.emulated.loopback() && (s.secure == nil || s.secure.loopback()) {
		return nil
	}
	if s.options.seed != "" && !s.options.predictable {
		return errors.New("--seed: others can reach the services, and would know the ids of all sessions: add --predictable if they may, or listen on localhost")
	}
	if demo := slices.Sorted(maps.Keys(cfg.DemoAccounts())); s.options.demoAccounts == demoLoopback && len(demo) > 0 {
		return fmt.Errorf("--listen: others can reach the services, and know the passwords of the demo accounts of %s: "+
			"configure accounts for each in a --config file, or leave it out of systems there, or add --demo-accounts on if they may, or listen on localhost",
			strings.Join(demo, ", "))
	}
	return nil
}
