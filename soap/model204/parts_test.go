package model204_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
	"github.com/soapstone-dev/soapstone/store"
)

// modestly replaces the only server by one on the same data whose updates are counted.
func (o *online) modestly() *roomtest.Store {
	handle := o.db.Handle()
	m := &roomtest.Store{Store: handle}
	m.Count()
	o.servers = append(o.servers[:0], o.serveFrom(handle, m))
	return m
}

// A call writes a few records of its own in its last transaction.
const (
	mostWrites = 25 + 3
	mostLooks  = 500 + 1
)

// However much has fallen due, calls and sweeps let others write in between. Where one transaction is not enough, the
// first writes nothing, since calls that come together would do so in one commit.
func TestSettleInParts(t *testing.T) {
	const threads = 30
	for name, settle := range map[string]func(o *online, awake string){
		"a call":      func(o *online, awake string) { o.want("0", 0, awake, "Session_Create", "sesid", "C") },
		"a login":     func(o *online, _ string) { o.login(0, "SYSADM") },
		"a sweep":     func(o *online, _ string) { o.sweep() },
		"an operator": func(o *online, _ string) { o.make("C") },
	} {
		t.Run(name, func(t *testing.T) {
			o := start(t, 1, "sesumax", "200", "privateLimit", "200", "threadTimeout", "60s")
			m := o.modestly()
			awake := o.login(0, "SYSADM")
			for i := range threads {
				h := o.login(0, "HARPO")
				o.want("0", 0, h, "Session_Create", "sesid", fmt.Sprint("A", i), "timeout", "59")
				o.want("0", 0, h, "Session_Create", "sesid", fmt.Sprint("B", i), "timeout", "61", "opts", "NOOPEN")
			}
			o.advance(59 * time.Second)
			o.want("0", 0, awake, "Session")
			o.advance(time.Second) // all but one thread
			m.Count()
			settle(o, awake)
			checkFirst(t, m.Done().Written)
			if left, sessions := o.count(store.KindThread), o.harpos(); left > 2 || sessions != 2*threads {
				t.Errorf("%d threads are left, and %d sessions", left, sessions)
			}
			o.advance(59 * time.Second)
			o.login(0, "SYSADM") // all sessions, and the thread
			checkFirst(t, m.Done().Written)
			if n := o.harpos(); n != 0 {
				t.Errorf("%d sessions are left", n)
			}
		})
	}
}

// Of those who wait nobody is passed over when the threads that have what they wait for end by parts.
func TestWaitersInParts(t *testing.T) {
	const threads = 30
	o := start(t, 1, "sesumax", "200", "privateLimit", "200", "threadTimeout", "60s")
	m := o.modestly()
	for i := range threads {
		o.want("0", 0, o.login(0, "HARPO"), "Session_Create", "sesid", fmt.Sprint("A", i))
	}
	type waiter struct {
		token string
		call  *pending
	}
	var all []waiter
	for i := range threads {
		h := o.login(0, "HARPO")
		all = append(all, waiter{h, o.waits(0, h, "Session_Open", "sesid", fmt.Sprint("A", i), "timeout", "60")})
	}
	m.Count()
	o.advance(60 * time.Second)
	for i, w := range all {
		w.call.is(t, "0")
		o.want(fmt.Sprint("A", i), 0, w.token, "Session_Id")
	}
	if written := m.Done().Written; slices.Max(written) > mostWrites {
		t.Errorf("the updates wrote %v, want %d at most", written, mostWrites)
	}
}

// A lower SESMAXTO shortens sessions by parts as well: reset, or found by the next server. Those that it looks at and
// leaves are many, too.
func TestShortenInParts(t *testing.T) {
	const short, long = 510, 60
	for _, reset := range []bool{true, false} {
		t.Run(fmt.Sprintf("reset=%t", reset), func(t *testing.T) {
			o := start(t, 1, "sesumax", "2000", "privateLimit", "2000", "publicLimit", "2000")
			h := o.login(0, "SYSADM")
			for i := range short + long {
				timeout := "60"
				if i >= short {
					timeout = "3600"
				}
				o.want("0", 0, h, "Session_Create", "sesid", fmt.Sprintf("A%03d", i), "owner", "*", "timeout", timeout, "opts", "NOOPEN")
			}
			if !reset {
				if err := o.cfg.Set("sesmaxto", "90"); err != nil {
					t.Fatal(err)
				}
			}
			m := o.modestly()
			if !reset {
				o.want("0", 0, h, "Session_Open", "sesid", fmt.Sprint("A", short), "owner", "*")
			} else if err := o.servers[0].room.Alter(t.Context(), path, map[string]string{"sesmaxto": "90"}); err != nil {
				t.Fatal(err)
			}
			done := m.Done()
			if most := slices.Max(done.Written); most > mostWrites || len(done.Written) < 3 {
				t.Errorf("the updates wrote %v, want %d at most", done.Written, mostWrites)
			}
			if most := slices.Max(done.Looked); most > mostLooks {
				t.Errorf("the updates looked at %v, want %d at most", done.Looked, mostLooks)
			}
			if reset {
				o.want("0", 0, h, "Session_Open", "sesid", fmt.Sprint("A", short), "owner", "*")
			}
			o.want("90", 0, h, "Session_Timeout")
			o.advance(90 * time.Second)
			o.sweep()
			if n := o.count(store.KindSession); n != 1 { // the open one
				t.Errorf("%d sessions are left", n)
			}
		})
	}
}

// What a server that was killed left of waits is settled by parts, by the next one's first call and by a sweep.
func TestAbandonedInParts(t *testing.T) {
	const waits = 30
	for _, sweep := range []bool{true, false} {
		t.Run(fmt.Sprintf("sweep=%t", sweep), func(t *testing.T) {
			var h string
			o := killed(t, func(o *online) {
				h = o.login(0, "HARPO")
				o.want("0", 0, h, "Session_Create", "sesid", "A")
				for range waits {
					o.waits(0, "", "Session_Open", "sesid", "A", "timeout", "60")
				}
			}, "publicUser", "HARPO")
			m := o.modestly()
			if sweep {
				o.sweep()
			} else {
				o.want("0", 0, h, "Session_Close")
			}
			if written := m.Done().Written; slices.Max(written) > mostWrites {
				t.Errorf("the updates wrote %v, want %d at most", written, mostWrites)
			}
			if n := o.count(store.KindThread); n != 1 {
				t.Errorf("%d threads are left, want the one that logged in", n)
			}
		})
	}
}

// checkFirst says whether the updates wrote little, and the first of what took several nothing.
func checkFirst(t *testing.T, written []int) {
	t.Helper()
	if most := slices.Max(written); most > mostWrites || written[0] != 0 {
		t.Errorf("the updates wrote %v, want %d at most, and nothing first", written, mostWrites)
	}
}

func (o *online) make(id string) {
	o.t.Helper()
	set := map[string]string{"sesid": id, "owner": "SYSADM"}
	if _, err := o.servers[0].room.Make(o.t.Context(), o.clock.Now(), nil, set); err != nil {
		o.t.Fatal(err)
	}
}

// harpos is how many sessions HARPO has.
func (o *online) harpos() (n int) {
	o.t.Helper()
	for _, rec := range o.records(store.KindSession) {
		if rec.Owner == "m204:HARPO" {
			n++
		}
	}
	return n
}
