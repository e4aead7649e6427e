package sqlserver

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
	"github.com/soapstone-dev/soapstone/store"
)

// SessionOptions are what Make takes.
func SessionOptions() setting.Options {
	return setting.Options{
		{Name: "path", Text: "the endpoint's; without it, the first one that has sessions"},
		{Name: "user", Text: "whose it is, of those who log in to HTTP; this or login must be given"},
		{Name: "login", Text: "whose it is, of the logins of SQL Server"},
		{Name: "timeout", Text: "in seconds; the endpoint grants no more than its own"},
		{Name: "database", Text: "in which it begins"},
		{Name: "language", Text: "in which it begins"},
	}
}

// ID is a session's id as headers have it, in Base64.
func (r *Room) ID(key store.Key) string { return encodeID(key.ID) }

// Make makes a session without a client, as an initiating request would, out of SessionOptions. An ALTER ENDPOINT at the
// same time ends it.
func (r *Room) Make(ctx context.Context, now time.Time, chance io.Reader, set map[string]string) (store.Key, error) {
	if err := SessionOptions().Check("a session", set); err != nil {
		return store.Key{}, fmt.Errorf("sqlserver: make: %w", err)
	}
	e, under, err := r.withSessions(set["path"])
	var rec store.Record
	if err == nil {
		rec, err = e.made(under, now, chance, set)
	}
	if err == nil {
		err = e.create(ctx, under, rec)
	}
	if err != nil {
		return store.Key{}, fmt.Errorf("sqlserver: make: %w", err)
	}
	return rec.Key, nil
}

// made is the record of the session that set asks for, at an endpoint as it is set.
func (e *endpoint) made(under *settings, now time.Time, chance io.Reader, set map[string]string) (store.Record, error) {
	v := &visit{settings: under}
	owner, err := e.ownerOf(v, set["user"], set["login"])
	if err != nil {
		return store.Record{}, err
	}
	timeout := v.settings.cap
	if text, ok := set["timeout"]; ok {
		n, err := strconv.ParseInt(text, 10, 32)
		if err == nil {
			timeout, err = e.grant(v.settings.cap, new(int32(n)))
		}
		if err != nil {
			return store.Record{}, fmt.Errorf("timeout: %q is no number of seconds above zero", text)
		}
	}
	if err := e.beginWith(v, set); err != nil {
		return store.Record{}, err
	}
	id, err := newID(chance)
	if err != nil {
		return store.Record{}, err
	}
	if v.session.SPID, err = newSPID(chance); err != nil {
		return store.Record{}, err
	}
	return newRecord(id, owner.String(), e.path, now, timeout, v.session, v.client), nil
}

// withSessions is the endpoint at a path, or the first one, that has sessions, and the settings that say so.
func (r *Room) withSessions(path string) (*endpoint, *settings, error) {
	if path != "" {
		e := r.find(path)
		if e == nil {
			return nil, nil, fmt.Errorf("path: there is no endpoint at %q: there is %s", path, strings.Join(r.paths(), ", "))
		}
		s := e.settings.Load()
		if !s.sessions {
			return nil, nil, fmt.Errorf("path: the endpoint at %s has no sessions: set its sessions to enabled, or name another", e.path)
		}
		return e, s, nil
	}
	for _, e := range r.endpoints {
		if s := e.settings.Load(); s.sessions {
			return e, s, nil
		}
	}
	return nil, nil, fmt.Errorf("no endpoint has sessions: set those of one to enabled")
}

// ownerOf is who the session is for.
func (e *endpoint) ownerOf(v *visit, user, login string) (soap.Principal, error) {
	scheme, name := schemeHTTP, user
	var found bool
	switch {
	case (user == "") == (login == ""):
		return soap.Principal{}, fmt.Errorf("whose it is: give either user, of HTTP, or login, of SQL Server")
	case login != "" && !v.settings.mixed:
		return soap.Principal{}, fmt.Errorf("login: the endpoint at %s takes none: set its loginType to mixed, or give a user", e.path)
	case login != "":
		scheme, name = schemeSQL, login
		v.account, found = find(e.room.config.Logins, login)
	default:
		v.account, found = e.room.user("", user)
	}
	if !found {
		return soap.Principal{}, fmt.Errorf("there is no account %q among those of %s: give the name of one", name, scheme)
	}
	return soap.Principal{Scheme: scheme, Name: v.account.Name}, nil
}

// beginWith makes the state in which the session begins.
func (e *endpoint) beginWith(v *visit, set map[string]string) error {
	engine := e.room.engineConfig
	if name, ok := set["database"]; ok {
		if _, err := batch.NewSession(engine, name, ""); err != nil || v.settings.database != "" {
			return fmt.Errorf("database: %q is not there, or the endpoint has one of its own: leave it out, or add it to databases", name)
		}
		v.options.login.database = &name
	}
	if name, ok := set["language"]; ok {
		if _, err := batch.NewSession(engine, "", name); err != nil {
			return fmt.Errorf("language: there is no %q: give one such as us_english", name)
		}
		v.options.login.language = &name
	}
	return e.begin(v, firstSPID)
}
