package soap_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
)

var noon = time.Date(2006, time.November, 7, 12, 0, 0, 0, time.UTC)

// A waited is how a wait ended.
type waited struct {
	at  time.Time
	err error
}

// begin starts a turn that waits once and ends, and comes back when it waits.
func begin(t *testing.T, c *soap.Clock, until time.Time, changed <-chan struct{}) <-chan waited {
	t.Helper()
	return beginWith(t, t.Context(), c, until, changed)
}

func beginWith(t *testing.T, ctx context.Context, c *soap.Clock, until time.Time, changed <-chan struct{}) <-chan waited {
	t.Helper()
	over := make(chan waited, 1)
	n := c.Waiting()
	turn := c.Begin()
	go func() {
		defer turn.End()
		at, _, err := turn.Wait(ctx, until, changed)
		over <- waited{at, err}
	}()
	if err := c.AwaitWaiting(t.Context(), n+1); err != nil {
		t.Fatal(err)
	}
	return over
}

func advance(t *testing.T, c *soap.Clock, by time.Duration) {
	t.Helper()
	if err := c.Advance(t.Context(), by); err != nil {
		t.Fatal(err)
	}
}

func expect(t *testing.T, over <-chan waited, at time.Time, err error) {
	t.Helper()
	got := <-over
	if !got.at.Equal(at) || !errors.Is(got.err, err) {
		t.Errorf("wait ended at %v with %v, want %v with %v", got.at, got.err, at, err)
	}
}

func expectNow(t *testing.T, c *soap.Clock, want time.Time) {
	t.Helper()
	if now := c.Now(); now != want { // not Equal: zone and monotonic reading count here
		t.Errorf("the clock shows %v, want %v", now, want)
	}
}

func TestFrozenClockStandsStill(t *testing.T) {
	here := time.Date(2006, time.November, 7, 13, 0, 0, 0, time.FixedZone("CET", 3600))
	c := soap.NewFrozenClock(here)
	expectNow(t, c, noon)
	if !c.Frozen() {
		t.Error("a frozen clock says that it runs")
	}
	turn := c.Begin()
	defer turn.End()
	if now := turn.Now(); now != noon {
		t.Errorf("the turn shows %v, want %v", now, noon)
	}
}

func TestRealClockShowsRealTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := soap.NewClock()
		start := time.Now().UTC().Round(0)
		expectNow(t, c, start)
		time.Sleep(time.Hour) // the bubble's time, not ours
		expectNow(t, c, start.Add(time.Hour))
	})
}

func TestFreezeRunSetReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := soap.NewClock()
		start := c.Now()
		c.Freeze()
		time.Sleep(time.Minute)
		expectNow(t, c, start)
		c.Run()
		time.Sleep(time.Second)
		expectNow(t, c, start.Add(time.Second))
		if err := c.Set(t.Context(), noon.Add(20*365*24*time.Hour)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		expectNow(t, c, noon.Add(20*365*24*time.Hour+time.Second))
		c.Freeze()
		if err := c.Set(t.Context(), noon); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		expectNow(t, c, noon)
		if err := c.Reset(t.Context()); err != nil {
			t.Fatal(err)
		}
		if c.Frozen() {
			t.Error("a reset clock stands still")
		}
		time.Sleep(time.Second)
		expectNow(t, c, time.Now().UTC().Round(0))
	})
}

// Every way in which a wait is over before it begins.
func TestWaitAtOnce(t *testing.T) {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	closed := make(chan struct{})
	close(closed)
	for _, test := range []struct {
		name    string
		ctx     context.Context
		until   time.Time
		changed <-chan struct{}
		stop    bool
		want    error
	}{
		{name: "past", until: noon.Add(-time.Second)},
		{name: "now", until: noon},
		{name: "closed", changed: closed},
		{name: "closed with time left", until: noon.Add(1), changed: closed},
		{name: "context ended", ctx: ended, until: noon, want: context.Canceled},
		{name: "stopped", until: noon, stop: true, want: soap.ErrStopped},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := soap.NewFrozenClock(noon)
			if test.stop {
				c.Stop()
			}
			if test.ctx == nil {
				test.ctx = t.Context()
			}
			turn := c.Begin()
			at, _, err := turn.Wait(test.ctx, test.until, test.changed)
			if at != noon || !errors.Is(err, test.want) {
				t.Errorf("wait ended at %v with %v, want %v with %v", at, err, noon, test.want)
			}
			turn.End()
			if err := c.AwaitIdle(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWaitEndsWhenChanged(t *testing.T) {
	c := soap.NewFrozenClock(noon)
	changed := make(chan struct{})
	over := begin(t, c, time.Time{}, changed)
	close(changed)
	expect(t, over, noon, nil)
}

func TestWaitEndsWithContext(t *testing.T) {
	c := soap.NewFrozenClock(noon)
	ctx, cancel := context.WithCancel(t.Context())
	over := beginWith(t, ctx, c, noon.Add(time.Hour), nil)
	cancel()
	expect(t, over, noon, context.Canceled)
	if err := c.AwaitIdle(t.Context()); err != nil {
		t.Error(err)
	}
	if n := c.Waiting(); n != 0 {
		t.Errorf("%d turns wait, want none", n)
	}
}

func TestStopEndsAllWaits(t *testing.T) {
	c := soap.NewFrozenClock(noon)
	one := begin(t, c, noon.Add(time.Hour), nil)
	two := begin(t, c, time.Time{}, make(chan struct{}))
	c.Stop()
	c.Stop()
	expect(t, one, noon, soap.ErrStopped)
	expect(t, two, noon, soap.ErrStopped)
	if err := c.AwaitIdle(t.Context()); err != nil {
		t.Error(err)
	}
	if err := c.AwaitWaiting(t.Context(), 1); !errors.Is(err, soap.ErrStopped) {
		t.Errorf("AwaitWaiting on a stopped clock gave %v", err)
	}
	if err := c.Advance(t.Context(), time.Hour); !errors.Is(err, soap.ErrStopped) {
		t.Errorf("Advance on a stopped clock gave %v", err)
	}
	expectNow(t, c, noon)
}

// At real speed waits end by timers: those of a bubble, in which hours take no time.
func TestWaitAtRealSpeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := soap.NewClock()
		start := c.Now()
		late := begin(t, c, start.Add(2*time.Hour), nil)
		early := begin(t, c, start.Add(time.Hour), nil)
		expect(t, early, start.Add(time.Hour), nil)
		expect(t, late, start.Add(2*time.Hour), nil)
	})
}

