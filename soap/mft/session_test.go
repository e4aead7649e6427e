package mft_test

import (
	"crypto/rand"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/mft"
)

// Of many who close one session at once, one does.
func TestOneCloses(t *testing.T) {
	s := start(t)
	id := s.login("getSession", "admin")
	var closed atomic.Int32
	var wait sync.WaitGroup
	for range 32 {
		wait.Go(func() {
			if s.result(control, "", call("closeSession", "sessionId", id)) == "true" {
				closed.Add(1)
			}
		})
	}
	wait.Wait()
	if n := closed.Load(); n != 1 {
		t.Errorf("%d closed it", n)
	}
}

// A session that is deleted while its owner lists does not come back by being renewed.
func TestRenewNeverRevives(t *testing.T) {
	s := start(t)
	admin := s.login("getSession", "admin")
	for range 20 {
		id := s.login("getSession", "HelpDeskUser")
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() { s.say("listActiveSessionIds", "sessionId", id) })
		}
		if got := s.say("deleteSessionId", "deleteSessionId", id, "sessionId", admin); got != "true" {
			t.Error(got)
		}
		wait.Wait()
		if got := s.say("validateSession", "sessionId", id); got != "false" {
			t.Errorf("a deleted session is %s", got)
		}
	}
	if got := s.say("listActiveSessionIds", "sessionId", admin); got != admin+" nil" {
		t.Errorf("%q is left", got)
	}
}

// Each successful call renews; a call that is refused does not.
func TestWhatRenews(t *testing.T) {
	for _, tt := range []struct {
		name, user string
		call       func(s *stand, id string) string
		renews     bool
	}{
		{"a list", "admin", func(s *stand, id string) string { return s.say("listActiveSessionIds", "sessionId", id) }, true},
		{"the other list", "Viewer", func(s *stand, id string) string { return s.say("getExpiredSessionIds", "sessionId", id) }, true},
		{"a delete", "admin", func(s *stand, id string) string { return s.say("deleteExpiredSessionIds", "sessionId", id) }, true},
		{"a delete of one", "admin", func(s *stand, id string) string {
			return s.say("deleteSessionId", "deleteSessionId", s.login("getSession", "admin"), "sessionId", id)
		}, true},
		{"a refused list", "TransferUser", func(s *stand, id string) string { return s.say("listActiveSessionIds", "sessionId", id) }, false},
		{"a refused delete", "Viewer", func(s *stand, id string) string { return s.say("deleteExpiredSessionIds", "sessionId", id) }, false},
		{"a delete of nothing", "admin", func(s *stand, id string) string {
			return s.say("deleteSessionId", "deleteSessionId", "x", "sessionId", id)
		}, false},
		{"validateSession", "admin", func(s *stand, id string) string { return s.say("validateSession", "sessionId", id) }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t)
			id := s.login("getSession", tt.user)
			s.advance(20 * time.Minute)
			tt.call(s, id)
			s.advance(20 * time.Minute)
			if got := s.say("validateSession", "sessionId", id) == "true"; got != tt.renews {
				t.Errorf("renewed: %t, want %t", got, tt.renews)
			}
		})
	}
}

// A clock that is moved back makes nothing expire, nor anything that has expired come back to its list.
func TestClockBack(t *testing.T) {
	s := start(t)
	id := s.login("getSession", "admin")
	s.back(noon.Add(-time.Hour))
	if got := s.say("listActiveSessionIds", "sessionId", id); got != id+" nil" {
		t.Errorf("got %q", got)
	}
}

// What cannot be an id is unknown, whatever it is.
func TestStrangeIDs(t *testing.T) {
	s := start(t)
	admin := s.login("getSession", "admin")
	for _, id := range []string{"", " ", " " + admin, admin + " ", strings.ToUpper(admin), strings.Repeat("a", 64), strings.Repeat("a", 65), strings.Repeat("ä", 2000), "&lt;&gt;&amp;'\"", "😀"} {
		if got := s.say("validateSession", "sessionId", id); got != "false" {
			t.Errorf("%q: %s", id, got)
		}
		if got := s.say("closeSession", "sessionId", id); got != "false" {
			t.Errorf("%q: %s", id, got)
		}
		if got, want := s.say("deleteSessionId", "deleteSessionId", id, "sessionId", admin), "fault: java.rmi.RemoteException: Session ID not found"; got != want {
			t.Errorf("%q: %s", id, got)
		}
		if got, want := s.say("listActiveSessionIds", "sessionId", id), "fault: java.rmi.RemoteException: Session is not valid"; got != want {
			t.Errorf("%q: %s", id, got)
		}
	}
}

