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
	b, forAPI, err := r.birth(set)
	if err != nil {
		return store.Key{}, fmt.Errorf("salesforce: session: %w", err)
	}
	id, err := newSessionID(chance, b.org.ID)
	if err != nil {
		return store.Key{}, err
	}
	return sessionKey(id), r.store.Update(ctx, func(tx store.Tx) error {
		account, err := account(tx, b.user, b.org, now)
		if err != nil {
			return err
		}
		state := firstState(b.user, account)
		if !forAPI {
			state = stateNotForAPI
		}
		if err := tx.Put(account); err != nil {
			return err
		}
		return tx.Put(b.record(id, state, now, r.config.timeout()))
	})
}

// birth reads the settings of Make.
func (r *Room) birth(set map[string]string) (b birth, forAPI bool, err error) {
	forAPI = true
	for _, key := range slices.Sorted(maps.Keys(set)) {
		switch key {
		case "user": // read below: without one there is none
		case "address":
			b.address = set[key]
		case "client":
			b.client = set[key]
		case "api":
			if forAPI, err = strconv.ParseBool(set[key]); err != nil {
				return birth{}, false, fmt.Errorf("api: %q is neither true nor false", set[key])
			}
		default:
			return birth{}, false, fmt.Errorf("there is no setting %q: there is user, address, client, api", key)
		}
	}
	var ok bool
	if b.user, ok = r.users.find(set["user"]); !ok {
		return birth{}, false, fmt.Errorf("there is no user %q: give the name of one as user", set["user"])
	}
	b.org = r.orgs[b.user.Org]
	return b, forAPI, nil
}
