package sqlserver

import (
	"context"
	"crypto/subtle"
	"errors"
	"strconv"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
	"github.com/soapstone-dev/soapstone/store"
)

// visit is what a call carries from step to step.
type visit struct {
	settings *settings
	login    string        // SUSER_SNAME()
	session  batch.Session // what the batch runs in
	client   client
}

// around is the step around every request. The sqlSession header is acted on and acknowledged whatever becomes of
// the body (Books Online, ms175084). The order of the checks is a choice: size of the header, login, form of the
// header, whether the endpoint has sessions, the session itself.
func (e *endpoint) around(ctx context.Context, call *soap.Call, next soap.Next) (soap.Reply, error) {
	e.warnOfHTTPS(call)
	f, v := e.room.faults, &visit{settings: e.settings.Load()}
	call.Room = v
	security, err := readSecurity(f, call.Envelope, v.settings.headerLimit)
	if err != nil {
		return nil, err
	}
	account, err := e.room.login(ctx, call, security, v.settings.mixed)
	if err != nil {
		return nil, err
	}
	v.login = call.Principal.Name
	o, err := readOptions(f, call.Envelope)
	if err != nil {
		return nil, err
	}
	reply, err := e.session(ctx, call, v, account, o, next)
	if errors.Is(err, soap.ErrEmptyBody) && e.emptyBodyIsFine(o) {
		return nil, nil
	}
	return reply, err
}

// emptyBodyIsFine says whether a Body without a method is answered by one.
func (e *endpoint) emptyBodyIsFine(o options) bool {
	switch e.room.config.Choices.EmptyBody {
	case "answer":
		return true
	case "fault":
		return false
	}
	return o.session != nil
}

// session runs the rest of the call in the session that the header asks for, if it asks for one.
func (e *endpoint) session(ctx context.Context, call *soap.Call, v *visit, account Account, o options, next soap.Next) (soap.Reply, error) {
	f, choices, s := e.room.faults, &e.room.config.Choices, o.session
	switch {
	case s == nil:
		if err := e.begin(v, account, o.login, firstSPID); err != nil {
			return nil, err
		}
		return next(ctx, call)
	case !v.settings.sessions:
		return nil, f.sessionsDisabled()
	case s.initiate && (s.id == nil || choices.InitiateWithID == "accept") && (!s.terminate || choices.InitiateWithTerminate == "run"):
		return e.initiate(ctx, call, v, account, o, next)
	case s.initiate || s.id == nil:
		return nil, e.refuseSession(call, s, f.badSession())
	case o.login.given:
		return nil, f.optionOnEnlist()
	case s.timeout != nil && choices.TimeoutOnEnlist == "refuse":
		return nil, f.badTimeout()
	}
	return e.enlist(ctx, call, v, s, next)
}

// begin makes the state in which a session, or a request without one, begins.
func (e *endpoint) begin(v *visit, account Account, o loginOptions, spid int) error {
	f, engine := e.room.faults, e.room.engineConfig
	database := first(v.settings.database, account.Database)
	if o.database != nil {
		if v.settings.database != "" {
			return f.databaseFixed()
		}
		if _, err := batch.NewSession(engine, *o.database, ""); err == nil {
			database = *o.database
		} else if !o.databaseOptional {
			return f.login(noDatabase(*o.database))
		}
	}
	language := account.Language
	if o.language != nil {
		if _, err := batch.NewSession(engine, "", *o.language); err == nil {
			language = *o.language
		} else if !o.languageOptional {
			return f.login(nil)
		}
	}
	s, err := batch.NewSession(engine, database, language)
	if err != nil {
		return f.login(nil) // the default of an account that a change of the settings took away
	}
	s.SPID, s.Notify = spid, o.notify
	v.session, v.client = s, client{o.host, o.application}
	return nil
}

