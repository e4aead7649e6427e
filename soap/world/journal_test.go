package world_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// A session of Futurama is known by an id in JSON and in bare XML: the journal shows what was said, and no id.
func TestJournalMasksREST(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	post := func(path, contentType, body string) string {
		t.Helper()
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		rw := httptest.NewRecorder()
		w.Handler().ServeHTTP(rw, r)
		if rw.Code != http.StatusOK {
			t.Fatalf("%s: status %d: %s", path, rw.Code, rw.Body)
		}
		return rw.Body.String()
	}
	answer := post("/rest/webapi", "application/json", `{"folder":"Savingsaccount"}`)
	id := regexp.MustCompile(`"(?i:sessionID)":"([^"]+)"`).FindStringSubmatch(answer)
	if id == nil {
		t.Fatalf("no session in %s", answer)
	}
	post("/rest/webapi/SessionKeepAlive", "application/json", `{ sessionID: "`+id[1]+`" }`)
	post("/rest/webapi/SessionKeepAlive", "application/xml", `<r><SessionID>`+id[1]+`</SessionID></r>`)
	entries := w.Journal(0)
	if len(entries) != 3 {
		t.Fatalf("%d entries, want 3", len(entries))
	}
	for _, e := range entries {
		if strings.Contains(e.Request+e.Response, id[1]) {
			t.Errorf("entry %d shows the id: %s %s", e.Number, e.Request, e.Response)
		}
		if strings.Contains(e.Request, "could not be read") {
			t.Errorf("entry %d: %s", e.Number, e.Request)
		}
	}
}
