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

// sweeps measures for how long a sweep holds writers that meets so many of a million sessions in the expiry index, the first
// of which are not due since they were touched.
func sweeps(b *testing.B, path string) {
	for _, tt := range []struct{ filed, touched int }{
		{0, 0}, {100_000, 0}, {many, 0}, {100_000, 100_000}, {many, many},
	} {
		b.Run(fmt.Sprintf("filed=%d/touched=%d", tt.filed, tt.touched), func(b *testing.B) {
			var held, waited, unswept times
			for b.Loop() {
				h := open(b, copied(b, path), bolt.Options{}).Handle()
				if err := touchFirst(h, tt.touched); err != nil {
					b.Fatal(err)
				}
				unswept = append(unswept, waits(b, h, func() { <-time.After(2 * time.Second) })...)
				waited = append(waited, waits(b, h, func() {
					swept, runs, err := sweep(h, noon.Add(30*time.Minute+time.Duration(tt.filed-1)*time.Millisecond))
					if want := min(tt.filed-tt.touched, mostRuns*atOnce); err != nil || swept != want {
						b.Errorf("%d swept, want %d, %v", swept, want, err)
					}
					held = append(held, runs...)
				})...)
			}
			b.ReportMetric(0, "ns/op") // most of it is making ready
			held.report(b, "held")
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

func touchFirst(h *bolt.Handle, n int) error {
	for i := range n {
		if err := h.Touch(context.Background(), numbered(i).Key, noon.Add(time.Hour)); err != nil {
			return err
		}
	}
	return h.Flush(context.Background())
}

const (
	atOnce   = 100 // records that a transaction of a room's sweep deletes
	mostRuns = 500 // where a sweep is broken off that would go on for minutes
)

var errEnough = errors.New("it would go on for minutes")

// sweep deletes what is due as the rooms do: a hundred in a transaction. It says how long the runs of its function took,
// without their commits.
func sweep(h *bolt.Handle, now time.Time) (swept int, runs times, err error) {
	for more := true; more && err == nil; {
		deleted := 0
		err = h.Update(context.Background(), func(tx store.Tx) error {
			if len(runs) == mostRuns {
				return errEnough
			}
			begin := time.Now()
			defer func() { runs = append(runs, time.Since(begin)) }()
			deleted = 0
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
			return nil
		})
		if err == nil {
			swept += deleted
		}
		more = deleted == atOnce
	}
	if errors.Is(err, errEnough) {
		err = nil
	}
	return swept, runs, err
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
