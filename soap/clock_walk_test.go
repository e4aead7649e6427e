package soap_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
)

// The wrong return code that a clock which jumps gives: at 12:05 a session is handed on to one
// who waits until 12:10. Moved to 13:00 he must have got it at 12:05, not have waited in vain.
func TestWalkHandsOnBeforeTheDeadline(t *testing.T) {
	c := soap.NewFrozenClock(noon)
	closed := make(chan struct{})
	closer := c.Begin()
	go func() {
		defer closer.End()
		_, _, _ = closer.Wait(context.Background(), noon.Add(5*time.Minute), nil)
		close(closed)
	}()
	opener := begin(t, c, noon.Add(10*time.Minute), closed)
	advance(t, c, time.Hour)
	expect(t, opener, noon.Add(5*time.Minute), nil)
	expectNow(t, c, noon.Add(time.Hour))
}

// Set back by more years than a Duration holds, the clock shows what it was set to.
func TestSetFarBack(t *testing.T) {
	c := soap.NewFrozenClock(noon.AddDate(6000, 0, 0))
	if err := c.Set(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	expectNow(t, c, noon)
}

// A turn that is woken and waits again is woken again on the same walk.
func TestWalkLetsTurnsWaitAgain(t *testing.T) {
	c := soap.NewFrozenClock(noon)
	turn := c.Begin()
	var at []time.Duration
	go func() {
		defer turn.End()
		for next := noon.Add(time.Second); ; next = next.Add(time.Second) {
			now, _, err := turn.Wait(t.Context(), next, nil)
			if err != nil {
				return
			}
			at = append(at, now.Sub(noon))
		}
	}()
	advance(t, c, 3*time.Second)
	// Advance has come back, so the turn waits: no lock is needed to look.
	if want := []time.Duration{time.Second, 2 * time.Second, 3 * time.Second}; !slices.Equal(at, want) {
		t.Errorf("woken at %v, want %v", at, want)
	}
	c.Stop()
	if err := c.AwaitIdle(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Due at the same instant or let go by the same change, turns go one at a time in the order in
// which they began to wait.
func TestWalkWakesInOrder(t *testing.T) {
	for name, due := range map[string]bool{"due": true, "changed": false} {
		t.Run(name, func(t *testing.T) {
			c := soap.NewFrozenClock(noon)
			changed := make(chan struct{})
			until, channel := noon.Add(time.Minute), (chan struct{})(nil)
			if !due {
				until, channel = noon.Add(time.Hour), changed
				first := c.Begin()
				go func() {
					defer first.End()
					_, _, _ = first.Wait(context.Background(), noon.Add(time.Minute), nil)
					close(changed)
				}()
				if err := c.AwaitWaiting(t.Context(), 1); err != nil {
					t.Fatal(err)
				}
			}
			var order []int // the clock sees to it that one goroutine at a time is here
			var want []int
			n := c.Waiting()
			for i := range 20 {
				turn := c.Begin()
				go func() {
					defer turn.End()
					_, _, _ = turn.Wait(context.Background(), until, channel)
					order = append(order, i)
				}()
				if err := c.AwaitWaiting(t.Context(), n+i+1); err != nil {
					t.Fatal(err)
				}
				want = append(want, i)
			}
			advance(t, c, time.Minute)
			if !slices.Equal(order, want) {
				t.Errorf("woken in the order %v", order)
			}
		})
	}
}

// Advance first waits for the turns under way, so what they do still happens at their instant.
func TestAdvanceWaitsForTurnsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := soap.NewFrozenClock(noon)
		turn := c.Begin()
		moved := make(chan error, 1)
		go func() { moved <- c.Advance(t.Context(), time.Minute) }()
		synctest.Wait()
		if now := turn.Now(); now != noon {
			t.Errorf("the clock went to %v while a turn was under way", now)
		}
		turn.End()
		if err := <-moved; err != nil {
			t.Fatal(err)
		}
		expectNow(t, c, noon.Add(time.Minute))
	})
}

// A turn that never ends does not hold the operator for ever, and the clock stays where it was.
func TestAdvanceGivesUpOnAStuckTurn(t *testing.T) {
	c := soap.NewFrozenClock(noon)
	wakes, stuck := c.Begin(), make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		_, _, _ = wakes.Wait(context.Background(), noon.Add(time.Minute), nil)
		cancel()
		<-stuck
		wakes.End()
	}()
	if err := c.AwaitWaiting(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	also := begin(t, c, noon.Add(time.Minute), nil)
	later := begin(t, c, noon.Add(2*time.Minute), nil)
	if err := c.Advance(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Fatalf("Advance gave %v", err)
	}
	expectNow(t, c, noon.Add(time.Minute))
	expect(t, also, noon.Add(time.Minute), nil) // due where the clock was left
	if n := c.Waiting(); n != 1 {
		t.Errorf("%d turns wait, want 1", n)
	}
	close(stuck)
	advance(t, c, time.Hour)
	expect(t, later, noon.Add(2*time.Minute), nil)
	expectNow(t, c, noon.Add(time.Minute+time.Hour))
}

