package model204

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// thread is who calls a function: a user who has logged in, or a thread that lives for one request. The latter is kept
// only while it waits.
type thread struct {
	token      string
	user       string
	privileged bool
	number     int // of the user, from 1; 0 for a thread that lives for one request
	created    time.Time
	used       time.Time     // from when its silence counts
	patience   time.Duration // how long it may wait before that counts; 0 when it does not wait
	open       string        // the record of the session that is open on it
	waits      string        // the record of the session that it waits for
	store      string        // that its client waits on, until the client is being told what came of it
	transient  bool
}

// The names of a thread's values.
const (
	valueNumber     = "number"
	valuePrivileged = "privileged"
	valueOpen       = "open"
	valueWaits      = "waits"
	valueStore      = "store"
	valuePatience   = "patience" // in nanoseconds
)

func threadKey(token string) store.Key {
	return store.Key{System: System, Kind: store.KindThread, ID: token}
}

func readThread(rec store.Record) (*thread, error) {
	number, err := strconv.Atoi(rec.Values[valueNumber])
	if err != nil {
		return nil, fmt.Errorf("model204: thread %v cannot be read: %w", rec.Key, err)
	}
	var patience int64
	if text := rec.Values[valuePatience]; text != "" {
		if patience, err = strconv.ParseInt(text, 10, 64); err != nil {
			return nil, fmt.Errorf("model204: thread %v cannot be read: %w", rec.Key, err)
		}
	}
	return &thread{
		token: rec.Key.ID, user: strings.TrimPrefix(rec.Owner, scheme+":"), privileged: rec.Values[valuePrivileged] != "",
		number: number, created: rec.Created, used: rec.LastUsed, open: rec.Values[valueOpen], waits: rec.Values[valueWaits],
		store: rec.Values[valueStore], patience: time.Duration(patience), transient: number == 0,
	}, nil
}

// record is the thread's record, due when it has been silent for too long.
func (th *thread) record(silence time.Duration) store.Record {
	rec := store.Record{
		Key: threadKey(th.token), Owner: scheme + ":" + th.user, Created: th.created, LastUsed: th.used, Timeout: silence + th.patience,
		Values: map[string]string{valueNumber: strconv.Itoa(th.number)},
	}
	if th.privileged {
		rec.Values[valuePrivileged] = "yes"
	}
	if th.open != "" {
		rec.Values[valueOpen] = th.open
	}
	if th.waits != "" {
		rec.Values[valueWaits] = th.waits
	}
	if th.patience != 0 {
		rec.Values[valuePatience] = strconv.FormatInt(int64(th.patience), 10)
	}
	if th.store != "" {
		rec.Values[valueStore] = th.store
	}
	return rec
}

// ends is when a thread ends that goes on being silent.
func (th *thread) ends(silence time.Duration) time.Time { return th.used.Add(silence + th.patience) }

// mayOwn says whether a thread may use the sessions of an owner.
func (th *thread) mayOwn(owner string) bool {
	return owner == public || owner == th.user || th.privileged
}
