package model204_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
	"github.com/soapstone-dev/soapstone/store"
)

// Holder and waiter use two handles of one store, and the holder's is closed while the other waits: its thread is in
// the data, and closes the session through a third.
func TestWaitAcrossHandles(t *testing.T) {
	for _, op := range []string{"Session_Open", "Session_Delete"} {
		t.Run(op, func(t *testing.T) {
			o := start(t, 3)
			h1, h2 := o.login(0, "HARPO"), o.login(1, "HARPO")
			o.want("0", 0, h1, "Session_Create", "sesid", "A")
			w := o.waits(1, h2, op, "sesid", "A", "timeout", "60")
			if err := o.servers[0].handle.Close(); err != nil {
				t.Fatal(err)
			}
			o.want("1", 2, h1, "Session")
			o.want("0", 2, h1, "Session_Close")
			w.is(t, "0")
		})
	}
}

// The holder never comes back once its server has gone: its thread falls silent, at an instant that the waiter knows.
func TestWaitForSilenceAcrossHandles(t *testing.T) {
	o := start(t, 2)
	h1 := o.login(0, "HARPO")
	o.want("0", 0, h1, "Session_Create", "sesid", "A")
	if err := o.servers[0].handle.Close(); err != nil {
		t.Fatal(err)
	}
	o.servers = append(o.servers[:0], o.servers[1])
	h2 := o.login(0, "HARPO")
	w := o.waits(0, h2, "Session_Open", "sesid", "A", "timeout", "600")
	o.advance(5*time.Minute - 1)
	o.waiting(1)
	o.advance(1)
	w.is(t, "0")
}

// A holder that waits for something else seems to be silent only much later than it is, once that wait is over early.
func TestWaitForHolderThatWaits(t *testing.T) {
	o := start(t, 1, "threadTimeout", "60s")
	h, s, s2 := o.login(0, "HARPO"), o.login(0, "SYSADM"), o.login(0, "SYSADM")
	o.want("0", 0, s, "Session_Create", "sesid", "A")
	o.want("0", 0, h, "Session_Create", "sesid", "B")
	held := o.waits(0, s, "Session_Delete", "sesid", "B", "owner", "HARPO", "timeout", "1000")
	w := o.waits(0, s2, "Session_Open", "sesid", "A", "timeout", "1000")
	o.advance(10 * time.Second)
	o.want("0", 0, h, "Session_Close")
	held.is(t, "0") // the holder falls silent in a minute
	o.advance(time.Minute - 1)
	o.waiting(1)
	o.advance(1)
	w.is(t, "0")
}

// What a client that went away leaves behind is no ticket, and who stands behind it is served.
func TestHangUp(t *testing.T) {
	o := start(t, 2)
	h := make([]string, 4)
	for i := range h {
		h[i] = o.login(i%2, "HARPO")
	}
	o.want("0", 0, h[0], "Session_Create", "sesid", "A")
	first := o.waits(0, h[1], "Session_Open", "sesid", "A", "timeout", "60")
	second := o.waits(1, h[2], "Session_Delete", "sesid", "A", "timeout", "60")
	third := o.waits(1, h[3], "Session_Open", "sesid", "A", "timeout", "60")
	first.hangUp()
	<-first.done
	second.hangUp()
	<-second.done
	o.want("0", 0, h[0], "Session_Close")
	third.is(t, "0")
	o.want("0", 1, h[3], "Session_Close")
	o.want("0", 0, h[1], "Session_Open", "sesid", "A")
}

// Requests without a thread wait, too, and leave nothing when their client goes away.
func TestTransientHangUp(t *testing.T) {
	o := start(t, 1, "publicUser", "HARPO")
	h := o.login(0, "HARPO")
	o.want("0", 0, h, "Session_Create", "sesid", "A")
	w := o.waits(0, "", "Session_Open", "sesid", "A", "timeout", "60")
	w.hangUp()
	<-w.done
	if threads := o.count(store.KindThread); threads != 1 {
		t.Errorf("%d threads are left", threads)
	}
	o.want("0", 0, h, "Session_Close")
	o.want("0", 0, h, "Session_Open", "sesid", "A")
}

// A stop lets go of everyone who waits, and what they waited for is as if they had never come.
func TestStop(t *testing.T) {
	o := start(t, 1)
	h := o.login(0, "HARPO")
	o.want("0", 0, h, "Session_Create", "sesid", "A")
	var all []*pending
	for range 20 {
		all = append(all, o.waits(0, o.login(0, "HARPO"), "Session_Open", "sesid", "A", "timeout", "43200"))
	}
	o.clock.Stop()
	for _, w := range all {
		w.is(t, "503")
	}
	o.want("0", 0, h, "Session_Close")
	o.want("0", 0, h, "Session_Open", "sesid", "A")
}

