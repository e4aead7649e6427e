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

// Parameters of MFT are known by their place and may stand behind references, and a session's id can stand in a URL: no name
// tells the journal that it is secret.
func TestJournalMasksValues(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	const soap = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>%HEADER%</e:Header><e:Body>%BODY%</e:Body></e:Envelope>`
	id := "00D5e000000SoAP!" + strings.Repeat("SECRET._", 12)
	send := func(method, path, header, body string) {
		r := httptest.NewRequest(method, path, strings.NewReader(strings.NewReplacer("%HEADER%", header, "%BODY%", body).Replace(soap)))
		r.Header.Set("Content-Type", "text/xml")
		r.Header.Set("SOAPAction", `""`)
		w.Handler().ServeHTTP(httptest.NewRecorder(), r)
	}
	const mft = "/cfcc/services/AdministratorService"
	send(http.MethodPost, mft, "", `<closeSession><id>SECRET%SECRET</id></closeSession>`)
	send(http.MethodPost, mft, "", `<closeSession><id href="#1"/></closeSession><multiRef id="1">SECRET%SECRET</multiRef>`)
	send(http.MethodPost, mft, "", `<closeSession><id>SECRET%SECRET</id><more>SECRET%SECRET</more></closeSession>`)
	send(http.MethodPost, mft, "", `<noSuchMethod><id>SECRET%SECRET</id></noSuchMethod>`)
	send(http.MethodPost, mft, `<h xmlns="urn:x" e:mustUnderstand="1"/>`, `<closeSession><id>SECRET%SECRET</id></closeSession>`)
	send(http.MethodPost, "/services/Soap/u/58.0?sid="+id, "", "<getUserInfo/>")
	send(http.MethodGet, "/services/data/v58.0/limits?sid="+id, "", "")
	send(http.MethodGet, "/services/data/v58.0/limits?sid="+strings.Replace(id, "!", "%21", 1), "", "")
	entries := w.Journal(0)
	if len(entries) != 8 {
		t.Fatalf("%d entries, want 8", len(entries))
	}
	for _, e := range entries {
		if text := e.URL + e.Request + e.Response + e.Fault; strings.Contains(text, "SECRET") {
			t.Errorf("entry %d shows the id: %s", e.Number, text)
		}
	}
}
