// Package store says how soapstone keeps what its emulated systems remember:
// sessions, threads and accounts, each one [Record].
//
// The package holds the vocabulary and the contract, no storage. The contract
// stands as prose on [Store] and [Tx], and as tests in store/storetest, which
// every implementation passes whole. store/bolt keeps records in one file.
//
// # Basics
//
//	err := s.Update(ctx, func(tx store.Tx) error {
//		rec, err := tx.Get(key)
//		if err != nil {
//			return err // errors.Is(err, store.ErrNotFound)
//		}
//		rec.State = "closed"
//		return tx.Put(rec)
//	})
//
// Time comes in with the caller; no implementation asks for the time of day.
//
// # Waiting
//
// A call that waits for a record to change looks and subscribes in one
// transaction, returns from it, and waits outside:
//
//	var changed <-chan struct{}
//	err := s.Update(ctx, func(tx store.Tx) error {
//		rec, err := tx.Get(key)
//		…                          // put a ticket into the record
//		changed = tx.Changed(key)  // not closed by this function's own Put
//		return tx.Put(rec)
//	})
//	…                              // wait for changed or a deadline, then look again
//
// # Caveats
//
// A function given to View or Update calls no method of the store itself, waits
// for nothing and keeps nothing of the [Tx]: other callers, and with some
// implementations the growth of the file, wait for it to return.
package store
