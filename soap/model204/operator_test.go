package model204_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
	"github.com/soapstone-dev/soapstone/store"
)

// An operator makes a session that a user opens.
func TestMake(t *testing.T) {
	o := start(t, 1)
	room := o.servers[0].room
	key, err := room.Make(t.Context(), noon, nil, map[string]string{"owner": "harpo", "sesid": "A", "timeout": "60"})
	if err != nil || key != (store.Key{System: "model204", Kind: store.KindSession, ID: "HARPO\x00A"}) {
		t.Fatalf("%v, %v", key, err)
	}
	h := o.login(0, "HARPO")
	o.want("0", 0, h, "Session_Open", "sesid", "A")
	o.want("60", 0, h, "Session_Timeout")
	for _, tt := range []struct {
		set map[string]string
		err string
	}{
		{map[string]string{"owner": "HARPO", "sesid": "A"}, "model204: make: $Session_Create would answer 1"},
		{map[string]string{"owner": "HARPO", "sesid": "B"}, "model204: make: $Session_Create would answer 3"},
		{map[string]string{"sesid": "B"}, `model204: make: owner: "" is none`},
		{map[string]string{"owner": "A B", "sesid": "B"}, `model204: make: owner: "A B" is none`},
		{map[string]string{"owner": "*"}, `model204: make: sesid: "" is no session id`},
		{map[string]string{"owner": "*", "sesid": "a\x00b"}, `model204: make: sesid: "a\x00b" is no session id`},
		{map[string]string{"owner": "*", "sesid": strings.Repeat("B", 256)}, "model204: make: sesid: "},
		{map[string]string{"owner": "*", "sesid": "B", "timeout": "0"}, "model204: make: timeout: a closed session"},
		{map[string]string{"owner": "*", "sesid": "B", "timeout": "-2"}, `model204: make: timeout: "-2"`},
		{map[string]string{"user": "HARPO"}, `model204: make: a session has no setting "user"`},
	} {
		if _, err := room.Make(t.Context(), noon, nil, tt.set); err == nil || !strings.HasPrefix(err.Error(), tt.err) {
			t.Errorf("%v: got %v, want %s", tt.set, err, tt.err)
		}
	}
	if n := o.count(store.KindSession); n != 1 {
		t.Errorf("%d sessions", n)
	}
	for _, set := range []map[string]string{{"owner": "*", "sesid": strings.Repeat("B", 255)}, {"owner": "*", "sesid": "B", "timeout": "-1"}} {
		if _, err := room.Make(t.Context(), noon, nil, set); err != nil {
			t.Error(err)
		}
	}
	if got := o.say(0, h, "Session_Close"); got != "0" {
		t.Error(got)
	}
	o.want("0", 0, h, "Session_Open", "sesid", "B", "owner", "*")
	o.want("900", 0, h, "Session_Timeout") // SESDEFTO
}

// A reset of a parameter that is refused changes nothing.
func TestAlterRefuses(t *testing.T) {
	o := start(t, 1)
	room := o.servers[0].room
	for _, tt := range []struct {
		path string
		set  map[string]string
		err  string
	}{
		{"/sql/demo", nil, `model204: alter: there is nothing at "/sql/demo"`},
		{path, map[string]string{"sesdefto": "7", "sesmaxto": "-2"}, "model204: alter: sesmaxto: \"-2\" is no number from"},
		{path, map[string]string{"sesdefto": "7", "sesumax": "2"}, "model204: alter: sesumax cannot be reset"},
		{path, map[string]string{"sesdefto": "7", "zzz": "2"}, `model204: alter: there is no setting "zzz"`},
	} {
		if err := room.Alter(t.Context(), tt.path, tt.set); err == nil || !strings.HasPrefix(err.Error(), tt.err) {
			t.Errorf("%v: got %v, want %s", tt.set, err, tt.err)
		}
	}
	h := o.login(0, "HARPO")
	o.want("0", 0, h, "Session_Create", "sesid", "A")
	o.want("900", 0, h, "Session_Timeout")
	o.want("0", 0, h, "Session_Close")
	if err := room.Alter(t.Context(), "", map[string]string{"sesdefto": "7"}); err != nil {
		t.Fatal(err)
	}
	o.want("0", 0, h, "Session_Open", "sesid", "A")
	o.want("900", 0, h, "Session_Timeout")
	o.want("0", 0, h, "Session_Close", "timeout", "-1")
	o.want("0", 0, h, "Session_Open", "sesid", "A")
	o.want("7", 0, h, "Session_Timeout")
}

// What an operator makes in the moment of a reset of SESMAXTO has no more time than that.
func TestAlterWhileASessionIsMade(t *testing.T) {
	o := start(t, 1)
	handle := o.db.Handle()
	between := &roomtest.Store{Store: handle}
	made := o.serveFrom(handle, between)
	between.BeforeUpdate = func(ctx context.Context) error {
		return made.room.Alter(ctx, "", map[string]string{"sesmaxto": "60"})
	}
	key, err := made.room.Make(t.Context(), noon, nil, map[string]string{"owner": "HARPO", "sesid": "A", "timeout": "3600"})
	if err != nil {
		t.Fatal(err)
	}
	if rec, err := o.db.Handle().Get(t.Context(), key); err != nil || rec.Timeout != time.Minute {
		t.Errorf("it has %v, %v", rec.Timeout, err)
	}
}

// A room caps what it finds in its store, if SESMAXTO is lower than when that was made.
func TestCapAtStart(t *testing.T) {
	o := start(t, 1)
	h := o.login(0, "HARPO")
	o.want("0", 0, h, "Session_Create", "sesid", "A", "timeout", "3600")
	o.want("0", 0, h, "Session_Close")
	if err := o.cfg.Set("sesmaxto", "60"); err != nil {
		t.Fatal(err)
	}
	o.servers[0] = o.serve()
	o.advance(59 * time.Second)
	o.want("0", 0, h, "Session_Open", "sesid", "A")
	o.want("60", 0, h, "Session_Timeout")
	o.want("0", 0, h, "Session_Close")
	o.servers[0] = o.serve()
	o.advance(time.Minute)
	o.want("1", 0, h, "Session_Open", "sesid", "A")
}

// Restart ends everything, more than one transaction's worth.
func TestRestart(t *testing.T) {
	o := start(t, 1, "sesumax", "300", "privateLimit", "300")
	for range 150 {
		h := o.login(0, "HARPO")
		o.want("0", 0, h, "Session_Create", "sesid", h)
	}
	if err := o.servers[0].room.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if sessions, threads := o.count(store.KindSession), o.count(store.KindThread); sessions+threads != 0 {
		t.Errorf("%d sessions and %d threads", sessions, threads)
	}
}
