package sqlserver

import "testing"

func newRunning() *running { return &running{sessions: map[string]*presence{}} }

// Whoever has asked before a session was ended and enters after it comes too late.
func TestEnterAnEndingSession(t *testing.T) {
	r := newRunning()
	first, busy, ok := r.ask("s")
	if busy || !ok || !first.enter() {
		t.Fatal("the first was not let in")
	}
	second, busy, ok := r.ask("s")
	if !busy || !ok {
		t.Fatal("the second could not ask")
	}
	if !first.end() {
		t.Error("one who only asks counts as being in it")
	}
	if second.enter() {
		t.Error("the second was let into a session that was ended")
	}
	second.done()
	if _, _, ok := r.ask("s"); ok {
		t.Error("a third could ask")
	}
	first.gone()
	if first.exit() {
		t.Error("a record that is gone was to be deleted")
	}
	if len(r.sessions) != 0 {
		t.Errorf("something is left: %v", r.sessions)
	}
}

// The sweep and a request do not get the same session.
func TestSweepOrAsk(t *testing.T) {
	r := newRunning()
	place, _, _ := r.ask("s")
	if r.trySweep("s") {
		t.Error("a session was swept from under a request")
	}
	place.done()
	for range 2 { // a transaction may run twice
		if !r.trySweep("s") {
			t.Error("a session in which nobody is was not swept")
		}
	}
	if _, _, ok := r.ask("s"); ok {
		t.Error("a request was let into a session that is swept")
	}
	r.swept("s")
	place, _, ok := r.ask("s")
	if !ok {
		t.Error("the mark of the sweep was left")
	}
	place.done()
	if len(r.sessions) != 0 {
		t.Errorf("something is left: %v", r.sessions)
	}
}

// An end that could not be kept never was.
func TestReopen(t *testing.T) {
	r := newRunning()
	first, _, _ := r.ask("s")
	first.enter()
	first.end()
	first.reopen()
	second, busy, ok := r.ask("s")
	if !busy || !ok || !second.enter() {
		t.Error("the session stays ended")
	}
	for _, place := range []stay{first, second} {
		if place.exit() {
			t.Error("a session that nobody ended was to be deleted")
		}
	}
	if len(r.sessions) != 0 {
		t.Errorf("something is left: %v", r.sessions)
	}
}

// A place that was refused and done, done twice or entered gives back exactly what was asked for.
func TestDone(t *testing.T) {
	r := newRunning()
	var refused stay
	refused.done()
	first, _, _ := r.ask("s")
	second, _, _ := r.ask("s")
	first.done()
	first.done()
	if r.trySweep("s") {
		t.Error("who was done twice was done for another")
	}
	if !second.enter() {
		t.Error("the second was not let in")
	}
	second.done()
	if r.trySweep("s") {
		t.Error("who has entered was taken for one who is done")
	}
	second.exit()
	if len(r.sessions) != 0 {
		t.Errorf("something is left: %v", r.sessions)
	}
}
