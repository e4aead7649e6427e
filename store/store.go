package store

import (
	"context"
	"errors"
	"iter"
	"time"
)

var (
	// ErrNotFound is returned for a key that has no record.
	ErrNotFound = errors.New("record not found")
	// ErrClosed is returned by every call on a store that was closed.
	ErrClosed = errors.New("store is closed")
	// ErrInvalid is returned for a record or a key that cannot be kept; the
	// error around it names the field and the limit.
	ErrInvalid = errors.New("record cannot be kept")
	// ErrReadOnly is returned by Put and Delete within View.
	ErrReadOnly = errors.New("transaction only reads")
	// ErrEnded is returned by a Tx that is used after its function returned.
	ErrEnded = errors.New("transaction has ended")
)

// Store keeps records. All methods may be called at once from any number of
// goroutines, but not from within a function given to View or Update.
//
// Several stores may stand on the same data, as several processes do. They
// share the data alone: what one commits, the others see with their next
// transaction, and it closes the channels that they handed out.
type Store interface {
	// ID names this store among all that ever stood on the data. It is drawn at
	// random, and is there to be kept with what only this store can finish, such
	// as the ticket of a caller that waits on it: see Tx.Open.
	ID() string

	// View runs f with a consistent picture of the data, in which nothing
	// changes while f runs, but for LastUsed: of a record that is touched or
	// put meanwhile, f may see what any touch of this store made of it. It
	// returns the error of f as it is.
	View(ctx context.Context, f func(Tx) error) error

	// Get returns one record, or ErrNotFound, as a View would that gets it and
	// nothing else. It is there for what nearly every call does, to look at its
	// session, and costs less. The map of Values may be shared with others who
	// got it: it is not to be changed.
	Get(ctx context.Context, key Key) (Record, error)

	// Update runs f and keeps what it wrote if, and only if, f returns nil.
	// The writes are then durable when Update returns, all of them or, where
	// Update returns an error, none. An error of f is returned as it is; a
	// panic of f reaches the caller as a panic, and its writes are dropped too.
	//
	// Updates are serializable: the outcome is that of one function after the
	// other in some order, including what each read by range. An Update sees
	// every Touch of this store that returned before Update was called; a
	// touch made while it runs counts as later than it.
	//
	// f may run more than once, of which one run counts: it draws no random
	// numbers, sends nothing, and sets what lies outside of it afresh on each
	// run. When ctx ends before f was begun, f never runs and the error of ctx
	// is returned, at the latest when it would have been f's turn; from then on
	// ctx has no influence.
	Update(ctx context.Context, f func(Tx) error) error

	// Touch raises the LastUsed of a record to at. It never lowers it, never
	// creates a record and never revives one: a touch that races the end of a
	// record loses, and a record made later under the same key knows nothing
	// of it. A touch from before the record's Created changes nothing.
	//
	// Touch returns nil when the record exists, raised or not, and ErrNotFound
	// when there is none. It is seen by this store at once and by others on
	// the same data once it is written: at Flush, at Close, and within a second
	// where the implementation is given a clock, else with the next commit.
	// A crash may so take back the touches of its last second, as if those uses
	// had not been: a record may then be due early, never late. A touch does
	// not close the channels of Changed.
	Touch(ctx context.Context, key Key, at time.Time) error

	// Flush returns when every touch made before is as durable as an Update.
	// It is called before a clock is moved.
	Flush(ctx context.Context) error

	// Close writes the touches that wait, closes the channels that Changed
	// handed out, and waits for the updates under way. Every later call
	// returns ErrClosed, except Close, which returns nil.
	Close() error
}

// Tx is the view that one function has of the data. It is used by that
// function's goroutine alone and only until the function returns.
//
// Reads see the function's own writes. Records handed out are copies, as is
// what Put keeps: nobody sees the other change a map.
//
// A range yields a record at a time, or an error as its last element. The body
// of the loop may write: the records it has met may be put or deleted freely,
// and one that it deletes ahead is not met. Whether a record that it puts ahead
// is met is not promised.
type Tx interface {
	// Get returns the record, or ErrNotFound.
	Get(key Key) (Record, error)

	// Put writes the whole record, new or in place of the one with its key,
	// after Record.Validate. LastUsed is kept as given, also where it is
	// earlier than a touch that the function could see: this is how a record
	// is aged. A touch made while the function runs raises it again.
	Put(rec Record) error

	// Delete removes the record, or returns ErrNotFound.
	Delete(key Key) error

	// Owned ranges over the records of one owner, in order of Created, then Key.
	Owned(system, kind, owner string) iter.Seq2[Record, error]

	// All ranges over the records of every owner, in order of Created, then
	// Key, from behind the given place on; the zero Place is the beginning.
	// It is there for listings page by page and for emptying a system. The
	// place is Created and ID, since a record that ended between two pages
	// could no longer say where it stood.
	All(system, kind string, after Place) iter.Seq2[Record, error]

	// Due ranges over the records whose LastUsed+Timeout is at or before by,
	// earliest first, then by Key. A record with no Timeout is never due.
	Due(system, kind string, by time.Time) iter.Seq2[Record, error]

	// Changed returns a channel that is closed by the first commit later than
	// this transaction that puts or deletes the key, through whichever store.
	// The function's own writes are no later commit, and a touch is none.
	// Closing the store closes the channel too, and while others write it may
	// now and then be closed without a cause: whoever wakes looks again. It is
	// waited for outside the transaction, and costs a few words of memory until
	// the key is next written.
	Changed(key Key) <-chan struct{}

	// Open says whether the store with an ID is open on the data now: false for
	// one that was closed, or whose process was killed, and for what is no ID.
	// It is no part of the data: the answer of a store that is being closed may
	// be either until its Close has returned.
	Open(id string) bool
}
