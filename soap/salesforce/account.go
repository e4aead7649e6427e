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

// users are the users of the settings as they are looked for: their names in lower case, their organisations by the id of 15
// characters.
type users struct {
	named    map[string]User // by name, also those whose name is a pattern
	patterns []User          // in the order of the settings
}

func newUsers(c *Config) users {
	all := users{named: make(map[string]User, len(c.Users))}
	for _, u := range c.Users {
		o, _ := c.org(u.Org)
		u.Name, u.Org = strings.ToLower(u.Name), o.ID
		all.named[u.Name] = u
		if strings.ContainsAny(u.Name, `*?[\`) {
			all.patterns = append(all.patterns, u)
		}
	}
	return all
}

// find returns the user of a name: the one that is called so, else the first whose pattern fits.
func (all *users) find(name string) (User, bool) {
	name = strings.ToLower(name)
	if name == "" || len(name) > maxUserName {
		return User{}, false
	}
	if u, ok := all.named[name]; ok {
		return u, true
	}
	for i := range all.patterns {
		if auth.Match(all.patterns[i].Name, name) {
			u := all.patterns[i]
			u.Name = name
			return u, true
		}
	}
	return User{}, false
}

// account is the user's record, made when there is none; kept says whether the store has it.
func account(tx store.Tx, u User, o *organisation, now time.Time) (rec store.Record, kept bool, err error) {
	key := accountKey(userID(u, o))
	rec, err = tx.Get(key)
	if errors.Is(err, store.ErrNotFound) {
		return store.Record{Key: key, Owner: u.Name, Context: o.ID, Created: now, LastUsed: now, Values: map[string]string{}}, false, nil
	}
	if rec.Values == nil {
		rec.Values = map[string]string{}
	}
	return rec, true, err
}

// passwordOf is the password of a user: the configured one until another was set.
func passwordOf(u User, account store.Record) string {
	if set, ok := account.Values[valuePassword]; ok {
		return set
	}
	return u.Password
}

// firstState is the state in which sessions of a user begin. Only a configured password has expired, none that was set.
func firstState(u User, account store.Record) string {
	if _, set := account.Values[valuePassword]; u.Expired && !set {
		return stateRestricted
	}
	return stateActive
}

// countSuccess begins the count of bad logins anew. For nearly every account nothing has to be written.
func countSuccess(tx store.Tx, account store.Record, kept bool) error {
	before := len(account.Values)
	delete(account.Values, valueFailures)
	delete(account.Values, valueLocked)
	if kept && len(account.Values) == before {
		return nil
	}
	return tx.Put(account)
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
