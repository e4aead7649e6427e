package salesforce_test

import (
	"bytes"
	"crypto/rand"
	"net/http"
	"strings"
	"testing"
	"time"
)

func (r *running) get(path string, fields ...string) answer {
	r.Helper()
	request, err := http.NewRequest(http.MethodGet, r.url+path, nil)
	if err != nil {
		r.Fatal(err)
	}
	for i := 0; i < len(fields); i += 2 {
		request.Header[fields[i]] = []string{fields[i+1]}
	}
	response, err := r.http.Do(request)
	if err != nil {
		r.Fatal(err)
	}
	defer response.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(response.Body); err != nil {
		r.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, b.String()}
}

func TestBearer(t *testing.T) {
	const gone = `[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]`
	r := start(t)
	live, expired := r.login("a@example.com"), r.login("expired@example.com")
	for _, tt := range []struct {
		name   string
		fields []string
		status int
	}{
		{"a bearer token", []string{"Authorization", "Bearer " + live}, 200},
		{"the word in any case", []string{"Authorization", "bearer " + live}, 200},
		{"OAuth, as older clients write", []string{"Authorization", "OAuth " + live}, 200},
		{"the field of the Bulk API", []string{"X-SFDC-Session", live}, 200},
		{"nothing", nil, 401},
		{"no token", []string{"Authorization", "Bearer"}, 401},
		{"another scheme", []string{"Authorization", "Basic " + live}, 401},
		{"garbage", []string{"Authorization", "Bearer abc"}, 401},
		{"a session of an expired password", []string{"Authorization", "Bearer " + expired}, 401},
	} {
		a := r.get("/services/data/v58.0/limits", tt.fields...)
		if a.status != tt.status || a.header.Get("Content-Type") != "application/json;charset=UTF-8" {
			t.Errorf("%s: %d %v", tt.name, a.status, a.header)
		}
		if tt.status == 401 && (a.body != gone || a.header.Get("WWW-Authenticate") != "Token") {
			t.Errorf("%s: %v %s", tt.name, a.header, a.body)
		}
	}
}

// A call of the REST API is a use of the session, as one of the SOAP API is; a refused one is none.
func TestBearerUsesTheSession(t *testing.T) {
	r := start(t)
	session := r.login("a@example.com")
	token := []string{"Authorization", "Bearer " + session}
	for _, tt := range []struct {
		path   string
		after  time.Duration
		status int
	}{
		{"/services/data/v58.0/limits", 119 * time.Minute, 200},
		{"/services/data/v58.0/sobjects", 119 * time.Minute, 404},
		{"/services/data/v58.0/limits", time.Minute, 401},
	} {
		if err := r.clock.Advance(t.Context(), tt.after); err != nil {
			t.Fatal(err)
		}
		if a := r.get(tt.path, token...); a.status != tt.status {
			t.Errorf("%s after %v: %d %s", tt.path, tt.after, a.status, a.body)
		}
	}
}

