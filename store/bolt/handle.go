package bolt

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	bbolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/soapstone-dev/soapstone/store"
)

var _ store.Store = (*Handle)(nil)

// Handle is a store over the records of its DB.
type Handle struct {
	db       *DB
	id       string
	touches  touches
	seen     seen
	watchers watchers

	closed  atomic.Bool // set under DB.mu, so that nothing is submitted after the last flush
	closing sync.Once
}

// usable returns why a call may not go on.
func (h *Handle) usable(ctx context.Context) error {
	if h.closed.Load() {
		return errClosed()
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return h.db.isBroken()
}

// ID implements store.Store.
func (h *Handle) ID() string { return h.id }

// View implements store.Store.
func (h *Handle) View(ctx context.Context, f func(store.Tx) error) (err error) {
	if err := h.usable(ctx); err != nil {
		return err
	}
	defer h.db.guard(&err)()
	h.db.views.Add(1) // before there is a picture, see publish
	defer h.db.views.Add(-1)
	layers := h.touches.capture() // the same, see touches
	t, err := h.look()
	if err != nil {
		return err
	}
	t.layers = layers
	defer func() {
		t.finished = true
		_ = t.b.Rollback() // a read transaction that has not ended ends without error
		h.recheck(t.glances)
	}()
	return f(t)
}

// look begins to read what there is.
func (h *Handle) look() (*tx, error) {
	p, b, records, err := h.db.look()
	if err != nil {
		return nil, err
	}
	return &tx{h: h, p: p, b: b, at: p.number, opened: [buckets]*bbolt.Bucket{recordBucket: records}}, nil
}

// Get implements store.Store. A record that was seen or put since the last checkpoint takes no transaction.
func (h *Handle) Get(ctx context.Context, key store.Key) (rec store.Record, err error) {
	if err := h.usable(ctx); err != nil {
		return store.Record{}, err
	}
	var few [256]byte
	k, layers := appendRecordKey(few[:0], key), h.touches.capture() // before there is a picture, as in View
	if s, _, ok, err := h.glimpse(h.db.now.Load(), k, key); err != nil {
		return store.Record{}, err
	} else if ok {
		return h.touches.applied(layers, k, s), nil
	}
	err = h.View(ctx, func(x store.Tx) (err error) {
		rec, err = x.Get(key)
		return err
	})
	return rec, err
}

// head returns the head of a record.
func (h *Handle) head(k []byte, key store.Key) (_ head, err error) {
	defer h.db.guard(&err)()
	t, err := h.look()
	if err != nil {
		return head{}, err
	}
	defer t.b.Rollback()
	v := t.get(recordBucket, k)
	if v == nil {
		return head{}, notFound(key)
	}
	rec, _, err := decodeHead(v)
	if err != nil {
		return head{}, damaged(key, err)
	}
	return rec, nil
}

// Flush implements store.Store.
func (h *Handle) Flush(ctx context.Context) error {
	return h.update(ctx, func(store.Tx) error { return nil }, true)
}

// Close implements store.Store. The DB stays open.
func (h *Handle) Close() (err error) {
	h.closing.Do(func() {
		h.touches.close()
		last := &update{h: h, all: true, none: true, done: make(chan error, 1)}
		h.db.submitLast(last)
		h.watchers.close()
		err = <-last.done
		h.db.forget(h)
	})
	return err
}

// begin begins a bbolt transaction.
func (db *DB) begin(writable bool) (*bbolt.Tx, error) {
	begun := false
	defer db.sticks(&begun)
	b, err := db.bolt.Begin(writable)
	begun = true
	if errors.Is(err, bolterrors.ErrDatabaseNotOpen) {
		return nil, errClosed()
	}
	if err != nil {
		return nil, fmt.Errorf("bolt: %s: begin a transaction: %w", db.path, err)
	}
	return b, nil
}

func touchedAt(key store.Key, v []byte) (time.Time, error) {
	if len(v) != timeSize {
		return time.Time{}, damaged(key, errDamaged)
	}
	at, ok := readTime(v)
	if !ok {
		return time.Time{}, damaged(key, errDamaged)
	}
	return at, nil
}

// notFound is made for each new session, since its id might be taken, and seldom read: so its text is made when it is.
type notFound store.Key

func (n notFound) Error() string { return fmt.Sprintf("bolt: %v: %v", store.Key(n), store.ErrNotFound) }

func (n notFound) Unwrap() error { return store.ErrNotFound }

func damaged(key store.Key, err error) error { return fmt.Errorf("bolt: %v: %w", key, err) }

func errClosed() error { return fmt.Errorf("bolt: %w", store.ErrClosed) }

func errEnded() error { return fmt.Errorf("bolt: %w", store.ErrEnded) }
