package futurama

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/store"
)

// success is the Message of a call that succeeded, to the letter ("WebAPI Session management"). Any other is an error.
const success = "success"

// outcome is what a call came to, whichever form it was asked in and is answered in. A failure has a message other
// than success, and neither id nor instant.
type outcome struct {
	message string
	id      string
	next    time.Time // when the session will end, in the server's zone
}

func failure(message string) outcome { return outcome{message: message} }

func (o outcome) failed() bool { return o.message != success }

// unknown is the failure of an id that is not, or no more, there: the same for both.
func (r *Room) unknown(call *soap.Call, id string) outcome {
	if id != strings.TrimSpace(id) {
		call.Decided("idSpace")
	}
	const most = 4096 // bytes: no id is as long, and an answer need not be
	if len(id) > most {
		id = strings.ToValidUTF8(id[:most], "")
	}
	return failure(strings.ReplaceAll(r.config.Choices.UnknownText, idMark, id))
}

// live is a session that has just been used: the instant that begins its idle time is the one that NextTimeout is
// reckoned from.
func (r *Room) live(id string, now time.Time, timeout time.Duration) outcome {
	next := now.Add(timeout)
	if r.config.Choices.NextTimeoutKind == "utc" {
		next = next.UTC()
	} else {
		next = next.In(r.zone)
	}
	return outcome{message: success, id: id, next: next}
}

// named is the id of a request as it is looked for. The outcome is a failure where there is nothing to look for: WebAPI is
// off, or the request names no session. Ids are compared exactly.
func (r *Room) named(id string) (string, outcome) {
	if r.config.Choices.IDSpace == "trim" {
		id = strings.TrimSpace(id)
	}
	switch {
	case !r.config.Enabled:
		return "", failure(r.config.Choices.DisabledText)
	case id == "":
		return "", failure(r.config.Choices.MissingText)
	}
	return id, outcome{message: success}
}

// keepAlive begins the idle time of a session anew. It writes nothing else, and no session comes of it: a dead one is
// deleted, so that not even a clock that is moved back revives it.
func (r *Room) keepAlive(ctx context.Context, call *soap.Call, id string) (outcome, error) {
	call.Hide(id) // which a failure's text repeats
	id, o := r.named(id)
	if o.failed() {
		return o, nil
	}
	rec, found, err := r.look(ctx, id)
	switch {
	case err != nil:
		return outcome{}, fmt.Errorf("futurama: keep a session alive: %w", err)
	case !found:
		return r.unknown(call, id), nil
	case !alive(rec, call.Now):
		// A call from before may have been slower to keep it alive.
		if isAlive, err := r.delete(ctx, call, id, true); err != nil || !isAlive {
			return r.unknown(call, id), err
		}
	}
	switch err := r.store.Touch(ctx, rec.Key, call.Now); {
	case errors.Is(err, store.ErrNotFound): // it was ended meanwhile, and stays so
		return r.unknown(call, id), nil
	case err != nil:
		return outcome{}, fmt.Errorf("futurama: keep a session alive: %w", err)
	}
	return r.live(id, call.Now, rec.Timeout), nil
}

// end ends a session. Of two calls that do, one succeeds.
func (r *Room) end(ctx context.Context, call *soap.Call, id string) (outcome, error) {
	call.Hide(id) // as above
	id, o := r.named(id)
	if o.failed() {
		return o, nil
	}
	ended, err := r.delete(ctx, call, id, false)
	if err != nil || !ended {
		return r.unknown(call, id), err
	}
	return outcome{message: success, id: id}, nil
}

// delete deletes a session, or only a dead one, and says whether it was alive until then.
func (r *Room) delete(ctx context.Context, call *soap.Call, id string, onlyDead bool) (wasAlive bool, err error) {
	err = r.store.Update(ctx, func(tx store.Tx) error {
		rec, found, err := lookIn(tx.Get, id)
		wasAlive = found && alive(rec, call.Now)
		if err != nil || !found || onlyDead && wasAlive {
			return err
		}
		return tx.Delete(rec.Key)
	})
	if err != nil {
		return false, fmt.Errorf("futurama: end a session: %w", err)
	}
	return wasAlive, nil
}

// begin begins a session. Its id is never the client's choice.
func (r *Room) begin(ctx context.Context, call *soap.Call, s start) (outcome, error) {
	switch {
	case !r.config.Enabled:
		return failure(r.config.Choices.DisabledText), nil
	case !r.config.knows(s):
		return failure(r.config.Choices.DocumentText), nil
	}
	id, err := newID(call.Rand())
	if err != nil {
		return outcome{}, fmt.Errorf("futurama: draw the id of a session: %w", err)
	}
	rec := newRecord(id, s, call.Now, r.timeout)
	if err := r.store.Update(ctx, func(tx store.Tx) error { return tx.Put(rec) }); err != nil {
		return outcome{}, fmt.Errorf("futurama: begin a session: %w", err)
	}
	return r.live(id, call.Now, r.timeout), nil
}

// page is a page request: it goes on with the session that it names, or begins one, whose id the answer has
// ("How to develop a front-end to the Futurama Web API").
func (r *Room) page(ctx context.Context, call *soap.Call, id string, s start) (outcome, error) {
	if _, o := r.named(id); o.failed() { // it names none
		return r.begin(ctx, call, s)
	}
	o, err := r.keepAlive(ctx, call, id)
	switch {
	case err != nil || !o.failed():
		return o, err
	case r.config.Choices.DeadPage == "error":
		call.Decided("deadPage")
		return o, nil
	}
	return r.begin(ctx, call, s)
}
