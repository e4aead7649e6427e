package world

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/futurama"
	"github.com/soapstone-dev/soapstone/soap/gate"
	"github.com/soapstone-dev/soapstone/soap/mft"
	"github.com/soapstone-dev/soapstone/soap/model204"
	"github.com/soapstone-dev/soapstone/soap/salesforce"
	"github.com/soapstone-dev/soapstone/soap/sqlserver"
	"github.com/soapstone-dev/soapstone/store"
)

// Config is every setting of the emulated systems. Its yaml tags are the names in the configuration file,
// whose default is DefaultFile.
type Config struct {
	PublicURL      string   `yaml:"publicURL"`      // how clients reach the services; empty: as each request says
	Timezone       string   `yaml:"timezone"`       // of the emulated servers
	Hostname       string   `yaml:"hostname"`       // of the emulated servers
	TrustForwarded bool     `yaml:"trustForwarded"` // believe X-Forwarded-Proto and X-Forwarded-Host
	Restart        string   `yaml:"restart"`        // RestartNone or RestartReal
	Limits         Limits   `yaml:"limits"`
	Systems        []string `yaml:"systems"` // that run

	// Answers are folders with a folder for each system, for the work of clients that soapstone does not do.
	Answers gate.Paths `yaml:"answers"`

	SQLServer  SQLServer  `yaml:"sqlserver"`
	MFT        MFT        `yaml:"mft"`
	Salesforce Salesforce `yaml:"salesforce"`
	Futurama   Futurama   `yaml:"futurama"`
	Model204   Model204   `yaml:"model204"`
}

// The settings of the systems: those of the room, and in the same block of the file those of its gate.
type (
	SQLServer struct {
		sqlserver.Config `yaml:",inline"`
		Gate             gate.Config `yaml:",inline"`
	}
	MFT struct {
		mft.Config `yaml:",inline"`
		Gate       gate.Config `yaml:",inline"`
	}
	Salesforce struct {
		salesforce.Config `yaml:",inline"`
		Gate              gate.Config `yaml:",inline"`
	}
	Futurama struct {
		futurama.Config `yaml:",inline"`
		Gate            gate.Config `yaml:",inline"`
	}
	Model204 struct {
		model204.Config `yaml:",inline"`
		Gate            gate.Config `yaml:",inline"`
	}
)

// Default returns the settings that hold when nobody says otherwise: those of DefaultFile.
func Default() Config {
	c := Config{
		Timezone: "UTC", Hostname: "soapstone", Restart: RestartNone,
		Limits:  defaultLimits(),
		Systems: Names(),
	}
	for _, r := range rooms {
		r.reset(&c)
	}
	return c
}

// clone returns a copy that shares nothing with c that can change.
func (c Config) clone() Config {
	copied := c
	copied.Systems, copied.Answers = slices.Clone(c.Systems), slices.Clone(c.Answers)
	for _, r := range rooms {
		r.copy(&copied, &c)
	}
	return copied
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

// System is what a room offers the world.
type System interface {
	// Services returns the services, made anew by each call.
	Services() []*soap.Service
	// Sweep deletes what is gone by now.
	Sweep(ctx context.Context, now time.Time) error
	// Restart does what a restart of the real server does to its sessions.
	Restart(ctx context.Context) error
}

// What a system may offer beyond that. The world asks for each where it needs it.
type (
	// alterer can change settings of one part of it while it runs, such as of an endpoint by its path, with the effect
	// that the real server's own command has on its sessions. A set that it refuses changes nothing.
	alterer interface {
		Alter(ctx context.Context, path string, set map[string]string) error
	}

	// maker can make a session without a client, out of settings by name. It draws the id from chance, as it draws
	// those of clients from Call.Rand.
	maker interface {
		Make(ctx context.Context, now time.Time, chance io.Reader, set map[string]string) (store.Key, error)
	}

	// secretive has more elements and attributes, by local name, that the journal must not show.
	secretive interface {
		Secrets() []string
	}
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
}

// rooms are the systems there are, in the order of every listing. A new system is one line here, and in
// Config a field with a type of its own.
var rooms = []room{
	newRoom("sqlserver", sqlserver.DefaultFile(), sqlserver.Default, func(c *Config) (*sqlserver.Config, *gate.Config) { return &c.SQLServer.Config, &c.SQLServer.Gate }, sqlserver.New),
	newRoom("mft", mft.DefaultFile(), mft.Default, func(c *Config) (*mft.Config, *gate.Config) { return &c.MFT.Config, &c.MFT.Gate }, mft.New),
	newRoom("salesforce", salesforce.DefaultFile(), salesforce.Default, func(c *Config) (*salesforce.Config, *gate.Config) { return &c.Salesforce.Config, &c.Salesforce.Gate }, salesforce.New),
	newRoom("futurama", futurama.DefaultFile(), futurama.Default, func(c *Config) (*futurama.Config, *gate.Config) { return &c.Futurama.Config, &c.Futurama.Gate }, futurama.New),
	newRoom("model204", model204.DefaultFile(), model204.Default, func(c *Config) (*model204.Config, *gate.Config) { return &c.Model204.Config, &c.Model204.Gate }, model204.New),
}

// newRoom makes the line of a system out of what its package offers.
func newRoom[C interface{ Clone() C }, P interface {
	*C
	settings
}, S System](name string, file []byte, defaults func() C, fields func(*Config) (P, *gate.Config), open func(C, store.Store) (S, error)) room {
	field := func(c *Config) P { p, _ := fields(c); return p }
	behind := func(c *Config) *gate.Config { _, g := fields(c); return g }
	return room{
		name:     name,
		file:     file,
		settings: func(c *Config) settings { return field(c) },
		reset:    func(c *Config) { *field(c), *behind(c) = defaults(), gate.Config{} },
		copy:     func(to, from *Config) { *field(to), *behind(to) = (*field(from)).Clone(), behind(from).Clone() },
		gate:     behind,
		open: func(c Config, s store.Store) (System, error) {
			if l, ok := settings(field(&c)).(local); ok {
				l.Inherit(c.Hostname, c.Timezone)
			}
			return open(*field(&c), s)
		},
	}
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
	return room{}, &refusal{kind: ErrUnknown, text: fmt.Sprintf("world: there is no system %q: there is %s", name, strings.Join(Names(), ", "))}
}

//go:embed config.yaml
var ownFile []byte

// DefaultFile is the default configuration file, with its comments: the world's own part, and each room's.
func DefaultFile() []byte {
	var b strings.Builder
	b.Write(ownFile)
	for _, name := range Names() {
		b.WriteString("  - " + name + "\n")
	}
	for _, r := range rooms {
		b.WriteString("\n" + r.name + ":\n")
		for line := range strings.Lines(string(r.file) + "\n" + string(gate.DefaultFile())) {
			if strings.TrimSpace(line) != "" {
				b.WriteString("  ")
			}
			b.WriteString(line)
		}
	}
	return []byte(b.String())
}
