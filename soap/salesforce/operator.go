package salesforce

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// Sweep deletes the sessions whose idle time is up by now.
func (r *Room) Sweep(ctx context.Context, now time.Time) error {
	if err := store.DeleteDue(ctx, r.store, System, store.KindSession, now); err != nil {
		return fmt.Errorf("salesforce: sweep: %w", err)
	}
	return nil
}

// Restart does what a restart of the real servers does to their sessions, which is nothing that anybody has described.
func (r *Room) Restart(context.Context) error { return nil }

// Secrets are the elements that the journal must not show.
func (r *Room) Secrets() []string {
	secrets := []string{"sessionId", "sessionIds", "password", "oldPassword", "newPassword"}
	if r.config.Choices.SessionNotFound == notFoundKey { // then faults say the id
		secrets = append(secrets, "faultstring", "exceptionMessage")
	}
	return secrets
}

// Make makes a session without a client. Settings are user, which must be there, address and client, as a login has them,
// and api, false for one that is not valid for use with the API, as those of browsers can be.
func (r *Room) Make(ctx context.Context, now time.Time, chance io.Reader, set map[string]string) (store.Key, error) {
	name, where, client, forAPI := "", "", "", true
	for _, key := range slices.Sorted(maps.Keys(set)) {
		switch key {
		case "user":
			name = set[key]
		case "address":
			where = set[key]
		case "client":
			client = set[key]
		case "api":
			var err error
			if forAPI, err = strconv.ParseBool(set[key]); err != nil {
				return store.Key{}, fmt.Errorf("salesforce: session: api: %q is neither true nor false", set[key])
			}
		default:
			return store.Key{}, fmt.Errorf("salesforce: session: there is no setting %q: there is user, address, client, api", key)
		}
	}
	u, ok := r.users.find(name)
	if !ok {
		return store.Key{}, fmt.Errorf("salesforce: session: there is no user %q: give the name of one as user", name)
	}
	o := r.orgs[u.Org]
	id, err := newSessionID(chance, o.ID)
	if err != nil {
		return store.Key{}, err
	}
	rec := store.Record{
		Key: sessionKey(id), Owner: u.Name, Context: o.ID, State: stateActive, Created: now, LastUsed: now, Timeout: r.config.timeout(),
		Values: map[string]string{valueUser: userID(u, o), valueAddress: where, valueClient: client},
	}
	err = r.store.Update(ctx, func(tx store.Tx) error {
		account, err := account(tx, u, o, now)
		if err != nil {
			return err
		}
		rec.State = stateActive
		if _, expired := passwordOf(u, account); expired {
			rec.State = stateRestricted
		}
		if !forAPI {
			rec.State = stateNotForAPI
		}
		if err := tx.Put(account); err != nil {
			return err
		}
		return tx.Put(rec)
	})
	return rec.Key, err
}
