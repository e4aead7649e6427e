package quick

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"
)

// TestHijackedIsNotOurs: neither Shutdown nor Close has to do with a connection that a handler has taken over.
func TestHijackedIsNotOurs(t *testing.T) {
	hijacked := make(chan net.Conn)
	goOn := make(chan bool)
	s := start(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
		}
		hijacked <- conn
		<-goOn
	}, nil)
	c := s.dial(t)
	c.send(get("/", ""))
	conn := await(t, hijacked, "the handler")
	defer conn.Close()
	defer close(goOn)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		t.Errorf("Shutdown waits for it: %v", err)
	}
	s.Close()
	if _, err := io.WriteString(conn, "x"); err != nil {
		t.Errorf("Close has closed it: %v", err)
	}
}

// TestHooksSeeOneConnection has a connection go over to net/http.
func TestHooksSeeOneConnection(t *testing.T) {
	var conn net.Conn
	var bases []net.Listener
	states := make(chan net.Conn, 10)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := startOn(t, l, nothing, func(srv *http.Server) {
		srv.BaseContext = func(l net.Listener) context.Context {
			bases = append(bases, l)
			return context.Background()
		}
		srv.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
			conn = c
			return ctx
		}
		srv.ConnState = func(c net.Conn, _ http.ConnState) { states <- c }
	})
	c := s.dial(t)
	c.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx")
	c.hear()
	for _, what := range []string{"new", "active", "closed"} {
		if c := await(t, states, what); c != conn {
			t.Errorf("%s is told of a %T, the context was asked for with a %T", what, c, conn)
		}
	}
	if len(bases) != 1 || bases[0] != l {
		t.Errorf("the first context was asked for with %v", bases)
	}
}

// TestHandedOverIsReadFirst has what came before be more than is read at a time, and our side end before the other.
func TestHandedOverIsReadFirst(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	other := (&server{address: l.Addr().String()}).dial(t)
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(30 * time.Second))
	h := &handedOver{Conn: conn, in: []byte("before, ")}
	other.send("behind")
	all := make([]byte, len("before, behind"))
	if _, err := io.ReadFull(iotest.OneByteReader(h), all); err != nil || string(all) != "before, behind" {
		t.Errorf("%q, %v", all, err)
	}
	if err := h.CloseWrite(); err != nil {
		t.Error(err)
	}
	other.wantEnd()
	pipe, _ := net.Pipe()
	if err := (&handedOver{Conn: pipe}).CloseWrite(); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a connection without halves: %v", err)
	}
}

func TestNoHandlerIsTheDefaultOne(t *testing.T) {
	s := start(t, nil, func(srv *http.Server) { srv.Handler = nil })
	c := s.dial(t)
	c.send(get("/", ""))
	if r, _ := c.hear(); r.StatusCode != http.StatusNotFound {
		t.Errorf("it answers with %s", r.Status)
	}
}

func TestNoErrorLogIsTheUsualOne(t *testing.T) {
	var usual kept
	log.SetOutput(&usual)
	defer log.SetOutput(os.Stderr)
	s := start(t, func(http.ResponseWriter, *http.Request) { panic("a bug") }, func(srv *http.Server) { srv.ErrorLog = nil })
	s.dial(t).send(get("/", ""))
	await(t, s.states, "the end")
	if said := usual.String(); !strings.Contains(said, ": a bug\n") {
		t.Errorf("the log says %q", said)
	}
}

func TestWriteTimeout(t *testing.T) {
	failed := make(chan error, 1)
	s := start(t, func(w http.ResponseWriter, _ *http.Request) {
		for piece := make([]byte, 1<<20); ; {
			if _, err := w.Write(piece); err != nil {
				failed <- err
				return
			}
		}
	}, func(srv *http.Server) { srv.WriteTimeout = 50 * time.Millisecond })
	s.dial(t).send(get("/", ""))
	if err := await(t, failed, "the end of the answer"); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("it ended with %v", err)
	}
}

// TestShutdownDoesNotWaitForEver has a client whose request does not come to its end.
func TestShutdownDoesNotWaitForEver(t *testing.T) {
	s := start(t, nothing, func(srv *http.Server) { srv.ReadTimeout = 50 * time.Millisecond })
	c := s.dial(t)
	whole := post("/", "", "12345")
	c.send(whole[:len(whole)-1])
	s.awaitBusy(t, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		t.Error(err)
	}
}

// TestShutdownComesBeforeTheHandOver: a connection that Shutdown has closed is not handed over, or net/http would have a
// call take effect that nobody hears of.
func TestShutdownComesBeforeTheHandOver(t *testing.T) {
	conn, other := net.Pipe()
	defer other.Close()
	s := New(&http.Server{Handler: http.HandlerFunc(nothing)})
	l := &lane{Conn: conn, server: s, rest: &rest{conns: make(chan *handedOver, 1), closed: make(chan struct{})}}
	s.begin(l)
	s.stop(func(l *lane) bool { return l.state.CompareAndSwap(laneIdle, laneClosed) })
	if l.handOver(); l.gone || len(l.rest.conns) > 0 {
		t.Error("it is handed over")
	}
	if s.begin(&lane{}) {
		t.Error("another one begins")
	}
}