// A user of a pattern is who logged in, and quotes and letters outside of ASCII are written as Axis writes them.
func TestPatternUser(t *testing.T) {
	cfg := mft.Default()
	cfg.Accounts = append(cfg.Accounts, mft.Account{Name: `t"ä*`, Password: "soapstone", Rights: []string{"ViewSessionRight"}})
	s := startWith(t, cfg)
	id := s.login("getSession", `t"ä1`)
	a := s.post(control, "", call("listActiveSessionIds", "sessionId", id))
	if want := `<userID xsi:type="xsd:string">t&quot;&#xE4;1</userID>`; !strings.Contains(a.body, want) {
		t.Errorf("no %s in %s", want, a.body)
	}
}

func TestLoginsRefused(t *testing.T) {
	s := start(t)
	for _, authorization := range []string{"", "Basic", "Basic !!", "Basic YWRtaW4=", "Bearer YWRtaW46c29hcHN0b25l", "NTLM x", "Basic Og==", "Basic QURNSU46c29hcHN0b25l"} {
		a := s.post(control, "", call("getSession"), func(r *http.Request) { r.Header.Set("Authorization", authorization) })
		if a.status != 500 || !strings.Contains(a.body, "User authentication failed") {
			t.Errorf("%q: %d %s", authorization, a.status, a.body)
		}
	}
	if got := s.say("listActiveSessionIds", "sessionId", s.login("getSession", "admin")); strings.Count(got, " ") != 1 {
		t.Errorf("there are %q", got)
	}
}

