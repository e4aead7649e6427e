package mft_test

import (
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
)

// Whichever step of the store fails, the client is told that something went wrong, and nothing has happened.
func TestEachStepOfTheStoreFails(t *testing.T) {
	s := start(t, "adminGetSession", "purge")
	id, other := s.login("getSession", "admin"), s.login("getSession", "admin")
	expire := func(id string) { s.put(id, "admin", "127.0.0.1", true, noon.Add(-3*time.Hour), noon.Add(-2*time.Hour)) }
	for _, tt := range []struct {
		path, op   string
		parameters []string
		want       string
	}{
		{control, "getExpiredSessionIds", []string{"sessionId", id}, ">expired<"},
		{control, "listActiveSessionIds", []string{"sessionId", id}, ">" + other + "<"},
		{control, "deleteExpiredSessionIds", []string{"sessionId", id}, ">true<"},
		{control, "deleteSessionId", []string{"sessionId", id, "deleteSessionId", other}, ">true<"},
		{control, "getSession", nil, "getSessionReturn "},
		{control, "getBWSession", nil, "getBWSessionReturn "},
		{ft, "getSession", nil, "getSessionReturn "},
		{control, "validateSession", []string{"sessionId", id}, ">true<"},
		{ft, "validateSession", []string{"sessionId", id}, ">true<"},
		{control, "closeSession", []string{"sessionId", id}, ">true<"},
		{ft, "closeSession", []string{"sessionId", other}, ">false<"},
	} {
		expire("expired")
		status, body := roomtest.FailEachStep(t, s.store, "java.lang.", func() (int, string) {
			a := s.post(tt.path, "admin:soapstone", call(tt.op, tt.parameters...))
			return a.status, a.body
		})
		if status != 200 || !strings.Contains(body, tt.want) {
			t.Errorf("%s: %d %s", tt.op, status, body)
		}
	}
}
