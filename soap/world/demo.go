package world

import "log/slog"

// demo is what the settings of a room offer that has accounts, and demo accounts: those whose password everybody knows.
type demo interface {
	// AccountSettings are the settings that hold accounts, and whether there is one.
	AccountSettings() (names string, any bool)
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

// tellDeserted warns of systems that run and have no account.
func (c *Config) tellDeserted(log *slog.Logger) {
	for _, r := range c.rooms() {
		if d, ok := r.settings(c).(demo); ok {
			if names, any := d.AccountSettings(); !any {
				log.Warn("world: a system has no accounts, so that nobody can log in", "system", r.name,
					"remedy", "configure some under "+names+" of "+r.name+", or leave it out of systems")
			}
		}
	}
}

// DropDemoAccounts takes the demo accounts out of the settings of every system.
func (c *Config) DropDemoAccounts() {
	for _, r := range rooms {
		if d, ok := r.settings(c).(demo); ok {
			d.DropDemoAccounts()
		}
	}
}
