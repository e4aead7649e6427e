package salesforce

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/soapstone-dev/soapstone/soap/setting"
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

// SessionOptions are what Make takes.
func SessionOptions() setting.Options {
	return setting.Options{
		{Name: "user", Text: "whose it is, by username; it must be given"},
		{Name: "address", Text: "from which the login came"},
		{Name: "client", Text: "that the login named in its CallOptions"},
		{Name: "api", Text: "false: it is not valid for use with the API, as those of browsers can be"},
	}
}

// Make makes a session without a client, out of SessionOptions.
func (r *Room) Make(ctx context.Context, now time.Time, chance io.Reader, set map[string]string) (store.Key, error) {
	b, forAPI, err := r.birth(set)
	if err != nil {
		return store.Key{}, fmt.Errorf("salesforce: make: %w", err)
	}
	id, err := newSessionID(chance, b.org.ID)
	if err != nil {
		return store.Key{}, err
	}
	return sessionKey(id), r.store.Update(ctx, func(tx store.Tx) error {
		account, _, err := account(tx, b.user, b.org, now)
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
		return tx.Put(b.record(id, state, account, now, r.config.timeout()))
	})
}

// birth reads the settings of Make.
func (r *Room) birth(set map[string]string) (b birth, forAPI bool, err error) {
	if err := SessionOptions().Check("a session", set); err != nil {
		return birth{}, false, err
	}
	b.address, b.client, forAPI = set["address"], set["client"], true
	if text, ok := set["api"]; ok {
		if forAPI, err = strconv.ParseBool(text); err != nil {
			return birth{}, false, fmt.Errorf("api: %q is neither true nor false", text)
		}
	}
	var ok bool
	if b.user, ok = r.users.find(set["user"]); !ok {
		return birth{}, false, fmt.Errorf("there is no user %q: give the name of one as user", set["user"])
	}
	b.org = r.orgs[b.user.Org]
	return b, forAPI, nil
}
