package soap_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
)

// stopWith stops a clock in so much real time, and returns how many waits that ended.
func stopWith(t *testing.T, c *soap.Clock, in time.Duration) <-chan int {
	t.Helper()
	ended := make(chan int, 1)
	ctx, cancel := context.WithTimeout(t.Context(), in)
	go func() {
		defer cancel()
		ended <- c.StopWith(ctx)
	}()
	return ended
}

func TestStopWithLetsWaitsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := soap.NewClock()
		start := c.Now()
		changed := make(chan struct{})
		busy := c.Begin()
		other := begin(t, c, start.Add(10*time.Hour), changed)
		soon := begin(t, c, start.Add(2*time.Second), nil)
		late := begin(t, c, start.Add(6*time.Second), nil)
		ended := stopWith(t, c, 5*time.Second)
		expect(t, soon, start.Add(2*time.Second), nil)
		time.Sleep(time.Second)
		close(changed) // by who is busy
		busy.End()
		expect(t, other, start.Add(3*time.Second), nil)
		expect(t, late, start.Add(3*time.Second), soap.ErrStopped) // nobody is left
		after := begin(t, c, start.Add(4*time.Second), nil)
		expect(t, after, start.Add(4*time.Second), nil)
		if n := <-ended; n != 0 || c.Now() != start.Add(5*time.Second) {
			t.Errorf("at %v the stop ended %d waits, want none after 5s", c.Now().Sub(start), n)
		}
		if err := c.Advance(t.Context(), time.Second); err == nil {
			t.Error("the clock is not stopped")
		}
	})
}

// What comes from outside can still come while every turn waits.
func TestStopWithWaitsForOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := soap.NewClock()
		start := c.Now()
		turn, done := c.Begin(), make(chan struct{})
		defer turn.End()
		ended := stopWith(t, c, 5*time.Second)
		time.AfterFunc(2*time.Second, func() { close(done) })
		if at, err := turn.WaitOutside(t.Context(), done); err != nil || at != start.Add(2*time.Second) {
			t.Errorf("the wait ended after %v: %v", at.Sub(start), err)
		}
		if n := <-ended; n != 0 {
			t.Errorf("the stop ended %d waits", n)
		}
	})
}

// While somebody is busy, nobody is given up before the time is over.
func TestStopWithEndsWhatStillWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := soap.NewClock()
		start := c.Now()
		busy := c.Begin()
		defer busy.End()
		over := begin(t, c, time.Time{}, nil)
		if n := <-stopWith(t, c, 5*time.Second); n != 1 {
			t.Errorf("the stop ended %d waits, want 1", n)
		}
		expect(t, over, start.Add(5*time.Second), soap.ErrStopped)
	})
}

// On a clock that stands still no instant comes.
func TestStopWithOfAFrozenClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := soap.NewFrozenClock(noon)
		over := begin(t, c, noon.Add(time.Second), nil)
		real := time.Now()
		ended := stopWith(t, c, time.Hour)
		expect(t, over, noon, soap.ErrStopped)
		if took := time.Since(real); took != 0 {
			t.Errorf("it took %v", took)
		}
		<-ended
	})
}

// A walk that is under way lets waits end that the real time does not.
func TestStopWithLeavesWalksAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := soap.NewFrozenClock(noon)
		busy := c.Begin()
		over := begin(t, c, noon.Add(time.Hour), nil)
		walked := make(chan error, 1)
		go func() { walked <- c.Advance(t.Context(), 2*time.Hour) }()
		synctest.Wait() // it waits for who is busy
		ended := stopWith(t, c, time.Minute)
		busy.End()
		expect(t, over, noon.Add(time.Hour), nil)
		if err := <-walked; err != nil {
			t.Error(err)
		}
		<-ended
	})
}