func TestFreezeHoldsWaitsAndRunLetsThemGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := soap.NewClock()
		start := c.Now()
		over := begin(t, c, start.Add(time.Minute), nil)
		time.Sleep(20 * time.Second)
		c.Freeze()
		time.Sleep(time.Hour)
		if n := c.Waiting(); n != 1 {
			t.Fatalf("%d turns wait on the frozen clock, want 1", n)
		}
		c.Run()
		expect(t, over, start.Add(time.Minute), nil)
		if real := time.Since(start); real != time.Hour+time.Minute {
			t.Errorf("the wait took %v of real time, want 1h1m0s", real)
		}
	})
}

// A wait keeps what is left of it, and its turn is told how far the clock was set back, also before it waited.
func TestMovedBackWaitsKeepWhatIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := soap.NewClock()
		start := c.Now()
		back := func(by time.Duration) {
			t.Helper()
			if err := c.Set(t.Context(), c.Now().Add(-by)); err != nil {
				t.Fatal(err)
			}
		}
		back(time.Minute) // before the turn: it is no matter of its
		type left struct {
			at   time.Time
			back time.Duration
			err  error
		}
		over := make(chan left)
		turn := c.Begin()
		defer turn.End()
		until := turn.Now().Add(10 * time.Second)
		back(time.Minute)
		go func() {
			at, back, err := turn.Wait(context.Background(), until, nil)
			over <- left{at, back, err}
			until := at.Add(10 * time.Second)
			at, back, err = turn.Wait(context.Background(), until, nil)
			over <- left{at, back, err}
		}()
		synctest.Wait()
		time.Sleep(4 * time.Second) // the bubble's time
		back(time.Hour)
		if got, want := <-over, (left{start.Add(10*time.Second - time.Hour - 2*time.Minute), time.Hour + time.Minute, nil}); got != want {
			t.Errorf("got %v, want %v", got, want)
		}
		if got, want := <-over, (left{start.Add(20*time.Second - time.Hour - 2*time.Minute), 0, nil}); got != want {
			t.Errorf("got %v, want %v", got, want)
		}
		if real := time.Since(start); real != 20*time.Second {
			t.Errorf("the waits took %v of real time, want 20s", real)
		}
	})
}

func TestTurnMisused(t *testing.T) {
	c := soap.NewFrozenClock(noon)
	turn := c.Begin()
	over := make(chan waited, 1)
	go func() {
		at, _, err := turn.Wait(context.Background(), time.Time{}, nil)
		over <- waited{at, err}
	}()
	if err := c.AwaitWaiting(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if _, _, err := turn.Wait(t.Context(), noon.Add(1), nil); err == nil {
		t.Error("a turn waited twice at once")
	}
	turn.End()
	turn.End()
	if got := <-over; got.err == nil {
		t.Error("the wait of a turn that was ended came back without an error")
	}
	if _, _, err := turn.Wait(t.Context(), noon, nil); err == nil {
		t.Error("a turn that had ended waited")
	}
	advance(t, c, time.Second) // the count of those awake is still right
}

func TestAwaitWaitingAndIdleEndWithContext(t *testing.T) {
	c := soap.NewFrozenClock(noon)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.AwaitWaiting(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("AwaitWaiting gave %v", err)
	}
	turn := c.Begin()
	if err := c.AwaitIdle(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("AwaitIdle gave %v", err)
	}
	turn.End()
	if err := c.AwaitIdle(ctx); err != nil {
		t.Errorf("AwaitIdle gave %v on an idle clock", err)
	}
}

func TestBackgroundTurnsAreNotCounted(t *testing.T) {
	c := soap.NewFrozenClock(noon)
	turn := c.BeginBackground()
	swept := make(chan waited, 1)
	go func() {
		defer turn.End()
		at, _, err := turn.Wait(context.Background(), noon.Add(time.Minute), nil)
		swept <- waited{at, err}
	}()
	if err := c.AwaitIdle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := c.Waiting(); n != 0 {
		t.Errorf("%d turns wait, want none", n)
	}
	advance(t, c, time.Hour)
	expect(t, swept, noon.Add(time.Minute), nil)
}
