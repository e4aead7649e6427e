package sqlserver

import "testing"

func newRunning() *running { return &running{sessions: map[string]*presence{}} }

// Whoever has asked before a session was ended and enters after it comes too late.
func TestEnterAnEndingSession(t *testing.T) {
	r := newRunning()
	if busy, ok := r.ask("s"); busy || !ok || !r.enter("s") {
		t.Fatal("the first was not let in")
	}
	if busy, ok := r.ask("s"); !busy || !ok {
		t.Fatal("the second could not ask")
	}
	if !r.end("s") {
		t.Error("one who only asks counts as being in it")
	}
	if r.enter("s") {
		t.Error("the second was let into a session that was ended")
	}
	if _, ok := r.ask("s"); ok {
		t.Error("a third could ask")
	}
	r.gone("s")
	if r.exit("s") {
		t.Error("a record that is gone was to be deleted")
	}
	if len(r.sessions) != 0 {
		t.Errorf("something is left: %v", r.sessions)
	}
}

// The sweep and a request do not get the same session.
func TestSweepOrAsk(t *testing.T) {
	r := newRunning()
	r.ask("s")
	if r.trySweep("s") {
		t.Error("a session was swept from under a request")
	}
	r.leave("s")
	for range 2 { // a transaction may run twice
		if !r.trySweep("s") {
			t.Error("a session in which nobody is was not swept")
		}
	}
	if _, ok := r.ask("s"); ok {
		t.Error("a request was let into a session that is swept")
	}
	r.swept("s")
	if _, ok := r.ask("s"); !ok {
		t.Error("the mark of the sweep was left")
	}
	r.leave("s")
	if len(r.sessions) != 0 {
		t.Errorf("something is left: %v", r.sessions)
	}
}

// An end that could not be kept never was.
func TestReopen(t *testing.T) {
	r := newRunning()
	r.ask("s")
	r.enter("s")
	r.end("s")
	r.reopen("s")
	if busy, ok := r.ask("s"); !busy || !ok || !r.enter("s") {
		t.Error("the session stays ended")
	}
	for range 2 {
		if r.exit("s") {
			t.Error("a session that nobody ended was to be deleted")
		}
	}
	if len(r.sessions) != 0 {
		t.Errorf("something is left: %v", r.sessions)
	}
}
