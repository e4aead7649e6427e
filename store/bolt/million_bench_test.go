package bolt_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

const (
	few  = 1_000
	many = 1_000_000
)

// BenchmarkMillion measures what may grow with the number of records: a million beside a thousand, in turn. Every call that
// writes is durable.
//
//	go test ./store/bolt -run '^$' -bench Million -timeout 30m
func BenchmarkMillion(b *testing.B) {
	if testing.Short() {
		b.Skip("makes a million records")
	}
	dir := b.TempDir()
	sizes := [2]sized{
		{n: few, path: filepath.Join(dir, "few.db"), draws: new(atomic.Int64)},
		{n: many, path: filepath.Join(dir, "many.db"), draws: new(atomic.Int64)},
	}
	for _, s := range sizes {
		fill(b, s.path, s.n)
	}
	b.Run("Open", func(b *testing.B) {
		compare(b, 1, sizes, func(s sized, _ int) (time.Duration, error) {
			begin := time.Now()
			db, err := bolt.Open(s.path, bolt.Options{})
			took := time.Since(begin)
			if err != nil {
				return 0, err
			}
			return took, db.Close()
		})
	})
	b.Run("Sweep", func(b *testing.B) { sweeps(b, sizes[1].path) }) // before the others touch anything
	base := heap()
	var grown [2]int64 // what each has in memory when it is open
	for i, s := range sizes {
		tick := time.NewTicker(time.Second) // as the program has it
		defer tick.Stop()
		before := heap()
		sizes[i].h = open(b, s.path, bolt.Options{Tick: tick.C}).Handle()
		grown[i] = heap() - before
	}
	b.Run("Get", func(b *testing.B) { compare(b, 1000, sizes, timed(get)) })
	b.Run("Owned10", func(b *testing.B) { compare(b, 500, sizes, timed(owned10)) })
	b.Run("End", func(b *testing.B) { compare(b, 100, sizes, end) })
	b.Run("Durable64", func(b *testing.B) { compare(b, 6400, sizes, timed(lives)) })
	b.Run("AmongTouches", func(b *testing.B) { amongTouches(b, sizes[1]) })
	b.Run("Memory", func(b *testing.B) { // after all that
		for b.Loop() {
			runtime.GC()
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(grown[1]-grown[0])/(many-few), "opened-B/session")
		b.ReportMetric(float64(heap()-base)/many, "used-B/session")
	})
}

// sized is a store of so many records.
type sized struct {
	n    int
	path string
	h    *bolt.Handle

	draws *atomic.Int64 // how many records were drawn
}

