package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// crashRounds is how often the server is killed; SOAPSTONE_CRASH_ROUNDS says another number.
const crashRounds = 20

// crashCallers is how many clients each system has at once.
const crashCallers = 4

// TestCrash kills the server at random instants under load of all systems, starts it again on the same file, and asks for
// every session: what was acknowledged is there, what was ended is not, and of the last request of each client alone
// either may be true.
func TestCrash(t *testing.T) {
	t.Parallel()
	rounds := crashRounds
	if text := os.Getenv("SOAPSTONE_CRASH_ROUNDS"); text != "" {
		var err error
		if rounds, err = strconv.Atoi(text); err != nil {
			t.Fatalf("SOAPSTONE_CRASH_ROUNDS: %v", err)
		}
	} else if testing.Short() {
		rounds = 3
	}
	folder := t.TempDir()
	config := filepath.Join(folder, "soapstone.yaml")
	if err := os.WriteFile(config, []byte("model204:\n  privateLimit: 1000000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(buildProgram(t), "soapstone")
	start := func() *victim {
		return startVictim(t, program, "--config", config, "--data", filepath.Join(folder, "sessions.db"))
	}
	var l ledger
	var checked, unknown int
	for round := range rounds {
		v := start()
		l.live(t, v, 20+rand.IntN(400))
		v = start()
		c, u := l.check(t, v.url)
		checked, unknown = checked+c, unknown+u
		v.kill()
		if t.Failed() {
			t.Fatalf("in round %d", round+1)
		}
	}
	t.Logf("%d rounds: %d sessions checked, of %d the last request had no answer", rounds, checked, unknown)
	if checked < 20*rounds || unknown == 0 {
		t.Errorf("that is too little to have been hard use")
	}
}

// victim is a server in a process of its own.
type victim struct {
	cmd  *exec.Cmd
	url  string
	log  *bytes.Buffer
	once sync.Once
}

// startVictim starts the program and waits until it answers.
func startVictim(t *testing.T, program string, args ...string) *victim {
	t.Helper()
	v := &victim{log: &bytes.Buffer{}}
	v.cmd = exec.CommandContext(t.Context(), program, append([]string{"serve", "--listen=127.0.0.1:0", "--admin=127.0.0.1:0"}, args...)...)
	v.cmd.Stderr = v.log
	out, err := v.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := v.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.kill)
	line, _ := bufio.NewReader(out).ReadString('\n') // the rest of the banner fits into the pipe
	address, found := strings.CutPrefix(strings.TrimSpace(line), "soapstone: listening on ")
	if !found {
		v.kill()
		t.Fatalf("the server did not start, its banner begins with %q:\n%s", line, v.log)
	}
	v.url = address
	return v
}

// kill ends the process as kill -9 does, and waits until it has ended.
func (v *victim) kill() {
	v.once.Do(func() {
		_ = v.cmd.Process.Kill() // it may have ended
		_ = v.cmd.Wait()         // as it does when it was killed
	})
}

// ledger is what the clients know of the sessions of one round.
type ledger struct {
	mu    sync.Mutex
	lines []*line
	full  chan struct{} // closed when there are as many lines as there may be
	most  int
	users atomic.Int64 // a number for each session, never used again
}

// line is one session as its client knows it.
type line struct {
	life    life
	n       int
	id      string
	ended   bool // it was acknowledged that it is over
	unknown bool // the request to end it had no answer
}

// live has clients live sessions, and kills the server in the midst of it, when so many have begun.
func (l *ledger) live(t *testing.T, v *victim, sessions int) {
	l.lines, l.full, l.most = nil, make(chan struct{}), sessions
	c := newCaller(v.url)
	defer c.http.CloseIdleConnections()
	var all sync.WaitGroup
	for _, life := range lives() {
		for range crashCallers {
			all.Go(func() {
				for {
					if err := l.one(c, life); errors.Is(err, errNoAnswer) {
						return
					} else if err != nil {
						t.Errorf("%s: %v", life.system, err)
						return
					}
				}
			})
		}
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		all.Wait()
	}()
	select {
	case <-l.full:
	case <-gone: // something went wrong
	}
	v.kill()
	<-gone
}

// one is a session from its beginning to some point of its life.
func (l *ledger) one(c *caller, life life) error {
	n := int(l.users.Add(1))
	id, err := life.begin(c, n)
	if err != nil {
		return err // of a session whose id nobody knows, nothing can be said
	}
	s := &line{life: life, n: n, id: id}
	l.mu.Lock()
	if l.lines = append(l.lines, s); len(l.lines) == l.most {
		close(l.full)
	}
	l.mu.Unlock()
	if n%3 == 0 {
		return nil // this one stays
	}
	if alive, err := life.alive(c, n, id); err != nil {
		return err
	} else if !alive {
		return fmt.Errorf("session %d is not there when it has begun", n)
	}
	s.unknown = true
	was, err := life.end(c, n, id)
	if err != nil {
		return err
	}
	s.unknown, s.ended = false, true
	if !was {
		return fmt.Errorf("session %d could not be ended", n)
	}
	return nil
}

// check asks for every session after the restart.
func (l *ledger) check(t *testing.T, url string) (checked, unknown int) {
	c := newCaller(url)
	defer c.http.CloseIdleConnections()
	for _, s := range l.lines {
		alive, err := s.life.alive(c, s.n, s.id)
		if err != nil {
			t.Errorf("%s: session %d: %v", s.life.system, s.n, err)
		}
		checked++
		switch {
		case s.unknown:
			unknown++
		case alive && s.ended:
			t.Errorf("%s: session %d was ended, and came back", s.life.system, s.n)
		case !alive && !s.ended:
			t.Errorf("%s: session %d was acknowledged, and is lost", s.life.system, s.n)
		}
	}
	return checked, unknown
}
