package quick

import (
	"context"
	"errors"
	"net"
	"net/http"
	"runtime"
	"testing"
	"time"
)

// TestContextEndsWithWhatItComesFrom has the operator end the context that all requests have theirs from.
func TestContextEndsWithWhatItComesFrom(t *testing.T) {
	base, end := context.WithCancelCause(t.Context())
	waits, ended := make(chan bool, 1), make(chan error, 2)
	s := start(t, func(_ http.ResponseWriter, r *http.Request) {
		done := r.Context().Done()
		waits <- true
		<-done
		ended <- r.Context().Err()
		ended <- context.Cause(r.Context())
	}, func(srv *http.Server) { srv.BaseContext = func(net.Listener) context.Context { return base } })
	s.dial(t).send(get("/", ""))
	await(t, waits, "the request")
	why := errors.New("it is late")
	end(why)
	if err := await(t, ended, "the end of the context"); !errors.Is(err, context.Canceled) {
		t.Errorf("the context has ended with %v", err)
	}
	if err := await(t, ended, "the cause"); !errors.Is(err, why) {
		t.Errorf("the context has ended because of %v", err)
	}
}

// TestErrSeesTheClientGo has a handler ask for nothing but Err, as one does that works on and on.
func TestErrSeesTheClientGo(t *testing.T) {
	works, ended := make(chan bool), make(chan bool)
	s := start(t, func(_ http.ResponseWriter, r *http.Request) {
		for by := time.Now().Add(20 * time.Second); r.Context().Err() == nil && time.Now().Before(by); runtime.Gosched() {
			select {
			case works <- true:
			default:
			}
		}
		ended <- errors.Is(r.Context().Err(), context.Canceled)
	}, nil)
	c := s.dial(t)
	c.send(get("/", ""))
	await(t, works, "the request")
	c.Close()
	if !await(t, ended, "the end of the work") {
		t.Error("the handler has not seen that the client is gone")
	}
}

// TestContextEndsWithAReadDeadline: a handler that bounds how long its client may be silent is told.
func TestContextEndsWithAReadDeadline(t *testing.T) {
	ended := make(chan bool)
	s := start(t, func(w http.ResponseWriter, r *http.Request) {
		done := r.Context().Done()
		http.NewResponseController(w).SetReadDeadline(time.Unix(1, 0))
		<-done
		ended <- true
	}, nil)
	s.dial(t).send(get("/", ""))
	await(t, ended, "the end of the context")
}
