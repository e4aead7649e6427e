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

// The id of a Model 204 session is all that a client needs for a public one. It stands in arguments, in an attribute and at
// the end of an item, and is what $Session_Id answers; owners and times are shown.
func TestJournalMasksModel204(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	const id = "GR"
	var thread string
	send := func(body string) string {
		t.Helper()
		text := `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="urn:m204:janus:session:v1"><e:Header>` + thread +
			`</e:Header><e:Body>` + body + `</e:Body></e:Envelope>`
		r := httptest.NewRequest(http.MethodPost, "/m204/session", strings.NewReader(text))
		r.Header.Set("Content-Type", "text/xml")
		rw := httptest.NewRecorder()
		w.Handler().ServeHTTP(rw, r)
		if rw.Code != http.StatusOK {
			t.Fatalf("status %d: %s", rw.Code, rw.Body)
		}
		return rw.Body.String()
	}
	answer := send(`<m:Login><m:userid>HARPO</m:userid><m:password>soapstone</m:password></m:Login>`)
	thread = regexp.MustCompile(`<m:thread>.*?</m:thread>`).FindString(answer)
	thread = strings.ReplaceAll(thread, "m:thread", "m:Thread")
	send(`<m:Session_Create><m:sesid>` + id + `</m:sesid><m:owner>*</m:owner></m:Session_Create>`)
	if answer := send(`<m:Session_Id/>`); !strings.Contains(answer, ">"+id+"<") {
		t.Fatal(answer)
	}
	if answer := send(`<m:Session_List><m:owner>*</m:owner></m:Session_List>`); !strings.Contains(answer, `sesid="`+id+`"`) {
		t.Fatal(answer)
	}
	send(`<m:Session_Timeout/>`)
	entries := w.Journal(0)
	for _, e := range entries {
		if strings.Contains(e.Request+e.Response, id) {
			t.Errorf("%s shows the id: %s %s", e.Operation, e.Request, e.Response)
		}
	}
	if len(entries) != 5 {
		t.Fatalf("%d entries, want 5", len(entries))
	}
	for i, want := range map[int]string{
		2: `<m:Session_IdResponse xmlns:m="urn:m204:janus:session:v1">***</m:Session_IdResponse>`,
		3: ` owner="*" timeout="900" `,
		4: `<m:result>900</m:result>`,
	} {
		if !strings.Contains(entries[i].Response, want) {
			t.Errorf("%s: no %s in %s", entries[i].Operation, want, entries[i].Response)
		}
	}
}
