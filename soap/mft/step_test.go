package mft_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
	"github.com/soapstone-dev/soapstone/soap/mft"
	"github.com/soapstone-dev/soapstone/store"
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
		purges     bool
	}{
		{control, "getExpiredSessionIds", []string{"sessionId", id}, ">expired<", false},
		{control, "listActiveSessionIds", []string{"sessionId", id}, ">" + other + "<", false},
		{control, "deleteExpiredSessionIds", []string{"sessionId", id}, ">true<", true},
		{control, "deleteSessionId", []string{"sessionId", id, "deleteSessionId", other}, ">true<", false},
		{control, "getSession", nil, "getSessionReturn ", true},
		{control, "getBWSession", nil, "getBWSessionReturn ", true},
		{ft, "getSession", nil, "getSessionReturn ", true},
		{ft, "getBWSession", nil, "getBWSessionReturn ", true},
		{control, "validateSession", []string{"sessionId", id}, ">true<", false},
		{ft, "validateSession", []string{"sessionId", id}, ">true<", false},
		{control, "closeSession", []string{"sessionId", id}, ">true<", false},
		{ft, "closeSession", []string{"sessionId", other}, ">false<", false},
	} {
		expire("expired")
		status, body := roomtest.FailEachStep(t, s.store, "java.lang.", func() (int, string) {
			a := s.post(tt.path, "admin:soapstone", call(tt.op, tt.parameters...))
			return a.status, a.body
		})
		if status != 200 || !strings.Contains(body, tt.want) {
			t.Errorf("%s: %d %s", tt.op, status, body)
		}
		left := slices.ContainsFunc(roomtest.Records(t, s.store, mft.System, store.KindSession), func(r store.Record) bool { return r.Key.ID == "expired" })
		if left == tt.purges {
			t.Errorf("%s: the expired session is left: %v", tt.op, left)
		}
	}
}