// TestLife has several listeners, ends a server in every way at once, and has it serve again.
func TestLife(t *testing.T) {
	s := New(&http.Server{Handler: http.HandlerFunc(nothing)})
	served := make(chan error)
	for range 3 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go func() { served <- s.Serve(l) }()
		one := &server{Server: s, address: l.Addr().String()}
		for _, request := range []string{get("/", ""), "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"} {
			c := one.dial(t)
			c.send(request)
			if r, err := http.ReadResponse(c.r, &http.Request{Method: request[:strings.Index(request, " ")]}); err != nil || r.StatusCode != 200 {
				t.Fatalf("%v, %v", r, err)
			}
		}
	}
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() { s.Close() })
		all.Go(func() { s.Shutdown(t.Context()) })
	}
	all.Wait()
	for range 3 {
		if err := await(t, served, "the end of Serve"); !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("Serve ended with %v", err)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		t.Errorf("behind its end, Serve ended with %v", err)
	}
	if c, err := l.Accept(); err == nil {
		c.Close()
		t.Error("the listener still listens")
	}
}

// TestLargeRequestsShareBuffers: a buffer for each would cost more than all that is saved.
func TestLargeRequestsShareBuffers(t *testing.T) {
	s := start(t, nothing, nil)
	request := []byte(post("/", "", strings.Repeat("x", 60000)))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const n = 50
	for range n {
		c := s.dial(t) // and keeps its connection
		if _, err := c.Write(request); err != nil {
			t.Fatal(err)
		}
		c.hear()
	}
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / n; each > mostAll {
		t.Errorf("a request of 60 KB takes %d bytes", each)
	}
}

// TestAnythingAtOnce has clients of every kind when the server ends, and wants nothing to be left of it.
func TestAnythingAtOnce(t *testing.T) {
	before, files := runtime.NumGoroutine(), openFiles()
	h := func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/watched":
			r.Context().Done()
			http.NewResponseController(w).Flush()
		case "/panics":
			panic(http.ErrAbortHandler)
		case "/hijacked":
			if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
				conn.Close()
			}
			return
		}
		io.Copy(w, r.Body)
	}
	whole := post("/", "", strings.Repeat("x", 100))
	kinds := []string{
		whole, get("/", ""), post("/", "", strings.Repeat("x", 20000)), post("/watched", "", "x"), whole + whole + "\r\n",
		"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", post("/panics", "", "x"), get("/hijacked", ""), whole[:30], whole[:len(whole)-1],
	}
	for round := range uint64(30) {
		dice := rand.New(rand.NewPCG(round, 1))
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		s := New(&http.Server{Handler: http.HandlerFunc(h)})
		served := make(chan error, 1)
		go func() { served <- s.Serve(l) }()
		var clients sync.WaitGroup
		end := make(chan bool)
		for client := range uint64(20) {
			clients.Go(func() {
				dice := rand.New(rand.NewPCG(round, client))
				for {
					conn, err := net.Dial("tcp", l.Addr().String())
					if err != nil {
						return
					}
					for range dice.IntN(4) {
						fmt.Fprint(conn, kinds[dice.IntN(len(kinds))])
					}
					if client == 0 {
						end <- true
					}
					conn.(*net.TCPConn).CloseWrite()
					if dice.IntN(2) == 0 {
						io.Copy(io.Discard, conn)
					}
					conn.Close()
				}
			})
		}
		for range 1 + dice.IntN(20) {
			<-end
		}
		go func() {
			for range end {
			}
		}()
		if round%3 == 0 {
			s.Close()
		} else if err := s.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		if err := await(t, served, "the end of Serve"); !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("Serve ended with %v", err)
		}
		clients.Wait()
		close(end)
	}
	for by := time.Now().Add(30 * time.Second); runtime.NumGoroutine() > before || openFiles() > files; runtime.Gosched() {
		if time.Now().After(by) {
			var stacks bytes.Buffer
			stacks.Grow(1 << 20)
			n := runtime.Stack(stacks.AvailableBuffer()[:1<<20], true)
			t.Fatalf("%d goroutines and %d files, %d and %d before:\n%s", runtime.NumGoroutine(), openFiles(), before, files, stacks.AvailableBuffer()[:n])
		}
	}
}

// openFiles counts the files of this process, where that is possible.
func openFiles() int {
	files, _ := os.ReadDir("/proc/self/fd")
	return len(files)
}
