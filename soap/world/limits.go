package world

import (
	"strconv"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
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
	return Limits{
		BodyBytes: soap.DefaultMaxBody, Depth: soap.DefaultMaxDepth, Elements: soap.DefaultMaxElements,
		Attributes: soap.DefaultMaxAttributes, Namespaces: soap.DefaultMaxNamespaces, NameBytes: soap.DefaultMaxNameBytes,
		HeadBytes: 64 << 10, HeadTime: 30 * time.Second, RequestTime: 5 * time.Minute, IdleTime: 2 * time.Minute,
		JournalBytes: 1 << 20,
	}
}

// The range of each limit that is a number.
func (l *Limits) numbers() []numberLimit {
	return []numberLimit{
		{"depth", &l.Depth, 8, 10_000},
		{"elements", &l.Elements, 8, 100_000_000},
		{"attributes", &l.Attributes, 8, 100_000},
		{"namespaces", &l.Namespaces, 8, 100_000},
		{"nameBytes", &l.NameBytes, 64, 1 << 20},
		{"headBytes", &l.HeadBytes, 4096, 1 << 20},
		{"journalBytes", &l.JournalBytes, 0, 1 << 30},
	}
}

type numberLimit struct {
	name        string
	value       *int
	least, most int
}

// The limits that are a time.
func (l *Limits) times() []timeLimit {
	return []timeLimit{{"headTime", &l.HeadTime}, {"requestTime", &l.RequestTime}, {"idleTime", &l.IdleTime}}
}

type timeLimit struct {
	name  string
	value *time.Duration
}

const (
	mostBodyBytes = 1 << 30
	leastTime     = time.Millisecond
	mostTime      = 24 * time.Hour
)

func (l *Limits) validate() error {
	if l.BodyBytes < 1 || l.BodyBytes > mostBodyBytes {
		return invalid("limits.bodyBytes", "%d is not from 1 to %d", l.BodyBytes, mostBodyBytes)
	}
	for _, n := range l.numbers() {
		if *n.value < n.least || *n.value > n.most {
			return invalid("limits."+n.name, "%d is not from %d to %d", *n.value, n.least, n.most)
		}
	}
	for _, t := range l.times() {
		if *t.value < leastTime || *t.value > mostTime {
			return invalid("limits."+t.name, "%v is not from %v to %v", *t.value, leastTime, mostTime)
		}
	}
	return nil
}

// set changes one limit.
func (l *Limits) set(name, value string) error {
	if name == "bodyBytes" {
		return setParsed(&l.BodyBytes, "limits."+name, value, func(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) })
	}
	for _, n := range l.numbers() {
		if n.name == name {
			return setParsed(n.value, "limits."+name, value, strconv.Atoi)
		}
	}
	for _, t := range l.times() {
		if t.name == name {
			return setParsed(t.value, "limits."+name, value, time.ParseDuration)
		}
	}
	return noSetting("limits." + name)
}
