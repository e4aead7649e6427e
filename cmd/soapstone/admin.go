package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/auth"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store"
)

// verbTimeout is how long an operator's verb may take. Moving the clock waits for calls, and one of them may never
// end.
const verbTimeout = time.Minute

// admin is the operator's API.
type admin struct {
	server *server
	world  *world.World
	mux    *http.ServeMux
	probe  probe
}

// newAdmin returns the operator's API of a server, behind its guard.
func newAdmin(s *server) http.Handler {
	a := &admin{server: s, world: s.world, mux: http.NewServeMux(), probe: probe{store: s.db.Handle(), systems: s.store, file: s.db}}
	for pattern, verb := range map[string]verb{
		"GET /healthz":                 a.health,
		"GET /readyz":                  a.ready,
		"GET /version":                 a.version,
		"GET /systems":                 alone(a.systems),
		"GET /clock":                   a.showClock,
		"PUT /clock":                   a.setClock,
		"DELETE /clock":                alone(a.resetClock),
		"POST /clock/advance":          a.advanceClock,
		"GET /sessions":                a.listSessions,
		"POST /sessions":               a.makeSession,
		"DELETE /sessions/{key}":       alone(a.endSession),
		"POST /sessions/{key}/age":     a.ageSession,
		"POST /reset":                  a.reset,
		"POST /systems/{name}/reset":   a.resetSystem,
		"POST /systems/{name}/restart": alone(a.restartSystem),
		"POST /systems/{name}/alter":   a.alterSystem,
		"GET /faults":                  alone(a.listFaults),
		"POST /faults":                 a.addFault,
		"DELETE /faults":               alone(a.clearFaults),
		"POST /clients":                a.seeClient,
		"GET /journal":                 a.showJournal,
		"DELETE /journal":              alone(a.clearJournal),
		"POST /shutdown":               alone(a.shutdown),
	} {
		a.mux.Handle(pattern, a.answer(verb))
	}
	a.mux.HandleFunc("GET /{$}", a.index)
	a.mux.HandleFunc("GET /wsdl/{name...}", a.wsdl)
	a.mux.HandleFunc("GET /ca", a.certificate)
	a.mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
	return a
}

// ServeHTTP lets those in who may come, and finds the verb. A page of somebody else's that asks for an answer without an
// Origin, as for a script or a picture, gets nothing that it could use.
func (a *admin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
	if err := a.guard(r); err != nil {
		if refused, ok := errors.AsType[*statusError](err); ok && refused.status == http.StatusUnauthorized {
			challenge(w, r)
		}
		writeError(w, err)
		return
	}
	if _, pattern := a.mux.Handler(r); pattern == "" {
		writeError(w, a.noVerb(w, r))
		return
	}
	a.mux.ServeHTTP(w, r)
}

// guard refuses who may not come. Without a token this listener is on loopback, but a browser there would carry
// anybody's page to it: hence neither a foreign Origin nor, against names that are made to point here, another Host.
func (a *admin) guard(r *http.Request) error {
	if origin := r.Header.Get("Origin"); origin != "" {
		if u, err := url.Parse(origin); err != nil || u.Host != r.Host {
			return &statusError{http.StatusForbidden, fmt.Sprintf("the origin %q may not use this API: call it from a program, or from a page of its own", origin)}
		}
	}
	if a.server.token == "" {
		if !isLoopback(r.Host) {
			return &statusError{http.StatusForbidden, fmt.Sprintf("the host %q is not a loopback: call http://localhost, or start with --admin-token-file", r.Host)}
		}
		return nil
	}
	if r.URL.Path == "/healthz" || r.URL.Path == "/readyz" {
		return nil // they tell nothing more than that, and whoever probes for life has no token
	}
	if !a.trusts(r) {
		_, _, basic := r.BasicAuth()
		what, how := "a token is needed", "send \"Authorization: Bearer …\" with the word in the file of --admin-token-file"
		switch {
		case basic && !looks(r):
			what = "with a password this API can be looked at only"
		case r.Header.Get("Authorization") != "":
			what = "the token is wrong"
		}
		if looks(r) {
			how += ", or in a browser that word as the password of any user"
		}
		return &statusError{http.StatusUnauthorized, what + ": " + how}
	}
	return nil
}

