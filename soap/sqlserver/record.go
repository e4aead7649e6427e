package sqlserver

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
	"github.com/soapstone-dev/soapstone/store"
)

// System is the name of this system, in records and in listings.
const System = "sqlserver"

// The states of a session's record. Both look gone from outside once a session is ending.
const (
	stateOpen   = "open"
	stateEnding = "ending" // ended while other batches run
)

// endingTimeout makes a record due at once: one that is left over, because the process ended before the last batch
// of the session did, is taken by the next sweep.
const endingTimeout = time.Nanosecond

// The names of a session's values.
const (
	valueDatabase    = "database"
	valueLanguage    = "language"
	valueNoCount     = "noCount"
	valueNotify      = "notify"
	valueSPID        = "spid"
	valueHost        = "host"
	valueApplication = "application"
	valueTransaction = "transaction"
)

// The words of valueNotify.
const (
	notifyDatabase    = "database"
	notifyLanguage    = "language"
	notifyTransaction = "transaction"
)

func sessionKey(id string) store.Key {
	return store.Key{System: System, Kind: store.KindSession, ID: id}
}

// client is what a session keeps of how its client introduced itself.
type client struct{ host, application string }

// newRecord is the record of a session that begins.
func newRecord(id, owner, path string, now time.Time, timeout time.Duration, s batch.Session, c client) store.Record {
	rec := store.Record{
		Key: sessionKey(id), Owner: owner, Context: path, Created: now, LastUsed: now, Timeout: timeout, State: stateOpen,
		Values: map[string]string{valueSPID: strconv.Itoa(s.SPID)},
	}
	var notify []string
	for _, n := range []struct {
		on   bool
		name string
	}{{s.Notify.Database, notifyDatabase}, {s.Notify.Language, notifyLanguage}, {s.Notify.Transaction, notifyTransaction}} {
		if n.on {
			notify = append(notify, n.name)
		}
	}
	for _, v := range []struct{ name, value string }{
		{valueHost, c.host}, {valueApplication, c.application}, {valueNotify, strings.Join(notify, " ")},
	} {
		if v.value != "" {
			rec.Values[v.name] = v.value
		}
	}
	keep(rec.Values, batch.Session{}, s)
	return rec
}

// keep writes what a batch changed of its session's state, and nothing else, so that of two batches that run at once
// each change stays and the last one of a kind wins. It says whether anything changed.
func keep(values map[string]string, before, after batch.Session) (changed bool) {
	put := func(name, value string) {
		values[name] = value
		changed = true
	}
	if before.Database != after.Database {
		put(valueDatabase, after.Database)
	}
	if before.Language != after.Language {
		put(valueLanguage, after.Language)
	}
	if before.NoCount != after.NoCount {
		put(valueNoCount, strconv.FormatBool(after.NoCount))
	}
	if !sameTransaction(before.Transaction, after.Transaction) {
		text := ""
		if after.Transaction.Open() {
			b, _ := json.Marshal(after.Transaction) // a struct of texts and numbers cannot fail
			text = string(b)
		}
		put(valueTransaction, text)
	}
	return changed
}

func sameTransaction(a, b batch.Transaction) bool {
	return a.Descriptor == b.Descriptor && a.Count == b.Count && a.Name == b.Name && slices.Equal(a.Savepoints, b.Savepoints)
}

// readRecord is the state that a record keeps.
func readRecord(rec store.Record) (batch.Session, client, error) {
	s := batch.Session{Database: rec.Values[valueDatabase], Language: rec.Values[valueLanguage], NoCount: rec.Values[valueNoCount] == "true"}
	c := client{rec.Values[valueHost], rec.Values[valueApplication]}
	for word := range strings.FieldsSeq(rec.Values[valueNotify]) {
		switch word {
		case notifyDatabase:
			s.Notify.Database = true
		case notifyLanguage:
			s.Notify.Language = true
		case notifyTransaction:
			s.Notify.Transaction = true
		}
	}
	var err error
	if s.SPID, err = strconv.Atoi(rec.Values[valueSPID]); err != nil {
		return s, c, fmt.Errorf("sqlserver: %v: value spid: %w", rec.Key, err)
	}
	if text := rec.Values[valueTransaction]; text != "" {
		var open batch.Transaction // not in place, which would put every session on the heap
		if err := json.Unmarshal([]byte(text), &open); err != nil {
			return s, c, fmt.Errorf("sqlserver: %v: value transaction: %w", rec.Key, err)
		}
		s.Transaction = open
	}
	return s, c, nil
}

// idle says whether a session has been idle for longer than it may be. busy says that somebody is in it, who stops the
// clock. A session whose clock was moved back has been idle for no time.
func idle(rec store.Record, now time.Time, busy bool) bool {
	return !busy && rec.Timeout > 0 && now.Sub(rec.LastUsed) > rec.Timeout
}

// SessionKey is where the session is kept whose id a client has.
func (r *Room) SessionKey(id string) store.Key {
	decoded, _ := decodeBase64(id) // what is no id is kept nowhere
	return sessionKey(decoded)
}
