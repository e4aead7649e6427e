package salesforce_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
	"github.com/soapstone-dev/soapstone/soap/salesforce"
	"github.com/soapstone-dev/soapstone/store"
)

func (r *running) records(kind string) int {
	r.Helper()
	return len(roomtest.Records(r, r.store, salesforce.System, kind))
}

func TestSweepDeletesWhatIsDue(t *testing.T) {
	r := start(t)
	for range 250 {
		r.session("a@example.com")
	}
	if err := r.clock.Advance(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	late := r.login("b@example.com")
	for _, tt := range []struct {
		at   time.Duration
		left int
	}{{2*time.Hour - 1, 251}, {2 * time.Hour, 1}, {3*time.Hour - 1, 1}, {3 * time.Hour, 0}} {
		if err := r.room.Sweep(t.Context(), noon.Add(tt.at)); err != nil {
			t.Fatal(err)
		}
		if got := r.records(store.KindSession); got != tt.left {
			t.Errorf("at %v %d sessions are left, want %d", tt.at, got, tt.left)
		}
	}
	if r.lives(late) {
		t.Error("a session that was swept lives")
	}
	if r.records(store.KindAccount) == 0 {
		t.Error("the sweep took the accounts")
	}
}

func TestRestartEndsNothing(t *testing.T) {
	r := start(t)
	session := r.login("a@example.com")
	if err := r.room.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !r.lives(session) {
		t.Error("the session is gone")
	}
}

func TestMake(t *testing.T) {
	r := start(t)
	for _, tt := range []struct{ name, value, want string }{
		{"user", "nobody@nowhere", "there is no user"},
		{"user", "", "there is no user"},
		{"api", "perhaps", "neither true nor false"},
		{"colour", "red", `a session has no setting "colour": there is user, address`},
	} {
		_, err := r.room.Make(t.Context(), noon, rand.Reader, map[string]string{tt.name: tt.value})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s = %s: %v", tt.name, tt.value, err)
		}
	}
	if n := r.records(store.KindSession); n != 0 {
		t.Errorf("%d sessions were made", n)
	}
	key, err := r.room.Make(t.Context(), noon, rand.Reader, map[string]string{"user": "a@example.com", "address": "127.0.0.1", "client": "", "api": "true"})
	if err != nil {
		t.Fatal(err)
	}
	if got := r.login("a@example.com"); got != key.ID {
		t.Errorf("the login gives %s, not the session that was made", got)
	}
	browser, err := r.room.Make(t.Context(), noon, rand.Reader, map[string]string{"user": "b@example.com", "address": "127.0.0.1", "api": "false"})
	if err != nil {
		t.Fatal(err)
	}
	if got := r.login("b@example.com"); got == browser.ID {
		t.Error("the login gives the session of a browser")
	}
	if a := r.call(browser.ID, "<getUserInfo/>"); !strings.Contains(a.body, "<faultstring>INVALID_SESSION_ID: This session is not valid for use with the API</faultstring>") {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := r.call(r.session("expired@example.com"), "<getUserInfo/>"); !strings.Contains(a.body, "EXPIRED_PASSWORD") {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// A clock that goes back ends no session.
func TestClockBack(t *testing.T) {
	r := start(t)
	session := r.login("a@example.com")
	if err := r.clock.Set(t.Context(), noon.Add(-48*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if !r.lives(session) {
		t.Error("the session is gone")
	}
}

func TestABrokenStoreIsNotTold(t *testing.T) {
	r := start(t)
	session := r.login("a@example.com")
	r.store.Fail()
	for _, body := range []string{envelope("", loginBody("a@example.com", "soapstone")), envelope(session, "<getUserInfo/>")} {
		a := r.post(partner, body)
		if a.status != 500 || !strings.Contains(a.body, "<faultcode>sf:UNKNOWN_EXCEPTION</faultcode>") || strings.Contains(a.body, "secret") {
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	if err := r.room.Sweep(t.Context(), noon); !errors.Is(err, roomtest.ErrStore) {
		t.Errorf("sweep: %v", err)
	}
}

// Each service answers on its own paths, and no two on the same.
func TestServices(t *testing.T) {
	r := start(t)
	var names []string
	for _, s := range r.room.Services() {
		names = append(names, s.Name)
	}
	if got := strings.Join(names, " "); got != "salesforce/partner salesforce/enterprise salesforce/tooling salesforce/metadata salesforce/apex salesforce/data salesforce/apexrest salesforce/bulk" {
		t.Error(got)
	}
	if _, err := soap.NewEndpoint(soap.Config{Services: r.room.Services(), Clock: r.clock}); err != nil {
		t.Error(err)
	}
}
