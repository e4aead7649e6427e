package soap_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
)

// The simulation plays what makes moving a clock hard: callers who want the same few sessions,
// wait for them with a deadline, keep them for a while and hand them on to the first in the queue
// who is still in time. What becomes of each caller must not depend on how the clock is moved.

// A visit is one step in a caller's life: it waits pause, then wants a session for at most
// patience, and keeps it for keep.
type visit struct {
	session               int
	pause, patience, keep time.Duration
}

// drawLives makes up the lives of some callers. With a coarse grain many instants coincide.
func drawLives(chance *rand.Rand, grain time.Duration, grains int64) [][]visit {
	span := func() time.Duration { return time.Duration(chance.Int64N(grains)) * grain }
	lives := make([][]visit, 2+chance.IntN(7))
	for i := range lives {
		for range 1 + chance.IntN(5) {
			lives[i] = append(lives[i], visit{chance.IntN(2), span(), span(), span()})
		}
	}
	return lives
}

// A session is what callers wait for.
type session struct {
	holder  int // -1 for nobody
	queue   []ticket
	changed chan struct{}
}

type ticket struct {
	caller   int
	deadline time.Time
}

func (s *session) handOn(now time.Time) {
	s.holder = -1
	for len(s.queue) > 0 && s.holder < 0 {
		first := s.queue[0]
		s.queue = s.queue[1:]
		if !first.deadline.Before(now) {
			s.holder = first.caller
		}
	}
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *session) leaveQueue(caller int) {
	for i, t := range s.queue {
		if t.caller == caller {
			s.queue = append(s.queue[:i:i], s.queue[i+1:]...)
			return
		}
	}
}

// An office holds the sessions and notes what happens.
type office struct {
	mu       sync.Mutex
	sessions [2]session
	notes    []string   // of all callers, in order
	own      [][]string // caller by caller
}

func newOffice(callers int) *office {
	o := &office{own: make([][]string, callers)}
	for i := range o.sessions {
		o.sessions[i] = session{holder: -1, changed: make(chan struct{})}
	}
	return o
}

func (o *office) note(now time.Time, caller int, what string) {
	line := fmt.Sprintf("%v caller %d %s", now.Sub(noon), caller, what)
	o.notes = append(o.notes, line)
	o.own[caller] = append(o.own[caller], line)
}

// open says whether the caller got the session before its patience ended.
func (o *office) open(turn *soap.Turn, now time.Time, caller int, v visit) (time.Time, bool) {
	s := &o.sessions[v.session]
	deadline := now.Add(v.patience)
	o.mu.Lock()
	defer o.mu.Unlock()
	if s.holder < 0 {
		s.holder = caller
	} else {
		s.queue = append(s.queue, ticket{caller, deadline})
	}
	for {
		if s.holder == caller {
			o.note(now, caller, fmt.Sprintf("got %d", v.session))
			return now, true
		}
		if !now.Before(deadline) {
			s.leaveQueue(caller)
			o.note(now, caller, fmt.Sprintf("gave up %d", v.session))
			return now, false
		}
		changed := s.changed // taken together with the look
		o.mu.Unlock()
		now, _, _ = turn.Wait(context.Background(), deadline, changed)
		o.mu.Lock()
	}
}

func (o *office) live(turn *soap.Turn, caller int, life []visit) {
	defer turn.End()
	for _, v := range life {
		now, _, _ := turn.Wait(context.Background(), turn.Now().Add(v.pause), nil)
		now, got := o.open(turn, now, caller, v)
		if !got {
			continue
		}
		now, _, _ = turn.Wait(context.Background(), now.Add(v.keep), nil)
		o.mu.Lock()
		o.note(now, caller, fmt.Sprintf("left %d", v.session))
		o.sessions[v.session].handOn(now)
		o.mu.Unlock()
	}
}

