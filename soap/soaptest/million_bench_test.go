package soaptest_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/loopback"
	"github.com/soapstone-dev/soapstone/soap/mft"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

const (
	few  = 1_000
	many = 1_000_000
)

// opening is when the first session is made. One a millisecond follows, and when a million are there the clock stands still.
var opening = time.Date(2015, 6, 1, 12, 0, 0, 0, time.UTC)

// BenchmarkMillion is what store/bolt's benchmark of this name measures, through the MFT room and over HTTP.
//
//	go test ./soap/soaptest -run '^$' -bench Million -timeout 30m
func BenchmarkMillion(b *testing.B) {
	if testing.Short() {
		b.Skip("makes a million sessions")
	}
	dir := b.TempDir()
	halls := [2]*hall{{n: few, path: filepath.Join(dir, "few.db")}, {n: many, path: filepath.Join(dir, "many.db")}}
	for _, h := range halls {
		h.fill(b)
	}
	b.Run("Open", func(b *testing.B) {
		compare(b, 1, halls, func(h *hall, _ int) (time.Duration, error) {
			begin := time.Now()
			h.open(b)
			took := time.Since(begin)
			return took, h.db.Close()
		})
	})
	for _, tt := range []struct {
		name           string
		callers, block int
		next           func(h *hall) func(caller int, answer []byte) []byte
		again          func(h *hall) error // what is done after a block, in a time of its own
	}{
		{"Validate", 1, 1000, (*hall).validate, nil},
		{"Owned10", 1, 500, (*hall).owned10, nil},
		{"End", 1, 100, (*hall).end, (*hall).putBack},
		{"Durable", 64, 6400, func(*hall) func(int, []byte) []byte { return life(mftTalk(), 64) }, nil},
	} {
		b.Run(tt.name, func(b *testing.B) {
			var clients = map[*hall]*loopback.Clients{}
			for _, h := range halls {
				h.open(b)
				defer h.db.Close()
				clients[h] = h.server.Clients(b, tt.callers, tt.next(h))
			}
			compare(b, tt.block, halls, func(h *hall, n int) (time.Duration, error) {
				begin := time.Now()
				err := clients[h].Run(n)
				took := time.Since(begin)
				if err == nil && tt.again != nil {
					err = tt.again(h)
				}
				return took, err
			})
		})
	}
	b.Run("Purge", func(b *testing.B) { purges(b, halls[1]) })
}

// A hall is a world over a store with so many sessions of the MFT room.
type hall struct {
	n      int
	path   string
	ids    []string // of some of its sessions, in no order
	drawn  int      // how many of them have been used
	ended  []string
	kept   map[string]store.Record // as they were made, of the same
	clock  *soap.Clock
	db     *bolt.DB
	store  *bolt.Handle
	world  *world.World
	server *loopback.Server
}

// bulk lets a room's updates be parts of one.
type bulk struct {
	store.Store
	tx store.Tx
}

func (b *bulk) Update(_ context.Context, f func(store.Tx) error) error { return f(b.tx) }

// settings are the default ones, with as many users as are needed.
func settings() world.Config {
	c := world.Default()
	c.MFT.Accounts = append(c.MFT.Accounts, mft.Account{Name: "user*", Password: "soapstone"})
	return c
}

// fill makes the sessions as an operator makes them, ten to a user. A hundred thousand ids are kept.
func (h *hall) fill(b *testing.B) {
	b.Helper()
	db, err := bolt.Open(h.path, bolt.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	s, into := db.Handle(), &bulk{}
	h.kept = map[string]store.Record{}
	room, err := mft.New(settings().MFT.Config, into)
	if err != nil {
		b.Fatal(err)
	}
	const batch = 2_000 // as many pages as one of them writes are left free
	for from := 0; from < h.n; from += batch {
		err := s.Update(context.Background(), func(tx store.Tx) error {
			into.tx = tx
			for i := from; i < min(from+batch, h.n); i++ {
				key, err := room.Make(context.Background(), opening.Add(time.Duration(i)*time.Millisecond), rand.Reader, map[string]string{"user": fmt.Sprint("user", i/10)})
				if err != nil {
					return err
				}
				if i%max(h.n/100_000, 1) == 0 {
					h.ids = append(h.ids, key.ID)
					if h.kept[key.ID], err = tx.Get(key); err != nil {
						return err
					}
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

// open puts the hall on loopback.
func (h *hall) open(b *testing.B) {
	b.Helper()
	var err error
	if h.db, err = bolt.Open(h.path, bolt.Options{}); err != nil {
		b.Fatal(err)
	}
	h.clock, h.store = soap.NewFrozenClock(opening.Add(many*time.Millisecond)), h.db.Handle()
	if h.world, err = world.New(settings(), h.store, h.clock, world.Options{}); err != nil {
		b.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", h.world.Handler())
	mux.HandleFunc("/sessions", func(w http.ResponseWriter, r *http.Request) { // as operators list them
		page, err := h.world.Sessions(r.Context(), world.Query{System: "mft", Owner: r.FormValue("owner")})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		json.NewEncoder(w).Encode(page)
	})
	h.server = loopback.ServeQuick(b, mux)
}

// compare has b.N requests sent to each hall, so many before it is the other's turn: what else the machine does happens to
// both. It reports what a request takes, and how many times longer it takes with a million sessions.
func compare(b *testing.B, block int, halls [2]*hall, run func(h *hall, n int) (time.Duration, error)) {
	b.Helper()
	for _, h := range halls { // connections, pools and caches fill up
		if _, err := run(h, min(block, b.N)); err != nil {
			b.Fatal(err)
		}
	}
	var spent [2]time.Duration
	b.ResetTimer()
	for left := b.N; left > 0; left -= block {
		for i, h := range halls {
			took, err := run(h, min(block, left))
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

func mftTalk() talk { return talks()[1] }

// draw is the id of a session, another each time, until all have been drawn.
func (h *hall) draw() string {
	h.drawn++
	return h.ids[h.drawn*7919%len(h.ids)]
}

func (h *hall) validate() func(int, []byte) []byte {
	mft := mftTalk()
	return func(int, []byte) []byte { return mft.use(h.draw()) }
}

func (h *hall) owned10() func(int, []byte) []byte {
	return func(int, []byte) []byte {
		h.drawn++
		return fmt.Appendf(nil, "GET /sessions?owner=mft:user%d HTTP/1.1\r\nHost: localhost\r\n\r\n", h.drawn*7919%(h.n/10))
	}
}

func (h *hall) end() func(int, []byte) []byte {
	mft := mftTalk()
	return func(int, []byte) []byte {
		id := h.draw()
		h.ended = append(h.ended, id)
		return mft.end(id)
	}
}

// putBack makes the sessions again that were ended.
func (h *hall) putBack() error {
	return h.store.Update(context.Background(), func(tx store.Tx) error {
		for _, id := range h.ended {
			if err := tx.Put(h.kept[id]); err != nil {
				return err
			}
		}
		h.ended = h.ended[:0]
		return nil
	})
}