// Many wait, and each gets the session in the order in which they came.
func TestFirstComeFirstServed(t *testing.T) {
	o := start(t, 3)
	holder := o.login(0, "HARPO")
	o.want("0", 0, holder, "Session_Create", "sesid", "A")
	type place struct {
		token string
		w     *pending
	}
	var queue []place
	for i := range 30 {
		token := o.login(i%3, "HARPO")
		queue = append(queue, place{token, o.waits(i%3, token, "Session_Open", "sesid", "A", "timeout", "600")})
	}
	for i, next := range queue {
		o.want("0", i%3, holder, "Session_Close")
		next.w.is(t, "0")
		o.want("1", i%3, next.token, "Session")
		holder = next.token
	}
}

// Clients that go away at the very moment at which the session is closed: whoever of the two was first, the session is
// never lost to others, nor is it open on a thread that was not told.
func TestHangUpRacesClose(t *testing.T) {
	o := start(t, 2)
	h1, h2, h3 := o.login(0, "HARPO"), o.login(0, "HARPO"), o.login(1, "HARPO")
	o.want("0", 0, h1, "Session_Create", "sesid", "A")
	for range 100 {
		w2 := o.waits(0, h2, "Session_Open", "sesid", "A", "timeout", "60")
		w3 := o.waits(1, h3, "Session_Open", "sesid", "A", "timeout", "60")
		c := o.send(1, h1, call("Session_Close"))
		w2.hangUp()
		c.is(t, "0")
		if w2.result() == "0" { // it was answered before the client had gone
			o.want("0", 0, h2, "Session_Close")
		}
		o.want("0", 0, h2, "Session") // what it was given and never told of was given back
		w3.is(t, "0")
		o.want("0", 1, h3, "Session_Close")
		o.want("0", 0, h1, "Session_Open", "sesid", "A")
	}
}

// Two requests at once on one thread do no harm.
func TestTwoRequestsOnOneThread(t *testing.T) {
	o := start(t, 1, "sesumax", "3")
	h1, h2 := o.login(0, "HARPO"), o.login(0, "HARPO")
	o.want("0", 0, h1, "Session_Create", "sesid", "A")

	w := o.waits(0, h2, "Session_Open", "sesid", "A", "timeout", "60")
	o.want("0", 0, h2, "Session_Create", "sesid", "B") // the thread has one open now
	o.want("0", 0, h1, "Session_Close")
	w.is(t, "ALREADYOPEN")
	o.want("B", 0, h2, "Session_Id")
	o.want("0", 0, h2, "Session_Close")

	o.want("0", 0, h1, "Session_Open", "sesid", "A")
	w = o.waits(0, h2, "Session_Open", "sesid", "A", "timeout", "60")
	again := o.waits(0, h2, "Session_Open", "sesid", "A", "timeout", "60")
	o.want("0", 0, h1, "Session_Close")
	w.is(t, "0")
	o.advance(time.Minute)
	again.is(t, "2")

	w = o.waits(0, h1, "Session_Open", "sesid", "A", "timeout", "60")
	o.want("0", 0, h1, "Logoff")
	w.is(t, "Not logged in")
}

// A delete does not wait for its own thread, to which another request may have got the session meanwhile.
func TestDeleteMeetsOpenOnOneThread(t *testing.T) {
	o := start(t, 1)
	h1, h2 := o.login(0, "HARPO"), o.login(0, "HARPO")
	o.want("0", 0, h1, "Session_Create", "sesid", "A")
	opens := o.waits(0, h2, "Session_Open", "sesid", "A", "timeout", "60")
	deletes := o.waits(0, h2, "Session_Delete", "sesid", "A", "timeout", "60")
	o.want("0", 0, h1, "Session_Close")
	opens.is(t, "0")
	select {
	case <-deletes.done:
	case <-time.After(10 * time.Second):
		t.Fatal("it waits")
	}
	deletes.is(t, "2")
	o.want("0", 0, h2, "Session_Close")
	o.want("1", 0, h1, "Session_Open", "sesid", "A")
}

