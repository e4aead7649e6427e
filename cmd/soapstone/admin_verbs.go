package main

import (
	"net/http"
	"time"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// done is what verbs answer that have nothing to tell.
type done struct{}

func (a *admin) health(*http.Request) (any, error) { return map[string]string{"status": "ok"}, nil }

func (a *admin) version(*http.Request) (any, error) { return buildVersion(), nil }

func (a *admin) systems(r *http.Request) (any, error) {
	return map[string]any{"systems": a.server.places(), "answers": a.world.Answers()}, (input{}).read(r)
}

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
	frozen := was
	if err := (input{"now": &now, "frozen": &frozen}).read(r); err != nil {
		return nil, err
	}
	if now == "" {
		a.world.FreezeClock(frozen)
		return a.clock(), nil
	}
	at, err := parseInstant("now", now)
	if err != nil {
		return nil, err
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
	if err := (input{}).read(r); err != nil {
		return nil, err
	}
	if err := a.world.ResetClock(r.Context()); err != nil {
		return nil, err
	}
	return a.clock(), nil
}

func (a *admin) advanceClock(r *http.Request) (any, error) {
	var text string
	if err := (input{"by": &text}).read(r); err != nil {
		return nil, err
	}
	by, err := parseDuration("by", text)
	if err != nil {
		return nil, err
	}
	if err := a.world.Advance(r.Context(), by); err != nil {
		return nil, err
	}
	return a.clock(), nil
}

// reset makes everything as it was at the start, or with other settings, named as in the configuration file.
func (a *admin) reset(r *http.Request) (any, error) {
	var set map[string]string
	if err := (input{"set": &set}).read(r); err != nil {
		return nil, err
	}
	return done{}, a.world.ResetTo(r.Context(), set)
}

func (a *admin) resetSystem(r *http.Request) (any, error) {
	var set map[string]string
	if err := (input{"set": &set}).read(r); err != nil {
		return nil, err
	}
	return done{}, a.world.ResetSystem(r.Context(), r.PathValue("name"), set)
}

func (a *admin) restartSystem(r *http.Request) (any, error) {
	if err := (input{}).read(r); err != nil {
		return nil, err
	}
	return done{}, a.world.RestartSystem(r.Context(), r.PathValue("name"))
}

// alterSystem alters a part of a system. Which path it has, if it needs one, the system says.
func (a *admin) alterSystem(r *http.Request) (any, error) {
	var path string
	var set map[string]string
	if err := (input{"path": &path, "set": &set}).read(r); err != nil {
		return nil, err
	}
	return done{}, a.world.Alter(r.Context(), r.PathValue("name"), path, set)
}

func (a *admin) listFaults(r *http.Request) (any, error) {
	faults := a.world.Faults()
	if faults == nil {
		faults = []world.Fault{}
	}
	return map[string]any{"faults": faults}, (input{}).read(r)
}

func (a *admin) addFault(r *http.Request) (any, error) {
	f := world.Fault{Do: world.DropReply, Times: 1}
	if err := (input{"system": &f.System, "operation": &f.Operation, "do": &f.Do, "times": &f.Times}).read(r); err != nil {
		return nil, err
	}
	if f.System == "" {
		return nil, badRequest("%q is missing: name the system whose calls are disturbed", "system")
	}
	if f.Times < 1 {
		return nil, badRequest("%q is %d: give how many calls are disturbed, from 1 on", "times", f.Times)
	}
	if err := a.world.AddFault(f); err != nil {
		return nil, err
	}
	return f, nil
}

func (a *admin) clearFaults(r *http.Request) (any, error) {
	if err := (input{}).read(r); err != nil {
		return nil, err
	}
	a.world.ClearFaults()
	return done{}, nil
}

// seeClient lets the systems take a client for one at another address, until the next reset.
func (a *admin) seeClient(r *http.Request) (any, error) {
	var client, as string
	if err := (input{"client": &client, "as": &as}).read(r); err != nil {
		return nil, err
	}
	return done{}, a.world.SeeAs(client, as)
}

func (a *admin) showJournal(r *http.Request) (any, error) {
	var limit int
	if err := (input{"limit": &limit}).read(r); err != nil {
		return nil, err
	}
	if limit < 0 {
		return nil, badRequest("%q is %d: give a number from 0 on, 0 for all", "limit", limit)
	}
	return map[string]any{"entries": a.world.Journal(limit)}, nil
}

func (a *admin) clearJournal(r *http.Request) (any, error) {
	if err := (input{}).read(r); err != nil {
		return nil, err
	}
	a.world.ClearJournal()
	return done{}, nil
}

func (a *admin) shutdown(r *http.Request) (any, error) {
	if err := (input{}).read(r); err != nil {
		return nil, err
	}
	a.server.requestStop("POST /shutdown")
	return map[string]string{"status": "stopping"}, nil
}

func (a *admin) listSessions(r *http.Request) (any, error) {
	var q world.Query
	if err := (input{"system": &q.System, "owner": &q.Owner, "limit": &q.Limit, "after": &q.After}).read(r); err != nil {
		return nil, err
	}
	return a.world.Sessions(r.Context(), q)
}

func (a *admin) makeSession(r *http.Request) (any, error) {
	var system string
	var set map[string]string
	if err := (input{"system": &system, "set": &set}).read(r); err != nil {
		return nil, err
	}
	if system == "" {
		return nil, badRequest("%q is missing: name the system that makes the session", "system")
	}
	return a.world.Make(r.Context(), system, set)
}

func (a *admin) endSession(r *http.Request) (any, error) {
	if err := (input{}).read(r); err != nil {
		return nil, err
	}
	return done{}, a.world.End(r.Context(), r.PathValue("key"))
}

func (a *admin) ageSession(r *http.Request) (any, error) {
	var text string
	if err := (input{"by": &text}).read(r); err != nil {
		return nil, err
	}
	by, err := parseDuration("by", text)
	if err != nil {
		return nil, err
	}
	return a.world.Age(r.Context(), r.PathValue("key"), by)
}
