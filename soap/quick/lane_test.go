package quick

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// stepped is a connection that is written to as soon as it is read from, and not before. Patience does not end on it.
type stepped struct {
	net.Conn
	bounds []time.Duration // of reads, to the second
}

func (s *stepped) SetReadDeadline(t time.Time) error {
	in := time.Until(t).Round(time.Second)
	if s.bounds = append(s.bounds, in); in <= patience {
		t = time.Time{}
	}
	return s.Conn.SetReadDeadline(t)
}

// step has a lane run, with nobody else in its server. A write to its other end comes back when it has been read, when the
// lane has done all there is to do about the write before.
func step(t *testing.T, srv *http.Server) (s *Server, ours *stepped, other net.Conn, ended <-chan struct{}) {
	t.Helper()
	conn, other := net.Pipe()
	t.Cleanup(func() { other.Close() })
	ours = &stepped{Conn: conn}
	s = New(srv)
	closed := make(chan struct{})
	close(closed)
	l := &lane{Conn: ours, server: s, rest: &rest{closed: closed}, ctx: context.Background()}
	l.in = l.usual[:0]
	s.begin(l)
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.run()
	}()
	return s, ours, other, done
}

func write(t *testing.T, c net.Conn, pieces ...string) {
	t.Helper()
	for _, p := range pieces {
		if _, err := io.WriteString(c, p); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPatienceCountsFromTheBeginning: a client that sends byte by byte gains no time by it, and empty lines are no beginning.
func TestPatienceCountsFromTheBeginning(t *testing.T) {
	srv := &http.Server{Handler: http.HandlerFunc(nothing), ReadHeaderTimeout: time.Hour, IdleTimeout: 2 * time.Hour}
	_, ours, other, ended := step(t, srv)
	in := bufio.NewReader(other)
	for range 2 {
		write(t, other, strings.Split(post("/", "", "123"), "")...)
		if _, err := http.ReadResponse(in, nil); err != nil {
			t.Fatal(err)
		}
		write(t, other, "\r\n\r\n")
	}
	other.Close()
	await(t, ended, "the end of the lane")
	if want := []time.Duration{time.Hour, patience, 2 * time.Hour, patience, 2 * time.Hour}; !slices.Equal(ours.bounds, want) {
		t.Errorf("reads end after %v, not %v", ours.bounds, want)
	}
}

// TestShutdownClosesWhatHasNoHead: a request whose head is not there is none, and nobody waits for it.
func TestShutdownClosesWhatHasNoHead(t *testing.T) {
	s, _, other, ended := step(t, &http.Server{Handler: http.HandlerFunc(nothing)})
	write(t, other, "PO", "ST")
	if err := s.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	await(t, ended, "the end of the lane")
}

// TestShutdownWaitsForTheRest: while the server shuts down, net/http takes no connection, and the rest of a request may still
// come within the time that net/http gives it.
func TestShutdownWaitsForTheRest(t *testing.T) {
	begun := make(chan struct{})
	srv := &http.Server{Handler: http.HandlerFunc(nothing), ReadTimeout: time.Hour}
	srv.RegisterOnShutdown(func() { close(begun) })
	s, ours, other, ended := step(t, srv)
	whole := post("/", "", "123")
	write(t, other, whole[:len(whole)-2], whole[len(whole)-2:len(whole)-1])
	shut := make(chan error, 1)
	go func() { shut <- s.Shutdown(t.Context()) }()
	await(t, begun, "Shutdown")
	ours.Conn.SetReadDeadline(time.Unix(1, 0)) // patience ends
	write(t, other, whole[len(whole)-1:])
	if r, err := http.ReadResponse(bufio.NewReader(other), nil); err != nil || !r.Close {
		t.Errorf("the answer is %v, %v", r, err)
	}
	await(t, ended, "the end of the lane")
	if err := await(t, shut, "the end of Shutdown"); err != nil {
		t.Error(err)
	}
	if last := ours.bounds[len(ours.bounds)-1]; last != time.Hour {
		t.Errorf("the rest may take %v", last)
	}
}

// TestHijackedOutlivesTheHandler: what a handler has taken over is neither written to nor closed when the handler returns.
func TestHijackedOutlivesTheHandler(t *testing.T) {
	hijacked := make(chan net.Conn, 1)
	_, _, other, ended := step(t, &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
		}
		hijacked <- conn
	})})
	heard := make(chan string)
	go func() {
		all, _ := io.ReadAll(other)
		heard <- string(all)
	}()
	write(t, other, get("/", ""))
	await(t, ended, "the end of the lane")
	conn := await(t, hijacked, "the connection")
	write(t, conn, "x")
	conn.Close()
	if said := await(t, heard, "all of it"); said != "x" {
		t.Errorf("the client hears %q", said)
	}
}
