package soaptest_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// purges measures for how long one call that deletes the sessions that have expired holds up others, where that is
// a tenth of a million: MFT's room has no sweep but this.
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
			var waited, alone time.Duration
			for b.Loop() {
				h := &hall{path: copied(b, h.path)}
				h.open(b)
				if err := h.clock.Set(context.Background(), opening.Add(30*time.Minute+tt.expired)); err != nil {
					b.Fatal(err)
				}
				_, answer := h.server.Do(b, mft.begin(0))
				purge := purge(string(mft.id.FindSubmatch(answer)[1]))
				alone = max(alone, h.waits(b, func() { <-time.After(time.Second) }))
				waited = max(waited, h.waits(b, func() {
					if status, answer := h.server.Do(b, purge); status != http.StatusOK {
						b.Errorf("%s", answer)
					}
				}))
				if err := h.db.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(0, "ns/op") // most of it is making ready
			b.ReportMetric(milliseconds(waited), "waited-ms")
			b.ReportMetric(milliseconds(alone), "unpurged-waited-ms")
		})
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// purge is the request that deletes what has expired.
func purge(id string) []byte {
	return request("/cfcc/control?view=services/AdministratorService", "Content-Type: text/xml; charset=utf-8\r\nSOAPAction: \"\"\r\n",
		envelope("", `<m:deleteExpiredSessionIds xmlns:m="http://administratorService.soap.sift.proginet.com"><sessionId>`+id+`</sessionId></m:deleteExpiredSessionIds>`))
}

// waits has a caller begin and end sessions while something is done, and returns the longest time that one call took.
func (h *hall) waits(b *testing.B, during func()) (longest time.Duration) {
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
			longest = max(longest, time.Since(begin))
		}
	})
	during()
	cancel()
	all.Wait()
	return longest
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
