package quick

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
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

// TestErrWatchesNobody: a store asks Err at each use, and a goroutine for each would make requests a third dearer.
func TestErrWatchesNobody(t *testing.T) {
	watched := make(chan bool, 1)
	s := start(t, func(_ http.ResponseWriter, r *http.Request) {
		err := r.Context().Err()
		watched <- err != nil || r.Context().(*requestContext).watched != nil
	}, nil)
	c := s.dial(t)
	c.send(get("/", ""))
	if c.hear(); await(t, watched, "the request") {
		t.Error("Err alone has the client watched, or has ended")
	}
}

// TestContextOutlivesAFlush has a client that waits for the rest.
func TestContextOutlivesAFlush(t *testing.T) {
	s := start(t, func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush()
		fmt.Fprint(w, r.Context().Err())
	}, nil)
	c := s.dial(t)
	c.send(get("/", ""))
	if _, err := c.hear(); err != "<nil>" {
		t.Errorf("the context has ended with %s", err)
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