// fill makes a file of n sessions, ten to an owner.
func fill(b *testing.B, path string, n int) {
	b.Helper()
	db, err := bolt.Open(path, bolt.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	h := db.Handle()
	const batch = 2_000 // as many pages as one of them writes are left free
	for from := 0; from < n; from += batch {
		err := h.Update(context.Background(), func(tx store.Tx) error {
			for i := from; i < min(from+batch, n); i++ {
				if err := tx.Put(numbered(i)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
}

// compare has b.N calls made of each store, so many before it is the other's turn: what else the machine does happens to
// both. It reports what a call takes, and how many times longer it takes with a million.
func compare(b *testing.B, block int, sizes [2]sized, run func(s sized, n int) (time.Duration, error)) {
	b.Helper()
	for _, s := range sizes { // caches fill up
		if _, err := run(s, min(block, b.N)); err != nil {
			b.Fatal(err)
		}
	}
	var spent [2]time.Duration
	b.ResetTimer()
	for left := b.N; left > 0; left -= block {
		for i, s := range sizes {
			took, err := run(s, min(block, left))
			if err != nil {
				b.Fatal(err)
			}
			spent[i] += took
		}
	}
	b.ReportMetric(0, "ns/op") // of both together, which says nothing
	b.ReportMetric(float64(spent[0].Nanoseconds())/float64(b.N)/1000, "thousand-µs")
	b.ReportMetric(float64(spent[1].Nanoseconds())/float64(b.N)/1000, "million-µs")
	b.ReportMetric(spent[1].Seconds()/spent[0].Seconds(), "times")
}

func timed(run func(s sized, n int) error) func(sized, int) (time.Duration, error) {
	return func(s sized, n int) (time.Duration, error) {
		begin := time.Now()
		err := run(s, n)
		return time.Since(begin), err
	}
}

// drawn numbers the records that are looked for, over all blocks, scattered over the store.
func (s sized) drawn(n int) func() store.Record {
	last := s.draws.Add(int64(n))
	i := last - int64(n)
	return func() store.Record {
		i++
		return numbered(int(i * 7919 % int64(s.n)))
	}
}

func get(s sized, n int) error {
	draw := s.drawn(n)
	for range n {
		key := draw().Key
		if err := s.h.View(context.Background(), func(tx store.Tx) error { _, err := tx.Get(key); return err }); err != nil {
			return err
		}
	}
	return nil
}

// owned10 lists the sessions of one owner.
func owned10(s sized, n int) error {
	draw := s.drawn(n)
	for range n {
		owner, got := draw().Owner, 0
		err := s.h.View(context.Background(), func(tx store.Tx) error {
			got = 0
			for _, err := range tx.Owned("mft", store.KindSession, owner) {
				if err != nil {
					return err
				}
				got++
			}
			return nil
		})
		if err != nil || got != 10 {
			return fmt.Errorf("%d of 10 sessions of %s: %w", got, owner, err)
		}
	}
	return nil
}

// end ends sessions one at a time, and puts them back in a time of its own.
func end(s sized, n int) (time.Duration, error) {
	draw := s.drawn(n)
	var ended []store.Record
	begin := time.Now()
	for range n {
		r := draw()
		ended = append(ended, r)
		if err := s.h.Update(context.Background(), func(tx store.Tx) error { return tx.Delete(r.Key) }); err != nil {
			return 0, err
		}
	}
	took := time.Since(begin)
	return took, s.h.Update(context.Background(), func(tx store.Tx) error {
		for _, r := range ended {
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// lives begins and ends sessions in turn, n calls of 64 callers together.
func lives(s sized, n int) error {
	const callers = 64
	var errs [callers]error
	var all sync.WaitGroup
	for caller := range callers {
		share := n / callers
		if caller < n%callers {
			share++
		}
		all.Go(func() { errs[caller] = live(s, caller, share) })
	}
	all.Wait()
	return errors.Join(errs[:]...)
}

// live is one caller's share of lives.
func live(s sized, caller, share int) error {
	draw := s.drawn(share)
	var r store.Record
	for i := range share {
		err := s.h.Update(context.Background(), func(tx store.Tx) error {
			if i%2 == 1 {
				return tx.Delete(r.Key)
			}
			r = draw()
			r.Key.ID += fmt.Sprint("-", caller)
			r.Created = noon.Add(2*time.Hour + time.Duration(s.draws.Load())*time.Microsecond) // later than all others, as a new one is
			r.LastUsed = r.Created
			return tx.Put(r)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// amongTouches compares a million's durable calls with those between which 40,000 touches a second come, over a hundred
// thousand sessions.
func amongTouches(b *testing.B, s sized) {
	const block = 6400
	var spent, touching time.Duration
	touches := 0
	for left := b.N; left > 0; left -= block {
		n := min(block, left)
		took, err := timed(lives)(s, n)
		if err != nil {
			b.Fatal(err)
		}
		spent += took
		stop := touch(b, s, 40_000, 100_000)
		if took, err = timed(lives)(s, n); err != nil {
			b.Fatal(err)
		}
		touches += stop()
		touching += took
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(b.N)/spent.Seconds(), "updates/s")
	b.ReportMetric(float64(b.N)/touching.Seconds(), "touched-updates/s")
	b.ReportMetric(float64(touches)/touching.Seconds(), "touches/s")
	b.ReportMetric(spent.Seconds()/touching.Seconds(), "of-untouched")
}

// touch begins to touch so many a second, over so many sessions, until stop, which says how many there were.
func touch(b *testing.B, s sized, rate, over int) (stop func() int) {
	ctx, cancel := context.WithCancel(context.Background())
	var done int
	var all sync.WaitGroup
	all.Go(func() {
		begin, every := time.Now(), time.NewTicker(time.Millisecond)
		defer every.Stop()
		for {
			for due := int(time.Since(begin).Seconds() * float64(rate)); done < due; done++ {
				at := noon.Add(time.Hour + time.Duration(s.draws.Add(1))*time.Microsecond)
				if err := s.h.Touch(ctx, numbered(done*7919%over*(s.n/over)).Key, at); err != nil && ctx.Err() == nil {
					b.Error(err)
				}
			}
			select {
			case <-ctx.Done():
				return
			case <-every.C:
			}
		}
	})
	return func() int {
		cancel()
		all.Wait()
		return done
	}
}
