package world

// demo is what the settings of a room offer that has demo accounts: accounts whose password everybody knows.
type demo interface {
	// DemoAccount names one of the demo accounts, with its password, for a banner; "" when the settings have none.
	DemoAccount() string
	// DropDemoAccounts takes them out of the settings.
	DropDemoAccounts()
}

// DemoAccounts are a demo account of each system that runs and has one, by system.
func (c *Config) DemoAccounts() map[string]string {
	accounts := map[string]string{}
	for _, r := range c.rooms() {
		if d, ok := r.settings(c).(demo); ok {
			if a := d.DemoAccount(); a != "" {
				accounts[r.name] = a
			}
		}
	}
	return accounts
}

// DropDemoAccounts takes the demo accounts out of the settings of every system.
func (c *Config) DropDemoAccounts() {
	for _, r := range rooms {
		if d, ok := r.settings(c).(demo); ok {
			d.DropDemoAccounts()
		}
	}
}
