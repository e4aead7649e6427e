package quick

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// server is one of ours that a test has started.
type server struct {
	*Server
	address string
	log     kept
	states  chan http.ConnState // that were told
	served  chan error
}

func start(t *testing.T, h http.HandlerFunc, with func(*http.Server)) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return startOn(t, l, h, with)
}

func startOn(t *testing.T, l net.Listener, h http.HandlerFunc, with func(*http.Server)) *server {
	t.Helper()
	s := &server{address: l.Addr().String(), states: make(chan http.ConnState, 100), served: make(chan error, 1)}
	srv := &http.Server{
		Handler: h, ErrorLog: log.New(&s.log, "", 0), ReadTimeout: time.Minute,
		ConnState: func(_ net.Conn, state http.ConnState) { s.states <- state },
	}
	if with != nil {
		with(srv)
	}
	s.Server = New(srv)
	go func() { s.served <- s.Serve(l) }()
	t.Cleanup(func() { s.Close() })
	return s
}

// await wants the next thing from a channel.
func await[T any](t *testing.T, from <-chan T, what string) T {
	t.Helper()
	select {
	case x := <-from:
		return x
	case <-time.After(30 * time.Second):
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

// client is a connection to a server.
type client struct {
	net.Conn
	t *testing.T
	r *bufio.Reader
}

func (s *server) dial(t *testing.T) *client {
	t.Helper()
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(30 * time.Second))
	return &client{conn, t, bufio.NewReader(conn)}
}

func (c *client) send(text string) {
	c.t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		c.t.Fatal(err)
	}
}

// hear reads an answer.
func (c *client) hear() (r *http.Response, body string) {
	c.t.Helper()
	r, err := http.ReadResponse(c.r, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	b, err := io.ReadAll(r.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return r, string(b)
}

// wantEnd wants the server to have closed the connection.
func (c *client) wantEnd() {
	c.t.Helper()
	if rest, err := io.ReadAll(c.r); len(rest) > 0 || errors.Is(err, os.ErrDeadlineExceeded) {
		c.t.Errorf("the connection goes on with %q, %v", rest, err)
	}
}

func TestContextEndsWithTheClient(t *testing.T) {
	waits, ended := make(chan bool, 1), make(chan error, 1)
	s := start(t, func(_ http.ResponseWriter, r *http.Request) {
		done := r.Context().Done()
		waits <- r.Context().Err() == nil
		<-done
		ended <- r.Context().Err()
	}, nil)
	c := s.dial(t)
	c.send(post("/", "", "x"))
	if !await(t, waits, "the request") {
		t.Error("the context has ended before the client")
	}
	c.Close()
	if err := await(t, ended, "the end of the context"); !errors.Is(err, context.Canceled) {
		t.Errorf("the context has ended with %v", err)
	}
}

func TestContextEndsWithTheRequest(t *testing.T) {
	contexts := make(chan context.Context, 2)
	s := start(t, func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/waits" {
			r.Context().Done()
		}
		contexts <- r.Context()
	}, nil)
	c := s.dial(t)
	for _, path := range []string{"/", "/waits"} {
		c.send(post(path, "", "x"))
		c.hear()
		ctx := await(t, contexts, "the request")
		await(t, ctx.Done(), "the end of the context")
		if !errors.Is(ctx.Err(), context.Canceled) {
			t.Errorf("the context of %s has ended with %v", path, ctx.Err())
		}
	}
}

// TestNextRequestDuringAWait has the beginning of the next request come while the client is watched.
func TestNextRequestDuringAWait(t *testing.T) {
	waits, goOn := make(chan bool), make(chan bool)
	s := start(t, func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context().(*requestContext)
		ctx.Done()
		watched := ctx.watched
		waits <- true
		if <-goOn {
			await(t, watched, "what is read of the next request")
		}
		if err := ctx.Err(); err != nil {
			t.Errorf("the context has ended with %v", err)
		}
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s", body)
	}, nil)
	c := s.dial(t)
	c.send(post("/", "", "first"))
	for i, next := range []string{"second", "third"} {
		await(t, waits, "the request")
		c.send(post("/", "", next))
		goOn <- true
		if _, body := c.hear(); body != []string{"first", "second"}[i] {
			t.Errorf("answer %d is %q", i, body)
		}
	}
	await(t, waits, "the last request")
	goOn <- false
	if _, body := c.hear(); body != "third" {
		t.Errorf("the last answer is %q", body)
	}
}

func TestShutdown(t *testing.T) {
	under, goOn := make(chan bool), make(chan bool)
	s := start(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/waits" {
			under <- true
			<-goOn
		}
		fmt.Fprint(w, "done")
	}, nil)
	idle, fresh, half, busy := s.dial(t), s.dial(t), s.dial(t), s.dial(t)
	idle.send(post("/", "", "x"))
	idle.hear()
	s.awaitBusy(t, 0) // or it may be taken for one of the two below
	whole := post("/", "", "1234567890")
	half.send(whole[:len(whole)-5])
	busy.send(post("/waits", "", "x"))
	await(t, under, "the request")
	s.awaitBusy(t, 2)
	shut := make(chan error, 1)
	go func() { shut <- s.Shutdown(t.Context()) }()
	idle.wantEnd()
	fresh.wantEnd()
	if err := await(t, s.served, "the end of Serve"); !errors.Is(err, http.ErrServerClosed) {
		t.Errorf("Serve ended with %v", err)
	}
	if c, err := net.Dial("tcp", s.address); err == nil {
		c.Close()
		t.Error("it still listens")
	}
	half.send(whole[len(whole)-5:])
	goOn <- true
	for _, c := range []*client{half, busy} {
		if r, body := c.hear(); body != "done" || !r.Close {
			t.Errorf("a request from before was answered with %q, close %t", body, r.Close)
		}
		c.wantEnd()
	}
	if err := await(t, shut, "the end of Shutdown"); err != nil {
		t.Error(err)
	}
}

