package salesforce_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap"
)

// Whatever arrives, the answer is a fault in the same frame, and says nothing of the inside.
func TestHostileRequests(t *testing.T) {
	r := start(t)
	open := `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com">`
	session := r.login("a@example.com")
	for _, tt := range []struct{ name, body, want string }{
		{"no XML", "hello", "sf:UNKNOWN_EXCEPTION</faultcode><faultstring>UNKNOWN_EXCEPTION: Content is not allowed in prolog.<"},
		{"cut off", open + "<e:Body><getUserInfo", "UNKNOWN_EXCEPTION: XML document structures must start and end within the same entity.<"},
		{"a DTD", `<!DOCTYPE a [<!ENTITY x "y">]>` + open + "<e:Body/></e:Envelope>", "DOCTYPE is not allowed."},
		{"no envelope", "<getUserInfo/>", "no SOAP 1.1 envelope"},
		{"no body", open + "</e:Envelope>", "no SOAP 1.1 envelope"},
		{"SOAP 1.2", strings.Replace(open, "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope", 1) + "<e:Body><getUserInfo/></e:Body></e:Envelope>", "no SOAP 1.1 envelope"},
		{"an empty body", open + "<e:Body/></e:Envelope>", "No operation available for request null, please check the WSDL for the service."},
		{"an operation in no namespace", open + `<e:Body><login xmlns=""/></e:Body></e:Envelope>`, "No operation available for request {}login,"},
		{"an operation of many letters", open + "<e:Body><" + strings.Repeat("x", 900) + "/></e:Body></e:Envelope>", "xxx..., please"},
		{"an element in a text", envelope("", "<login><username><b/></username></login>"), "element b at line 1, column"},
		{"a session header without an id", open + "<e:Header><SessionHeader/></e:Header><e:Body><logout/></e:Body></e:Envelope>", "Illegal Session</faultstring>"},
		{"a session id with elements", open + "<e:Header><SessionHeader><sessionId><a>b</a></sessionId></SessionHeader></e:Header><e:Body><logout/></e:Body></e:Envelope>", "Illegal Session</faultstring>"},
		{"an id that is markup", envelope("&lt;b&gt;]]&gt;&amp;", "<logout/>"), "Illegal Session</faultstring>"},
		{"a name of a kilobyte", envelope("", loginBody(strings.Repeat("x", 1024)+"@example.com", "soapstone")), "sf:INVALID_LOGIN"},
		{"a pattern for a name", envelope("", loginBody("*", "soapstone")), "sf:INVALID_LOGIN"},
		{"no password", envelope("", "<login><username>a@example.com</username></login>"), "sf:INVALID_LOGIN"},
		{"a short password", envelope("", loginBody("a@example.com", "soap")), "sf:INVALID_LOGIN"},
		{"a nil user id", envelope(session, `<setPassword><userId xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></setPassword>`), "sf:MALFORMED_ID"},
		{"markup for a user id", envelope(session, "<resetPassword><userId>&lt;&amp;</userId></resetPassword>"), "malformed id &lt;&amp;</faultstring>"},
		{"no new password", envelope(session, "<changeOwnPassword/>"), "sf:INVALID_NEW_PASSWORD"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := r.post(partner, tt.body)
			if a.status != http.StatusInternalServerError || !strings.HasPrefix(a.body, declared) || !strings.Contains(a.body, tt.want) {
				t.Errorf("%d, want %s in %s", a.status, tt.want, a.body)
			}
			for _, inside := range []string{"soap:", "salesforce:", "bolt:", ".go"} {
				if strings.Contains(a.body, inside) {
					t.Errorf("it says %q: %s", inside, a.body)
				}
			}
		})
	}
	if !r.lives(session) {
		t.Error("the session is gone")
	}
}

