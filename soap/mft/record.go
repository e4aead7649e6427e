package mft

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/wsdl/mftadmin"
)

// scheme is the scheme of principals: the product's own users, who log in by HTTP Basic.
const scheme = "mft"

// The names of a session's values.
const (
	valueAddress    = "address"    // of the client
	valueTerminator = "terminator" // terminated or not, decided at birth
)

// terminated is the value of valueTerminator that puts a null behind every array.
const terminated = "yes"

func sessionKey(id string) store.Key {
	return store.Key{System: System, Kind: store.KindSession, ID: id}
}

// birth is how a session comes into being.
type birth struct {
	user, service, address string
	terminated             bool
}

func newRecord(id string, b birth, now time.Time, timeout time.Duration) store.Record {
	rec := store.Record{
		Key: sessionKey(id), Owner: owner(b.user), Context: b.service, Created: now, LastUsed: now, Timeout: timeout,
		Values: map[string]string{valueAddress: b.address},
	}
	if b.terminated {
		rec.Values[valueTerminator] = terminated
	}
	return rec
}

func owner(user string) string         { return scheme + ":" + user }
func userOf(rec store.Record) string   { return strings.TrimPrefix(rec.Owner, scheme+":") }
func terminates(rec store.Record) bool { return rec.Values[valueTerminator] == terminated }

// expired says whether a session has been idle for longer than it may be. At the very end of its time it is still
// active: expired are those older than the timeout ("Session Methods"). A session whose clock was moved back has been
// idle for no time.
func expired(rec store.Record, now time.Time) bool { return now.Sub(rec.LastUsed) > rec.Timeout }

// look finds a session, active or expired. What cannot be an id is none.
func look(get func(store.Key) (store.Record, error), id *string) (store.Record, bool, error) {
	if id == nil || *id == "" || len(*id) > maxID {
		return store.Record{}, false, nil
	}
	rec, err := get(sessionKey(*id))
	if errors.Is(err, store.ErrNotFound) {
		return store.Record{}, false, nil
	}
	return rec, err == nil, err
}

// records are the sessions that have expired, or those that have not, in the order in which they were made.
func records(tx store.Tx, now time.Time, gone bool) ([]store.Record, error) {
	var found []store.Record
	all := tx.All(System, store.KindSession, store.Place{})
	if gone {
		all = tx.Due(System, store.KindSession, now)
	}
	for rec, err := range all {
		if err != nil {
			return nil, err
		}
		if expired(rec, now) == gone {
			found = append(found, rec)
		}
	}
	if gone {
		slices.SortFunc(found, func(a, b store.Record) int {
			return cmp.Or(a.Created.Compare(b.Created), strings.Compare(a.Key.ID, b.Key.ID))
		})
	}
	return found, nil
}

// bean is a session as the lists show it. Its only date is that of the last activity (choice), in the server's zone.
func (r *Room) bean(rec store.Record) *mftadmin.Session {
	flag := r.config.Choices.TerminatorNo
	if terminates(rec) {
		flag = r.config.Choices.TerminatorYes
	}
	at := rec.LastUsed.In(r.zone)
	number := func(n int) *int32 { return new(int32(n)) }
	return &mftadmin.Session{
		AddTerminatingNull: &flag,
		RemoteIPAddress:    new(rec.Values[valueAddress]),
		SessionID:          new(rec.Key.ID),
		SessionIDDate: &mftadmin.DateTime{
			Day: number(at.Day()), Hour: number(at.Hour()), Minute: number(at.Minute()),
			Month: number(int(at.Month())), Second: number(at.Second()), Year: number(at.Year()),
		},
		UserID: new(userOf(rec)),
	}
}

// SessionKey is where the session is kept whose id a client has.
func (r *Room) SessionKey(id string) store.Key { return sessionKey(id) }