// awaitBusy waits until so many lanes have a request.
func (s *server) awaitBusy(t *testing.T, n int) {
	t.Helper()
	for by := time.Now().Add(30 * time.Second); ; {
		busy := 0
		s.mu.Lock()
		for l := range s.open {
			if l.state.Load() == laneBusy {
				busy++
			}
		}
		s.mu.Unlock()
		if busy == n {
			return
		}
		if time.Now().After(by) {
			t.Fatalf("%d lanes have a request, not %d", busy, n)
		}
	}
}

func TestShutdownIsGivenUp(t *testing.T) {
	under, goOn := make(chan bool), make(chan bool)
	s := start(t, func(_ http.ResponseWriter, r *http.Request) {
		under <- true
		<-r.Context().Done()
		close(goOn)
	}, nil)
	c := s.dial(t)
	c.send(post("/", "", "x"))
	await(t, under, "the request")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Shutdown ended with %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	c.wantEnd()
	await(t, goOn, "the end of the call")
}

func TestTimeouts(t *testing.T) {
	t.Run("first request", func(t *testing.T) {
		s := start(t, nothing, func(srv *http.Server) { srv.ReadHeaderTimeout = time.Millisecond })
		s.dial(t).wantEnd()
	})
	t.Run("next request", func(t *testing.T) {
		s := start(t, nothing, func(srv *http.Server) { srv.IdleTimeout = time.Millisecond })
		c := s.dial(t)
		c.send(post("/", "", "x"))
		c.hear()
		c.wantEnd()
	})
	// What does not come soon is net/http's to wait for.
	for _, part := range []int{3, 40, 70} {
		t.Run(fmt.Sprintf("%d bytes", part), func(t *testing.T) {
			t.Parallel()
			s := start(t, nothing, nil)
			c := s.dial(t)
			whole := post("/", "", strings.Repeat("x", 30))
			c.send(whole[:part])
			if state := await(t, s.states, "net/http"); state != http.StateNew {
				t.Errorf("the connection is %v", state)
			}
			c.send(whole[part:])
			c.hear()
		})
	}
}

func TestPanics(t *testing.T) {
	s := start(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/aborts":
			panic(http.ErrAbortHandler)
		case "/":
			panic("a bug")
		}
		w.Header().Set("Connection", "close")
	}, nil)
	for _, path := range []string{"/ends", "/aborts", "/"} {
		c := s.dial(t)
		c.send(post(path, "", "x"))
		if path == "/ends" {
			c.hear()
		}
		c.wantEnd()
		if state := await(t, s.states, "the end"); state != http.StateClosed {
			t.Errorf("the connection is %v", state)
		}
	}
	said := s.log.String()
	if n := strings.Count(said, "http: panic serving"); n != 1 || !strings.Contains(said, ": a bug\n") || !strings.Contains(said, "server_test.go") {
		t.Errorf("the log says\n%s", said)
	}
}

func TestHijack(t *testing.T) {
	s := start(t, func(w http.ResponseWriter, r *http.Request) {
		r.Context().Done() // whose watch must not read any more
		conn, buf, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		if err := r.Context().Err(); err != nil {
			t.Errorf("the context has ended with %v", err)
		}
		if _, _, err := http.NewResponseController(w).Hijack(); !errors.Is(err, http.ErrHijacked) {
			t.Errorf("a second time: %v", err)
		}
		if _, err := w.Write([]byte("x")); !errors.Is(err, http.ErrHijacked) {
			t.Errorf("a write: %v", err)
		}
		line, err := buf.ReadString('\n')
		fmt.Fprintf(conn, "%s, %v", line, err)
	}, nil)
	c := s.dial(t)
	c.send(get("/", "") + "mo")
	if state := await(t, s.states, "the hijacking"); state != http.StateHijacked {
		t.Errorf("the connection is %v", state)
	}
	c.send("re\n")
	if said, err := io.ReadAll(c.r); string(said) != "more\n, <nil>" {
		t.Errorf("%q, %v", said, err)
	}
}

// flaky is a listener that fails before it accepts.
type flaky struct {
	net.Listener
	errs chan error
}

func (f flaky) Accept() (net.Conn, error) {
	select {
	case err := <-f.errs:
		return nil, err
	default:
		return f.Listener.Accept()
	}
}

// passing is an error that net/http's server tries again after.
type passing struct{}

func (passing) Error() string   { return "too many open files" }
func (passing) Temporary() bool { return true }
func (passing) Timeout() bool   { return false }

func TestAcceptFails(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := flaky{inner, make(chan error, 2)}
	l.errs <- passing{}
	s := startOn(t, l, nothing, nil)
	c := s.dial(t)
	c.send(post("/", "", "x"))
	c.hear()
	broken := errors.New("the network is down")
	l.errs <- broken
	s.dial(t) // for this one the listener waits already
	if err := await(t, s.served, "the end of Serve"); !errors.Is(err, broken) {
		t.Errorf("Serve ended with %v", err)
	}
}

func nothing(http.ResponseWriter, *http.Request) {}
