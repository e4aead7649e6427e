package salesforce_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap"
)

// What is passed on has the session's id, says in which form answers usually are, and gets the content type of its answer.
func TestDoorsPassOn(t *testing.T) {
	r := start(t)
	var seen, usual, answer string
	services := r.room.Services()
	for _, s := range services {
		s.Else = func(_ context.Context, call *soap.Call) (soap.Reply, error) {
			seen, usual = call.Session, call.Room.(interface{ AnswerType() string }).AnswerType()
			return &soap.Response{Body: []byte(answer)}, nil
		}
	}
	endpoint, err := soap.NewEndpoint(soap.Config{Services: services, Clock: r.clock})
	if err != nil {
		t.Fatal(err)
	}
	id := r.login("a@example.com")
	for _, tt := range []struct {
		line, field, contentType, usual, answer, want string
	}{
		{"GET /services/async/58.0/job/750000000000001", "X-SFDC-Session: ", "", "application/xml", "<jobInfo/>", "application/xml"},
		{"GET /services/async/58.0/job/750000000000001", "X-SFDC-Session: ", "", "application/xml", " {}", "application/json"},
		{"POST /services/async/58.0/job", "X-SFDC-Session: ", "application/json", "application/json", "{}", "application/json"},
		{"GET /services/async/58.0/job/1/batch/2/result/3", "X-SFDC-Session: ", "", "application/xml", "Id\n1", "text/csv"},
		{"POST /services/apexrest/Order", "Authorization: Bearer ", "application/xml", "application/json;charset=UTF-8", "\ufeff<r/>", "application/xml;charset=UTF-8"},
		{"PATCH /services/apexrest/Order", "Authorization: OAuth ", "", "application/json;charset=UTF-8", `"done"`, "application/json;charset=UTF-8"},
		{"DELETE /services/data/v58.0/sobjects/Account/1", "Authorization: Bearer ", "", "application/json;charset=UTF-8", "", ""},
	} {
		method, path, _ := strings.Cut(tt.line, " ")
		request := httptest.NewRequest(method, path, http.NoBody)
		name, before, _ := strings.Cut(tt.field, ": ")
		request.Header.Set(name, before+id)
		request.Header.Set("Content-Type", tt.contentType)
		seen, usual, answer = "", "", tt.answer
		w := httptest.NewRecorder()
		endpoint.ServeHTTP(w, request)
		if seen != id || usual != tt.usual || w.Header().Get("Content-Type") != tt.want || w.Body.String() != tt.answer {
			t.Errorf("%s: session %q, usually %q, answered %v %s", tt.line, seen, usual, w.Header(), w.Body)
		}
	}
}
