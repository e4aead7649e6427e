package main

import (
	"net/http"
	"time"
)

// clockState is what the clock shows.
type clockState struct {
	Now     time.Time `json:"now"`
	Frozen  bool      `json:"frozen"`
	Waiting int       `json:"waiting"` // calls that wait
}

func (a *admin) clock() clockState {
	c := a.world.Clock()
	return clockState{Now: c.Now(), Frozen: c.Frozen(), Waiting: c.Waiting()}
}

// showClock tells the time. With waiting, it first waits until at least so many calls wait, which is how a test knows
// that its request has got there; with waitingAtMost until no more than so many do, which is how it knows that one was
// given up; with idle until every call waits or has ended.
func (a *admin) showClock(r *http.Request) (any, error) {
	waiting, atMost, idle := 0, -1, false
	if err := (input{"waiting": &waiting, "waitingAtMost": &atMost, "idle": &idle}).read(r); err != nil {
		return nil, err
	}
	if waiting < 0 {
		return nil, badRequest("%q is %d: give the number of calls that have to wait, from 0 on", "waiting", waiting)
	}
	clock := a.world.Clock()
	if waiting > 0 {
		if err := clock.AwaitWaiting(r.Context(), waiting); err != nil {
			return nil, err
		}
	}
	if atMost >= 0 {
		if err := clock.AwaitWaitingAtMost(r.Context(), atMost); err != nil {
			return nil, err
		}
	}
	if idle {
		if err := clock.AwaitIdle(r.Context()); err != nil {
			return nil, err
		}
	}
	return a.clock(), nil
}

func (a *admin) setClock(r *http.Request) (any, error) {
	var now string
	was := a.world.Clock().Frozen()
	var asked *bool
	if err := (input{"now": &now, "frozen": &asked}).read(r); err != nil {
		return nil, err
	}
	frozen := was
	if asked != nil {
		frozen = *asked
	}
	switch {
	case now == "" && asked == nil:
		return nil, badRequest("nothing is to be set: give now, an instant such as 2005-11-07T10:00:00Z, or frozen, true or false, or both")
	case now == "":
		a.world.FreezeClock(frozen)
		return a.clock(), nil
	}
	at, err := time.Parse(time.RFC3339Nano, now)
	if err != nil {
		return nil, badRequest("%q is %q: give an instant such as 2005-11-07T10:00:00Z", "now", now)
	}
	// Frozen before it is set, it stands exactly there; let go after, it starts exactly there.
	if frozen {
		a.world.FreezeClock(true)
	}
	if err := a.world.SetClock(r.Context(), at); err != nil {
		a.world.FreezeClock(was)
		return nil, err
	}
	if !frozen {
		a.world.FreezeClock(false)
	}
	return a.clock(), nil
}

func (a *admin) resetClock(r *http.Request) (any, error) {
	if err := a.world.ResetClock(r.Context()); err != nil {
		return nil, err
	}
	return a.clock(), nil
}

func (a *admin) advanceClock(r *http.Request) (any, error) {
	by, err := readBy(r)
	if err != nil {
		return nil, err
	}
	if err := a.world.Advance(r.Context(), by); err != nil {
		return nil, err
	}
	return a.clock(), nil
}
