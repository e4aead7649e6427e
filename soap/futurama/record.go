package futurama

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/store"
)

// The names of a session's values: what it began with.
const (
	valueFolder   = "folder"
	valueDocument = "document"
)

// maxName is how many bytes the name of a folder or a document may have, and maxID an id: longer ones there are none.
const (
	maxName = 255
	maxID   = 255
)

func sessionKey(id string) store.Key {
	return store.Key{System: System, Kind: store.KindSession, ID: id}
}

// start is what a session begins with.
type start struct{ folder, document string }

// knows says whether a folder and a document exist. Both may be left out (choice). Windows compares such names in
// any case.
func (c *Config) knows(s start) bool {
	return known(c.Folders, s.folder) && known(c.Documents, s.document)
}

func known(names []string, name string) bool {
	if name == "" {
		return true
	}
	if !isName(name) {
		return false
	}
	return len(names) == 0 || slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
}

// isName says whether a folder or a document may be called that.
func isName(s string) bool { return s != "" && len(s) <= maxName && setting.Printable(s) }

func newRecord(id string, s start, now time.Time, timeout time.Duration) store.Record {
	rec := store.Record{Key: sessionKey(id), Created: now, LastUsed: now, Timeout: timeout, Values: map[string]string{}}
	if s.folder != "" {
		rec.Values[valueFolder] = strings.Clone(s.folder)
	}
	if s.document != "" {
		rec.Values[valueDocument] = strings.Clone(s.document)
	}
	return rec
}

// alive says whether a session is still there: it is ended when its timeout is up ("WebAPI Session management"). One
// whose clock was moved back has been idle for no time.
func alive(rec store.Record, now time.Time) bool { return now.Sub(rec.LastUsed) < rec.Timeout }

// look finds a session, alive or not. What cannot be an id is none.
func (r *Room) look(ctx context.Context, id string) (store.Record, bool, error) {
	return lookIn(func(k store.Key) (store.Record, error) { return r.store.Get(ctx, k) }, id)
}

// lookIn is look by another Get, such as a transaction's.
func lookIn(get func(store.Key) (store.Record, error), id string) (store.Record, bool, error) {
	if id == "" || len(id) > maxID {
		return store.Record{}, false, nil
	}
	rec, err := get(sessionKey(id))
	if errors.Is(err, store.ErrNotFound) {
		return store.Record{}, false, nil
	}
	return rec, err == nil, err
}

// SessionKey is where the session is kept whose id a client has.
func (r *Room) SessionKey(id string) store.Key {
	id, _ = r.named(id)
	return sessionKey(id)
}
