package roomtest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// ErrStore is what a Store fails with. No client may see a word of it.
var ErrStore = errors.New("no space is left on the device with the secret name")

// Store is a store that counts what it is asked for, and fails where it is told to.
type Store struct {
	store.Store

	Views, Updates, Touches             atomic.Int32 // a Get is a view
	FailViews, FailUpdates, FailTouches atomic.Bool

	BeforeUpdate func(context.Context) error // happens before the next update, once

	failsIn atomic.Int32 // how many steps on one fails; 0: none

	mu   sync.Mutex
	done *Done // nil: nobody counts
}

// Fail has everything fail from now on.
func (s *Store) Fail() {
	s.FailViews.Store(true)
	s.FailUpdates.Store(true)
	s.FailTouches.Store(true)
}

// View implements store.Store.
func (s *Store) View(ctx context.Context, f func(store.Tx) error) error {
	s.Views.Add(1)
	if s.FailViews.Load() || s.step() != nil {
		return ErrStore
	}
	return s.Store.View(ctx, func(tx store.Tx) error { return f(stepped{tx, s, &work{}}) })
}

// Get implements store.Store.
func (s *Store) Get(ctx context.Context, key store.Key) (store.Record, error) {
	s.Views.Add(1)
	if s.FailViews.Load() || s.step() != nil {
		return store.Record{}, ErrStore
	}
	return s.Store.Get(ctx, key)
}

// Update implements store.Store.
func (s *Store) Update(ctx context.Context, f func(store.Tx) error) error {
	if before := s.BeforeUpdate; before != nil {
		s.BeforeUpdate = nil // it may have updates of its own
		if err := before(ctx); err != nil {
			return err
		}
	}
	s.Updates.Add(1)
	if s.FailUpdates.Load() || s.step() != nil {
		return ErrStore
	}
	return s.update(ctx, f)
}

// Touch implements store.Store.
func (s *Store) Touch(ctx context.Context, key store.Key, at time.Time) error {
	s.Touches.Add(1)
	if s.FailTouches.Load() {
		return ErrStore
	}
	return s.Store.Touch(ctx, key, at)
}
