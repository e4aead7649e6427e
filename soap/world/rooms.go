package world

import (
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/futurama"
	"github.com/soapstone-dev/soapstone/soap/gate"
	"github.com/soapstone-dev/soapstone/soap/mft"
	"github.com/soapstone-dev/soapstone/soap/model204"
	"github.com/soapstone-dev/soapstone/soap/salesforce"
	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/soap/sqlserver"
	"github.com/soapstone-dev/soapstone/store"
)

// settings is what a room's configuration offers, through a pointer to it.
type settings interface {
	Validate() error
	Set(name, value string) error
}

// local is what the settings of a room offer that has a host name and a zone.
type local interface {
	// Inherit takes those of the world where the room's own are empty.
	Inherit(hostname, timezone string)
}

// placed is what the settings of a room offer that name files.
type placed interface {
	// Resolve looks for relative ones in a folder.
	Resolve(dir string)
}

// room is how the world knows a system.
type room struct {
	name     string
	file     []byte                 // its part of the default configuration file
	settings func(*Config) settings // where its settings are
	reset    func(*Config)          // gives it its default settings
	copy     func(to, from *Config) // copies its settings
	open     func(Config, store.Store) (System, error)
	gate     func(*Config) *gate.Config // where the settings of its gate are
	makes    setting.Options            // what it makes a session of
}

// rooms are the systems there are, in the order of every listing. A new system is one line here, and in
// Config a field with a type of its own.
var rooms = []room{
	newRoom("sqlserver", sqlserver.DefaultFile(), sqlserver.Default, func(c *Config) (*sqlserver.Config, *gate.Config) { return &c.SQLServer.Config, &c.SQLServer.Gate }, sqlserver.New, sqlserver.SessionOptions()),
	newRoom("mft", mft.DefaultFile(), mft.Default, func(c *Config) (*mft.Config, *gate.Config) { return &c.MFT.Config, &c.MFT.Gate }, mft.New, mft.SessionOptions()),
	newRoom("salesforce", salesforce.DefaultFile(), salesforce.Default, func(c *Config) (*salesforce.Config, *gate.Config) { return &c.Salesforce.Config, &c.Salesforce.Gate }, salesforce.New, salesforce.SessionOptions()),
	newRoom("futurama", futurama.DefaultFile(), futurama.Default, func(c *Config) (*futurama.Config, *gate.Config) { return &c.Futurama.Config, &c.Futurama.Gate }, futurama.New, futurama.SessionOptions()),
	newRoom("model204", model204.DefaultFile(), model204.Default, func(c *Config) (*model204.Config, *gate.Config) { return &c.Model204.Config, &c.Model204.Gate }, model204.New, model204.SessionOptions()),
}

// newRoom makes the line of a system out of what its package offers.
func newRoom[C interface{ Clone() C }, P interface {
	*C
	settings
}, S System](name string, file []byte, defaults func() C, fields func(*Config) (P, *gate.Config), open func(C, store.Store) (S, error), makes setting.Options) room {
	field := func(c *Config) P { p, _ := fields(c); return p }
	behind := func(c *Config) *gate.Config { _, g := fields(c); return g }
	return room{
		name:     name,
		file:     file,
		settings: func(c *Config) settings { return field(c) },
		reset:    func(c *Config) { *field(c), *behind(c) = defaults(), gate.Config{} },
		copy:     func(to, from *Config) { *field(to), *behind(to) = (*field(from)).Clone(), behind(from).Clone() },
		gate:     behind,
		makes:    makes,
		open: func(c Config, s store.Store) (System, error) {
			if l, ok := settings(field(&c)).(local); ok {
				l.Inherit(c.Hostname, c.Timezone)
			}
			return open(*field(&c), s)
		},
	}
}

// SessionOptions are what Make takes for a session of a system, by its name; of no system there are none.
func SessionOptions(system string) setting.Options {
	r, _ := findRoom(system)
	return r.makes
}

// Names are the names of the systems, in the order of every listing.
func Names() []string {
	var names []string
	for _, r := range rooms {
		names = append(names, r.name)
	}
	return names
}

func findRoom(name string) (room, error) {
	for _, r := range rooms {
		if r.name == name {
			return r, nil
		}
	}
	return room{}, refused(ErrUnknown, nil, "there is no system %q: there is %s", name, strings.Join(Names(), ", "))
}

// rooms are the systems that run.
func (c *Config) rooms() []room {
	var running []room
	for _, r := range rooms {
		if slices.Contains(c.Systems, r.name) {
			running = append(running, r)
		}
	}
	return running
}
