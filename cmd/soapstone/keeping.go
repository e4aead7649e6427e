package main

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/soapstone-dev/soapstone/store"
)

// keeping is a store that remembers whether what was to be kept last was.
type keeping struct {
	store.Store
	failed atomic.Pointer[error] // of the last update with something to keep; nil: it is kept
}

// Update implements store.Store.
func (w *keeping) Update(ctx context.Context, f func(store.Tx) error) error {
	var put, ours bool
	err := w.Store.Update(ctx, func(tx store.Tx) error {
		put, ours = false, false
		err := f(putting{tx, &put})
		ours = err == nil
		return err
	})
	if ours && err != nil && !errors.Is(err, store.ErrClosed) {
		err = &unkept{err}
	}
	switch {
	case !put || !ours || errors.Is(err, store.ErrClosed):
	case err != nil:
		w.failed.Store(&err)
	default:
		w.failed.Store(nil)
	}
	return err
}

// unkept is an error of the store, and of nothing that was asked of it.
type unkept struct{ error }

func (e *unkept) Unwrap() error { return e.error }

// failing is the error of the last update with something to keep, nil where that is kept.
func (w *keeping) failing() error {
	if err := w.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// putting notes whether something is put: what is deleted may go where nothing more can be kept.
type putting struct {
	store.Tx
	put *bool
}

// Put implements store.Tx.
func (p putting) Put(rec store.Record) error {
	*p.put = true
	return p.Tx.Put(rec)
}
