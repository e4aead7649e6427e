package bolt_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// sweeps measures for how long a sweep holds writers that meets so many of a million sessions in the expiry index, of which
// some are not due since they were touched: none, every other one, or all.
func sweeps(b *testing.B, path string) {
	for _, tt := range []struct{ filed, touched int }{
		{0, 0}, {100_000, 0}, {many, 0}, {20_000, 2}, {20_000, 1}, {many, 1},
	} {
		b.Run(fmt.Sprintf("filed=%d/touched=%s", tt.filed, []string{"none", "all", "half"}[tt.touched]), func(b *testing.B) {
			var waited, unswept times
			for b.Loop() {
				h := open(b, copied(b, path), bolt.Options{}).Handle()
				if tt.touched > 0 {
					if err := touchFirst(h, tt.filed, tt.touched); err != nil {
						b.Fatal(err)
					}
				}
				unswept = append(unswept, waits(b, h, func() { <-time.After(2 * time.Second) })...)
				waited = append(waited, waits(b, h, func() {
					if err := sweep(h, noon.Add(30*time.Minute+time.Duration(tt.filed-1)*time.Millisecond)); err != nil {
						b.Error(err)
					}
				})...)
			}
			b.ReportMetric(0, "ns/op") // most of it is making ready
			waited.report(b, "waited")
			unswept.report(b, "unswept")
		})
	}
}

// times are those that each of many calls took. The longest is the machine's as much as the store's: a machine with other
// work lets everybody wait now and then.
type times []time.Duration

func (t times) report(b *testing.B, name string) {
	slices.Sort(t)
	if len(t) > 0 {
		b.ReportMetric(float64(t[len(t)/2].Microseconds())/1000, name+"-p50-ms")
		b.ReportMetric(float64(t[len(t)*99/100].Microseconds())/1000, name+"-p99-ms")
		b.ReportMetric(float64(t[len(t)-1].Microseconds())/1000, name+"-most-ms")
	}
}

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

// touchFirst touches one of every so many of the first n.
func touchFirst(h *bolt.Handle, n, every int) error {
	for i := 0; i < n; i += every {
		if err := h.Touch(context.Background(), numbered(i).Key, noon.Add(time.Hour+time.Duration(i*7919%n)*time.Millisecond)); err != nil {
			return err
		}
	}
	return h.Flush(context.Background())
}

const (
	atOnce  = 100             // records that a transaction of a room's sweep deletes
	longest = 5 * time.Second // after which a sweep is broken off that would go on for minutes
)

var errEnough = errors.New("it would go on for minutes")

// sweep deletes what is due as the rooms do: a hundred in a transaction.
func sweep(h *bolt.Handle, now time.Time) (err error) {
	until := time.Now().Add(longest)
	for more := true; more && err == nil; {
		err = h.Update(context.Background(), func(tx store.Tx) error {
			if time.Now().After(until) {
				return errEnough
			}
			deleted := 0
			for rec, err := range tx.Due("mft", store.KindSession, now) {
				if err != nil {
					return err
				}
				if err := tx.Delete(rec.Key); err != nil {
					return err
				}
				if deleted++; deleted == atOnce {
					break
				}
			}
			more = deleted == atOnce
			return nil
		})
	}
	if errors.Is(err, errEnough) {
		err = nil
	}
	return err
}

// BenchmarkLate lists, in a View, sessions that are due and were touched.
func BenchmarkLate(b *testing.B) {
	for _, n := range []int{10_000, 40_000} {
		b.Run(fmt.Sprint("touched=", n), func(b *testing.B) {
			_, h := filled(b, n)
			if err := touchFirst(h, n, 1); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				met := 0
				err := h.View(context.Background(), func(tx store.Tx) error {
					for _, err := range tx.Due("mft", store.KindSession, noon.Add(24*time.Hour)) {
						if err != nil {
							return err
						}
						met++
					}
					return nil
				})
				if err != nil || met != n {
					b.Fatalf("%d are due, want %d: %v", met, n, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/record")
		})
	}
}

// waits has a caller begin and end sessions durably while something is done, and returns how long its calls took.
func waits(b *testing.B, h *bolt.Handle, during func()) (took times) {
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
			took = append(took, time.Since(begin))
			if err != nil {
				b.Error(err)
				return
			}
		}
	})
	during()
	cancel()
	all.Wait()
	return took
}
