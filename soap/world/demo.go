package world

// demo is what the settings of a room offer that has demo accounts: accounts whose password everybody knows.
type demo interface {
	// DemoAccount is one of the demo accounts, with an empty name when the settings have none.
	DemoAccount() (name, password string)
	// DropDemoAccounts takes them out of the settings.
	DropDemoAccounts()
}

// Account is who a client can be.
type Account struct{ Name, Password string }

// DemoAccounts are a demo account of each system that runs and has one, by system.
func (c *Config) DemoAccounts() map[string]Account {
	accounts := map[string]Account{}
	for _, r := range c.rooms() {
		if d, ok := r.settings(c).(demo); ok {
			if name, password := d.DemoAccount(); name != "" {
				accounts[r.name] = Account{name, password}
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
