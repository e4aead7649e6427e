package salesforce_test

import (
	"encoding/base64"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/salesforce"
)

func published(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(testdata, "published", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// captured is the organisation of the captures, at their address.
func captured(t *testing.T) *running {
	cfg := salesforce.Default()
	cfg.InstanceURL = "https://na30.salesforce.com/" // its slash is not doubled
	cfg.Orgs = []salesforce.Org{{ID: "00D36000000bLGTEA2", Name: "Captured"}}
	cfg.Users = []salesforce.User{{Name: "a@example.com", Password: "soapstone", Token: "Xy9"}}
	return startWith(t, cfg)
}

func swap(t *testing.T, body, pattern, with string) string {
	t.Helper()
	p := regexp.MustCompile(pattern)
	if !p.MatchString(body) {
		t.Fatalf("%s is not in %s", pattern, body)
	}
	return p.ReplaceAllLiteralString(body, with)
}

func TestPublishedLogin(t *testing.T) {
	r := captured(t)
	a := r.post("/services/Soap/u/41.0", envelope("", loginBody("a@example.com", "soapstoneXy9")))
	got := swap(t, a.body, `<userInfo>.*</userInfo>`, "<userInfo>…</userInfo>")
	got = swap(t, got, `<userId>[0-9A-Za-z]{18}</userId>`, "<userId>00536000006Z51jAAC</userId>")
	got = swap(t, got, `<sessionId>00D36000000bLGT!AQ[A-Za-z0-9._]{94}</sessionId>`, "<sessionId>00D36000000bLGT!AQQAQ…</sessionId>")
	if diff := cmp.Diff(published(t, "login.response.xml"), got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for line := range strings.Lines(published(t, "userInfo.fragments.txt")) {
		if !strings.Contains(a.body, strings.TrimSpace(line)) {
			t.Errorf("userInfo has no %s", line)
		}
	}
}

func TestPublishedLogoutAndFault(t *testing.T) {
	r := start(t)
	session := r.login("a@example.com")
	enterprise := strings.Replace(envelope(session, "<logout/>"), "urn:partner", "urn:enterprise", 1)
	if diff := cmp.Diff(published(t, "logout.response.xml"), r.post("/services/Soap/c/40.0", enterprise).body); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	a := r.post("/services/Soap/c/40.0", enterprise)
	hash := regexp.MustCompile(`session hash: (.{44})\n`).FindStringSubmatch(a.body)
	if hash == nil {
		t.Fatalf("the fault has no hash: %s", a.body)
	}
	if b, err := base64.StdEncoding.DecodeString(hash[1]); err != nil || len(b) != 32 {
		t.Errorf("%s is not 32 bytes in base64: %v", hash[1], err)
	}
	got := strings.ReplaceAll(a.body, hash[1], "yNHBjIbNE79KEGtRRO+Qa/QH3oWryUWoKU2afYoBC0A=")
	if diff := cmp.Diff(published(t, "fault.enterprise.xml"), got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// The captured fault has a code that nothing here gives: the shape is compared with that of another.
func TestPublishedFaultOfPartner(t *testing.T) {
	a := start(t).call("abc", "<getUserInfo/>")
	const message = "This session could not be mutually authenticated for use with the API"
	got := strings.ReplaceAll(a.body, "Invalid Session ID found in SessionHeader: Illegal Session", message)
	got = strings.ReplaceAll(got, "INVALID_SESSION_ID", "MUTUAL_AUTHENTICATION_FAILED")
	if diff := cmp.Diff(published(t, "fault.partner.xml"), got); diff != "" || a.status != http.StatusInternalServerError {
		t.Errorf("status %d, -want +got:\n%s", a.status, diff)
	}
}

func TestPublishedFragments(t *testing.T) {
	r := start(t)
	if err := r.clock.Set(t.Context(), time.Date(2026, 1, 2, 3, 4, 5, 678_900_000, time.UTC)); err != nil {
		t.Fatal(err)
	}
	caller := r.login("a@example.com") // the first request of the organisation
	live, dead := r.session("b@example.com"), r.session("b@example.com")
	r.call(caller, invalidateBody(dead))
	r.call(caller, "<getServerTimestamp/>")
	r.call(caller, "<getServerTimestamp/>")
	request := published(t, "invalidateSessions.request.fragment.xml")
	request = strings.NewReplacer("ID1", live, "ID2", dead).Replace(request)
	a := r.post(partner, `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns1="urn:partner.soap.sforce.com"><SOAP-ENV:Header><ns1:SessionHeader><ns1:sessionId>`+
		caller+`</ns1:sessionId></ns1:SessionHeader></SOAP-ENV:Header>`+request+`</SOAP-ENV:Envelope>`)
	contains(t, swap(t, a.body, `<message>[^<]+</message>`, "<message>…</message>"), published(t, "invalidateSessions.response.fragment.xml"))
	contains(t, r.call(caller, "<getUserInfo/>").body, published(t, "LimitInfoHeader.fragment.xml"))
	contains(t, r.call(caller, "<getServerTimestamp/>").body, published(t, "getServerTimestamp.response.fragment.xml"))

	own := userIDText.FindStringSubmatch(r.call(caller, "<getUserInfo/>").body)[1]
	contains(t, r.call(caller, "<setPassword><userId>"+own+"</userId><password>sandstone</password></setPassword>").body, published(t, "setPassword.response.fragment.xml"))
	reset := r.call(caller, "<resetPassword><userId>"+own+"</userId></resetPassword>").body
	contains(t, swap(t, reset, `<password>\w{8}</password>`, "<password>9ovMv</password>"), published(t, "resetPassword.response.fragment.xml"))
	password := regexp.MustCompile(`<password>(\w{8})</password>`).FindStringSubmatch(reset)[1]
	if a := r.post(partner, envelope("", loginBody("a@example.com", password))); a.status != http.StatusOK {
		t.Errorf("login with the password that was reset: %d %s", a.status, a.body)
	}
}

var userIDText = regexp.MustCompile(`<userId>([^<]+)</userId>`)

func contains(t *testing.T, body, part string) {
	t.Helper()
	if !strings.Contains(body, part) {
		t.Errorf("no %s\nin %s", part, body)
	}
}

func TestPublishedBearer(t *testing.T) {
	r := start(t)
	response, err := r.http.Get(r.url + "/services/data/v58.0/limits")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	want := published(t, "rest.session-expired.json")
	got := make([]byte, 1000)
	n, _ := response.Body.Read(got)
	if response.StatusCode != http.StatusUnauthorized || string(got[:n]) != want {
		t.Errorf("%d %s", response.StatusCode, got[:n])
	}
}
