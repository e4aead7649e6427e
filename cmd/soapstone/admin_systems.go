package main

import (
	"net/http"
)

func (a *admin) systems(*http.Request) (any, error) {
	return map[string]any{"systems": a.server.places(), "answers": a.world.Answers()}, nil
}

// reset makes everything as it was at the start, or with other settings, named as in the configuration file.
func (a *admin) reset(r *http.Request) (any, error) {
	var set map[string]string
	if err := (input{"set": &set}).read(r); err != nil {
		return nil, err
	}
	return done{}, a.world.Reset(r.Context(), set)
}

func (a *admin) resetSystem(r *http.Request) (any, error) {
	var set map[string]string
	if err := (input{"set": &set}).read(r); err != nil {
		return nil, err
	}
	return done{}, a.world.ResetSystem(r.Context(), r.PathValue("name"), set)
}

func (a *admin) restartSystem(r *http.Request) (any, error) {
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
