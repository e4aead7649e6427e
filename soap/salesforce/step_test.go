package salesforce_test

import (
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
)

// Whichever step of the store fails, the client is told that something went wrong, and nothing has happened.
func TestEachStepOfTheStoreFails(t *testing.T) {
	r := start(t)
	id, other := r.login("a@example.com"), r.session("b@example.com")
	status, body := roomtest.FailEachStep(t, r.store, `[{"message":"An unexpected error occurred. Please try again.","errorCode":"UNKNOWN_EXCEPTION"}]`, func() (int, string) {
		a := r.get("/services/data/v58.0/limits", "Authorization", "Bearer "+id)
		return a.status, a.body
	})
	if status != 200 {
		t.Errorf("REST: %d %s", status, body)
	}
	status, body = roomtest.FailEachStep(t, r.store, "<exceptionMessage>An unexpected error occurred. Please try again.<", func() (int, string) {
		a := r.get("/services/async/58.0/job", "X-SFDC-Session", id)
		return a.status, a.body
	})
	if status != 400 || !strings.Contains(body, ">The URI specified is invalid.<") {
		t.Errorf("Bulk API: %d %s", status, body)
	}
	for _, tt := range []struct{ session, body, want string }{
		{"", loginBody("a@example.com", "wrong"), "sf:INVALID_LOGIN"},
		{"", loginBody("a@example.com", "soapstone"), "<sessionId>" + id + "<"},
		{"", loginBody("c@example.com", "soapstone"), "<sessionId>"},
		{"", loginBody("nobody", "soapstone"), "sf:INVALID_LOGIN"},
		{id, "<getUserInfo/>", "<userName>a@example.com<"},
		{id, invalidateBody(other), "<success>true<"},
		{id, "<changeOwnPassword><oldPassword>soapstone</oldPassword><newPassword>sandstone</newPassword></changeOwnPassword>", "changeOwnPasswordResponse"},
		{id, "<logout/>", "logoutResponse"},
	} {
		status, body := roomtest.FailEachStep(t, r.store, "<faultcode>sf:UNKNOWN_EXCEPTION<", func() (int, string) {
			a := r.call(tt.session, tt.body)
			return a.status, a.body
		})
		if !strings.Contains(body, tt.want) {
			t.Errorf("%s: %d %s", tt.body, status, body)
		}
	}
}
