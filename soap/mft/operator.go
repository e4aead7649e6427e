package mft

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/store"
)

// Sweep deletes nothing: sessions that have expired stay in the product's database, where they are listed, until
// one of the calls that are for it deletes them ("Session Methods").
func (r *Room) Sweep(context.Context, time.Time) error { return nil }

// Restart ends nothing: sessions are in the product's database ("Session Methods").
func (r *Room) Restart(context.Context) error { return nil }

// Secrets are the elements that hold the id of a session and whose names do not tell: results, and parameters by
// position under the names that clients give them.
func (r *Room) Secrets() []string {
	return strings.Fields("getSessionReturn getBWSessionReturn in0 in1 arg0 arg1")
}

// SessionOptions are what Make takes.
func SessionOptions() setting.Options {
	return setting.Options{
		{Name: "user", Text: "whose it is, the name of an account; it must be given"},
		{Name: "method", Text: "that began it: getSession or getBWSession, with " + fileTransfer + ". before it for one of that service; without it, getSession"},
		{Name: "address", Text: "the client's; without it, 127.0.0.1"},
	}
}

// Make makes a session without a client, out of SessionOptions.
func (r *Room) Make(ctx context.Context, now time.Time, chance io.Reader, set map[string]string) (store.Key, error) {
	if err := SessionOptions().Check("a session", set); err != nil {
		return store.Key{}, fmt.Errorf("mft: make: %w", err)
	}
	b := birth{service: administrator, terminated: true, address: "127.0.0.1"}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		value := set[name]
		switch {
		case name == "user" && len(value) <= maxName && setting.Printable(value):
			b.user = value
		case name == "address" && len(value) <= maxName && setting.Printable(value):
			b.address = value
		case name == "method" && value == "getSession":
		case name == "method" && value == "getBWSession":
			b.terminated = false
		case name == "method" && value == fileTransfer+".getSession":
			b.service, b.terminated = fileTransfer, r.config.Choices.FTTerminator == "add"
		case name == "method" && value == fileTransfer+".getBWSession":
			b.service, b.terminated = fileTransfer, false
		default:
			return store.Key{}, fmt.Errorf("mft: make: %s: %q cannot be one: a method is getSession or getBWSession, or one of the two behind %s., a user and an address are texts of up to %d bytes", name, value, fileTransfer, maxName)
		}
	}
	if _, found := r.config.find(b.user); !found {
		return store.Key{}, fmt.Errorf("mft: make: user: there is no account %q: give the name of one", b.user)
	}
	id, err := newID(chance)
	if err != nil {
		return store.Key{}, fmt.Errorf("mft: make: %w", err)
	}
	rec := newRecord(id, b, now, r.timeout)
	if err := r.store.Update(ctx, func(tx store.Tx) error { return tx.Put(rec) }); err != nil {
		return store.Key{}, fmt.Errorf("mft: make: %w", err)
	}
	return rec.Key, nil
}
