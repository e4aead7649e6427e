package model204

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// scheme is the scheme of principals: the userids of the Online.
const scheme = "m204"

// public is the owner of public sessions, who are owned by everyone.
const public = "*"

// session is a session as its record keeps it. Its key is owner and id.
type session struct {
	owner, id string
	created   time.Time
	used      time.Time // when it was last opened or closed
	timeout   int       // in seconds
	thread    string    // the token of the thread that has it open, "" when it is closed
	grant     string    // the ticket that it was opened for, "" when nobody had to wait
	pending   bool      // it will be deleted when it is closed
	queue     []ticket  // who waits for it, in the order in which they came
	objects   map[string]string
}

// The names of a session's values. Objects have a name of their own behind valueObject.
const (
	valueTimeout = "timeout"
	valueThread  = "thread"
	valueGrant   = "grant"
	valuePending = "pending"
	valueQueue   = "queue"
	valueObject  = "object:"
)

const (
	stateOpen   = "open"
	stateClosed = "closed"
)

// sessionID is the id of a session's record. No userid has a NUL, nor has any text of XML.
func sessionID(owner, id string) string { return owner + "\x00" + id }

func sessionKey(recordID string) store.Key {
	return store.Key{System: System, Kind: store.KindSession, ID: recordID}
}

func (x *session) recordID() string { return sessionID(x.owner, x.id) }

func readSession(rec store.Record) (*session, error) {
	owner, id, ok := strings.Cut(rec.Key.ID, "\x00")
	x := &session{
		owner: owner, id: id, created: rec.Created, used: rec.LastUsed,
		thread: rec.Values[valueThread], grant: rec.Values[valueGrant], pending: rec.Values[valuePending] != "",
		objects: map[string]string{},
	}
	var err error
	if x.timeout, err = strconv.Atoi(rec.Values[valueTimeout]); err == nil && ok {
		x.queue, err = readQueue(rec.Values[valueQueue])
	}
	if err != nil || !ok {
		return nil, fmt.Errorf("model204: session %v cannot be read: %w", rec.Key, errors.Join(err, store.ErrInvalid))
	}
	for name, value := range rec.Values {
		if object, ok := strings.CutPrefix(name, valueObject); ok {
			x.objects[object] = value
		}
	}
	return x, nil
}

// record is the session's record. It is due when it is timed out, and so never while it is open.
func (x *session) record() store.Record {
	rec := store.Record{
		Key: sessionKey(x.recordID()), Owner: scheme + ":" + x.owner, Created: x.created, LastUsed: x.used,
		State: stateOpen, Values: map[string]string{valueTimeout: strconv.Itoa(x.timeout)},
	}
	if x.thread == "" {
		rec.State, rec.Timeout = stateClosed, seconds(x.timeout)
	}
	set := func(name, value string) {
		if value != "" {
			rec.Values[name] = value
		}
	}
	set(valueThread, x.thread)
	set(valueGrant, x.grant)
	set(valueQueue, writeQueue(x.queue))
	if x.pending {
		rec.Values[valuePending] = "yes"
	}
	for name, value := range x.objects {
		rec.Values[valueObject+name] = value
	}
	return rec
}

// keep writes a session. One that is closed and has no time left is timed out there and then.
func keep(tx store.Tx, x *session) error {
	if x.thread == "" && x.timeout == 0 {
		return drop(tx, sessionKey(x.recordID()))
	}
	return tx.Put(x.record())
}

// drop deletes a record that may not be there.
func drop(tx store.Tx, key store.Key) error {
	if err := tx.Delete(key); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return nil
}

// ticket is a place in the queue for a session.
type ticket struct {
	id       string
	thread   string
	deletes  bool // it is $Session_Delete that waits, not $Session_Open
	deadline time.Time
	store    string // that its client waits on: a ticket of one that is not open is nobody's
}

// lapsed says whether a ticket came too late for a session that was closed at an instant.
func (t ticket) lapsed(at time.Time) bool { return t.deadline.Before(at) }

// maxQueue is how many may wait for one session, so that its record stays small.
const maxQueue = 1000

// writeQueue writes a line for each ticket. Who waits reads it whenever somebody else comes or goes, so it is made to
// be read quickly.
func writeQueue(queue []ticket) string {
	var b []byte
	for _, t := range queue {
		what := "open "
		if t.deletes {
			what = "delete "
		}
		b = append(b, what...)
		b = append(append(append(b, t.id...), ' '), t.thread...)
		b = strconv.AppendInt(append(b, ' '), t.deadline.Unix(), 10)
		b = strconv.AppendInt(append(b, ' '), int64(t.deadline.Nanosecond()), 10)
		b = append(append(b, ' '), t.store...)
		b = append(b, '\n')
	}
	return string(b)
}

func readQueue(s string) ([]ticket, error) {
	if s == "" {
		return nil, nil
	}
	queue := make([]ticket, 0, strings.Count(s, "\n")+1) // one more, for who reads it to join
	for line := range strings.Lines(s) {
		var part [6]string
		rest := strings.TrimSuffix(line, "\n")
		for i := range part {
			part[i], rest, _ = strings.Cut(rest, " ")
		}
		sec, err := strconv.ParseInt(part[3], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("its queue: %w", err)
		}
		nsec, err := strconv.ParseInt(part[4], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("its queue: %w", err)
		}
		queue = append(queue, ticket{
			id: part[1], thread: part[2], deletes: part[0] == "delete", deadline: time.Unix(sec, nsec).UTC(), store: part[5],
		})
	}
	return queue, nil
}

// SessionKey is where the thread is kept whose token a client has.
func (r *Room) SessionKey(token string) store.Key { return threadKey(token) }