func TestHostileHeads(t *testing.T) {
	r := start(t)
	for _, tt := range []struct {
		name   string
		change func(*http.Request)
		want   string
	}{
		{"gzip that is none", func(h *http.Request) { h.Header.Set("Content-Encoding", "gzip") }, "content encoding"},
		{"an unknown encoding", func(h *http.Request) { h.Header.Set("Content-Encoding", "br") }, "unknown content encoding"},
		{"another content type", func(h *http.Request) { h.Header.Set("Content-Type", "application/json") }, "content-type of the request should be text/xml"},
		{"an unknown charset", func(h *http.Request) { h.Header.Set("Content-Type", "text/xml; charset=klingon") }, "The encoding of the document is not known"},
		{"no version", func(h *http.Request) { h.URL.Path = "/services/Soap/u/" }, "Invalid Api version specified on URL"},
		{"a version with a slash in it", func(h *http.Request) { h.URL.Path = "/services/Soap/u//58.0" }, "Invalid Api version specified on URL"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := r.post(partner, envelope("", loginBody("a@example.com", "soapstone")), tt.change)
			if a.status != http.StatusInternalServerError || !strings.HasPrefix(a.body, declared) || !strings.Contains(a.body, tt.want) {
				t.Errorf("%d, want %s in %s", a.status, tt.want, a.body)
			}
		})
	}
}

// The content type has to have text/xml in it, in any case and with any parameters.
func TestContentTypes(t *testing.T) {
	r := start(t)
	for kind, status := range map[string]int{"Text/XML": 200, "TEXT/XML;Charset=UTF-8": 200, "text/xml; charset=\"utf-8\"; action=\"x\"": 200, "application/xml": 500, "": 500} {
		a := r.post(partner, envelope("", loginBody("a@example.com", "soapstone")), func(h *http.Request) { h.Header.Set("Content-Type", kind) })
		if a.status != status {
			t.Errorf("%s: %d %s", kind, a.status, a.body)
		}
	}
}

// The APIs whose work is not ours read requests by hand.
func TestHostileMetadata(t *testing.T) {
	r := start(t)
	session := r.login("expired@example.com")
	open := `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.sforce.com/2006/04/metadata">`
	header := "<e:Header><SessionHeader><sessionId>" + session + "</sessionId></SessionHeader></e:Header>"
	for _, tt := range []struct{ name, body, want string }{
		{"no XML", "hello", "<faultcode>sf:UNKNOWN_EXCEPTION</faultcode><faultstring>UNKNOWN_EXCEPTION: Content is not allowed in prolog.</faultstring></soapenv:Fault>"},
		{"nothing", "", "Premature end of file."},
		{"no envelope", "<a/>", "no SOAP 1.1 envelope"},
		{"no header", open + "<e:Body><listMetadata/></e:Body></e:Envelope>", "<faultcode>sf:INVALID_SESSION_ID</faultcode>"},
		{"an expired password", open + header + "<e:Body><listMetadata/></e:Body></e:Envelope>", "sf:INVALID_OPERATION_WITH_EXPIRED_PASSWORD"},
	} {
		a := r.post("/services/Soap/m/58.0", tt.body)
		if a.status != http.StatusInternalServerError || !strings.HasPrefix(a.body, declared) || !strings.Contains(a.body, tt.want) || strings.Contains(a.body, "<detail>") {
			t.Errorf("%s: %d, want %s in %s", tt.name, a.status, tt.want, a.body)
		}
	}
	live := r.session("a@example.com")
	if a := r.post("/services/Soap/m/58.0", strings.Replace(open+header, session, live, 1)+"<e:Body/></e:Envelope>"); !strings.Contains(a.body, "No operation available for request null") {
		t.Errorf("an empty body: %s", a.body)
	}
}

