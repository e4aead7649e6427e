package sqlserver

// Inherit takes the zone of the emulated servers where there is none of its own. Their host name shows nowhere here:
// @@SERVERNAME has a default of its own.
func (c *Config) Inherit(_, timezone string) {
	if c.Timezone == "" {
		c.Timezone = timezone
	}
}
