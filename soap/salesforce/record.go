package salesforce

import (
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// A session's record: its key is the id, its owner the user's name, its context the organisation.
const (
	stateActive     = "active"
	stateRestricted = "restricted" // the password has expired: it can be changed, and nothing else
	stateNotForAPI  = "not for API"

	valueUser    = "user"    // the user's id, 15 characters
	valueAddress = "address" // of its birth
	valueClient  = "client"  // likewise
)

// An account's record, which is there once its user has logged in: its key is the user's id, its owner the user's name, its
// context the organisation. It is never due.
const (
	valuePassword = "password" // the one that was set; absent: the configured one
	valueFailures = "failures" // bad logins in a row
	valueLocked   = "locked"   // until when the user is locked out
)

// birth is how a session is begun.
type birth struct {
	user    User
	org     *organisation
	address string // where the login came from
	client  string // what CallOptions called the client
}

// record is that of a session which begins so; the account is its user's.
func (b *birth) record(id, state string, account store.Record, now time.Time, timeout time.Duration) store.Record {
	return store.Record{
		Key: sessionKey(id), Owner: b.user.Name, Context: b.org.ID, State: state, Created: now, LastUsed: now, Timeout: timeout,
		Values: map[string]string{valueUser: account.Key.ID, valueAddress: b.address, valueClient: b.client},
	}
}

func sessionKey(id string) store.Key {
	return store.Key{System: System, Kind: store.KindSession, ID: id}
}

func accountKey(userID string) store.Key {
	return store.Key{System: System, Kind: store.KindAccount, ID: userID}
}

// alive says whether a session's idle time is not up: it ends when that is reached. A session whose clock was moved back has
// been idle for no time.
func alive(rec store.Record, now time.Time) bool {
	return now.Sub(rec.LastUsed) < rec.Timeout
}

// SessionKey is where the session is kept whose id a client has.
func (r *Room) SessionKey(id string) store.Key { return sessionKey(id) }