// play starts the callers one after the other, lets move go through the time, and comes back when
// all have lived their lives.
func play(t *testing.T, c *soap.Clock, lives [][]visit, move func()) *office {
	t.Helper()
	o := newOffice(len(lives))
	for i, life := range lives {
		turn := c.Begin()
		go o.live(turn, i, life)
		if err := c.AwaitIdle(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	move()
	if n := c.Waiting(); n != 0 {
		t.Fatalf("%d callers still wait", n)
	}
	return o
}

// lifetime is more than any simulated life takes.
func lifetime(lives [][]visit) time.Duration {
	total := time.Duration(1)
	for _, life := range lives {
		for _, v := range life {
			total += v.pause + v.patience + v.keep
		}
	}
	return total
}

func runs(t *testing.T, n uint64) uint64 {
	if testing.Short() {
		return n / 20
	}
	t.Parallel()
	return n
}

// One big step gives to the letter, and in the same order, what many small ones give.
func TestOneStepIsAsGoodAsMany(t *testing.T) {
	for seed := range runs(t, 3000) {
		chance := rand.New(rand.NewPCG(seed, 1))
		lives := drawLives(chance, time.Second, 6)
		total := lifetime(lives)

		once := soap.NewFrozenClock(noon)
		big := play(t, once, lives, func() { advance(t, once, total) })

		often := soap.NewFrozenClock(noon)
		small := play(t, often, lives, func() {
			for end := noon.Add(total); often.Now().Before(end); {
				step := time.Duration(chance.Int64N(int64(2500 * time.Millisecond)))
				if chance.IntN(2) == 0 {
					advance(t, often, step)
				} else if err := often.Set(t.Context(), often.Now().Add(step)); err != nil {
					t.Fatal(err)
				}
			}
		})
		if diff := cmp.Diff(small.notes, big.notes); diff != "" {
			t.Fatalf("seed %d: small steps (-) and a big one (+) differ:\n%s", seed, diff)
		}
	}
}

// One big step gives to each caller what slow time would have given: a clock at real speed in a
// bubble where a timer rings only when everyone has done what he could. The grain is so fine that
// no two instants coincide, because for these real time promises nothing.
func TestWalkIsAsGoodAsSlowTime(t *testing.T) {
	for seed := range runs(t, 2000) {
		lives := drawLives(rand.New(rand.NewPCG(seed, 2)), 1, int64(1000*time.Hour))
		total := lifetime(lives)

		walked := soap.NewFrozenClock(noon)
		big := play(t, walked, lives, func() { advance(t, walked, total) })

		synctest.Test(t, func(t *testing.T) {
			real := soap.NewClock()
			if err := real.Set(t.Context(), noon); err != nil {
				t.Fatal(err)
			}
			slow := play(t, real, lives, func() { time.Sleep(total) }) // the bubble's time
			if diff := cmp.Diff(slow.own, big.own); diff != "" {
				t.Errorf("seed %d: slow time (-) and a walk (+) differ:\n%s", seed, diff)
			}
		})
		if t.Failed() {
			return
		}
	}
}

// Everything at once: turns that begin, wait, give up and end while the clock is moved to and fro,
// frozen, let go and at last stopped. Whatever happens, no wait ends without its reason.
func TestClockUnderLoad(t *testing.T) {
	for seed := range runs(t, 100) {
		c := soap.NewFrozenClock(noon)
		var visitors, movers sync.WaitGroup
		for i := range uint64(8) {
			visitors.Go(func() { visitClock(t, c, rand.New(rand.NewPCG(seed, i))) })
			movers.Go(func() { moveClock(t, c, rand.New(rand.NewPCG(seed, 100+i))) })
		}
		movers.Wait()
		c.Stop()
		visitors.Wait()
		if err := c.AwaitIdle(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

func visitClock(t *testing.T, c *soap.Clock, chance *rand.Rand) {
	for range 30 {
		turn := c.Begin()
		ctx, cancel := context.WithCancel(context.Background())
		changed := make(chan struct{})
		until := turn.Now().Add(time.Duration(chance.Int64N(int64(time.Minute))))
		var other sync.WaitGroup
		switch chance.IntN(4) {
		case 0:
			other.Go(cancel)
		case 1:
			other.Go(func() { close(changed) })
		}
		at, back, err := turn.Wait(ctx, until, changed)
		turn.End()
		other.Wait()
		select {
		case <-changed:
		default:
			if err == nil && at.Before(until.Add(-back)) {
				t.Errorf("a wait until %v, set back by %v, ended at %v for no reason", until, back, at)
			}
		}
		cancel()
	}
}

func moveClock(t *testing.T, c *soap.Clock, chance *rand.Rand) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for range 10 {
		switch chance.IntN(6) {
		case 0:
			c.Freeze()
		case 1:
			c.Run()
		case 2:
			_ = c.Set(ctx, c.Now().Add(-time.Hour))
		case 3:
			go cancel()
		default:
			_ = c.Advance(ctx, time.Hour)
		}
		if c.Waiting() < 0 {
			t.Error("fewer than no turns wait")
		}
	}
}
