package sqlserver

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// around is the step around every request. The sqlSession header is acted on and acknowledged whatever becomes of
// the body (Books Online, ms175084). The order of the checks is a choice: size of the header, login, form of the
// header, whether the endpoint has sessions, the session itself.
func (e *endpoint) around(ctx context.Context, call *soap.Call, next soap.Next) (soap.Reply, error) {
	e.warnOfHTTPS(call)
	f, v := e.room.faults, call.Room.(*visit)
	v.settings = e.settings.Load() // ALTER ENDPOINT may have come while the body was read
	security, err := readSecurity(f, call.Envelope, v.settings.headerLimit)
	if err != nil {
		return nil, err
	}
	if security != nil {
		if v.account, err = e.room.login(ctx, call, security, v.settings.mixed); err != nil {
			return nil, err
		}
	}
	if err = v.options.read(f, call.Envelope); err != nil {
		return nil, err
	}
	v.options.noteMissed(call)
	reply, err := e.session(ctx, call, v, e.offered(call, v, next))
	if err == nil && v.bare != nil {
		return soap.NewResponse("text/xml; charset=utf-8", v.bare), nil
	}
	if errors.Is(err, soap.ErrEmptyBody) {
		if e.emptyBodyIsFine(v.options.session != nil) {
			return nil, nil
		}
		call.Decided("emptyBody")
	}
	if errors.Is(err, soap.ErrNoOperation) {
		e.explain(call, v)
	}
	return reply, err
}

// offered is the rest of a call at an endpoint as it is set: with BATCHES = DISABLED sqlbatch is a method like any that
// the endpoint does not have, and so is a web method that is answered elsewhere.
func (e *endpoint) offered(call *soap.Call, v *visit, next soap.Next) soap.Next {
	disabled := call.Operation == batches && !v.settings.batches
	if !disabled && !e.isElsewhere(call.Operation) {
		return next
	}
	if disabled {
		call.Operation = ""
	}
	if call.Service.Else != nil {
		return call.Service.Else
	}
	return func(context.Context, *soap.Call) (soap.Reply, error) { return nil, soap.ErrNoOperation }
}

// isElsewhere says whether an operation is a web method that the endpoint only describes.
func (e *endpoint) isElsewhere(name string) bool {
	return slices.ContainsFunc(e.methods, func(m *method) bool { return m.Elsewhere && m.Name == name })
}

// emptyBodyIsFine says whether a Body without a method is answered by one.
func (e *endpoint) emptyBodyIsFine(hasSession bool) bool {
	switch e.room.config.Choices.EmptyBody {
	case "answer":
		return true
	case "fault":
		return false
	}
	return hasSession
}

// session runs the rest of the call in the session that the header asks for, if it asks for one.
func (e *endpoint) session(ctx context.Context, call *soap.Call, v *visit, next soap.Next) (soap.Reply, error) {
	f, s := e.room.faults, v.options.session
	switch {
	case s == nil:
		if err := e.begin(v, firstSPID); err != nil {
			return nil, err
		}
		return next(ctx, call)
	case !v.settings.sessions:
		return nil, f.sessionsDisabled()
	case s.initiate && e.mayInitiate(call, s):
		return e.initiate(ctx, call, v, next)
	case s.initiate || s.id == nil:
		return nil, e.refuseSession(call, s, f.badSession())
	case v.options.login.given:
		return nil, f.optionOnEnlist()
	case s.timeout != nil && e.room.config.Choices.TimeoutOnEnlist == "refuse":
		call.Decided("timeoutOnEnlist")
		return nil, f.badTimeout()
	}
	return e.enlist(ctx, call, v, next)
}

// mayInitiate says whether a session may begin with what else its header has.
func (e *endpoint) mayInitiate(call *soap.Call, s *sessionHeader) bool {
	choices, may := &e.room.config.Choices, true
	if s.id != nil && choices.InitiateWithID == "refuse" {
		call.Decided("initiateWithId")
		may = false
	}
	if s.terminate && choices.InitiateWithTerminate == "refuse" {
		call.Decided("initiateWithTerminate")
		may = false
	}
	return may
}

// begin makes the state in which a session, or a request without one, begins.
func (e *endpoint) begin(v *visit, spid int) error {
	f, engine, o := e.room.faults, e.room.engineConfig, v.options.login
	database := cmp.Or(v.settings.database, v.account.Database)
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
	language := v.account.Language
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
