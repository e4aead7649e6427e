package model204

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/auth"
	"github.com/soapstone-dev/soapstone/store"
)

// visit is who a request is from: a user's thread by its token, or a user who logs in for this request alone.
type visit struct {
	token      string // of a thread that is kept, "" for one that lives for this request and need not be
	user       string
	privileged bool
	transient  bool
	open       *session // on the thread, for work that is passed on; nil for none
}

// OpenSession is the session that is open on the caller's thread when work is passed on: its id, its owner ("*" for a
// public one) and its timeout in seconds. Without one the id is "".
func (v *visit) OpenSession() (id, owner string, timeout int) {
	if v.open == nil {
		return "", "", 0
	}
	return v.open.id, v.open.owner, v.open.timeout
}

func visitOf(call *soap.Call) *visit { return call.Room.(*visit) }

// around finds out which thread a request is for. A request without the Thread header is, as with Janus Web, a login,
// one function, and a logout.
func (r *Room) around(ctx context.Context, call *soap.Call, next soap.Next) (soap.Reply, error) {
	if call.Version != soap.SOAP11 {
		return nil, &soap.EnvelopeError{Problem: soap.UnknownVersion, Version: call.Version}
	}
	if call.Operation == "" && (call.Service.Else == nil || call.Envelope.Payload == nil) {
		return next(ctx, call)
	}
	if call.Operation != "" && call.Envelope.Payload.Next() != nil {
		return nil, manyOperations()
	}
	if call.Operation != "" && call.Action != "" && call.Action != actionStem+call.Operation {
		return nil, otherAction()
	}
	if call.Operation == "Login" {
		return next(ctx, call)
	}
	token, named, err := r.threadOf(call)
	if err != nil {
		return nil, err
	}
	var v *visit
	if named {
		v, err = r.visitThread(ctx, call, token)
	} else {
		v, err = r.visitOnce(call)
	}
	if err != nil {
		return nil, err
	}
	call.Room, call.Session = v, v.token
	call.Principal = soap.Principal{Scheme: scheme, Name: v.user}
	return next(ctx, call)
}

// threadOf is the token that the Thread header names. White space around it is no part of it. Two headers may not name
// two threads, since nobody can know which was meant (both choice).
func (r *Room) threadOf(call *soap.Call) (token string, named bool, err error) {
	first, err := r.header.Read(call)
	if err != nil || first == nil {
		call.NoteMissed(threadName())
		return "", false, err
	}
	token = trim(*first)
	for block := range call.Envelope.Blocks() {
		if block.Name == threadName() && soap.Addressed(call.Version, block) && trim(block.Text()) != token {
			return "", false, twoThreads()
		}
	}
	return strings.Clone(token), true, nil
}

// trim takes the white space of XML from both ends of a text.
func trim(s string) string { return strings.Trim(s, " \t\r\n") }

// visitThread finds the thread of a token. Its silence begins anew.
func (r *Room) visitThread(ctx context.Context, call *soap.Call, token string) (*visit, error) {
	var v *visit
	err := r.store.View(ctx, func(tx store.Tx) error {
		v = nil
		s := &step{room: r, tx: tx, now: call.Now}
		th, err := s.thread(token)
		if err != nil {
			return err
		}
		if th == nil || th.transient || !call.Now.Before(th.ends(r.silence)) {
			call.Note = "no thread with this token is logged in: it has logged off or was silent for too long, or there was none"
			return notLoggedIn()
		}
		v = &visit{token: token, user: th.user, privileged: th.privileged}
		if call.Operation == "" {
			v.open, err = s.held(th)
		}
		return err
	})
	if err != nil {
		return nil, wrap("find a thread", err)
	}
	if err := r.sameUser(call, v.user); err != nil {
		return nil, err
	}
	if err := r.store.Touch(ctx, threadKey(token), call.Now); err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, wrap("touch a thread", err)
	}
	return v, nil
}

// sameUser refuses a request on a thread whose credentials are wrong, or another user's: nobody uses a thread that is not
// theirs (choice). None are needed, and those of another scheme than Basic are for somebody on the way.
func (r *Room) sameUser(call *soap.Call, ofThread string) error {
	userid, password, err := auth.Basic(call.HTTP.Header)
	if errors.Is(err, auth.ErrAbsent) || errors.Is(err, auth.ErrScheme) {
		return nil
	}
	user, _, ok := r.config.login(userid, password)
	switch {
	case err != nil || !ok:
		r.logFailure(call, user, err)
		return unauthorized()
	case user != ofThread:
		call.Warn("model204: the thread is another user's", "user", soap.Clip(user))
		return otherUser()
	}
	return nil
}

// logFailure says why a login failed.
func (r *Room) logFailure(call *soap.Call, user string, err error) {
	_, found := r.config.find(user)
	call.Warn("model204: a login failed", "user", soap.Clip(user), "error", auth.Failure(err, found))
}

// visitOnce logs in for one request: with the credentials of HTTP Basic, or as the user of public URLs.
func (r *Room) visitOnce(call *soap.Call) (*visit, error) {
	userid, password, err := auth.Basic(call.HTTP.Header)
	if errors.Is(err, auth.ErrAbsent) && r.config.PublicUser != "" {
		user := r.config.userid(r.config.PublicUser)
		account, _ := r.config.find(user)
		return &visit{user: user, privileged: account.Privileged, transient: true}, nil
	}
	user, privileged, ok := r.config.login(userid, password)
	if err != nil || !ok {
		r.logFailure(call, user, err)
		return nil, unauthorized()
	}
	return &visit{user: user, privileged: privileged, transient: true}, nil
}

// update runs f in a transaction in which everything has happened that was due by now, for the thread of the call and
// the session that is open on it (nil when there is none).
func (r *Room) update(ctx context.Context, call *soap.Call, f func(s *step, th *thread, open *session) error) error {
	err := r.transact(ctx, call.Now, func(s *step) error {
		th, open, err := s.caller(visitOf(call))
		if err != nil {
			return err
		}
		return f(s, th, open)
	})
	return wrap(call.Operation, err)
}

// view runs f in a transaction that only reads. What the thread holds is the same before and after what fell due
// meanwhile, since an open session is not timed out.
func (r *Room) view(ctx context.Context, call *soap.Call, f func(open *session) error) error {
	err := r.store.View(ctx, func(tx store.Tx) error {
		s := &step{room: r, tx: tx, now: call.Now}
		_, open, err := s.caller(visitOf(call))
		if err != nil {
			return err
		}
		return f(open)
	})
	return wrap(call.Operation, err)
}

// caller finds the thread of a call and the session that is open on it. A thread that has ended is not logged in.
func (s *step) caller(v *visit) (*thread, *session, error) {
	if v.token == "" {
		return &thread{user: v.user, privileged: v.privileged, created: s.now, used: s.now, transient: true}, nil, nil
	}
	th, err := s.thread(v.token)
	if err != nil {
		return nil, nil, err
	}
	if th == nil {
		return nil, nil, notLoggedIn()
	}
	open, err := s.held(th)
	if open == nil {
		th.open = ""
	}
	return th, open, err
}

// put writes a thread. One that lives for a single request is kept only while it has a token.
func (s *step) put(th *thread) error {
	if th.token == "" {
		return nil
	}
	return s.tx.Put(th.record(s.room.silence))
}

// wrap says what was going on when the store failed. A fault is an answer and stays what it is.
func wrap(what string, err error) error {
	var fault *soap.Fault
	if err == nil || errors.As(err, &fault) {
		return err
	}
	return fmt.Errorf("model204: %s: %w", what, err)
}
