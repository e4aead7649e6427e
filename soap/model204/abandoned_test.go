package model204_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// killed starts a server on what another one left that was killed in the midst of what f does: on a copy of its files.
func killed(t *testing.T, f func(o *online), set ...string) *online {
	t.Helper()
	folder := t.TempDir()
	open := func() *bolt.DB {
		t.Helper()
		db, err := bolt.Open(filepath.Join(folder, "sessions.db"), bolt.Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	victim := startOn(t, open(), 1, set...)
	f(victim)
	left := os.DirFS(folder)
	folder = t.TempDir()
	if err := os.CopyFS(folder, left); err != nil {
		t.Fatal(err)
	}
	o := startOn(t, open(), 1, set...)
	o.advance(victim.clock.Now().Sub(o.clock.Now()))
	return o
}

// After kill -9 nobody waits any more: who closes a session does not give it to a client that is gone, on whose thread
// nobody asked for it.
func TestKilledWhileSomebodyWaits(t *testing.T) {
	for _, op := range []string{"Session_Open", "Session_Delete"} {
		t.Run(op, func(t *testing.T) {
			var h1, h2 string
			o := killed(t, func(o *online) {
				h1, h2 = o.login(0, "HARPO"), o.login(0, "HARPO")
				o.want("0", 0, h1, "Session_Create", "sesid", "A")
				o.waits(0, h2, op, "sesid", "A", "timeout", "60")
			}, "sesumax", "2")
			o.want("0", 0, h1, "Session_Close")
			o.want("0", 0, h2, "Session")
			o.want("0", 0, h2, "Session_Create", "sesid", "B")
			o.want("0", 0, h1, "Session_Open", "sesid", "A")
			o.want("0", 0, h1, "Session_Close")

			o.advance(5*time.Minute - 1) // the silence of the thread began with the restart
			o.want("B", 0, h2, "Session_Id")
		})
	}
}

// Nobody has the token of a thread that lived for a request of the server that was killed.
func TestKilledWhileTransientWaits(t *testing.T) {
	var h string
	o := killed(t, func(o *online) {
		h = o.login(0, "HARPO")
		o.want("0", 0, h, "Session_Create", "sesid", "A")
		o.waits(0, "", "Session_Open", "sesid", "A", "timeout", "43200")
	}, "publicUser", "HARPO")
	o.sweep()
	if n := o.count(store.KindThread); n != 1 {
		t.Errorf("%d threads are left, want that of the user who logged in", n)
	}
	o.want("0", 0, h, "Session_Close")
	o.want("0", 0, h, "Session_Open", "sesid", "A")
}

// The silence of a thread begins with the restart, not with the end of the wait that it can no longer have.
func TestKilledWaitDoesNotKeepThread(t *testing.T) {
	var h1, h2 string
	o := killed(t, func(o *online) {
		h1, h2 = o.login(0, "HARPO"), o.login(0, "HARPO")
		o.want("0", 0, h1, "Session_Create", "sesid", "A")
		o.waits(0, h2, "Session_Open", "sesid", "A", "timeout", "43200")
	})
	o.sweep()
	o.advance(5 * time.Minute)
	o.want("Not logged in", 0, h2, "Session")
}

// A server that is started much later finds a thread that has been silent for long enough since its wait was over.
func TestKilledLongAgo(t *testing.T) {
	var h1, h2 string
	o := killed(t, func(o *online) {
		h1, h2 = o.login(0, "HARPO"), o.login(0, "HARPO")
		o.want("0", 0, h1, "Session_Create", "sesid", "A")
		o.waits(0, h2, "Session_Open", "sesid", "A", "timeout", "60")
	})
	o.advance(6*time.Minute - 1)
	o.want("1", 0, o.login(0, "HARPO"), "Session_List")
	o.want("0", 0, h2, "Session")
}

// A waiter whose store is closed under it leaves its ticket, too, and who closes the session through another store
// knows that it is nobody's.
func TestWaiterServerClosed(t *testing.T) {
	o := start(t, 2)
	h1, h2 := o.login(0, "HARPO"), o.login(1, "HARPO")
	o.want("0", 0, h1, "Session_Create", "sesid", "A")
	w := o.waits(1, h2, "Session_Open", "sesid", "A", "timeout", "1000")
	if err := o.servers[1].handle.Close(); err != nil {
		t.Fatal(err)
	}
	w.is(t, "Internal error")
	o.servers = o.servers[:1]
	o.want("0", 0, h1, "Session_Close")
	o.want("0", 0, h2, "Session")
	o.want("0", 0, h1, "Session_Open", "sesid", "A")
}

// A session was given to a waiter whose server did not live long enough to take note: the client was not told, and the
// session goes to who waits next.
func TestGivenAtTheLastMoment(t *testing.T) {
	o := start(t, 1, "sesumax", "2", "publicUser", "HARPO")
	for _, transient := range []bool{false, true} {
		handle := o.db.Handle()
		c := &roomtest.Store{Store: handle}
		o.servers = append(o.servers[:1], o.serveFrom(handle, c))
		h1, h2, h3, token := o.login(0, "HARPO"), o.login(0, "HARPO"), o.login(0, "HARPO"), ""
		if !transient {
			token = h2
		}
		o.want("0", 0, h1, "Session_Create", "sesid", "A")
		first := o.waits(1, token, "Session_Open", "sesid", "A", "timeout", "60")
		second := o.waits(0, h3, "Session_Open", "sesid", "A", "timeout", "60")
		c.FailUpdates.Store(true)
		o.want("0", 0, h1, "Session_Close")
		first.is(t, "Internal error")
		o.waiting(1)
		if err := handle.Close(); err != nil {
			t.Fatal(err)
		}
		o.servers = o.servers[:1]
		o.sweep()
		second.is(t, "0")
		o.want("0", 0, h2, "Session")
		o.want("2", 0, h3, "Session_Delete", "sesid", "A")
		o.want("0", 0, h3, "Session_Close")
	}
}
