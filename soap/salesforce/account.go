package salesforce

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/auth"
	"github.com/soapstone-dev/soapstone/store"
)

// maxUserName is the longest name that a user can have.
const maxUserName = 80

// user returns the user of a name: the one that is called so, else the first whose pattern fits.
func (c *Config) user(name string) (User, bool) {
	name = strings.ToLower(name)
	if name == "" || len(name) > maxUserName {
		return User{}, false
	}
	var found *User
	for i := range c.Users {
		own := strings.ToLower(c.Users[i].Name)
		if own == name {
			found = &c.Users[i]
			break
		}
		if found == nil && auth.Match(own, name) {
			found = &c.Users[i]
		}
	}
	if found == nil {
		return User{}, false
	}
	u := *found
	u.Name = name
	return u, true
}

// account is the user's record, made when there is none.
func account(tx store.Tx, u User, o Org, now time.Time) (store.Record, error) {
	rec, err := tx.Get(accountKey(userID(u, o)))
	if errors.Is(err, store.ErrNotFound) {
		return store.Record{Key: accountKey(userID(u, o)), Owner: u.Name, Context: o.ID, Created: now, LastUsed: now, Values: map[string]string{}}, nil
	}
	if rec.Values == nil {
		rec.Values = map[string]string{}
	}
	return rec, err
}

// passwordOf is the password of a user: the configured one until another was set, which has not expired.
func passwordOf(u User, account store.Record) (password string, expired bool) {
	if set, ok := account.Values[valuePassword]; ok {
		return set, false
	}
	return u.Password, u.Expired
}

// countFailure counts a bad login, and locks the user out when there were enough of them.
func (t *attempt) countFailure(tx store.Tx, account store.Record) error {
	most := t.api.room.config.LockoutAttempts
	if most == 0 {
		return nil
	}
	failures, _ := strconv.Atoi(account.Values[valueFailures]) // absent: none
	if failures++; failures >= most {
		failures = 0
		until := t.call.Now.Add(time.Duration(t.api.room.config.LockoutMinutes) * time.Minute)
		account.Values[valueLocked] = until.UTC().Format(time.RFC3339Nano)
	}
	account.Values[valueFailures] = strconv.Itoa(failures)
	return tx.Put(account)
}
