package store

import (
	"context"
	"time"
)

// mostSeen is how many records a transaction looks at, at most, of a call that deletes many: others wait for it.
const mostSeen = 1000

// mostDeleted is how many of them it deletes, at most. A store may take its time for each transaction that deletes several, so
// the parts of what turns out to be much are larger; and they never cease to grow, so that there is an end also where others make
// records as fast.
func mostDeleted(part int) int { return 25 + min(10*part, 475) + part/40 }

// DeleteAll deletes the records of a kind that are meant, all of them where meant is nil, in as many transactions as it
// takes: an error leaves deleted what was. What is made meanwhile may live on, so that this comes to an end however fast
// others make records. meant may be asked twice about a record.
func DeleteAll(ctx context.Context, s Store, system, kind string, meant func(Record) bool) error {
	var last time.Time // when the last was made that is there now
	err := s.View(ctx, func(tx Tx) (err error) {
		last, err = lastCreated(tx, system, kind)
		return err
	})
	if err != nil {
		return err
	}
	var behind Place // all up to here were looked at
	for part, more := 0, true; more; part++ {
		var place Place
		most := mostDeleted(part)
		err := s.Update(ctx, func(tx Tx) error {
			place, more = behind, false
			seen, deleted := 0, 0
			for rec, err := range tx.All(system, kind, behind) {
				if err != nil {
					return err
				}
				if rec.Created.After(last) {
					break
				}
				if more = deleted == most || seen == mostSeen; more {
					break
				}
				seen++
				place = rec.Place()
				if meant != nil && !meant(rec) {
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
		behind = place
	}
	return nil
}

// lastCreated returns when the latest record of a kind was made, the zero time where there is none. A range goes forward
// only, so this asks what lies behind an instant, closer and closer: a few dozen looks, however many records there are.
func lastCreated(tx Tx, system, kind string) (last time.Time, err error) {
	behind := func(p Place) (found bool) {
		for rec, e := range tx.All(system, kind, p) {
			if err = e; err != nil {
				return false
			}
			last = rec.Created
			return true
		}
		return false
	}
	if !behind(Place{}) {
		return last, err
	}
	step := time.Second
	for behind(Place{Created: last.Add(step)}) {
		step = min(2*step, 100*365*24*time.Hour)
	}
	for ; step > 0 && err == nil; step /= 2 {
		for behind(Place{Created: last.Add(step)}) {
		}
	}
	return last, err
}

// DeleteDue deletes the records of a kind whose time is up by an instant, as DeleteAll does with all.
func DeleteDue(ctx context.Context, s Store, system, kind string, by time.Time) error {
	for part, more := 0, true; more; part++ {
		most := mostDeleted(part)
		err := s.Update(ctx, func(tx Tx) error {
			more = false
			deleted := 0
			for rec, err := range tx.Due(system, kind, by) {
				if err != nil {
					return err
				}
				if more = deleted == most; more {
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
