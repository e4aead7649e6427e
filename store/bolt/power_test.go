package bolt

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/soapstone-dev/soapstone/store"
)

const sector = 512 // what a disk writes whole or not at all

// A cache is what lies between a file and its disk: of what was written since the last sync, a loss of power leaves some sectors.
type cache struct {
	segmentFile
	grid *grid
	mu   sync.Mutex
	disk []byte
	size int              // of the file that is on the disk
	late map[int64][]byte // sectors, by their place
	all  []byte           // as a reader sees it
}

func (c *cache) WriteAt(b []byte, at int64) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if grown := int(at) + len(b); grown > len(c.all) {
		c.all = append(c.all, make([]byte, grown-len(c.all))...)
	}
	copy(c.all[at:], b)
	for s := at / sector * sector; s < at+int64(len(b)); s += sector {
		c.late[s] = append([]byte(nil), c.all[s:min(s+sector, int64(len(c.all)))]...)
	}
	return c.segmentFile.WriteAt(b, at)
}

func (c *cache) Sync() error {
	c.mu.Lock()
	c.size = len(c.all)
	c.mu.Unlock()
	return c.SyncData()
}

// SyncData says nothing of what lies behind the end that the file had at the last Sync.
func (c *cache) SyncData() error {
	c.grid.perhapsFails()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.disk = append([]byte(nil), c.all[:c.size]...)
	maps.DeleteFunc(c.late, func(at int64, _ []byte) bool { return at+sector <= int64(c.size) })
	return nil // what the machine's own disk has is of no interest
}

// after returns what is on the disk when the power is back.
func (c *cache) after(lost func() bool) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	left := append([]byte(nil), c.disk...)
	for at, b := range c.late {
		if lost() {
			continue
		}
		if end := int(at) + len(b); end > len(left) {
			left = append(left, make([]byte, end-len(left))...)
		}
		copy(left[at:], b)
	}
	return left
}

// told is what the callers know.
type told struct{ made, ending, ended map[string]bool }

// An outage is what there is after a loss of power.
type outage struct {
	folder string
	told
}

// A grid is where the power comes from.
type grid struct {
	t      *testing.T
	db     *DB
	chance *rand.Rand
	caches [2]*cache

	mu   sync.Mutex
	told told
	outs []outage
}

func (g *grid) open(path string) (segmentFile, error) {
	f, err := createSegment(path)
	c := &cache{segmentFile: f, grid: g, late: make(map[int64][]byte)}
	for n := range g.caches {
		if path == segmentPath(filepath.Join(filepath.Dir(path), "s.db"), n) {
			g.caches[n] = c
		}
	}
	return c, err
}

// perhapsFails notes, now and then, what a loss of power would leave. The journal calls it, so that no frame is written, and no
// checkpoint begins meanwhile; of one that is under way, bbolt sees to it that it has happened or not, however far it is.
func (g *grid) perhapsFails() {
	if g.db == nil || g.chance.IntN(8) > 0 {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	o := outage{folder: g.t.TempDir(), told: told{maps.Clone(g.told.made), maps.Clone(g.told.ending), maps.Clone(g.told.ended)}}
	path := filepath.Join(o.folder, "s.db")
	share := g.chance.Float64()
	for n, c := range g.caches {
		if err := os.WriteFile(segmentPath(path, n), c.after(func() bool { return g.chance.Float64() < share }), 0o600); err != nil {
			g.t.Error(err)
		}
	}
	file, err := os.ReadFile(g.db.path)
	if err == nil {
		err = os.WriteFile(path, file, 0o600)
	}
	if err != nil {
		g.t.Error(err)
	}
	g.outs = append(g.outs, o)
}

func (g *grid) note(in func() map[string]bool, id string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	in()[id] = true
}

// TestPowerLoss looks at what is left after losses of power at many moments, each with other sectors of what was not synced yet:
// what was acknowledged is there, and what was ended is not, and who was in the middle of something has all of it or nothing.
func TestPowerLoss(t *testing.T) {
	for _, segment := range []int64{2 << 10, 8 << 10, 64 << 10} {
		t.Run(fmt.Sprint(segment), func(t *testing.T) {
			seed := rand.Uint64()
			t.Logf("seed %d", seed)
			g := &grid{t: t, chance: rand.New(rand.NewPCG(seed, 0)), told: told{map[string]bool{}, map[string]bool{}, map[string]bool{}}}
			db, err := Open(filepath.Join(t.TempDir(), "s.db"), Options{segment: segment, create: g.open})
			if err != nil {
				t.Fatal(err)
			}
			g.db = db
			var wg sync.WaitGroup
			for c := range 4 {
				wg.Go(func() { g.live(db.Handle(), c) })
			}
			wg.Wait()
			g.db = nil
			if err := db.Close(); err != nil {
				t.Error(err)
			}
			if len(g.outs) < 10 {
				t.Fatalf("the power was lost %d times only", len(g.outs))
			}
			for _, o := range g.outs {
				o.check(t)
			}
		})
	}
}

// live makes pairs of sessions and ends most of them.
func (g *grid) live(h *Handle, caller int) {
	ctx := context.Background()
	for n := range 150 {
		id := fmt.Sprintf("%d-%d", caller, n)
		a, b := session(id+"-a"), session(id+"-b")
		if n%7 == 0 {
			a.Values["long"] = string(make([]byte, 3000)) // several sectors
		}
		if err := h.Update(ctx, func(tx store.Tx) error { return errors.Join(tx.Put(a), tx.Put(b)) }); err != nil {
			g.t.Error(err)
			return
		}
		g.note(func() map[string]bool { return g.told.made }, id)
		if err := h.Touch(ctx, a.Key, noon.Add(1)); err != nil {
			g.t.Error(err)
		}
		if n%4 == 0 {
			continue
		}
		g.note(func() map[string]bool { return g.told.ending }, id)
		if err := h.Update(ctx, func(tx store.Tx) error { return errors.Join(tx.Delete(a.Key), tx.Delete(b.Key)) }); err != nil {
			g.t.Error(err)
			return
		}
		g.note(func() map[string]bool { return g.told.ended }, id)
	}
}

func (o outage) check(t *testing.T) {
	t.Helper()
	db, err := Open(filepath.Join(o.folder, "s.db"), Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	there := make(map[string]int)
	err = db.Handle().View(context.Background(), func(tx store.Tx) error {
		for r, err := range tx.All("mft", store.KindSession, store.Place{}) {
			if err != nil {
				return err
			}
			there[r.Key.ID[:len(r.Key.ID)-2]]++
		}
		due := 0
		for _, err := range tx.Due("mft", store.KindSession, noon.AddDate(1, 0, 0)) {
			if err != nil {
				return err
			}
			due++
		}
		if due != 2*len(there) {
			t.Errorf("%d of %d are due", due, 2*len(there))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, n := range there {
		if n != 2 {
			t.Errorf("of the pair %s, there is one", id)
		}
		if o.ended[id] {
			t.Errorf("%s was ended, and is there again", id)
		}
	}
	for id := range o.made {
		if there[id] == 0 && !o.ending[id] {
			t.Errorf("%s was acknowledged, and is lost", id)
		}
	}
}
