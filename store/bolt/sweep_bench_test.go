package bolt_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// sweeps measures for how long a sweep holds writers that meets so many of a million sessions in the expiry index, the first
// of which are not due since they were touched.
func sweeps(b *testing.B, path string) {
	for _, tt := range []struct{ filed, touched int }{
		{0, 0}, {100_000, 0}, {many, 0}, {100_000, 100_000}, {many, many}, {many, 900_000},
	} {
		b.Run(fmt.Sprintf("filed=%d/touched=%d", tt.filed, tt.touched), func(b *testing.B) {
			var held, waited, unswept time.Duration
			for b.Loop() {
				h := open(b, copied(b, path), bolt.Options{}).Handle()
				if err := touchFirst(h, tt.touched); err != nil {
					b.Fatal(err)
				}
				unswept = max(unswept, waits(b, h, func() { <-time.After(time.Second) }))
				waited = max(waited, waits(b, h, func() {
					swept, longest, err := sweep(h, noon.Add(30*time.Minute+time.Duration(tt.filed-1)*time.Millisecond))
					if want := tt.filed - tt.touched; err != nil || swept != want {
						b.Errorf("%d swept, want %d, %v", swept, want, err)
					}
					held = max(held, longest)
				}))
			}
			b.ReportMetric(0, "ns/op") // most of it is making ready
			b.ReportMetric(milliseconds(held), "held-ms")
			b.ReportMetric(milliseconds(waited), "waited-ms")
			b.ReportMetric(milliseconds(unswept), "unswept-waited-ms")
		})
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// copied is a copy of a file that the benchmark may change.
func copied(b *testing.B, path string) string {
	b.Helper()
	from, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer from.Close()
	to, err := os.Create(filepath.Join(b.TempDir(), "copy.db"))
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		b.Fatal(err)
	}
	if err := to.Sync(); err != nil { // or the first Update pays for it
		b.Fatal(err)
	}
	if err := to.Close(); err != nil {
		b.Fatal(err)
	}
	return to.Name()
}

func touchFirst(h *bolt.Handle, n int) error {
	for i := range n {
		if err := h.Touch(context.Background(), numbered(i).Key, noon.Add(time.Hour)); err != nil {
			return err
		}
	}
	return h.Flush(context.Background())
}

// sweep deletes what is due as the rooms do: a hundred in a transaction. It says how long the longest of them took,
// without its commit.
func sweep(h *bolt.Handle, now time.Time) (swept int, longest time.Duration, err error) {
	for more := true; more && err == nil; {
		deleted := 0
		err = h.Update(context.Background(), func(tx store.Tx) error {
			begin := time.Now()
			defer func() { longest = max(longest, time.Since(begin)) }()
			deleted = 0
			for rec, err := range tx.Due("mft", store.KindSession, now) {
				if err != nil {
					return err
				}
				if err := tx.Delete(rec.Key); err != nil {
					return err
				}
				if deleted++; deleted == 100 {
					break
				}
			}
			return nil
		})
		swept += deleted
		more = deleted == 100
	}
	return swept, longest, err
}

// waits has a caller begin and end sessions durably while something is done, and returns the longest time that one call
// of it took.
func waits(b *testing.B, h *bolt.Handle, during func()) (longest time.Duration) {
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() {
		for n := 0; ctx.Err() == nil; n++ {
			r := record(fmt.Sprint("waits-", n/2), "waits")
			r.Timeout = 0
			begin := time.Now()
			err := h.Update(context.Background(), func(tx store.Tx) error {
				if n%2 == 1 {
					return tx.Delete(r.Key)
				}
				return tx.Put(r)
			})
			longest = max(longest, time.Since(begin))
			if err != nil {
				b.Error(err)
				return
			}
		}
	})
	during()
	cancel()
	all.Wait()
	return longest
}
