package sqlserver

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/store"
)

// initiate begins a session and runs the body in it.
func (e *endpoint) initiate(ctx context.Context, call *soap.Call, v *visit, next soap.Next) (soap.Reply, error) {
	f, s := e.room.faults, v.options.session
	if s.descriptor != nil {
		return nil, f.badTransaction() // no transaction can be open yet
	}
	timeout, err := e.grant(v.settings.cap, s.timeout)
	if err != nil {
		call.Decided("timeoutBelowOne")
		return nil, err
	}
	id, err := e.firstID(call, s)
	if err != nil {
		return nil, err
	}
	spid, err := newSPID(call.Rand())
	if err != nil {
		return nil, err
	}
	if err := e.begin(v, spid); err != nil {
		return nil, err
	}
	place, _, ok := e.room.running.ask(id)
	if !ok {
		return nil, e.refuseSession(call, s, f.badSession())
	}
	v.place = place
	defer v.place.done()
	rec := newRecord(id, call.Principal.String(), e.path, call.Now, timeout, v.session, v.client)
	if err := e.create(ctx, v.settings, rec); err != nil {
		if errors.Is(err, errTaken) {
			return nil, e.refuseSession(call, s, f.badSession())
		}
		return nil, err
	}
	if !v.place.enter() { // an id that the client chose can be ended by another request by now
		return nil, e.refuseSession(call, s, f.badSession())
	}
	call.Session = encodeID(id)
	v.exitAtFinish()
	if s.terminate {
		return e.runAndEnd(ctx, call, v, next)
	}
	answer := sessionAnswer{id: id}
	if timeout > 0 {
		answer.timeout = strconv.Itoa(int(timeout / time.Second))
	}
	v.acknowledge(answer)
	return e.run(ctx, call, v, next)
}

// firstID is the id of a session that begins: one that is drawn, or that which its client chose. One is drawn anyway, so
// that what is drawn after it does not depend on the client.
func (e *endpoint) firstID(call *soap.Call, s *sessionHeader) (string, error) {
	id, err := newID(call.Rand())
	if err != nil || s.id == nil {
		return id, err
	}
	id, ok := decodeBase64(*s.id)
	if !ok || !validID(id) {
		return "", e.refuseSession(call, s, e.room.faults.badSession())
	}
	return id, nil
}

// errTaken is an id that the client chose and that a session has already.
var errTaken = errors.New("sqlserver: there is a session with this id")

// create keeps the record of a session that begins under settings. Where ALTER ENDPOINT has put others in their place it
// has ended the sessions of before, and this is one of them: nothing is kept of it.
func (e *endpoint) create(ctx context.Context, under *settings, rec store.Record) error {
	return e.room.store.Update(ctx, func(tx store.Tx) error {
		if _, err := tx.Get(rec.Key); err == nil {
			return errTaken
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if e.settings.Load() != under {
			return nil
		}
		return tx.Put(rec)
	})
}

// grant is the idle time that a client gets: what it asks for, but no more than the endpoint allows (Books Online,
// ms179186). Zero is never.
func (e *endpoint) grant(most time.Duration, asked *int32) (time.Duration, error) {
	if asked == nil {
		return most, nil
	}
	if *asked < 1 {
		if e.room.config.Choices.TimeoutBelowOne == "cap" {
			return most, nil
		}
		return 0, e.room.faults.badTimeout()
	}
	timeout := time.Duration(*asked) * time.Second
	if most > 0 {
		timeout = min(timeout, most)
	}
	return timeout, nil
}
