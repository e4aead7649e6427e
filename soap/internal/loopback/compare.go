package loopback

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"
)

// Clients are callers with a connection each, that send requests to a server.
type Clients struct {
	conns   []*client
	next    func(caller int, answer []byte) []byte
	answers [][]byte          // the latest to each
	took    [][]time.Duration // of each request
}

// Clients connects callers. next gives a caller its next request, knowing the answer to the one before (nil at first).
func (s *Server) Clients(tb testing.TB, callers int, next func(caller int, answer []byte) []byte) *Clients {
	tb.Helper()
	c := &Clients{next: next, answers: make([][]byte, callers), took: make([][]time.Duration, callers)}
	for range callers {
		conn, err := dial(s.Address())
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { conn.conn.Close() })
		c.conns = append(c.conns, conn)
	}
	return c
}

// Run sends n requests in all, and wants each answered with 200.
func (c *Clients) Run(n int) error {
	return Share(len(c.conns), n, func(caller, share int) error {
		for range share {
			begin := time.Now()
			status, body, err := c.conns[caller].do(c.next(caller, c.answers[caller]))
			c.took[caller] = append(c.took[caller], time.Since(begin))
			if err == nil && status != http.StatusOK {
				err = fmt.Errorf("loopback: status %d: %s", status, body)
			}
			if err != nil {
				return err
			}
			c.answers[caller] = body
		}
		return nil
	})
}

// percentile is the time in which so much of all requests were answered.
func (c *Clients) percentile(share float64) time.Duration {
	all := slices.Concat(c.took...)
	slices.Sort(all)
	return all[int(share*float64(len(all)-1))]
}

// Share divides n pieces of work among callers that work at once.
func Share(callers, n int, work func(caller, share int) error) error {
	errs := make([]error, callers)
	var all sync.WaitGroup
	for caller := range callers {
		share := n / callers
		if caller < n%callers {
			share++
		}
		all.Go(func() { errs[caller] = work(caller, share) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// Other is what a server is compared with: it does n times what could be done instead of a request.
type Other struct {
	Name string
	Run  func(n int) error
}

// block is how many requests are sent before it is the other's turn. The machine's moods last longer.
const block = 2000

// Compare measures b.N requests and as much of each other, in turn, so that whatever else the machine does happens to all.
// It reports requests a second of all, and what the server reaches of each other: 1 is as fast.
func Compare(b *testing.B, ours *Clients, others ...Other) {
	b.Helper()
	runs := append([]Other{{"soapstone", ours.Run}}, others...)
	for _, r := range runs { // connections, pools and caches fill up
		if err := r.Run(2 * len(ours.conns)); err != nil {
			b.Fatal(err)
		}
	}
	for caller := range ours.took {
		ours.took[caller] = ours.took[caller][:0]
	}
	spent := make([]time.Duration, len(runs))
	var before, after runtime.MemStats
	var allocated, bytes uint64
	order := rand.New(rand.NewPCG(1, 1)) // or the same one would always run on a disk that another has left busy
	b.ResetTimer()
	for left := b.N; left > 0; left -= block {
		n := min(block, left)
		for _, i := range order.Perm(len(runs)) {
			runtime.ReadMemStats(&before)
			begin := time.Now()
			if err := runs[i].Run(n); err != nil {
				b.Fatal(err)
			}
			spent[i] += time.Since(begin)
			if runtime.ReadMemStats(&after); i == 0 {
				allocated, bytes = allocated+after.Mallocs-before.Mallocs, bytes+after.TotalAlloc-before.TotalAlloc
			}
		}
	}
	b.StopTimer()
	n := float64(b.N)
	b.ReportMetric(0, "ns/op") // of all together, which says nothing
	b.ReportMetric(float64(allocated)/n, "allocs/req")
	b.ReportMetric(float64(bytes)/n, "B/req")
	b.ReportMetric(float64(ours.percentile(0.50).Microseconds()), "p50-µs")
	b.ReportMetric(float64(ours.percentile(0.99).Microseconds()), "p99-µs")
	for i, r := range runs {
		b.ReportMetric(n/spent[i].Seconds(), r.Name+"/s")
		if i > 0 {
			b.ReportMetric(spent[i].Seconds()/spent[0].Seconds(), "of-"+r.Name)
		}
	}
}
