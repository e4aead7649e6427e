package model204

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/store"
)

// Sweep ends the threads that were silent for too long by now, and deletes the sessions that are timed out. It also
// settles waits whose server is gone.
func (r *Room) Sweep(ctx context.Context, now time.Time) error {
	err := r.settleThen(ctx, now, func(*step) error { return nil })
	if err == nil {
		err = r.settleAbandoned(ctx, now)
	}
	if err != nil {
		return fmt.Errorf("model204: sweep: %w", err)
	}
	return nil
}

// End ends a session or a thread for an operator. With a thread goes what it has open, as at a logoff.
func (r *Room) End(tx store.Tx, now time.Time, key store.Key) error {
	if key.Kind != store.KindThread {
		return tx.Delete(key)
	}
	s := &step{room: r, tx: tx, now: now}
	th, err := s.thread(key.ID)
	if err != nil {
		return err
	}
	if th == nil {
		return store.ErrNotFound
	}
	return s.end(th, now)
}

// Restart does what cycling the Online does: all threads and all sessions end ("Sessions").
func (r *Room) Restart(ctx context.Context) error {
	for _, kind := range []string{store.KindThread, store.KindSession} {
		if err := store.DeleteAll(ctx, r.store, System, kind, nil); err != nil {
			return fmt.Errorf("model204: restart: %w", err)
		}
	}
	return nil
}

// Secrets are the elements and attributes that hold the token of a thread or the id of a session: who knows the one is on
// that thread, and who knows the other has a public session, or a private one with its owner's password. The text of
// an item ends with the id, and says nothing else that its attributes do not; the answer of $Session_Id has nothing but
// the id in it, in an element that is called as those of harmless answers are.
func (r *Room) Secrets() []string { return []string{"thread", "sesid", "item", "Session_IdResponse"} }

// SessionOptions are what Make takes.
func SessionOptions() setting.Options {
	return setting.Options{
		{Name: "sesid", Text: "its id; it must be given"},
		{Name: "owner", Text: "a userid, or * for a public session; it must be given"},
		{Name: "timeout", Text: "seconds after which it is gone; without it, or with -1, the default"},
	}
}

// ID is a session's id as users give it: in its record, the owner stands before it.
func (r *Room) ID(key store.Key) string {
	_, id, _ := strings.Cut(key.ID, "\x00")
	return id
}

// Make makes a closed session without a client, as a system administrator would, out of SessionOptions.
func (r *Room) Make(ctx context.Context, now time.Time, _ io.Reader, set map[string]string) (store.Key, error) {
	if err := SessionOptions().Check("a session", set); err != nil {
		return store.Key{}, fmt.Errorf("model204: make: %w", err)
	}
	x := &session{created: now, used: now, timeout: -1}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		value := set[name]
		switch name {
		case "sesid":
			x.id = r.sesid(&value)
		case "owner":
			x.owner = r.owner(&value, "")
		case "timeout":
			n, err := strconv.ParseInt(value, 10, 32)
			if err != nil || n < -1 {
				return store.Key{}, fmt.Errorf("model204: make: timeout: %q is no number of seconds: give one, or -1 for the default", value)
			}
			x.timeout = int(n)
		}
	}
	x.timeout = r.timeout(x.timeout)
	switch {
	case x.id == "" || len(x.id) > maxSesid || !printable(x.id):
		return store.Key{}, fmt.Errorf("model204: make: sesid: %q is no session id: give 1 to %d bytes that can stand in XML", x.id, maxSesid)
	case !plausibleOwner(x.owner):
		return store.Key{}, fmt.Errorf("model204: make: owner: %q is none: give a userid, or * for a public session", x.owner)
	case x.timeout == 0:
		return store.Key{}, fmt.Errorf("model204: make: timeout: a closed session with no time left is gone at once: give a number above 0")
	}
	err := r.transact(ctx, now, func(s *step) error {
		if rc, err := s.admits(x); err != nil || rc != rcFine {
			return refused(rc, err)
		}
		made := *x
		made.timeout = r.parameters.Load().capped(x.timeout) // SESMAXTO may have been reset meanwhile
		return keep(s.tx, &made)
	})
	if err != nil {
		return store.Key{}, fmt.Errorf("model204: make: %w", err)
	}
	return sessionKey(x.recordID()), nil
}

func refused(rc int32, err error) error {
	if err != nil {
		return err
	}
	return fmt.Errorf("$Session_Create would answer %d: the session exists (1), or the Online's (2) or the user's limit (3) is reached", rc)
}
