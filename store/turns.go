package store

import "context"

// Turns are for calls that take several transactions, such as to delete many records. They do so one call after the other,
// since a store may make one commit of the transactions of several callers, and others wait for it. Any number of
// goroutines may use it at once.
type Turns struct {
	taken chan struct{} // full while a call has its turn
}

// NewTurns returns turns that nobody has.
func NewTurns() *Turns { return &Turns{taken: make(chan struct{}, 1)} }

// A Part is what one transaction does of a call. turn says that the call has its turn, for which it waits after its first
// transaction: before, it should do nothing where it cannot do all. The part goes on behind a place, and returns the
// place to go on from and whether there is more to do. As with Update, it may run more than once.
type Part func(tx Tx, turn bool, behind Place) (place Place, more bool, err error)

// Do does a call in as many transactions as it takes. What they did stays when a later one fails, or when ctx ends.
func (t *Turns) Do(ctx context.Context, s Store, part Part) error {
	var (
		turn   bool
		behind Place
	)
	for {
		var (
			place Place
			more  bool
		)
		err := s.Update(ctx, func(tx Tx) (err error) {
			place, more, err = part(tx, turn, behind)
			return err
		})
		if err != nil || !more {
			return err
		}
		behind = place
		if turn {
			continue
		}
		select {
		case t.taken <- struct{}{}:
			turn = true
			defer func() { <-t.taken }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
