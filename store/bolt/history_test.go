package bolt

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// histories is how many are tried, always the same, so that a failure is of a change and not of chance. SOAPSTONE_HISTORIES says how
// many others are; SOAPSTONE_HISTORY names one, by its seed.
const histories = 100

// historySteps is how long each is.
const historySteps = 30

// TestHistories plays random histories, in which callers come together, the disk is slow or fails, and the power is lost, and
// compares all that anybody is told or sees with what a map would hold.
func TestHistories(t *testing.T) {
	seed, n := uint64(1), histories
	if text := os.Getenv("SOAPSTONE_HISTORIES"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatalf("SOAPSTONE_HISTORIES: %v", err)
		}
		seed = rand.Uint64()
	} else if testing.Short() {
		n = histories / 10
	}
	if text := os.Getenv("SOAPSTONE_HISTORY"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("SOAPSTONE_HISTORY: %v", err)
		}
		n = 1
	}
	empty := emptyFile(t)
	var all counts
	for range n {
		if !t.Run(fmt.Sprint(seed), func(t *testing.T) { playHistory(t, seed, empty, &all) }) {
			t.Fatalf("again with SOAPSTONE_HISTORY=%d", seed)
		}
		seed++
	}
	t.Logf("%+v", all)
}

// counts says what the histories had.
type counts struct {
	Calls, Held, Ahead, Failed, Unsure, Crashes, Images int
}

// A history is a store in use, and what should be in it.
type history struct {
	*counts
	t            *testing.T
	chance       *rand.Rand
	tick         chan time.Time
	segment      int64
	alwaysQueued bool

	path    string
	db      *DB
	disk    *disk
	handles [historyHandles]*Handle
	broken  atomic.Bool
	views   []*longView
	waits   map[store.Key]<-chan struct{}

	minutes int // since noon: no LastUsed is later
	serial  int // of the last call
	steps   []string

	is        moment // all that is acknowledged
	open      []*call
	glimpses  []glimpse
	accounted int        // events that is has
	floor     sync.Mutex // of one function, or one touch, at a time
	events    []event

	mayFail, mayBeUnsure bool // a call in this step, because of the disk
	mayLag               bool // a Flush: the file was full since the last one
	mayClose             bool // a call: the file is being closed
	unsure               bool // one that was told so
}

func playHistory(t *testing.T, seed uint64, empty []byte, all *counts) {
	h := &history{counts: all, t: t, chance: rand.New(rand.NewPCG(seed, 1)), tick: make(chan time.Time), is: newMoment()}
	h.segment = []int64{1 << 10, 4 << 10, 16 << 10, 0}[h.chance.IntN(4)]
	h.alwaysQueued = h.chance.IntN(3) == 0
	path := filepath.Join(t.TempDir(), "s.db")
	if err := errors.Join(os.WriteFile(path, empty, 0o600), os.Truncate(path, mapped)); err != nil {
		t.Fatal(err)
	}
	h.start(path)
	defer func() { // also when it failed, so that the folder can be removed
		if err := h.end(); err != nil && !t.Failed() {
			t.Error(err)
		}
	}()
	for range historySteps {
		h.step()
	}
	h.reopen()
}

func (h *history) note(format string, args ...any) {
	h.steps = append(h.steps, fmt.Sprintf(format, args...))
}

func (h *history) fatal(format string, args ...any) {
	h.t.Helper()
	h.t.Fatalf("%s\nafter, in segments of %d, queued %v:\n%s", fmt.Sprintf(format, args...), h.segment, h.alwaysQueued, lines(h.steps[max(0, len(h.steps)-40):]))
}

func lines(all []string) string { return "  " + strings.Join(all, "\n  ") }

// step does one thing, and looks whether all is as it should be.
func (h *history) step() {
	h.mayFail, h.mayBeUnsure = h.disk.full.Load(), false
	switch h.chance.IntN(20) {
	case 0, 1, 2, 3:
		h.atOnce()
	case 4, 5, 6, 7, 8, 9:
		h.held()
	case 10, 11, 12:
		for range 1 + h.chance.IntN(3) {
			h.touch(anyKey(h.chance), noon.Add(time.Duration(h.chance.IntN(h.minutes+1))*time.Minute))
		}
	case 13:
		for n := range 12 { // so many that a Due has more to move on than it may
			h.touchLate(anyKeyOf(n))
		}
	case 14:
		h.note("tick")
		h.tick <- time.Time{}
	case 15:
		h.flush()
	case 16:
		h.look()
	case 17:
		h.wait()
	case 18:
		h.disk.full.Store(!h.disk.full.Load())
		h.mayLag = true
		h.note("the disk is full for checkpoints: %v", h.disk.full.Load())
	case 19:
		if h.chance.IntN(2) == 0 {
			h.reopen()
		} else {
			h.crash()
		}
	}
	h.settled()
	if len(h.views) > 2 || len(h.views) > 0 && h.chance.IntN(6) == 0 {
		h.leave()
	}
}

// settled waits for all calls, and looks at what they came to.
func (h *history) settled() {
	for _, c := range h.open {
		<-c.done
	}
	_ = h.handles[0].Update(context.Background(), func(store.Tx) error { return nil }) // a Flush whose caller has gone may be under way
	h.disk.sick.Store(false)
	h.disk.bad.Store(false)
	if h.disk.failed.Load() { // at the end of a checkpoint, of which the writer hears soon
		until(h.broken.Load)
	}
	h.account()
	if h.unsure || h.broken.Load() {
		h.Unsure++
		if !h.mayBeUnsure || !h.broken.Load() {
			h.fatal("it may be unsure: %v; a call was told so: %v; it is broken: %v", h.mayBeUnsure, h.unsure, h.broken.Load())
		}
		h.crash()
	}
	h.shows("when all is acknowledged")
	if h.mayFail && h.chance.IntN(4) == 0 {
		h.looksAtImage()
	}
}
