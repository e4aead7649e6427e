package world

import (
	"context"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/gate"
	"github.com/soapstone-dev/soapstone/soap/sqlserver"
	"github.com/soapstone-dev/soapstone/store"
)

// localConfig stands for the settings of a room that has a host name and a zone. Its field is SQL Server's.
type localConfig struct {
	sqlserver.Config
	hostname, timezone string
}

func (c localConfig) Clone() localConfig { return c }

func (c *localConfig) Inherit(hostname, timezone string) { c.hostname, c.timezone = hostname, timezone }

// localRoom is a room that remembers its settings.
type localRoom struct{ config localConfig }

func (localRoom) Services() []*soap.Service              { return nil }
func (localRoom) Sweep(context.Context, time.Time) error { return nil }
func (localRoom) Restart(context.Context) error          { return nil }

func TestRoomsInheritHostNameAndZone(t *testing.T) {
	var own localConfig
	r := newRoom("local", nil, func() localConfig { return localConfig{} }, func(c *Config) (*localConfig, *gate.Config) { return &own, &c.MFT.Gate },
		func(c localConfig, _ store.Store) (localRoom, error) { return localRoom{c}, nil }, nil)
	system, err := r.open(Config{Hostname: "legacy", Timezone: "+02:00"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c := system.(localRoom).config; c.hostname != "legacy" || c.timezone != "+02:00" {
		t.Errorf("the room has %q and %q", c.hostname, c.timezone)
	}
}
