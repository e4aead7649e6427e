package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/replay"
)

// operator steers a soapstone for one story after the other, through its API.
type operator struct {
	client *client
	begun  bool      // a story has been
	system string    // of the story
	now    time.Time // what its clock shows; zero when it runs
	told   time.Time // the instant of the latest request of a story in which the clock runs
	at     time.Time // and when that was
	err    error     // of a call that had no way to tell
}

var _ replay.Operator = (*operator)(nil)

// Begin empties everything in one call, and sets the clock where the story begins.
func (o *operator) Begin(ctx context.Context, s *transcript.Story) error {
	o.system, o.now, o.told, o.err = s.System, time.Time{}, time.Time{}, nil
	set := map[string]string{}
	if !s.Clock.IsZero() {
		set["timezone"] = s.Clock.Format("-07:00")
	}
	for _, setting := range s.Set {
		set[s.System+"."+setting.Name] = setting.Value
	}
	if _, err := o.client.call(ctx, http.MethodPost, "/reset", map[string]any{"set": set}); err != nil {
		return err
	}
	o.begun = true
	if s.Clock.IsZero() {
		return nil
	}
	return o.setClock(ctx, s.Clock)
}

// End leaves the server as it was started: empty, with settings of its own and the real time.
func (o *operator) End() error {
	if !o.begun {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), transcript.Patience)
	defer cancel()
	if _, err := o.client.call(ctx, http.MethodPost, "/reset", nil); err != nil {
		return fmt.Errorf("the target could not be emptied at the end, and keeps what the last story set: %w", err)
	}
	return nil
}

// setClock lets the clock stand still at an instant.
func (o *operator) setClock(ctx context.Context, at time.Time) error {
	_, err := o.client.call(ctx, http.MethodPut, "/clock", map[string]any{"now": at.Format(time.RFC3339Nano), "frozen": true})
	if err == nil {
		o.now = at
	}
	return err
}

func (o *operator) Given(g *transcript.Given) error {
	if g.Now.IsZero() {
		return nil
	}
	if !o.now.IsZero() {
		return o.setClock(context.Background(), g.Now)
	}
	return o.runOn(g.Now)
}

// runOn lets a clock that runs show what it showed in the story, where more time went by there than here: between two requests
// of a recording a session may have expired. It is never turned back.
func (o *operator) runOn(to time.Time) error {
	const least = time.Second
	if !o.told.IsZero() && to.Sub(o.told) < time.Since(o.at)+least {
		return nil
	}
	o.told, o.at = to, time.Now()
	_, err := o.client.call(context.Background(), http.MethodPut, "/clock", map[string]any{"now": to.Format(time.RFC3339Nano), "frozen": false})
	return err
}

// SeeAs lets the server take a client for another.
func (o *operator) SeeAs(ctx context.Context, client net.Addr, as string) error {
	_, err := o.client.call(ctx, http.MethodPost, "/clients", map[string]string{"client": client.String(), "as": as})
	return err
}

// Move moves the clock: one that stands still stays so, one that shows the real time runs on.
func (o *operator) Move(ctx context.Context, m *transcript.Move) error {
	if !m.To.IsZero() {
		return o.setClock(ctx, m.To)
	}
	if o.now.IsZero() {
		state, err := o.clock(ctx, "")
		if err != nil {
			return err
		}
		_, err = o.client.call(ctx, http.MethodPut, "/clock", map[string]any{"now": state.Now.Add(m.By).Format(time.RFC3339Nano)})
		return err
	}
	return o.setClock(ctx, o.now.Add(m.By))
}

// clock asks what the clock shows, once a condition holds.
func (o *operator) clock(ctx context.Context, condition string) (state clockState, err error) {
	if o.err != nil {
		return state, o.err
	}
	answer, err := o.client.call(ctx, http.MethodGet, "/clock"+condition, nil)
	if err != nil {
		return state, err
	}
	if err := json.Unmarshal(answer, &state); err != nil {
		return state, fmt.Errorf("%s answered what is no clock: is it the operator's address? %w", o.client.address, err)
	}
	return state, nil
}

// Waiting is how many calls wait. What goes wrong is told by the call that comes next.
func (o *operator) Waiting() int {
	ctx, cancel := context.WithTimeout(context.Background(), transcript.Patience)
	defer cancel()
	state, err := o.clock(ctx, "")
	o.err = err
	return state.Waiting
}

func (o *operator) AwaitWaiting(ctx context.Context, n int) error {
	_, err := o.clock(ctx, fmt.Sprintf("?waiting=%d", n))
	return err
}

func (o *operator) AwaitWaitingAtMost(ctx context.Context, n int) error {
	_, err := o.clock(ctx, fmt.Sprintf("?waitingAtMost=%d", n))
	return err
}

func (o *operator) AwaitIdle(ctx context.Context) error {
	_, err := o.clock(ctx, "?idle=true")
	return err
}

// Lose loses the next reply of the story's system.
func (o *operator) Lose() error {
	_, err := o.client.call(context.Background(), http.MethodPost, "/faults", map[string]any{"system": o.system, "do": "drop-reply", "times": 1})
	return err
}

func (o *operator) Restart(ctx context.Context) error {
	_, err := o.client.call(ctx, http.MethodPost, "/systems/"+url.PathEscape(o.system)+"/restart", nil)
	return err
}

func (o *operator) Alter(ctx context.Context, a *transcript.Alter) error {
	set := map[string]string{}
	for _, s := range a.Set {
		set[s.Name] = s.Value
	}
	_, err := o.client.call(ctx, http.MethodPost, "/systems/"+url.PathEscape(o.system)+"/alter", map[string]any{"path": a.Path, "set": set})
	return err
}