// challenge says how a token is sent. A browser that is to change something need not ask its user for a password, which
// would not help.
func challenge(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("WWW-Authenticate", `Bearer realm="soapstone"`)
	if looks(r) {
		w.Header().Add("WWW-Authenticate", `Basic realm="soapstone", charset="UTF-8"`)
	}
}

// trusts says whether a request has the token, where there is one. A browser sends no Bearer, but asks its user for a
// password, which may be the token, whatever the user's name. It then sends that by itself with whatever a page of
// somebody else's has it send here: so the password is good for looking alone, which shows such a page nothing.
func (a *admin) trusts(r *http.Request) bool {
	if a.server.token == "" {
		return true
	}
	scheme, word, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	known := strings.EqualFold(scheme, "Bearer")
	if _, password, ok := r.BasicAuth(); ok {
		word, known = password, looks(r)
	}
	return auth.SamePassword(word, a.server.token) && known
}

// looks says whether a request changes nothing, by its method.
func looks(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

func isLoopback(hostport string) bool {
	host := (&url.URL{Host: hostport}).Hostname()
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// noVerb says whether it is the path or the method that is wrong.
func (a *admin) noVerb(w http.ResponseWriter, r *http.Request) error {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodPost, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := a.mux.Handler(other); pattern != "" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		return &statusError{http.StatusNotFound, fmt.Sprintf("nothing is at %s: GET / shows what there is", r.URL.Path)}
	}
	list := strings.Join(allowed, ", ")
	w.Header().Set("Allow", list)
	return &statusError{http.StatusMethodNotAllowed, fmt.Sprintf("%s takes no %s: use %s", r.URL.Path, r.Method, list)}
}

// verb answers a request with what is to be written as JSON.
type verb func(r *http.Request) (any, error)

// alone is a verb that takes nothing.
func alone(v verb) verb {
	return func(r *http.Request) (any, error) {
		if err := (input{}).read(r); err != nil {
			return nil, err
		}
		return v(r)
	}
}

// answer makes a handler of a verb. What changes something is logged, by its pattern alone: the key of a session gives
// its id away.
func (a *admin) answer(v verb) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), verbTimeout)
		defer cancel()
		answer, err := v(r.WithContext(ctx))
		if err != nil {
			writeError(w, err)
		} else {
			writeJSON(w, http.StatusOK, answer)
		}
		switch {
		case r.Method == http.MethodGet:
		case err != nil:
			a.server.log.Info("the operator was refused", "verb", r.Pattern, "error", err)
		default:
			a.server.log.Info("the operator was obeyed", "verb", r.Pattern)
		}
	})
}

func writeJSON(w http.ResponseWriter, status int, answer any) {
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	out.SetEscapeHTML(false)
	if err := out.Encode(answer); err != nil { // such as an instant before the year 0
		status = http.StatusInternalServerError
		text.Reset()
		_ = out.Encode(map[string]string{"error": "the answer cannot be written as JSON: " + err.Error()}) // a text can
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(text.Bytes()) // the client went away; there is nobody to tell
}

// statusError is an error with the HTTP status that says so.
type statusError struct {
	status int
	text   string
}

func (e *statusError) Error() string { return e.text }

// writeError answers with an error. What is none of those that we know is a mistake of ours.
func writeError(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	var known *statusError
	var failed *unkept
	switch {
	case errors.As(err, &known):
		status = known.status
	case errors.Is(err, soap.ErrStopped), errors.Is(err, store.ErrClosed), errors.As(err, &failed):
		status = http.StatusServiceUnavailable
	case errors.Is(err, context.DeadlineExceeded):
		status = http.StatusGatewayTimeout
	case errors.Is(err, world.ErrUnknown):
		status = http.StatusNotFound
	case errors.Is(err, world.ErrConflict):
		status = http.StatusConflict
	case errors.Is(err, world.ErrInvalid):
		status = http.StatusBadRequest
	case errors.Is(err, world.ErrUnsupported):
		status = http.StatusNotImplemented
	}
	writeJSON(w, status, map[string]string{"error": plain(err)})
}
