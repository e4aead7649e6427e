package sqlserver

import (
	"fmt"
	"time"
)

// zone is the zone of the server, which GETDATE and WAITFOR TIME go by.
func (c *Config) zone() (*time.Location, error) {
	if c.Timezone == "" {
		return time.UTC, nil
	}
	if at, err := time.Parse("-07:00", c.Timezone); err == nil {
		_, offset := at.Zone()
		return time.FixedZone(c.Timezone, offset), nil
	}
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil || c.Timezone == "Local" {
		return nil, fmt.Errorf("timezone: %q is no zone: write one such as UTC, Europe/Berlin or +02:00", c.Timezone)
	}
	return zone, nil
}

// Inherit takes the zone of the emulated servers where there is none of its own. Their host name shows nowhere here:
// @@SERVERNAME has a default of its own.
func (c *Config) Inherit(_, timezone string) {
	if c.Timezone == "" {
		c.Timezone = timezone
	}
}
