package world

import (
	_ "embed"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // zones are settings, and must not depend on the machine's files

	"github.com/soapstone-dev/soapstone/soap/futurama"
	"github.com/soapstone-dev/soapstone/soap/gate"
	"github.com/soapstone-dev/soapstone/soap/mft"
	"github.com/soapstone-dev/soapstone/soap/model204"
	"github.com/soapstone-dev/soapstone/soap/salesforce"
	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/soap/sqlserver"
)

// Config is every setting of the emulated systems. Its yaml tags are the names in the configuration file,
// whose default is DefaultFile.
type Config struct {
	PublicURL      string   `yaml:"publicURL"`      // how clients reach the services; empty: as each request says
	Timezone       string   `yaml:"timezone"`       // of the emulated servers
	Hostname       string   `yaml:"hostname"`       // of the emulated servers
	TrustForwarded bool     `yaml:"trustForwarded"` // believe X-Forwarded-Proto, -Host and -For
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

// What a start of soapstone is to the emulated servers.
const (
	RestartNone = "none"
	RestartReal = "real"
)

// Base is how clients reach the services, without a slash at its end: the public URL if there is one, else as given.
func (c *Config) Base(otherwise string) string {
	if u, err := setting.Address(c.PublicURL); err == nil {
		return u.String()
	}
	return otherwise
}

// Location is the zone of the emulated servers.
func (c *Config) Location() (*time.Location, error) {
	zone, err := setting.Zone(c.Timezone)
	if err != nil {
		return nil, invalid("timezone", "%w", err)
	}
	return zone, nil
}
