package soap

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrStopped is what a wait, a walk or a watch of the clock comes back with when the server stops.
var ErrStopped = errors.New("soap: clock: the server stops")

// The years a clock can be set to. The last year that every zone still writes with four digits is
// 9998, and no system that is emulated here knows a time before 1970.
const (
	firstYear = 1970
	lastYear  = 9998
)

// A Clock is the emulated time. It runs at real speed, at some distance from the real time, or it
// stands still. All instants it gives are in UTC and without a monotonic reading, so they compare,
// print and store as they look; zones are a matter of who writes them.
//
// Whoever takes part in the emulated time does so as a [Turn]: each call, and whatever else acts by
// the clock. Moved forward ([Clock.Advance], [Clock.Set], [Clock.Reset]) the clock does not jump: it
// walks from one awaited instant to the next, wakes one turn there, and goes on only when every
// turn waits or has ended. A turn whose changed channel was closed on the way is woken before the
// clock goes on, too. So a big step gives what many small ones would have given. Two turns due at
// the same instant are woken in the order in which they began to wait.
//
// Two things follow for those who take part. First, a turn may block for another turn only
// in [Turn.Wait]: blocked on a mutex that a waiting turn holds, it looks busy, and the clock cannot
// move. Second, nobody moves the clock in the midst of a turn of his own. Both end no sooner than
// the context of the one who moves the clock, which is why that context should have a deadline.
//
// At real speed the clock follows the machine's wall clock, also when that is put right. A Clock
// is safe for concurrent use.
type Clock struct {
	walks chan struct{} // holds a token during a walk, so that walks follow one another

	mu       sync.Mutex
	at       time.Time     // the emulated instant: at base when running, for good when not
	base     time.Time     // the real instant that at belongs to
	back     time.Duration // how far it was set back altogether
	frozen   bool
	walking  bool // stands still for the walk, frozen or not
	stopped  bool
	awake    int                // turns that neither wait nor have ended
	waiting  map[*Turn]struct{} // turns that wait
	order    uint64             // counts waits, so that they have an order
	alarm    *time.Timer        // rings at real speed, at the earliest awaited instant
	rings    time.Time          // the emulated instant for which the alarm is set; zero for none
	watchers map[*watcher]struct{}
}

// NewClock returns a clock that shows the real time and runs at real speed.
func NewClock() *Clock {
	now := wallTime()
	return newClock(now, now, false)
}

// NewFrozenClock returns a clock that stands still at the given instant.
func NewFrozenClock(at time.Time) *Clock {
	return newClock(plain(at), wallTime(), true)
}

func newClock(at, base time.Time, frozen bool) *Clock {
	c := &Clock{
		walks:    make(chan struct{}, 1),
		at:       at,
		base:     base,
		frozen:   frozen,
		waiting:  make(map[*Turn]struct{}),
		watchers: make(map[*watcher]struct{}),
	}
	c.alarm = time.AfterFunc(time.Hour, c.ring)
	c.alarm.Stop()
	return c
}

// wallTime is the one place where the real time comes in.
func wallTime() time.Time { return plain(time.Now()) }

// plain strips an instant of its monotonic reading and its zone.
func plain(at time.Time) time.Time { return at.Round(0).UTC() }

// Now is the emulated instant, in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	if c.frozen || c.walking {
		return c.at
	}
	return c.at.Add(wallTime().Sub(c.base))
}

// both is Now with the real instant at which it is read, which has its monotonic reading.
func (c *Clock) both() (emulated, real time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	real = time.Now()
	if c.frozen || c.walking {
		return c.at, real
	}
	return c.at.Add(plain(real).Sub(c.base)), real
}

// Frozen says whether the clock stands still.
func (c *Clock) Frozen() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.frozen
}

// Freeze lets the clock stand still where it is. During a walk, it stands where the walk ends.
func (c *Clock) Freeze() { c.setFrozen(true) }

// Run lets the clock go on at real speed from where it stands, during a walk from where that ends.
func (c *Clock) Run() { c.setFrozen(false) }

func (c *Clock) setFrozen(frozen bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.frozen == frozen {
		return
	}
	c.at, c.base = c.now(), wallTime()
	c.frozen = frozen
	c.settle()
}

// settle brings the waits in order after the clock was set, frozen or let go: what is due by now
// wakes, and the alarm is set for the rest. A walk does both itself, in its own order.
func (c *Clock) settle() {
	if !c.walking {
		for t := range c.waiting {
			if t.ready(c.now()) {
				c.wake(t, nil)
			}
		}
	}
	c.setAlarm()
	c.notify()
}

// ring is called by the alarm. One that rings too early, having been set for another instant than
// the clock now knows, does no harm: it is set again.
func (c *Clock) ring() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settle()
}

func (c *Clock) setAlarm() {
	c.alarm.Stop()
	c.rings = time.Time{}
	for t := range c.waiting {
		c.alarmBy(t.until)
	}
}

// alarmBy sees to it that the alarm rings at the given instant or earlier.
func (c *Clock) alarmBy(until time.Time) {
	if c.frozen || c.walking || until.IsZero() {
		return
	}
	if c.rings.IsZero() || until.Before(c.rings) {
		c.rings = until
		c.alarm.Reset(until.Sub(c.now()))
	}
}

func checkYear(at time.Time) error {
	if year := at.Year(); year < firstYear || year > lastYear {
		return fmt.Errorf("soap: clock: cannot be set to the year %d: choose one from %d to %d", year, firstYear, lastYear)
	}
	return nil
}

// unfinished words the end of a walk or watch whose context ended first.
func unfinished(ctx context.Context, what string) error {
	return fmt.Errorf("soap: clock: %s: %w", what, ctx.Err())
}
