package main

import (
	"net/http"

	"github.com/soapstone-dev/soapstone/soap/world"
)

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
	return done{}, a.world.End(r.Context(), r.PathValue("key"))
}

func (a *admin) ageSession(r *http.Request) (any, error) {
	by, err := readBy(r)
	if err != nil {
		return nil, err
	}
	return a.world.Age(r.Context(), r.PathValue("key"), by)
}
