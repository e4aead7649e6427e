package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.etcd.io/bbolt"
)

// soakTime is how long the soak lasts; SOAPSTONE_SOAK says another duration, and `make soak` an hour.
const soakTime = "6s"

// soakUsers is how many users there are: a system may remember each for good.
const soakUsers = 500

// soakKept is how many records there may be once all sessions have ended: what systems remember of users.
const soakKept = 5 * soakUsers

// TestSoak has clients of all systems come, go and die for a while, and time pass quickly for what they leave behind. After
// a third of it the server has all that it needs; from then on its memory, its goroutines, its files and its data file must
// not grow.
func TestSoak(t *testing.T) {
	t.Parallel()
	lasts, err := time.ParseDuration(cmp.Or(os.Getenv("SOAPSTONE_SOAK"), soakTime))
	if err != nil {
		t.Fatalf("SOAPSTONE_SOAK: %v", err)
	}
	folder := t.TempDir()
	config, data, ready := filepath.Join(folder, "c.yaml"), filepath.Join(folder, "sessions.db"), filepath.Join(folder, "ready.json")
	if err := os.WriteFile(config, []byte("model204:\n  privateLimit: 1000000\nsqlserver:\n  choices:\n    defaultSessionTimeout: 60\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	v := startVictim(t, filepath.Join(buildProgram(t), "soapstone"), "--config", config, "--data", data, "--ready-file", ready)
	s := &soak{url: v.url, admin: v.adminOf(t, ready), data: data}
	warm := s.run(t, lasts/3)
	last := s.run(t, lasts-lasts/3)
	t.Logf("%v: %d lives, %d died; after a third: %v; at the end: %v", lasts, s.lives.Load(), s.deaths.Load(), warm, last)
	for _, flat := range []struct {
		what        string
		warm, last  float64
		more, slack float64 // how much larger it may be, in all
	}{
		{"heap", warm.heap, last.heap, 1.3, 16 << 20},
		{"goroutines", warm.goroutines, last.goroutines, 1, 10},
		{"open files", warm.files, last.files, 1, 10},
		{"data file", warm.file, last.file, 1.3, 4 << 20},
	} {
		if flat.last > flat.warm*flat.more+flat.slack {
			t.Errorf("%s: it grew from %.0f to %.0f", flat.what, flat.warm, flat.last)
		}
	}
	// The file keeps the size of its fullest moment. What lies in it at the end must be no more than the users.
	v.kill()
	kept, pages := inUse(t, data)
	t.Logf("kept in the data file: %d records in %.1f MB", kept, float64(pages)/1e6)
	if kept > soakKept || pages > soakKept*1000 {
		t.Errorf("the data file has %d records in %d bytes, want no more than %d of 1,000 each", kept, pages, soakKept)
	}
	if s.lives.Load() < 100 {
		t.Errorf("%d lives are too few", s.lives.Load())
	}
}

type soak struct {
	url, admin, data string
	lives, deaths    atomic.Int64
	next             atomic.Int64
}

// figures are what must not grow.
type figures struct{ heap, resident, goroutines, files, file float64 }

func (f figures) String() string {
	return fmt.Sprintf("heap %.1f MB, resident %.1f MB, %.0f goroutines, %.0f open files, data file %.1f MB",
		f.heap/1e6, f.resident/1e6, f.goroutines, f.files, f.file/1e6)
}

// run has clients live for a while, lets them go, and measures.
func (s *soak) run(t *testing.T, d time.Duration) figures {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	var all sync.WaitGroup
	for _, life := range lives() {
		for range crashCallers {
			all.Go(func() {
				for ctx.Err() == nil {
					if err := s.live(life); err != nil {
						t.Errorf("%s: %v", life.system, err)
						return
					}
				}
			})
		}
	}
	all.Go(func() {
		often := time.NewTicker(2 * time.Millisecond)
		defer often.Stop()
		for ctx.Err() == nil {
			<-often.C
			s.die(t)
		}
	})
	second := time.NewTicker(time.Second)
	defer second.Stop()
	heap := 0.0
	for ctx.Err() == nil {
		select {
		case <-second.C:
		case <-ctx.Done():
			continue
		}
		s.pass(t)
		// What the heap falls to is what is used: the rest is garbage that nobody has looked at yet.
		if now := s.measure(t).heap; heap == 0 || now < heap {
			heap = now
		}
	}
	all.Wait()
	s.pass(t)
	http.DefaultClient.CloseIdleConnections()
	f := s.measure(t)
	f.heap = min(f.heap, cmp.Or(heap, f.heap))
	return f
}

// inUse counts the entries in a data file that nobody has open, indexes included, and the bytes of the pages they lie in.
func inUse(t *testing.T, data string) (entries, bytes int) {
	t.Helper()
	db, err := bbolt.Open(data, 0o600, &bbolt.Options{ReadOnly: true, Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error {
			s := b.Stats()
			entries += s.KeyN
			bytes += s.LeafAlloc + s.BranchAlloc
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return entries, bytes
}

// live is a session with a client of its own, who may forget to end it. That somebody else ended it, or time, is part of it.
func (s *soak) live(life life) error {
	c := newCaller(s.url)
	defer c.http.CloseIdleConnections()
	for range 1 + rand.IntN(5) {
		n := int(s.next.Add(1)) % soakUsers
		id, err := life.begin(c, n)
		if err != nil {
			if life.system == "model204" && !errors.Is(err, errNoAnswer) {
				continue // the user has a session
			}
			return err
		}
		for range rand.IntN(4) {
			if _, err := life.alive(c, n, id); err != nil {
				return err
			}
			if life.touch != nil {
				if err := life.touch(c, n, id); err != nil {
					return err
				}
			}
		}
		s.lives.Add(1)
		if rand.IntN(3) > 0 {
			if _, err := life.end(c, n, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// die is a client that goes in the midst of its request, or before the answer.
func (s *soak) die(t *testing.T) {
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close()
	q := sqlRequest("/sql/demo", "alice", "soapstone", "", `<sqlbatch xmlns="http://schemas.microsoft.com/sqlserver/2004/SOAP">`+
		`<BatchCommands>WAITFOR DELAY '10:00:00'</BatchCommands></sqlbatch>`)
	text := q.header(fmt.Sprintf("Content-Length: %d\r\n", len(q.body))) + q.body
	_, _ = io.WriteString(conn, text[:rand.IntN(len(text)+1)]) // it is about to die
	s.deaths.Add(1)
}

// pass lets a day pass, in which what nobody ended comes to its end.
func (s *soak) pass(t *testing.T) {
	answer, err := http.Post(s.admin+"/clock/advance?by=24h", "", nil)
	if err != nil {
		t.Error(err)
		return
	}
	defer answer.Body.Close()
	if text, err := io.ReadAll(answer.Body); err != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("the clock says %s %s, %v", answer.Status, text, err)
	}
	// TIBCO MFT keeps the rows of sessions that have expired until a call deletes them, as this one does.
	c := newCaller(s.url)
	defer c.http.CloseIdleConnections()
	text, err := c.post("/cfcc/control?view=services/FTService", "admin", "text/xml", "", envelope("", `<getSession/>`))
	if err == nil {
		_, err = part(text, `<getSessionReturn[^>]*>([^<]+)<`)
	}
	if err != nil {
		t.Errorf("TIBCO MFT deletes no sessions that have expired: %v", err)
	}
}

func (s *soak) measure(t *testing.T) figures {
	text := get(t, s.admin+"/metrics")
	value := func(name string) float64 {
		found := regexp.MustCompile(`(?m)^` + name + ` (\S+)$`).FindStringSubmatch(text)
		if found == nil {
			return 0 // not known on this system
		}
		n, err := strconv.ParseFloat(found[1], 64)
		if err != nil {
			t.Error(err)
		}
		return n
	}
	f := figures{heap: value("go_memstats_heap_alloc_bytes"), resident: value("process_resident_memory_bytes"),
		goroutines: value("go_goroutines"), files: value("process_open_fds")}
	if info, err := os.Stat(s.data); err == nil {
		f.file = float64(info.Size())
	}
	return f
}