// Whoever was let go by a change on a walk that was given up is not forgotten.
func TestGivenUpWalkLeavesNobodyBehind(t *testing.T) {
	c := soap.NewFrozenClock(noon)
	ctx, cancel := context.WithCancel(t.Context())
	closed, stuck := make(chan struct{}), make(chan struct{})
	defer close(stuck)
	closer := c.Begin()
	go func() {
		defer closer.End()
		_, _, _ = closer.Wait(context.Background(), noon.Add(time.Minute), nil)
		close(closed)
		cancel()
		<-stuck
	}()
	opener := begin(t, c, time.Time{}, closed)
	if err := c.Advance(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Fatalf("Advance gave %v", err)
	}
	expect(t, opener, noon.Add(time.Minute), nil)
}

func TestAdvanceWithEndedContextMovesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := soap.NewFrozenClock(noon)
	over := begin(t, c, noon.Add(time.Second), nil)
	for name, move := range map[string]func() error{
		"advance": func() error { return c.Advance(ctx, time.Hour) },
		"set":     func() error { return c.Set(ctx, noon.Add(time.Hour)) },
		"reset":   func() error { return c.Reset(ctx) },
	} {
		if err := move(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s gave %v", name, err)
		}
		expectNow(t, c, noon)
	}
	c.Stop()
	expect(t, over, noon, soap.ErrStopped)
}

func TestMovesRefused(t *testing.T) {
	c := soap.NewFrozenClock(noon)
	ctx := t.Context()
	for name, err := range map[string]error{
		"advance back":       c.Advance(ctx, -1),
		"set to nothing":     c.Set(ctx, time.Time{}),
		"set before":         c.Set(ctx, time.Date(1969, 12, 31, 23, 59, 59, 0, time.UTC)),
		"set after":          c.Set(ctx, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)),
		"set after, by zone": c.Set(ctx, time.Date(9998, 12, 31, 23, 0, 0, 0, time.FixedZone("", -2*3600))),
	} {
		if err == nil {
			t.Errorf("%s was not refused", name)
		}
	}
	late := soap.NewFrozenClock(time.Date(9998, 12, 31, 0, 0, 0, 0, time.UTC))
	if err := late.Advance(ctx, 48*time.Hour); err == nil {
		t.Error("advance after was not refused")
	}
	expectNow(t, c, noon)
}

func TestWalksFollowOneAnother(t *testing.T) {
	c := soap.NewFrozenClock(noon)
	moved := make(chan error)
	over := begin(t, c, noon.Add(10*time.Minute), nil)
	for range 20 {
		go func() { moved <- c.Advance(t.Context(), time.Minute) }()
	}
	for range 20 {
		if err := <-moved; err != nil {
			t.Error(err)
		}
	}
	expect(t, over, noon.Add(10*time.Minute), nil)
	expectNow(t, c, noon.Add(20*time.Minute))
}

// On a running clock a walk takes no emulated time, and the clock runs on from where it led.
func TestAdvanceARunningClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := soap.NewClock()
		start := c.Now()
		first := begin(t, c, start.Add(time.Minute), nil)
		second := begin(t, c, start.Add(2*time.Hour), nil)
		advance(t, c, time.Hour)
		expect(t, first, start.Add(time.Minute), nil)
		expectNow(t, c, start.Add(time.Hour))
		expect(t, second, start.Add(2*time.Hour), nil)
		if real := time.Since(start); real != time.Hour {
			t.Errorf("the second wait took %v of real time, want 1h0m0s", real)
		}
	})
}

// While a turn that a walk has woken takes its time, a running clock stands still.
func TestRunningClockStandsDuringAWalk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := soap.NewClock()
		start := c.Now()
		turn := c.Begin()
		go func() {
			defer turn.End()
			at, _, _ := turn.Wait(context.Background(), start.Add(time.Minute), nil)
			time.Sleep(time.Hour)
			if now := turn.Now(); now != at {
				t.Errorf("the clock went from %v to %v during a walk", at, now)
			}
		}()
		synctest.Wait()
		advance(t, c, 2*time.Minute)
		expectNow(t, c, start.Add(2*time.Minute))
	})
}

func TestFreezeDuringAWalk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := soap.NewClock()
		start := c.Now()
		turn := c.Begin()
		go func() {
			defer turn.End()
			_, _, _ = turn.Wait(context.Background(), start.Add(time.Minute), nil)
			c.Freeze()
		}()
		synctest.Wait()
		advance(t, c, time.Hour)
		time.Sleep(time.Second)
		expectNow(t, c, start.Add(time.Hour))
	})
}

// Reset of a clock that stands in the past walks to the real time.
func TestResetWalks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := soap.NewFrozenClock(time.Now().Add(-time.Hour))
		start := c.Now()
		over := begin(t, c, start.Add(time.Minute), nil)
		if err := c.Reset(t.Context()); err != nil {
			t.Fatal(err)
		}
		expect(t, over, start.Add(time.Minute), nil)
		expectNow(t, c, time.Now().UTC().Round(0))
	})
}

func BenchmarkWalk(b *testing.B) {
	c := soap.NewFrozenClock(noon)
	for i := range 100 {
		turn := c.Begin()
		go func() {
			defer turn.End()
			for next := noon.Add(time.Duration(i)); ; next = next.Add(100) {
				if _, _, err := turn.Wait(b.Context(), next, nil); err != nil {
					return
				}
			}
		}()
	}
	b.ResetTimer()
	if err := c.Advance(b.Context(), time.Duration(b.N)); err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	c.Stop()
	if err := c.AwaitIdle(b.Context()); err != nil {
		b.Fatal(err)
	}
}