func TestServedWSDL(t *testing.T) {
	r := start(t, "minVersion", "8.0")
	get := func(path string) (int, string) {
		t.Helper()
		response, err := r.http.Get(r.url + path)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		var b bytes.Buffer
		if _, err := b.ReadFrom(response.Body); err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, b.String()
	}
	for path, parts := range map[string][]string{
		"/services/Soap/u/58.0?WSDL": {`location="` + r.url + `/services/Soap/u/58.0"`, `targetNamespace="urn:partner.soap.sforce.com"`, "chatterExternal", "changeOwnPassword"},
		"/services/Soap/c/39.0?wsdl": {`location="` + r.url + `/services/Soap/c/39.0"`, `targetNamespace="urn:enterprise.soap.sforce.com"`, "LimitInfoHeader"},
	} {
		status, body := get(path)
		for _, part := range parts {
			if status != http.StatusOK || !strings.Contains(body, part) {
				t.Errorf("%s: %d, no %s", path, status, part)
			}
		}
		if strings.Contains(body, "soapstone:contract") {
			t.Errorf("%s has our marks", path)
		}
	}
	if _, body := get("/services/Soap/u/39.0?wsdl"); strings.Contains(body, "chatterExternal") {
		t.Error("39.0 has a field of 40.0")
	}
	if status, body := get("/services/Soap/u/7.0?wsdl"); status != http.StatusInternalServerError || !strings.Contains(body, "below the minimum supported (8.0)") {
		t.Errorf("a retired WSDL: %d %s", status, body)
	}
	for _, path := range []string{"/services/Soap/u/58.0", "/services/Soap/m/58.0?wsdl", "/services/Soap/T/58.0?wsdl"} {
		if status, body := get(path); status != http.StatusMethodNotAllowed || body != "" {
			t.Errorf("%s: %d %q", path, status, body)
		}
	}
}

// One too many is refused whichever API it is for, and nobody is kept from logging out.
func TestRequestLimitOfEveryAPI(t *testing.T) {
	r := start(t, "requestLimit", "2", "overRequestLimit", "refuse")
	id := r.session("a@example.com")
	namespaces := map[string]string{
		"u": "urn:partner.soap.sforce.com", "T": "urn:tooling.soap.sforce.com",
		"m": "http://soap.sforce.com/2006/04/metadata", "s": "http://soap.sforce.com/2006/08/apex",
	}
	call := func(letter string) string {
		body := strings.ReplaceAll(envelope(id, "<getUserInfo/>"), "urn:partner.soap.sforce.com", namespaces[letter])
		return r.post("/services/Soap/"+letter+"/58.0", body).body
	}
	for range 2 { // Metadata's count too
		if body := call("m"); !strings.Contains(body, "No operation") {
			t.Fatal(body)
		}
	}
	for letter := range namespaces {
		if body := call(letter); !strings.Contains(body, "sf:REQUEST_LIMIT_EXCEEDED") {
			t.Errorf("%s: %s", letter, body)
		}
	}
	request, err := http.NewRequest(http.MethodGet, r.url+"/services/data/v58.0/limits", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+id)
	response, err := r.http.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusForbidden {
		t.Errorf("limits: %d", response.StatusCode)
	}
	if a := r.call(id, "<logout/>"); a.status != http.StatusOK {
		t.Errorf("logout: %s", a.body)
	}
}

func TestIDsToInvalidateAreTrimmed(t *testing.T) {
	r := start(t)
	caller, other := r.session("a@example.com"), r.session("b@example.com")
	r.call(caller, invalidateBody(" "+other+"\n"))
	if r.lives(other) {
		t.Error("it lives")
	}
}

func TestWSDLOf65HasNoLogin(t *testing.T) {
	r := start(t, "maxVersion", "67.0")
	for version, want := range map[string]bool{"64.0": true, "65.0": false} {
		response, err := r.http.Get(r.url + "/services/Soap/u/" + version + "?WSDL")
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(text), `"login"`); got != want {
			t.Errorf("%s: login is there: %v", version, got)
		}
	}
}

// What is done stays done, and is said, also where its session cannot be renewed.
func TestFailingTouchIsNoFault(t *testing.T) {
	r := start(t)
	caller, other := r.session("a@example.com"), r.session("b@example.com")
	r.store.FailTouches.Store(true)
	if a := r.call(caller, invalidateBody(other)); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// What is no version is taken for the last one until it is refused.
func TestNoVersionIsTheLast(t *testing.T) {
	for _, version := range []string{"", "0.0", "V58.0", "v58", "99999999999.0"} {
		for _, s := range start(t).room.Services() {
			if s.Name != "salesforce/partner" {
				continue
			}
			request, err := http.NewRequest(http.MethodGet, "http://server/services/Soap/u/"+version, nil)
			if err != nil {
				t.Fatal(err)
			}
			call := &soap.Call{HTTP: request}
			if err := s.Admit(t.Context(), call); err != nil || call.Edition != 64 {
				t.Errorf("%q: version %d, error %v", version, call.Edition, err)
			}
		}
	}
}
