package model204_test

import (
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
)

// A wait that ends because the store fails gives back what was given to it.
func TestStoreFailsWhileWaiting(t *testing.T) {
	o := start(t, 1)
	handle := o.db.Handle()
	s := &roomtest.Store{Store: handle}
	o.servers = append(o.servers, o.serveFrom(handle, s))
	h1, h2 := o.login(0, "HARPO"), o.login(0, "HARPO")
	o.want("0", 0, h1, "Session_Create", "sesid", "A")
	for step := 1; ; step++ {
		p := o.waits(1, h2, "Session_Open", "sesid", "A", "timeout", "60")
		s.FailAt(step)
		o.want("0", 0, h1, "Session_Close")
		got := p.result()
		if !s.HasFailed() {
			if got != "0" {
				t.Errorf("without a failure: %s", got)
			}
			return
		}
		if got != "Internal error" {
			t.Errorf("step %d: %s", step, got)
		}
		o.want("0", 0, h1, "Session_Open", "sesid", "A")
	}
}

// A thread of which nobody knows how long it has been silent is not gone on with.
func TestTouchFails(t *testing.T) {
	o := start(t, 1)
	handle := o.db.Handle()
	s := &roomtest.Store{Store: handle}
	o.servers = append(o.servers, o.serveFrom(handle, s))
	h := o.login(1, "HARPO")
	o.want("0", 1, h, "Session_Create", "sesid", "A")
	s.FailTouches.Store(true)
	o.want("Internal error", 1, h, "Session_Id")
	s.FailTouches.Store(false)
	o.want("A", 1, h, "Session_Id")
}

// Whichever step of the store fails, the client is told that something went wrong, and nothing has happened.
func TestEachStepOfTheStoreFails(t *testing.T) {
	o := start(t, 1, "sesumax", "2")
	handle := o.db.Handle()
	s := &roomtest.Store{Store: handle}
	o.servers = append(o.servers, o.serveFrom(handle, s))
	h, other := o.login(0, "HARPO"), o.login(0, "ZEPPO")
	o.want("0", 0, other, "Session_Create", "sesid", "LATE", "timeout", "60")
	o.want("0", 0, other, "Session_Close")
	o.want("0", 0, other, "Session_Create", "sesid", "HELD")
	o.advance(2 * time.Minute)
	for _, tt := range []struct {
		want, op  string
		arguments []string
	}{
		{"", "Login", []string{"userid", "HARPO2", "password", "soapstone"}},
		{"0", "Session_Create", []string{"sesid", "A", "timeout", "60"}},
		{"", "SetSession", []string{"name", "N", "value", "V"}},
		{"V", "GetSession", []string{"name", "N"}},
		{"1", "Session", nil},
		{"A", "Session_Id", nil},
		{"HARPO", "Session_Owner", nil},
		{"60", "Session_Timeout", nil},
		{"0", "Session_Close", []string{"sesid", "B"}},
		{"0", "Session_Open", []string{"sesid", "B"}},
		{"", "DiscardSession", []string{"name", "N"}},
		{"0", "Session_Close", nil},
		{"1", "Session_List", nil},
		{"0", "Session_Delete", []string{"sesid", "B"}},
		{"", "Logoff", nil},
	} {
		var p *pending
		_, body := roomtest.FailEachStep(t, s, "<faultstring>Internal error<", func() (int, string) {
			p = o.send(1, h, call(tt.op, tt.arguments...))
			<-p.done
			return p.answer.Code, p.answer.Body.String()
		})
		if p.answer.Code != 200 || tt.want != "" && p.result() != tt.want {
			t.Errorf("%s: %d %s", tt.op, p.answer.Code, body)
		}
	}
}
