package soaptest_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// purges measures for how long one call that deletes the sessions that have expired holds up others, where that is
// a tenth of a million: MFT's room has no sweep but this. What the others wait while there is no such call says how much
// of it is the machine's.
func purges(b *testing.B, h *hall) {
	mft := mftTalk()
	for _, tt := range []struct {
		name    string
		expired time.Duration // those that were made so long after the first, and before
	}{
		{"expired=0", -time.Millisecond},
		{"expired=100000", 100 * time.Second},
	} {
		b.Run(tt.name, func(b *testing.B) {
			var waited, alone, purged times
			for b.Loop() {
				h := &hall{path: copied(b, h.path)}
				h.open(b)
				if err := h.clock.Set(context.Background(), opening.Add(30*time.Minute+tt.expired)); err != nil {
					b.Fatal(err)
				}
				_, answer := h.server.Do(b, mft.begin(0))
				purge := purge(string(mft.session(answer)))
				alone = append(alone, h.waits(b, func() { <-time.After(time.Second) })...)
				waited = append(waited, h.waits(b, func() {
					begin := time.Now()
					if status, answer := h.server.Do(b, purge); status != http.StatusOK {
						b.Errorf("%s", answer)
					}
					purged = append(purged, time.Since(begin))
				})...)
				if err := h.db.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(0, "ns/op") // most of it is making ready
			b.ReportMetric(milliseconds(slices.Max(purged)), "purge-ms")
			waited.report(b, "waited")
			alone.report(b, "unpurged-waited")
		})
	}
}

// times are those that each of many calls took.
type times []time.Duration

func (t times) report(b *testing.B, name string) {
	slices.Sort(t)
	if len(t) > 0 {
		b.ReportMetric(milliseconds(t[len(t)/2]), name+"-p50-ms")
		b.ReportMetric(milliseconds(t[len(t)*99/100]), name+"-p99-ms")
		b.ReportMetric(milliseconds(t[len(t)-1]), name+"-most-ms")
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// purge is the request that deletes what has expired.
func purge(id string) []byte {
	return request("/cfcc/control?view=services/AdministratorService", "Content-Type: text/xml; charset=utf-8\r\nSOAPAction: \"\"\r\n",
		envelope("", `<m:deleteExpiredSessionIds xmlns:m="http://administratorService.soap.sift.proginet.com"><sessionId>`+id+`</sessionId></m:deleteExpiredSessionIds>`))
}

// waits has a caller begin and end sessions while something is done, and returns how long its calls took.
func (h *hall) waits(b *testing.B, during func()) (took times) {
	ctx, cancel := context.WithCancel(context.Background())
	caller := h.server.Clients(b, 1, life(mftTalk(), 1))
	var all sync.WaitGroup
	all.Go(func() {
		for ctx.Err() == nil {
			begin := time.Now()
			if err := caller.Run(1); err != nil {
				b.Error(err)
				return
			}
			took = append(took, time.Since(begin))
		}
	})
	during()
	cancel()
	all.Wait()
	return took
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
	if err := to.Sync(); err != nil { // or the first request pays for it
		b.Fatal(err)
	}
	if err := to.Close(); err != nil {
		b.Fatal(err)
	}
	return to.Name()
}
