package main

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// parallelWorld is a server with room for the sessions of many users.
func parallelWorld(t *testing.T) *caller {
	t.Helper()
	s := start(t, serveOptions{})
	if err := s.world.ResetSystem(t.Context(), "model204", map[string]string{"privateLimit": "1000000"}); err != nil {
		t.Fatal(err)
	}
	c := newCaller(s.emulated.url("http"))
	t.Cleanup(c.http.CloseIdleConnections)
	return c
}

// TestWhatIsEndedStaysEnded has sessions end in the midst of calls that use them: 2,000 of each system.
func TestWhatIsEndedStaysEnded(t *testing.T) {
	t.Parallel()
	races := 2000
	if testing.Short() {
		races = 200
	}
	for _, life := range lives() {
		t.Run(life.system, func(t *testing.T) {
			t.Parallel()
			c := parallelWorld(t)
			for n := range races {
				if err := raceAnEnd(c, life, n); err != nil {
					t.Fatalf("race %d: %v", n, err)
				}
			}
		})
	}
}

func raceAnEnd(c *caller, life life, n int) error {
	id, err := life.begin(c, n)
	if err != nil {
		return err
	}
	const users = 3
	var all sync.WaitGroup
	errs := make([]error, users+1)
	for i := range users {
		all.Go(func() {
			_, errs[i] = life.alive(c, n, id)
			if life.touch != nil && errs[i] == nil {
				errs[i] = life.touch(c, n, id)
			}
		})
	}
	all.Go(func() {
		was, err := life.end(c, n, id)
		if err == nil && !was {
			err = fmt.Errorf("the session could not be ended")
		}
		errs[users] = err
	})
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	if alive, err := life.alive(c, n, id); err != nil || alive {
		return fmt.Errorf("after its end the session is there: %v, %v", alive, err)
	}
	if was, err := life.end(c, n, id); err != nil || was {
		return fmt.Errorf("the session was ended twice: %v, %v", was, err)
	}
	return nil
}

// What clients do to one session.
const (
	doAlive = "alive"
	doEnd   = "end"
	doLeave = "leave" // the second half of an end that was let in first
)

// observed is what one request adds to a history. An end that runs a body in the session is two things, as with SQL
// Server: it is let in while the session is there, and ends it when the body is done. Two of them may do so side by
// side, and both are acknowledged (Books Online, ms175084: other batches in the session go on to their end).
func observed(o porcupine.Operation, works bool) []porcupine.Operation {
	if !works || o.Input != doEnd || o.Output == false {
		return []porcupine.Operation{o}
	}
	entry, leave := o, o
	entry.Input, leave.Input = doAlive, doLeave
	return []porcupine.Operation{entry, leave}
}

// oneSession is what a session is to those who use it: it is there until somebody ends it, and one alone does; all
// those who were let in before it ended do, where an end is work in the session (see observed).
var oneSession = porcupine.Model{
	Init: func() any { return true },
	Step: func(there, did, said any) (bool, any) {
		switch did {
		case doEnd:
			return said == there, false
		case doLeave:
			return true, false
		}
		return said == there, there
	},
	DescribeOperation: func(did, said any) string { return fmt.Sprintf("%v: %v", did, said) },
}

// TestHistoriesAreLinearizable has several clients use and end one session at random, many times over: their answers must
// be such that the requests could have come one after the other, in an order that goes with time.
func TestHistoriesAreLinearizable(t *testing.T) {
	t.Parallel()
	histories := 200
	if testing.Short() {
		histories = 20
	}
	for _, life := range lives() {
		t.Run(life.system, func(t *testing.T) {
			t.Parallel()
			c := parallelWorld(t)
			for n := range histories {
				history, err := happen(c, life, n)
				if err != nil {
					t.Fatalf("history %d: %v", n, err)
				}
				if !porcupine.CheckOperations(oneSession, history) {
					t.Fatalf("history %d is not linearizable: %+v", n, history)
				}
			}
		})
	}
}

// happen is one history.
func happen(c *caller, life life, n int) ([]porcupine.Operation, error) {
	id, err := life.begin(c, n)
	if err != nil {
		return nil, err
	}
	const clients, requests = 4, 5
	begin := time.Now()
	histories, errs := make([][]porcupine.Operation, clients), make([]error, clients)
	var all sync.WaitGroup
	for client := range clients {
		all.Go(func() {
			for range requests {
				did, do := doAlive, life.alive
				if rand.IntN(2*requests) == 0 {
					did, do = doEnd, life.end
				}
				call := time.Since(begin)
				said, err := do(c, n, id)
				if err != nil {
					errs[client] = err
					return
				}
				histories[client] = append(histories[client], observed(porcupine.Operation{
					ClientId: client, Input: did, Call: int64(call), Output: said, Return: int64(time.Since(begin)),
				}, life.works)...)
			}
		})
	}
	all.Wait()
	var history []porcupine.Operation
	for client := range clients {
		if errs[client] != nil {
			return nil, errs[client]
		}
		history = append(history, histories[client]...)
	}
	return history, nil
}

// TestAWrongHistoryIsFound: the test above could not fail, if this one did.
func TestAWrongHistoryIsFound(t *testing.T) {
	t.Parallel()
	request := func(client int, did string, from, to int64) porcupine.Operation {
		return porcupine.Operation{ClientId: client, Input: did, Call: from, Output: true, Return: to}
	}
	back := []porcupine.Operation{request(0, doEnd, 0, 10), request(1, doAlive, 20, 30)}
	together := []porcupine.Operation{request(0, doEnd, 0, 30), request(1, doEnd, 10, 20)}
	twice := []porcupine.Operation{request(0, doEnd, 0, 10), request(1, doEnd, 20, 30)}
	for _, tt := range []struct {
		name         string
		history      []porcupine.Operation
		works, right bool
	}{
		{"came back", back, false, false},
		{"came back", back, true, false},
		{"ended twice", twice, false, false},
		{"ended twice", twice, true, false},
		{"ended together", together, false, false},
		{"ended together", together, true, true},
	} {
		var history []porcupine.Operation
		for _, o := range tt.history {
			history = append(history, observed(o, tt.works)...)
		}
		if got := porcupine.CheckOperations(oneSession, history); got != tt.right {
			t.Errorf("%s, ends that work in the session: %v: linearizable is %v", tt.name, tt.works, got)
		}
	}
}
