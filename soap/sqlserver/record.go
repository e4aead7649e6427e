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
func readRecord(rec *store.Record) (s batch.Session, c client, err error) {
	if s.SPID, err = strconv.Atoi(rec.Values[valueSPID]); err != nil {
		return s, c, fmt.Errorf("sqlserver: %v: value spid: %w", rec.Key, err)
	}
	for name, value := range rec.Values { // few of those that there can be
		switch name {
		case valueDatabase:
			s.Database = value
		case valueLanguage:
			s.Language = value
		case valueNoCount:
			s.NoCount = value == "true"
		case valueNotify:
			s.Notify = readNotify(value)
		case valueHost:
			c.host = value
		case valueApplication:
			c.application = value
		case valueTransaction:
			if s.Transaction, err = readTransaction(value); err != nil {
				return s, c, fmt.Errorf("sqlserver: %v: value transaction: %w", rec.Key, err)
			}
		}
	}
	return s, c, nil
}

// readNotify reads the words of valueNotify.
func readNotify(words string) (n batch.Notify) {
	for word := range strings.FieldsSeq(words) {
		switch word {
		case notifyDatabase:
			n.Database = true
		case notifyLanguage:
			n.Language = true
		case notifyTransaction:
			n.Transaction = true
		}
	}
	return n
}

// readTransaction reads a transaction, "" for none.
func readTransaction(text string) (t batch.Transaction, err error) {
	if text != "" {
		err = json.Unmarshal([]byte(text), &t)
	}
	return t, err
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