// A login that is refused deletes nothing, also where one that is taken deletes what has expired.
func TestRefusedLoginDeletesNothing(t *testing.T) {
	s := start(t, "adminGetSession", "purge")
	gone, admin := s.login("getSession", "TransferUser"), s.login("getSession", "admin")
	s.advance(20 * time.Minute)
	s.say("getExpiredSessionIds", "sessionId", admin)
	s.advance(11 * time.Minute)
	for _, path := range []string{control, ft} {
		if a := s.post(path, "admin:secret", call("getSession")); a.status != http.StatusInternalServerError {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	if got := s.say("getExpiredSessionIds", "sessionId", admin); got != gone+" nil" {
		t.Errorf("got %q", got)
	}
}

// What goes wrong inside is no business of a client's.
func TestInternalErrorsStayInside(t *testing.T) {
	s := start(t)
	s.store.FailUpdates.Store(true)
	a := s.post(control, good, call("getSession"))
	if a.status != 500 || !strings.Contains(a.body, "java.lang.NullPointerException") || strings.Contains(a.body, "secret") {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// The operator's sessions are like those of clients.
func TestMake(t *testing.T) {
	s := start(t)
	for _, tt := range []struct {
		set  map[string]string
		list string
		err  string
	}{
		{map[string]string{"user": "admin"}, "nil", ""},
		{map[string]string{"user": "admin", "method": "getSession", "address": "10.0.0.9"}, "nil", ""},
		{map[string]string{"user": "admin", "method": "getBWSession"}, "", ""},
		{map[string]string{"user": "admin", "method": "FTService.getSession"}, "nil", ""},
		{map[string]string{"user": "admin", "method": "FTService.getBWSession"}, "", ""},
		{map[string]string{"user": "nobody"}, "", `mft: make: user: there is no account "nobody"`},
		{nil, "", `mft: make: user: there is no account ""`},
		{map[string]string{"user": "admin", "method": "login"}, "", `mft: make: method: "login"`},
		{map[string]string{"user": "admin", "colour": "red"}, "", `mft: make: a session has no setting "colour": there is user, method, address`},
	} {
		key, err := s.room.Make(t.Context(), s.clock.Now(), rand.Reader, tt.set)
		if tt.err != "" {
			if err == nil || !strings.HasPrefix(err.Error(), tt.err) {
				t.Errorf("%v: %v, want %s", tt.set, err, tt.err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%v: %v", tt.set, err)
			continue
		}
		if got := s.say("getExpiredSessionIds", "sessionId", key.ID); got != tt.list {
			t.Errorf("%v: listed %q, want %q", tt.set, got, tt.list)
		}
	}
}

// Neither a sweep nor a restart of the real server ends a session.
func TestSweepAndRestartEndNothing(t *testing.T) {
	s := start(t)
	gone := s.login("getSession", "TransferUser")
	s.advance(time.Hour)
	admin := s.login("getSession", "admin")
	if err := errors.Join(s.room.Sweep(t.Context(), s.clock.Now()), s.room.Restart(t.Context())); err != nil {
		t.Fatal(err)
	}
	if got := s.say("getExpiredSessionIds", "sessionId", admin); got != gone+" nil" {
		t.Errorf("got %q", got)
	}
	if got := s.say("listActiveSessionIds", "sessionId", admin); got != admin+" nil" {
		t.Errorf("got %q", got)
	}
}

// validateSession is the call that is made most, and only looks.
func TestValidateOnlyLooks(t *testing.T) {
	s := start(t)
	id := s.login("getSession", "admin")
	s.store.Updates.Store(0)
	if got := s.say("validateSession", "sessionId", id); got != "true" {
		t.Error(got)
	}
	if got := s.say("validateSession", "sessionId", "x"); got != "false" {
		t.Error(got)
	}
	if got := s.result(ft, "", call("validateSession", "sessionId", id)); got != "true" {
		t.Error(got)
	}
	if updates, touches := s.store.Updates.Load(), s.store.Touches.Load(); updates+touches != 0 {
		t.Errorf("%d updates, %d touches", updates, touches)
	}
}

// A user who is taken out of the accounts keeps his session and loses his rights.
func TestAccountGone(t *testing.T) {
	s := start(t)
	id := s.login("getSession", "Viewer")
	cfg := mft.Default()
	cfg.Accounts = slices.DeleteFunc(cfg.Accounts, func(a mft.Account) bool { return a.Name == "Viewer" })
	other := startWith(t, cfg)
	other.store.Store = s.store
	if got := other.say("validateSession", "sessionId", id); got != "true" {
		t.Error(got)
	}
	if got := other.say("listActiveSessionIds", "sessionId", id); got != "fault: java.rmi.RemoteException: User does not have the right to perform this function" {
		t.Error(got)
	}
	if got := other.say("closeSession", "sessionId", id); got != "true" {
		t.Error(got)
	}
}

// The alias can be turned off, and then is a name of no service; the context path is a setting.
func TestPaths(t *testing.T) {
	const alias = "/cfcc/control?view=services/new/AdministratorService"
	for _, tt := range []struct {
		set  []string
		path string
		want string
	}{
		{nil, alias, ""},
		{[]string{"newAlias", "off"}, alias, "The AXIS engine could not find a target service to invoke!  targetService is new/AdministratorService"},
		{[]string{"context", "mft"}, "/mft/control?view=services/FTService", ""},
		{[]string{"context", "mft"}, "/mft/services/AdministratorService", ""},
		{nil, "/cfcc/control", "The AXIS engine could not find a target service to invoke!  targetService is "},
		{nil, "/cfcc/control?view=", "The AXIS engine could not find a target service to invoke!  targetService is "},
		{nil, "/cfcc/services/", "The AXIS engine could not find a target service to invoke!  targetService is "},
		{nil, "/cfcc/control?view=services/administratorservice", "The AXIS engine could not find a target service to invoke!  targetService is administratorservice"},
	} {
		t.Run(tt.path, func(t *testing.T) {
			a := start(t, tt.set...).post(tt.path, good, call("getSession"))
			m := faultString.FindStringSubmatch(a.body)
			if tt.want == "" && (a.status != http.StatusOK || returned.FindString(a.body) == "") || tt.want != "" && (m == nil || m[1] != tt.want) {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
}

// What is deleted stays deleted, and is said, also where the caller's session cannot be renewed.
func TestFailingTouchIsNoFault(t *testing.T) {
	s := start(t)
	id := s.login("getSession", "admin")
	s.store.FailTouches.Store(true)
	if got := s.say("deleteExpiredSessionIds", "sessionId", id); got != "true" {
		t.Error(got)
	}
}

// An account that is a pattern takes names up to the length of those that are written down.
func TestLongestName(t *testing.T) {
	s := start(t).withAccount("*")
	for length, want := range map[int]int{255: http.StatusOK, 256: http.StatusInternalServerError} {
		if a := s.post(control, strings.Repeat("x", length)+":soapstone", call("getSession")); a.status != want {
			t.Errorf("%d bytes: %d %s", length, a.status, a.body)
		}
	}
}
