package futurama_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
)

// A session that could not be kept alive is not said to be.
func TestTouchFails(t *testing.T) {
	s := open(t)
	id := s.start()
	s.store.FailTouches.Store(true)
	a := s.soap("SessionKeepAlive", call("SessionKeepAlive", "<n:request><n:SessionID>"+id+"</n:SessionID></n:request>"))
	if a.status != 500 || !strings.Contains(a.body, ":InternalServiceFault<") || strings.Contains(a.body, "secret") {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := s.json(rest+"/SessionKeepAlive", `{"sessionID":"`+id+`"}`); a.status != 500 || a.body != "" {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// Whichever step of the store fails, the client is told that something went wrong, and nothing has happened.
func TestEachStepOfTheStoreFails(t *testing.T) {
	s := open(t)
	id := s.start()
	s.put("dead", time.Hour)
	request := "<n:request><n:SessionID>%s</n:SessionID></n:request>"
	for _, tt := range []struct{ operation, inside, want string }{
		{"StartSession", "<n:request/>", "success"},
		{"SessionKeepAlive", fmt.Sprintf(request, id), "success"},
		{"SessionKeepAlive", fmt.Sprintf(request, "dead"), "Session 'dead' does not exist or has expired."},
		{"SessionEnd", fmt.Sprintf(request, id), "success"},
		{"SessionEnd", fmt.Sprintf(request, id), "Session '" + id + "' does not exist or has expired."},
	} {
		var a answer
		roomtest.FailEachStep(t, s.store, ":InternalServiceFault<", func() (int, string) {
			a = s.soap(tt.operation, call(tt.operation, tt.inside))
			return a.status, a.body
		})
		if got := a.read(t).Message; got != tt.want {
			t.Errorf("%s: %s", tt.operation, got)
		}
	}
	if n := s.count(); n != 1 {
		t.Errorf("%d sessions are left, want the one that was begun", n)
	}
}
