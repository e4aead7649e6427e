package bolt_test

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"

	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// BenchmarkUpdate makes one session a time, durably, and beside it writes the
// same keys with bbolt alone, as Update and as Batch.
//
//	go test ./store/bolt -run '^$' -bench Update
func BenchmarkUpdate(b *testing.B) {
	for _, callers := range []int{1, 64} {
		b.Run(fmt.Sprintf("store/callers=%d", callers), func(b *testing.B) {
			h := open(b, filepath.Join(b.TempDir(), "s.db"), bolt.Options{}).Handle()
			spread(b, callers, func(n int) error {
				return h.Update(context.Background(), func(tx store.Tx) error { return tx.Put(record(fmt.Sprint(n), fmt.Sprint(n%1000))) })
			})
		})
		b.Run(fmt.Sprintf("bbolt.Update/callers=%d", callers), func(b *testing.B) {
			db := plain(b)
			spread(b, callers, func(n int) error { return db.Update(func(tx *bbolt.Tx) error { return sameKeys(tx, n) }) })
		})
		b.Run(fmt.Sprintf("bbolt.Batch/callers=%d", callers), func(b *testing.B) {
			db := plain(b)
			spread(b, callers, func(n int) error { return db.Batch(func(tx *bbolt.Tx) error { return sameKeys(tx, n) }) })
		})
	}
}

// BenchmarkUpdateAmongTouches is BenchmarkUpdate for 64 callers while two more
// touch a thousand sessions without a pause: every commit writes what came.
func BenchmarkUpdateAmongTouches(b *testing.B) {
	h := open(b, filepath.Join(b.TempDir(), "s.db"), bolt.Options{}).Handle()
	ctx, cancel := context.WithCancel(context.Background())
	var recs []store.Record
	for i := range 1000 {
		recs = append(recs, numbered(i))
	}
	put(b, h, recs...)
	var touches atomic.Int64
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for n := touches.Add(1); ctx.Err() == nil; n = touches.Add(1) {
				_ = h.Touch(ctx, recs[n%1000].Key, noon.Add(time.Duration(n)*time.Millisecond))
			}
		})
	}
	spread(b, 64, func(n int) error {
		return h.Update(ctx, func(tx store.Tx) error { return tx.Put(record(fmt.Sprint(n), fmt.Sprint(n%1000))) })
	})
	cancel()
	wg.Wait()
	b.ReportMetric(float64(touches.Load())/b.Elapsed().Seconds(), "touches/s")
}

// spread has so many callers make b.N calls between them.
func spread(b *testing.B, callers int, call func(n int) error) {
	b.Helper()
	b.ResetTimer()
	var next atomic.Int64
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			for n := int(next.Add(1)); n <= b.N; n = int(next.Add(1)) {
				if err := call(n); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
}

func plain(b *testing.B) *bbolt.DB {
	b.Helper()
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "b.db"), 0o600, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range []string{"record", "created", "owner", "due"} {
			if _, err := tx.CreateBucket([]byte(name)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return db
}

func sameKeys(tx *bbolt.Tx, n int) error {
	for _, name := range []string{"record", "created", "owner", "due"} {
		key, value := fmt.Appendf(nil, "mft/session/%s/%d", name, n), []byte{}
		if name == "record" {
			value = make([]byte, 90)
		}
		if err := tx.Bucket([]byte(name)).Put(key, value); err != nil {
			return err
		}
	}
	return nil
}

// filled returns a store with n sessions, ten to an owner, made over an hour.
func filled(b *testing.B, n int) (*bolt.DB, *bolt.Handle) {
	b.Helper()
	db := open(b, filepath.Join(b.TempDir(), "s.db"), bolt.Options{NoSync: true})
	h := db.Handle()
	for from := 0; from < n; from += 10_000 {
		var recs []store.Record
		for i := from; i < min(from+10_000, n); i++ {
			recs = append(recs, numbered(i))
		}
		put(b, h, recs...)
	}
	return db, h
}

func numbered(i int) store.Record {
	r := record(fmt.Sprintf("%08x-0000-4000-8000-%012x", uint32(i)*2654435761, i), fmt.Sprintf("user%d", i/10))
	r.Created = noon.Add(time.Duration(i) * time.Millisecond)
	r.LastUsed = r.Created
	return r
}

// BenchmarkLooks measures what does not wait for the disk.
func BenchmarkLooks(b *testing.B) {
	ctx := context.Background()
	for _, n := range []int{1_000, 100_000} {
		_, h := filled(b, n)
		b.Run(fmt.Sprintf("Get/records=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				key := numbered(i * 7919 % n).Key
				if err := h.View(ctx, func(tx store.Tx) error { _, err := tx.Get(key); return err }); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("Owned10/records=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				owner, got := fmt.Sprintf("user%d", i%(n/10)), 0
				err := h.View(ctx, func(tx store.Tx) error {
					for _, err := range tx.Owned("mft", store.KindSession, owner) {
						if err != nil {
							return err
						}
						got++
					}
					return nil
				})
				if err != nil || got != 10 {
					b.Fatal(got, err)
				}
			}
		})
		b.Run(fmt.Sprintf("Touch/records=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				r := numbered(i * 7919 % n)
				if err := h.Touch(ctx, r.Key, r.LastUsed.Add(time.Duration(i+1))); err != nil {
					b.Fatal(err)
				}
			}
			if err := h.Flush(ctx); err != nil {
				b.Fatal(err)
			}
		})
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
