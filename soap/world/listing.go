package world

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

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

// Sessions lists what lives: system by system, of each its sessions before its threads, in the order of Created. What is
// gone by now is swept first, so that an idle session is not shown.
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
		return from, refused(ErrInvalid, nil, "sessions: the limit is %d: give a number from 1 to %d", q.Limit, maxPage)
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
		return rec, refused(ErrInvalid, nil, "sessions: %q is no place in the listing: take the next of the page before", s)
	}
	rec.Created = time.Unix(sec, nsec).UTC()
	return rec, nil
}