// A thread or a session that an operator takes away is gone for everyone.
func TestOperatorEnds(t *testing.T) {
	end := func(o *online, kind, id string) {
		t.Helper()
		err := o.servers[0].handle.Update(t.Context(), func(tx store.Tx) error {
			return o.servers[0].room.End(tx, o.clock.Now(), store.Key{System: "model204", Kind: kind, ID: id})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	o := start(t, 1)
	h1, h2 := o.login(0, "HARPO"), o.login(0, "HARPO")
	o.want("0", 0, h1, "Session_Create", "sesid", "A")
	end(o, store.KindThread, h1)
	o.want("Not logged in", 0, h1, "Session")
	o.want("0", 0, h2, "Session_Open", "sesid", "A")

	w := o.waits(0, o.login(0, "HARPO"), "Session_Open", "sesid", "A", "timeout", "3600")
	end(o, store.KindThread, h2)
	w.is(t, "0")

	h3 := o.login(0, "HARPO")
	w = o.waits(0, h3, "Session_Open", "sesid", "A", "timeout", "3600")
	end(o, store.KindSession, "HARPO\x00A")
	w.is(t, "1")
	o.want("0", 0, h3, "Session_Create", "sesid", "A")
}

// SESDEFOW is of opens alone: a delete that says nothing, or -1, does not wait.
func TestDeleteDoesNotWaitByDefault(t *testing.T) {
	for _, timeout := range []string{"", "-1"} {
		o := start(t, 1, "sesdefow", "2")
		h := o.login(0, "HARPO")
		o.want("0", 0, h, "Session_Create", "sesid", "A")
		h2 := o.login(0, "HARPO")
		p := o.send(0, h2, call("Session_Delete", "sesid", "A", "timeout", timeout))
		select {
		case <-p.done:
		case <-time.After(10 * time.Second):
			t.Fatalf("%q: it waits", timeout)
		}
		p.is(t, "2")
		o.want("0", 0, h, "Session_Close")
		o.want("1", 0, h2, "Session_Open", "sesid", "A")
	}
}

// A sweep deletes what is gone by then, more than one transaction's worth.
func TestSweep(t *testing.T) {
	o := start(t, 1, "sesumax", "300", "privateLimit", "300")
	for i := range 250 {
		h := o.login(0, "HARPO")
		o.want("0", 0, h, "Session_Create", "sesid", fmt.Sprint("A", i), "timeout", "10")
	}
	o.advance(5*time.Minute + 9*time.Second)
	o.sweep()
	if sessions, threads := o.count(store.KindSession), o.count(store.KindThread); sessions != 250 || threads != 0 {
		t.Errorf("%d sessions and %d threads", sessions, threads)
	}
	o.advance(time.Second)
	o.sweep()
	if sessions := o.count(store.KindSession); sessions != 0 {
		t.Errorf("%d sessions", sessions)
	}
}

func (o *online) sweep() {
	o.t.Helper()
	if err := o.servers[0].room.Sweep(o.t.Context(), o.clock.Now()); err != nil {
		o.t.Fatal(err)
	}
}

func (o *online) records(kind string) []store.Record {
	o.t.Helper()
	return roomtest.Records(o.t, o.servers[0].handle, "model204", kind)
}

func (o *online) count(kind string) int {
	o.t.Helper()
	return len(o.records(kind))
}

// At real speed nothing else is different: the alarm of the clock wakes who waits.
func TestRealSpeed(t *testing.T) {
	o := start(t, 1)
	h1, h2 := o.login(0, "HARPO"), o.login(0, "HARPO")
	o.want("0", 0, h1, "Session_Create", "sesid", "A")
	w := o.waits(0, h2, "Session_Open", "sesid", "A", "timeout", "1")
	o.clock.Run()
	w.is(t, "2")
}

// An operator sets the clock back in the midst of a wait: what is left of it is as long as before. Forward, it ends.
func TestClockMovedBackWhileWaiting(t *testing.T) {
	for _, op := range []string{"Session_Open", "Session_Delete"} {
		t.Run(op, func(t *testing.T) {
			o := start(t, 1)
			h1, h2 := o.login(0, "HARPO"), o.login(0, "HARPO")
			o.want("0", 0, h1, "Session_Create", "sesid", "A")
			w := o.waits(0, h2, op, "sesid", "A", "timeout", "10")
			o.advance(4 * time.Second)
			for _, by := range []time.Duration{time.Minute, time.Hour} {
				if err := o.clock.Set(t.Context(), o.clock.Now().Add(-by)); err != nil {
					t.Fatal(err)
				}
			}
			o.advance(6*time.Second - 1)
			o.waiting(1)
			o.advance(1)
			w.is(t, "2")
		})
	}
}

// Nobody sees a thread that waits as used at an instant that has yet to come, and its silence begins when it has waited.
func TestWaitingThreadIsNotInTheFuture(t *testing.T) {
	o := start(t, 1, "threadTimeout", "60s")
	s, h := o.login(0, "SYSADM"), o.login(0, "HARPO")
	o.want("0", 0, s, "Session_Create", "sesid", "A", "owner", "*")
	w := o.waits(0, h, "Session_Open", "sesid", "A", "owner", "*", "timeout", "600")
	for range 6 { // the holder is busy
		o.want("1", 0, s, "Session")
		o.advance(59 * time.Second)
		o.sweep()
		o.waiting(1)
		for _, rec := range o.records(store.KindThread) {
			if rec.LastUsed.After(o.clock.Now()) {
				t.Errorf("%s was last used at %s, and now is %s", rec.Owner, rec.LastUsed, o.clock.Now())
			}
		}
	}
	o.want("0", 0, s, "Session_Close")
	w.is(t, "0")
	o.advance(time.Minute - 1)
	o.want("1", 0, h, "Session")
	o.advance(time.Minute)
	o.want("Not logged in", 0, h, "Session")
}