// initiate begins a session and runs the body in it.
func (e *endpoint) initiate(ctx context.Context, call *soap.Call, v *visit, account Account, o options, next soap.Next) (soap.Reply, error) {
	f, s := e.room.faults, o.session
	if s.descriptor != nil {
		return nil, f.badTransaction() // no transaction can be open yet
	}
	timeout, err := e.grant(v.settings.cap, s.timeout)
	if err != nil {
		return nil, err
	}
	id := newID(call)
	if s.id != nil {
		var ok bool
		if id, ok = decodeBase64(*s.id); !ok || !validID(id) {
			return nil, e.refuseSession(call, s, f.badSession())
		}
	}
	if err := e.begin(v, account, o.login, newSPID(call)); err != nil {
		return nil, err
	}
	if _, ok := e.room.running.ask(id); !ok {
		return nil, e.refuseSession(call, s, f.badSession())
	}
	if err := e.create(ctx, call, v, id, timeout); err != nil {
		e.room.running.leave(id)
		if errors.Is(err, errTaken) {
			return nil, e.refuseSession(call, s, f.badSession())
		}
		return nil, err
	}
	e.room.running.enter(id)
	e.exitAtFinish(call, id)
	if s.terminate {
		return e.runAndEnd(ctx, call, v, id, s, next)
	}
	answer := sessionAnswer{id: id}
	if timeout > 0 {
		answer.timeout = strconv.Itoa(int(timeout / time.Second))
	}
	call.AddHeader(answer.block())
	return e.run(ctx, call, v, id, next)
}

// errTaken is an id that the client chose and that a session has already.
var errTaken = errors.New("sqlserver: there is a session with this id")

