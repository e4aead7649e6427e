package sqlserver_test

import (
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
)

// Whichever step of the store fails, the client is told that something went wrong, and nothing has happened.
func TestEachStepOfTheStoreFails(t *testing.T) {
	s := start(t, "initiateWithId", "accept")
	id := s.initiate()
	for _, tt := range []struct{ session, text, want string }{
		{`initiate="true"`, "SELECT 1 AS n", "<n>1</n>"},
		{`initiate="true" sessionId="P/Z+b7K3+UW/Xcc7ync2Yg=="`, "SELECT 1 AS n", "<n>1</n>"},
		{enlist(id), "USE AdventureWorks SELECT DB_NAME() AS n", "<n>AdventureWorks</n>"},
		{enlist(id), "SELECT DB_NAME() AS n", "<n>AdventureWorks</n>"},
		{`terminate="true" ` + enlist(id), "SELECT 1 AS n", "<n>1</n>"},
	} {
		status, body := roomtest.FailEachStep(t, s.store, ":  Server, UnknownSqlError<", func() (int, string) {
			a := s.batch(tt.session, tt.text)
			if a.status != 200 && strings.Contains(a.session(), "terminate") {
				t.Errorf("%s: the end was acknowledged: %s", tt.session, a.session())
			}
			return a.status, a.body
		})
		if status != 200 || !strings.Contains(body, tt.want) {
			t.Errorf("%s: %d %s", tt.session, status, body)
		}
	}
	if n := len(s.sessions()); n != 2 {
		t.Errorf("%d sessions are left, want the two that were begun", n)
	}
}
