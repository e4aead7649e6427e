package store

import (
	"context"
	"time"
)

// Others wait for the transactions of a call that deletes much, and each record that goes is two or three pages of a large
// file, which are written one by one. So a transaction deletes no more than mostDeleted records, and looks at no more than
// mostSeen.
const (
	mostDeleted = 25
	mostSeen    = 1000
)

// DeleteAll deletes the records of a kind that are meant, all of them where meant is nil, in as many transactions as it
// takes: an error leaves deleted what was. What is made meanwhile may live on. meant may be asked twice about a record.
func DeleteAll(ctx context.Context, s Store, system, kind string, meant func(Record) bool) error {
	var after Place // the last that lives on
	for more := true; more; {
		var kept Place
		err := s.Update(ctx, func(tx Tx) error {
			kept, more = after, false
			seen, deleted := 0, 0
			for rec, err := range tx.All(system, kind, after) {
				if err != nil {
					return err
				}
				if more = deleted == mostDeleted || seen == mostSeen; more {
					break
				}
				seen++
				if meant != nil && !meant(rec) {
					kept = rec.Place()
					continue
				}
				if err := tx.Delete(rec.Key); err != nil {
					return err
				}
				deleted++
			}
			return nil
		})
		if err != nil {
			return err
		}
		after = kept
	}
	return nil
}

// DeleteDue deletes the records of a kind whose time is up by an instant, as DeleteAll does with all.
func DeleteDue(ctx context.Context, s Store, system, kind string, by time.Time) error {
	for more := true; more; {
		err := s.Update(ctx, func(tx Tx) error {
			more = false
			deleted := 0
			for rec, err := range tx.Due(system, kind, by) {
				if err != nil {
					return err
				}
				if more = deleted == mostDeleted; more {
					break
				}
				if err := tx.Delete(rec.Key); err != nil {
					return err
				}
				deleted++
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