func (e *endpoint) create(ctx context.Context, call *soap.Call, v *visit, id string, timeout time.Duration) error {
	rec := newRecord(id, call.Principal.String(), e.path, call.Now, timeout, v.session, v.client)
	return e.room.store.Update(ctx, func(tx store.Tx) error {
		if _, err := tx.Get(rec.Key); err == nil {
			return errTaken
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
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

// enlist runs the body in a session that there is, and ends it afterwards if the header says so.
func (e *endpoint) enlist(ctx context.Context, call *soap.Call, v *visit, s *sessionHeader, next soap.Next) (soap.Reply, error) {
	f := e.room.faults
	id, ok := decodeBase64(*s.id)
	if !ok || !validID(id) {
		return nil, e.refuseSession(call, s, f.badSession())
	}
	if err := e.admitToSession(ctx, call, v, id, s); err != nil {
		return nil, err
	}
	e.exitAtFinish(call, id)
	if s.terminate {
		return e.runAndEnd(ctx, call, v, id, s, next)
	}
	call.AddHeader(sessionAnswer{id: id, descriptor: s.descriptor}.block())
	return e.run(ctx, call, v, id, next)
}

// admitToSession looks whether a session is this client's and lets the request into it.
func (e *endpoint) admitToSession(ctx context.Context, call *soap.Call, v *visit, id string, s *sessionHeader) error {
	running := e.room.running
	busy, ok := running.ask(id) // before the look: one who leaves has written when he was last there
	if !ok {
		return e.refuseSession(call, s, e.room.faults.badSession())
	}
	entered := false
	defer func() {
		if !entered {
			running.leave(id)
		}
	}()
	rec, err := e.look(ctx, call, id, busy)
	if err != nil {
		return err
	}
	if fault := e.owned(call, rec, id); fault != nil {
		return e.refuseSession(call, s, fault)
	}
	if v.session, v.client, err = readRecord(rec); err != nil {
		return err
	}
	if s.descriptor != nil {
		open := v.session.Transaction
		if !open.Open() || string(open.Descriptor[:]) != *s.descriptor {
			return e.room.faults.badTransaction()
		}
	}
	entered = true // also where it is refused: enter has taken back what ask announced
	if !running.enter(id) {
		return e.refuseSession(call, s, e.room.faults.badSession())
	}
	return nil
}

// look returns the record of a session that lives; a zero one when there is none.
func (e *endpoint) look(ctx context.Context, call *soap.Call, id string, busy bool) (store.Record, error) {
	var rec store.Record
	err := e.room.store.View(ctx, func(tx store.Tx) (err error) {
		rec, err = tx.Get(sessionKey(id))
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return store.Record{}, nil
	}
	if err == nil && (rec.State != stateOpen || idle(rec, call.Now, busy)) {
		return store.Record{}, nil
	}
	return rec, err
}

// owned compares a session with who asks for it, where nothing is compared with everything in the same time.
func (e *endpoint) owned(call *soap.Call, rec store.Record, id string) *soap.Fault {
	known := subtle.ConstantTimeCompare([]byte(rec.Key.ID), []byte(id))
	own := subtle.ConstantTimeCompare([]byte(rec.Owner), []byte(call.Principal.String()))
	here := subtle.ConstantTimeCompare([]byte(rec.Context), []byte(e.path))
	switch {
	case known&own&here == 1:
		return nil
	case known == 1:
		return e.room.faults.foreignSession()
	}
	return e.room.faults.badSession()
}

func validID(id string) bool { return id != "" && len(id) <= store.MaxID }

// run runs the body in a session and keeps what it changed there.
func (e *endpoint) run(ctx context.Context, call *soap.Call, v *visit, id string, next soap.Next) (soap.Reply, error) {
	before := v.session
	reply, err := next(ctx, call)
	if keepErr := e.keep(ctx, id, before, v.session); keepErr != nil {
		return nil, keepErr
	}
	return reply, err
}

// keep writes what a batch changed of its session. A session that was taken away meanwhile stays away.
func (e *endpoint) keep(ctx context.Context, id string, before, after batch.Session) error {
	if !keep(map[string]string{}, before, after) {
		return nil
	}
	err := e.room.store.Update(context.WithoutCancel(ctx), func(tx store.Tx) error {
		rec, err := tx.Get(sessionKey(id))
		if err != nil {
			return err
		}
		keep(rec.Values, before, after)
		return tx.Put(rec)
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// runAndEnd runs the body in a session and then ends that, whatever became of the body. Other batches in it go
// on to their end.
func (e *endpoint) runAndEnd(ctx context.Context, call *soap.Call, v *visit, id string, s *sessionHeader, next soap.Next) (soap.Reply, error) {
	reply, err := next(ctx, call)
	alone := e.room.running.end(id)
	endErr := e.room.store.Update(context.WithoutCancel(ctx), func(tx store.Tx) error {
		rec, err := tx.Get(sessionKey(id))
		if err != nil {
			return err
		}
		if alone {
			return tx.Delete(rec.Key)
		}
		rec.State, rec.Timeout = stateEnding, endingTimeout
		return tx.Put(rec)
	})
	if endErr != nil && !errors.Is(endErr, store.ErrNotFound) {
		e.room.running.reopen(id)
		return nil, endErr
	}
	if alone {
		e.room.running.gone(id)
	}
	call.AddHeader(sessionAnswer{id: id, terminate: true, descriptor: s.descriptor}.block())
	return reply, err
}

// exitAtFinish has the session know when the answer is complete: its idle time counts from then.
func (e *endpoint) exitAtFinish(call *soap.Call, id string) {
	call.OnFinish(func(ctx context.Context, at time.Time) {
		if !e.room.running.over(id) {
			err := e.room.store.Touch(ctx, sessionKey(id), at) // before the exit: see admitToSession
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				call.Log.Error("sqlserver: a session's last use could not be kept", "error", err)
			}
		}
		if !e.room.running.exit(id) {
			return
		}
		err := e.room.store.Update(ctx, func(tx store.Tx) error { return tx.Delete(sessionKey(id)) })
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			call.Log.Error("sqlserver: an ended session could not be deleted; the sweep will try again", "error", err)
		}
	})
}
