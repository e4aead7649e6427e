package world

import (
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/setting"
)

// Limits bound what clients and the journal may take. Those of bodies and XML hold for each request, and may change while
// the program runs; those of the head and of time are what its listeners began with.
type Limits struct {
	BodyBytes  int64 `yaml:"bodyBytes"`  // of a request's body, packed and unpacked
	Depth      int   `yaml:"depth"`      // of nested elements
	Elements   int   `yaml:"elements"`   // of a document, with attributes and what else takes memory; values of JSON
	Attributes int   `yaml:"attributes"` // of an element, with its declarations of namespaces
	Namespaces int   `yaml:"namespaces"` // declarations in scope at one place
	NameBytes  int   `yaml:"nameBytes"`  // of a name, with its prefix

	HeadBytes   int           `yaml:"headBytes"`   // of a request's head
	HeadTime    time.Duration `yaml:"headTime"`    // for a request's head
	RequestTime time.Duration `yaml:"requestTime"` // for head and body
	IdleTime    time.Duration `yaml:"idleTime"`    // between two requests of a connection

	JournalBytes int `yaml:"journalBytes"` // of memory; zero keeps no journal
}

func defaultLimits() Limits {
	d := soap.DefaultLimits()
	return Limits{
		BodyBytes: d.MaxBytes, Depth: d.MaxDepth, Elements: d.MaxElements, Attributes: d.MaxAttributes, Namespaces: d.MaxNamespaces, NameBytes: d.MaxNameBytes,
		HeadBytes: 64 << 10, HeadTime: 30 * time.Second, RequestTime: 5 * time.Minute, IdleTime: 2 * time.Minute,
		JournalBytes: 1 << 20,
	}
}

// ofRequests are those of bodies and XML.
func (l *Limits) ofRequests() soap.Limits {
	return soap.Limits{
		MaxBytes: l.BodyBytes, MaxDepth: l.Depth, MaxElements: l.Elements,
		MaxAttributes: l.Attributes, MaxNamespaces: l.Namespaces, MaxNameBytes: l.NameBytes,
	}
}

// settings are the limits, as they are named from the top of the configuration.
func (l *Limits) settings() setting.List {
	return setting.List{
		setting.Number("limits.bodyBytes", &l.BodyBytes, 1, 1<<30),
		setting.Number("limits.depth", &l.Depth, 8, 10_000),
		setting.Number("limits.elements", &l.Elements, 8, 100_000_000),
		setting.Number("limits.attributes", &l.Attributes, 8, 100_000),
		setting.Number("limits.namespaces", &l.Namespaces, 8, 100_000),
		setting.Number("limits.nameBytes", &l.NameBytes, 64, 1<<20),
		setting.Number("limits.headBytes", &l.HeadBytes, 4096, 1<<20),
		setting.Duration("limits.headTime", &l.HeadTime, leastTime, mostTime),
		setting.Duration("limits.requestTime", &l.RequestTime, leastTime, mostTime),
		setting.Duration("limits.idleTime", &l.IdleTime, leastTime, mostTime),
		setting.Number("limits.journalBytes", &l.JournalBytes, 0, 1<<30),
	}
}

// What a limit that is a time can be.
const (
	leastTime = time.Millisecond
	mostTime  = 24 * time.Hour
)
