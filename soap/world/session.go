package world

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// Session is a record as an operator sees it.
type Session struct {
	Key      string    `json:"key"` // names it in a URL
	System   string    `json:"system"`
	Kind     string    `json:"kind"` // session or thread
	Owner    string    `json:"owner"`
	Context  string    `json:"context,omitempty"` // an endpoint, an organisation
	State    string    `json:"state,omitempty"`
	Created  time.Time `json:"created"`
	LastUsed time.Time `json:"lastUsed"`
	Timeout  string    `json:"timeout,omitempty"` // empty: never due
}

// Query says which sessions are listed.
type Query struct {
	System string // "" for all
	Owner  string // "" for all
	Limit  int    // at most so many; 100 when zero
	After  string // the Next of the page before; "" for the first page
}

// Page is a part of a listing.
type Page struct {
	Sessions []Session `json:"sessions"`
	Next     string    `json:"next,omitempty"` // for Query.After; empty: there is no more
}

// The limits of one page.
const (
	usualPage = 100
	maxPage   = 1000
)

// listed are the kinds of record that an operator sees as sessions.
func listed() []string { return []string{store.KindSession, store.KindThread} }

// Sessions lists what lives, in the order of systems, then Created. What is gone by now is swept first,
// so that an idle session is not shown.
func (w *World) Sessions(ctx context.Context, q Query) (Page, error) {
	from, err := q.check(w.current())
	if err != nil {
		return Page{}, err
	}
	if err := w.Sweep(ctx); err != nil {
		return Page{}, err
	}
	var page Page
	err = w.store.View(ctx, func(tx store.Tx) error {
		page = Page{Sessions: []Session{}}
		var last store.Record
		for rec, err := range w.current().records(tx, q, from) {
			if err != nil {
				return err
			}
			if len(page.Sessions) == q.limit() {
				page.Next = cursor(last)
				return nil
			}
			page.Sessions = append(page.Sessions, seen(rec))
			last = rec
		}
		return nil
	})
	return page, err
}

func (q Query) limit() int {
	if q.Limit == 0 {
		return usualPage
	}
	return q.Limit
}

// check reads where the listing goes on.
func (q Query) check(s *state) (from store.Record, err error) {
	if q.Limit < 0 || q.Limit > maxPage {
		return from, &refusal{kind: ErrInvalid, text: fmt.Sprintf("world: sessions: the limit is %d: give a number from 1 to %d", q.Limit, maxPage)}
	}
	if q.System != "" {
		if _, err := s.find(q.System); err != nil {
			return from, err
		}
	}
	if q.After == "" {
		return from, nil
	}
	return parseCursor(q.After)
}

// records ranges over what a query lists, from behind a record on.
func (s *state) records(tx store.Tx, q Query, from store.Record) func(func(store.Record, error) bool) {
	return func(yield func(store.Record, error) bool) {
		skip := from.Key.System != ""
		for _, system := range s.systems {
			for _, kind := range listed() {
				if skip && (system.name != from.Key.System || kind != from.Key.Kind) {
					continue
				}
				var after store.Place
				if skip {
					after = from.Place()
				}
				skip = false
				if q.System != "" && q.System != system.name {
					continue
				}
				if !ownedAfter(tx, system.name, kind, q.Owner, after, yield) {
					return
				}
			}
		}
	}
}

// ownedAfter ranges over the records of an owner, "" for all, from behind a place on.
func ownedAfter(tx store.Tx, system, kind, owner string, after store.Place, yield func(store.Record, error) bool) bool {
	records := tx.All(system, kind, after)
	if owner != "" {
		records = tx.Owned(system, kind, owner)
	}
	for rec, err := range records {
		if err == nil && owner != "" && !behind(rec.Place(), after) {
			continue
		}
		if !yield(rec, err) {
			return false
		}
	}
	return true
}

func behind(p, after store.Place) bool {
	if !p.Created.Equal(after.Created) {
		return p.Created.After(after.Created)
	}
	return p.ID > after.ID
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

// Make makes a session as a client's request would have, out of settings by the room's own names.
func (w *World) Make(ctx context.Context, system string, set map[string]string) (Session, error) {
	s, err := w.current().find(system)
	if err != nil {
		return Session{}, err
	}
	m, ok := s.System.(maker)
	if !ok {
		return Session{}, &refusal{kind: ErrUnsupported, text: fmt.Sprintf("world: %s makes no sessions without a client: let one begin it", system)}
	}
	turn := w.clock.BeginBackground()
	defer turn.End()
	key, err := m.Make(ctx, turn.Now(), w.chance(), set)
	if err != nil {
		return Session{}, &refusal{kind: ErrInvalid, text: err.Error(), err: err}
	}
	var made Session
	err = w.store.View(ctx, func(tx store.Tx) error {
		rec, err := tx.Get(key)
		made = seen(rec)
		return err
	})
	return made, err
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
	err = w.store.Update(ctx, func(tx store.Tx) error { return tx.Delete(k) })
	return gone(err, key)
}

// Age lets a session look as if it had been idle for so much longer.
func (w *World) Age(ctx context.Context, key string, by time.Duration) (Session, error) {
	k, err := parseKey(key)
	if err != nil {
		return Session{}, err
	}
	if by <= 0 {
		return Session{}, &refusal{kind: ErrInvalid, text: fmt.Sprintf("world: session: it cannot be aged by %v: give a duration above zero, such as 30m", by)}
	}
	var aged Session
	err = w.store.Update(ctx, func(tx store.Tx) error {
		rec, err := tx.Get(k)
		if err != nil {
			return err
		}
		rec.LastUsed = rec.LastUsed.Add(-by)
		aged = seen(rec)
		return tx.Put(rec)
	})
	return aged, gone(err, key)
}

func gone(err error, key string) error {
	if errors.Is(err, store.ErrNotFound) {
		return &refusal{kind: ErrUnknown, text: fmt.Sprintf("world: session %q is not there, or no longer: list the sessions to see which are", key), err: err}
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
	if err != nil {
		return k, &refusal{kind: ErrUnknown, text: fmt.Sprintf("world: %q is no key of a session: take the key from the listing", s), err: err}
	}
	return k, nil
}

// cursor names a record's place in the listing. It has to hold Created, since the record may have ended
// when the next page is asked for.
func cursor(rec store.Record) string {
	return fmt.Sprintf("%s.%d-%d", urlKey(rec.Key), rec.Created.Unix(), rec.Created.Nanosecond())
}

func parseCursor(s string) (rec store.Record, err error) {
	at := max(strings.LastIndexByte(s, '.'), 0)
	seconds, nanos, _ := strings.Cut(strings.TrimPrefix(s[at:], "."), "-")
	sec, err := strconv.ParseInt(seconds, 10, 64)
	var nsec int64
	if err == nil {
		nsec, err = strconv.ParseInt(nanos, 10, 64)
	}
	if err == nil {
		rec.Key, err = parseKey(s[:at])
	}
	if err != nil {
		return rec, &refusal{kind: ErrInvalid, text: fmt.Sprintf("world: sessions: %q is no place in the listing: take the next of the page before", s)}
	}
	rec.Created = time.Unix(sec, nsec).UTC()
	return rec, nil
}
