package futurama_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
)

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
