package store

import (
	"fmt"
	"maps"
	"strings"
	"time"
)

// The kinds of record that the five systems keep. A system may add its own.
const (
	KindSession = "session"
	KindThread  = "thread"
	KindAccount = "account"
)

// Limits on what a Record may hold, in bytes. They keep an index entry well
// within a page and a stray client from filling the store with one record.
const (
	MaxName   = 64      // Key.System, Key.Kind
	MaxID     = 1024    // Key.ID, Owner
	MaxRecord = 1 << 20 // all text of a record together
)

// Key names a record. Keys are ordered by System, Kind, ID, byte by byte.
type Key struct {
	System string // which emulated system, such as "mft"
	Kind   string // which kind of record, such as KindSession
	ID     string // the system's own identifier; any bytes
}

// String names the record for a message. It shows only the beginning of the
// ID, since the ID of a session is as good as its password.
func (k Key) String() string {
	id := "…"
	if len(k.ID) >= 12 {
		id = strings.ToValidUTF8(k.ID[:4], "") + "…"
	}
	return k.System + "/" + k.Kind + "/" + id
}

// Validate returns an error around ErrInvalid when no record can have the key.
func (k Key) Validate() error {
	for _, f := range []struct {
		name, value string
		max         int
	}{{"system", k.System, MaxName}, {"kind", k.Kind, MaxName}, {"id", k.ID, MaxID}} {
		if f.value == "" {
			return fmt.Errorf("store: key has no %s: %w", f.name, ErrInvalid)
		}
		if len(f.value) > f.max {
			return tooLong("key: "+f.name, len(f.value), f.max)
		}
	}
	return nil
}

// Record is one thing that a system remembers. Instants come back in UTC, to
// the nanosecond.
type Record struct {
	Key      Key
	Owner    string        // whose it is, for Tx.Owned; may be empty
	Context  string        // where it lives: an endpoint, an organisation
	Created  time.Time     // when it was made; places it in listings
	LastUsed time.Time     // from when its idle time counts; may precede Created
	Timeout  time.Duration // it is due at LastUsed+Timeout; zero: never
	State    string        // the system's own word for where it stands
	Values   map[string]string
}

// Due returns the instant at which the record's idle time is up, and false for
// a record that has no Timeout.
func (r Record) Due() (time.Time, bool) {
	return r.LastUsed.Add(r.Timeout), r.Timeout != 0
}

// Place is a record's place in the order of Created, then Key, within its
// system and kind.
type Place struct {
	Created time.Time
	ID      string
}

// Place returns where the record stands, to go on from with Tx.All.
func (r Record) Place() Place { return Place{Created: r.Created, ID: r.Key.ID} }

// Clone returns a copy that shares nothing with r that can change.
func (r Record) Clone() Record {
	r.Values = maps.Clone(r.Values)
	return r
}

// Validate returns an error around ErrInvalid when the record cannot be kept:
// a bad key, no Created or LastUsed, a negative Timeout, too much text.
func (r Record) Validate() error {
	if err := r.Key.Validate(); err != nil {
		return err
	}
	switch {
	case r.Created.IsZero():
		return fmt.Errorf("store: %v has no created instant: %w", r.Key, ErrInvalid)
	case r.LastUsed.IsZero():
		return fmt.Errorf("store: %v has no last-used instant: %w", r.Key, ErrInvalid)
	case r.Timeout < 0:
		return fmt.Errorf("store: %v has the negative timeout %v (zero means never due): %w", r.Key, r.Timeout, ErrInvalid)
	case len(r.Owner) > MaxID:
		return tooLong(r.Key.String()+": owner", len(r.Owner), MaxID)
	}
	size := len(r.Key.System) + len(r.Key.Kind) + len(r.Key.ID) + len(r.Owner) + len(r.Context) + len(r.State)
	for name, value := range r.Values {
		size += len(name) + len(value)
	}
	if size > MaxRecord {
		return tooLong(r.Key.String()+": text", size, MaxRecord)
	}
	return nil
}

func tooLong(what string, size, limit int) error {
	return fmt.Errorf("store: %s takes %d bytes, more than the %d allowed: %w", what, size, limit, ErrInvalid)
}
