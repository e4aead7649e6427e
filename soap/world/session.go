package world

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// Session is a record as an operator sees it.
type Session struct {
	Key      string    `json:"key"`          // names it in a URL
	ID       string    `json:"id,omitempty"` // as its client sends it; only where it was made just now
	System   string    `json:"system"`
	Kind     string    `json:"kind"` // session or thread
	Owner    string    `json:"owner"`
	Context  string    `json:"context,omitempty"` // an endpoint, an organisation
	State    string    `json:"state,omitempty"`
	Created  time.Time `json:"created"`
	LastUsed time.Time `json:"lastUsed"`
	Timeout  string    `json:"timeout,omitempty"` // empty: never due
}

func seen(rec store.Record) Session {
	s := Session{
		Key: urlKey(rec.Key), System: rec.Key.System, Kind: rec.Key.Kind, Owner: rec.Owner, Context: rec.Context,
		State: rec.State, Created: rec.Created, LastUsed: rec.LastUsed,
	}
	if rec.Timeout != 0 {
		s.Timeout = rec.Timeout.String()
	}
	return s
}

// Make makes a session as a client's request would have, out of the SessionOptions of the system. It alone tells the
// session's ID, as a client has to send it: of SQL Server in Base64, of Model 204 without the owner. A reset lets it go
// as it does a client's call, so that no session is left of before. The error is an ErrConflict then, and when somebody
// else ended the session at once.
func (w *World) Make(ctx context.Context, system string, set map[string]string) (Session, error) {
	s, err := w.callIn(system)
	if err != nil {
		return Session{}, err
	}
	defer s.calls.end()
	or := &either{Context: ctx, ended: s.calls.ended}
	defer or.release()
	made, err := w.makeIn(or, s, set)
	if err != nil && ctx.Err() == nil && s.calls.ended.Err() != nil {
		return Session{}, refused(ErrConflict, err, "session: %s was reset or stopped at the same time: make it again", system)
	}
	return made, err
}

// makeIn makes a session in a system that waits for that before it closes.
func (w *World) makeIn(ctx context.Context, s running, set map[string]string) (Session, error) {
	m, ok := s.System.(maker)
	if !ok {
		return Session{}, refused(ErrUnsupported, nil, "%s makes no sessions without a client: let one begin it", s.name)
	}
	turn := w.clock.BeginBackground()
	defer turn.End()
	key, err := m.Make(ctx, turn.Now(), w.chance(), set)
	if err != nil {
		return Session{}, asSaid(err)
	}
	var made Session
	err = w.store.View(ctx, func(tx store.Tx) error {
		rec, err := tx.Get(key)
		made = seen(rec)
		return err
	})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return Session{}, refused(ErrConflict, err, "session: it was made, and ended at the same time, as by a restart of %s: make it again", s.name)
	case err != nil:
		return Session{}, fmt.Errorf("world: session: it was made, and cannot be read: %w", err)
	}
	made.ID = key.ID
	if i, ok := s.System.(identified); ok {
		made.ID = i.ID(key)
	}
	return made, nil
}

// chance is that of the next session made. With seeds it follows from them, beyond the numbers that exchanges reach.
func (w *World) chance() io.Reader {
	if w.options.Seeds == nil {
		return rand.Reader
	}
	return mathrand.NewChaCha8(w.options.Seeds(1<<63 + w.made.Add(1)))
}

// End ends a session, as if it had never been: who waits for it sees it gone.
func (w *World) End(ctx context.Context, key string) error {
	k, err := parseKey(key)
	if err != nil {
		return err
	}
	turn := w.clock.BeginBackground()
	defer turn.End()
	end := func(tx store.Tx) error { return tx.Delete(k) }
	if s, err := w.current().find(k.System); err == nil {
		if e, ok := s.System.(ender); ok {
			end = func(tx store.Tx) error { return e.End(tx, turn.Now(), k) }
		}
	}
	return gone(w.store.Update(ctx, end), key)
}

// Age lets a session look as if it had been idle for so much longer.
func (w *World) Age(ctx context.Context, key string, by time.Duration) (Session, error) {
	k, err := parseKey(key)
	if err != nil {
		return Session{}, err
	}
	if by <= 0 {
		return Session{}, refused(ErrInvalid, nil, "session: it cannot be aged by %v: give a duration above zero, such as 30m", by)
	}
	var aged Session
	err = w.store.Update(ctx, func(tx store.Tx) error {
		rec, err := tx.Get(k)
		if err != nil {
			return err
		}
		if rec.LastUsed = rec.LastUsed.Add(-by); rec.LastUsed.UTC().Year() < 1 { // no JSON could say when that was, of it or of a list
			return refused(ErrInvalid, nil, "session: it cannot be aged by %v: its last use would be before the year 1: give less", by)
		}
		aged = seen(rec)
		return tx.Put(rec)
	})
	return aged, gone(err, key)
}

func gone(err error, key string) error {
	if errors.Is(err, store.ErrNotFound) {
		return refused(ErrUnknown, err, "session %q is not there, or no longer: list the sessions to see which are", key)
	}
	return err
}

// urlKey writes a key so that it fits into a URL. It gives the session's id away, and is meant for the
// operator alone.
func urlKey(k store.Key) string {
	return k.System + "." + k.Kind + "." + base64.RawURLEncoding.EncodeToString([]byte(k.ID))
}

func parseKey(s string) (store.Key, error) {
	system, rest, _ := strings.Cut(s, ".")
	kind, id, _ := strings.Cut(rest, ".")
	raw, err := base64.RawURLEncoding.DecodeString(id)
	k := store.Key{System: system, Kind: kind, ID: string(raw)}
	if err == nil {
		err = k.Validate()
	}
	if err != nil || !slices.Contains(listed(), kind) { // an account, say, whose changed password would go
		return k, refused(ErrUnknown, err, "%q is no key of a session: take the key from the listing", s)
	}
	return k, nil
}