func TestVersionsNeedNoSession(t *testing.T) {
	r := start(t, "minVersion", "57.0", "maxVersion", "58.0")
	const want = `[{"label":"API 57.0","url":"/services/data/v57.0","version":"57.0"},{"label":"API 58.0","url":"/services/data/v58.0","version":"58.0"}]`
	for _, path := range []string{"/services/data", "/services/data/"} {
		if a := r.get(path); a.status != 200 || a.body != want {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	token := []string{"Authorization", "Bearer " + r.login("a@example.com")}
	for _, path := range []string{"/services/data/v57.0/limits", "/services/data/v58.0/limits"} {
		if a := r.get(path, token...); a.status != 200 {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	if a := r.get("/services/data/v56.0/limits", token...); a.status != 410 || !strings.Contains(a.body, `"errorCode":"GONE"`) {
		t.Errorf("a retired version: %d %s", a.status, a.body)
	}
	for _, path := range []string{"/services/data/v59.0/limits", "/services/data/58.x/limits", "/services/data/v58.0"} {
		if a := r.get(path, token...); a.status != 404 || !strings.Contains(a.body, `"errorCode":"NOT_FOUND"`) {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
}

// The WSDL is for GET and HEAD; whatever else is no POST is refused, as it is without ?wsdl. A refusal says what the address
// takes with the query that it has (RFC 9110, 10.2.1).
func TestMethodsOfTheWSDL(t *testing.T) {
	r := start(t)
	for _, tt := range []struct {
		method, path, allow string
		status              int
	}{
		{http.MethodGet, partner + "?wsdl", "", 200},
		{http.MethodHead, partner + "?wsdl", "", 200},
		{http.MethodPut, partner + "?wsdl", "GET, HEAD, POST", 405},
		{http.MethodDelete, partner + "?wsdl", "GET, HEAD, POST", 405},
		{http.MethodGet, partner, "POST", 405},
		{http.MethodPut, partner, "POST", 405},
		{http.MethodPut, "/services/Soap/m/58.0?wsdl", "POST", 405},
	} {
		a := r.post(tt.path, "", func(request *http.Request) { request.Method = tt.method })
		if a.status != tt.status || a.header.Get("Allow") != tt.allow {
			t.Errorf("%s %s: %d %v", tt.method, tt.path, a.status, a.header)
		}
	}
}

// What is switched off for an organisation is switched off for the sessions that it has already.
func TestAPIOff(t *testing.T) {
	for word, code := range map[string]string{"disabled": "API_DISABLED_FOR_ORG", "currentlyDisabled": "API_CURRENTLY_DISABLED"} {
		r := start(t, "00D5e000000SoAP.api", word)
		a := r.call(r.session("a@example.com"), "<getUserInfo/>")
		if a.status != 500 || !strings.Contains(a.body, "<faultcode>sf:"+code+"</faultcode>") || !strings.Contains(a.body, `<sf:UnexpectedErrorFault xsi:type="sf:UnexpectedErrorFault">`) {
			t.Errorf("%s: %d %s", word, a.status, a.body)
		}
	}
}

func TestSecrets(t *testing.T) {
	plain, telling := start(t).room.Secrets(), start(t, "sessionNotFound", "key").room.Secrets()
	if strings.Contains(strings.Join(plain, " "), "faultstring") || !strings.Contains(strings.Join(telling, " "), "faultstring exceptionMessage") {
		t.Errorf("%v, %v", plain, telling)
	}
}

// Each of the doors that are no SOAP has its own words for an organisation that has no API.
func TestRow55APIOffIsOffForREST(t *testing.T) {
	for word, want := range map[string]string{
		"disabled":          `[{"message":"The REST API is not enabled for this Organization.","errorCode":"API_DISABLED_FOR_ORG"}]`,
		"currentlyDisabled": `[{"message":"API is currently disabled for this organization","errorCode":"API_CURRENTLY_DISABLED"}]`,
	} {
		r := start(t, "00D5e000000SoAP.api", word)
		id := r.session("a@example.com")
		for _, path := range []string{"/services/data/v58.0/limits", "/services/apexrest/Account"} {
			if a := r.get(path, "Authorization", "Bearer "+id); a.status != 403 || a.body != want {
				t.Errorf("%s, %s: %d %s", word, path, a.status, a.body)
			}
		}
		if a := r.get("/services/async/58.0/job/750000000000001", "X-SFDC-Session", id); a.status != 400 || !strings.Contains(a.body, "<exceptionCode>FeatureNotEnabled</exceptionCode>") {
			t.Errorf("%s, bulk: %d %s", word, a.status, a.body)
		}
	}
}

func TestRow57NotForTheRESTAPI(t *testing.T) {
	r := start(t)
	key, err := r.room.Make(t.Context(), noon, rand.Reader, map[string]string{"user": "a@example.com", "api": "false"})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/services/data/v58.0/limits", "/services/apexrest/Account"} {
		a := r.get(path, "Authorization", "Bearer "+key.ID)
		if want := `[{"message":"This session is not valid for use with the REST API","errorCode":"INVALID_SESSION_ID"}]`; a.status != 401 || a.body != want || a.header.Get("WWW-Authenticate") != "" {
			t.Errorf("%s: %d %v %s", path, a.status, a.header, a.body)
		}
	}
}
