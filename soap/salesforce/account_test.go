package salesforce_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/salesforce"
	"github.com/soapstone-dev/soapstone/store"
)

// loginCode logs in and says how that went: the code of the fault, or "" for a session.
func (r *running) loginCode(user, password string) string {
	r.Helper()
	a := r.post(partner, envelope("", loginBody(user, password)))
	if a.status == http.StatusOK {
		return ""
	}
	_, rest, _ := strings.Cut(a.body, "<faultcode>sf:")
	code, _, _ := strings.Cut(rest, "<")
	return code
}

// An exact name comes before every pattern, a pattern before those behind it, and case does not count.
func TestWhichUser(t *testing.T) {
	cfg := salesforce.Default()
	cfg.Users = []salesforce.User{
		{Name: "*@example.com", Password: "pattern1"},
		{Name: "A@Example.com", Password: "exactly1"},
		{Name: "?@example.com", Password: "never123"},
	}
	r := startWith(t, cfg)
	for _, tt := range []struct{ user, password, code string }{
		{"a@example.com", "exactly1", ""},
		{"A@EXAMPLE.COM", "exactly1", ""},
		{"a@example.com", "pattern1", "INVALID_LOGIN"},
		{"b@example.com", "pattern1", ""},
		{"b@example.com", "never123", "INVALID_LOGIN"},
		{"b@elsewhere.example.com", "pattern1", "INVALID_LOGIN"},
	} {
		if got := r.loginCode(tt.user, tt.password); got != tt.code {
			t.Errorf("%s with %s: %q, want %q", tt.user, tt.password, got, tt.code)
		}
	}
}

func TestSecurityToken(t *testing.T) {
	for _, tt := range []struct{ token, given, code string }{
		{"any", "soapstone", ""},
		{"any", "soapstoneXy9", ""},
		{"any", "soapston", "INVALID_LOGIN"},
		{"none", "soapstone", ""},
		{"none", "soapstonenone", "INVALID_LOGIN"},
		{"none", "soapstoneXy9", "INVALID_LOGIN"},
		{"Xy9", "soapstoneXy9", ""},
		{"Xy9", "soapstonexy9", "INVALID_LOGIN"},
		{"Xy9", "soapstone", "LOGIN_MUST_USE_SECURITY_TOKEN"},
		{"Xy9", "Xy9", "INVALID_LOGIN"},
	} {
		r := start(t, "*@example.com.token", tt.token)
		if got := r.loginCode("a@example.com", tt.given); got != tt.code {
			t.Errorf("token %s, given %s: %q, want %q", tt.token, tt.given, got, tt.code)
		}
	}
}

// An administrator sets passwords of who has a name in the settings, and of who has logged in; other organisations are
// closed to him.
func TestPasswordsOfOthers(t *testing.T) {
	cfg := salesforce.Default()
	cfg.Users = append(cfg.Users, salesforce.User{Name: "own@other.example.com", Password: "soapstone", Org: "00D5e000000OtHr"})
	r := startWith(t, cfg)
	admin := r.login("admin@example.com")
	idOf := func(user string) string {
		return userIDText.FindStringSubmatch(r.post(partner, envelope("", loginBody(user, "soapstone"))).body)[1]
	}
	set := func(id string) answer {
		return r.call(admin, "<setPassword><userId>"+id+"</userId><password>sandstone</password></setPassword>")
	}
	for _, user := range []string{"expired@example.com", "b@example.com"} {
		if a := set(idOf(user)); a.status != http.StatusOK {
			t.Errorf("%s: %d %s", user, a.status, a.body)
		}
	}
	for _, user := range []string{"own@other.example.com", "x@other.example.com"} {
		if a := set(idOf(user)); !strings.Contains(a.body, "<faultcode>sf:INVALID_ID_FIELD<") {
			t.Errorf("%s: %d %s", user, a.status, a.body)
		}
	}
	if a := r.post(partner, envelope("", loginBody("expired@example.com", "sandstone"))); !strings.Contains(a.body, "<passwordExpired>false</passwordExpired>") {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// A new password lets in who was locked out.
func TestANewPasswordUnlocks(t *testing.T) {
	r := start(t, "lockoutAttempts", "1")
	session, admin := r.login("a@example.com"), r.login("admin@example.com")
	id := userIDText.FindStringSubmatch(r.call(session, "<getUserInfo/>").body)[1]
	if r.loginCode("a@example.com", "wrong") == "" || r.loginCode("a@example.com", "soapstone") == "" {
		t.Fatal("the user is not locked out")
	}
	if a := r.call(admin, "<setPassword><userId>"+id+"</userId><password>sandstone</password></setPassword>"); a.status != http.StatusOK {
		t.Fatal(a.body)
	}
	if code := r.loginCode("a@example.com", "sandstone"); code != "" {
		t.Errorf("the login is refused with %s", code)
	}
}

// The id of an organisation has 15 characters or 18, also where a user names it, and who names none is of the first.
func TestUsersOfOrganisationsInEitherForm(t *testing.T) {
	cfg := salesforce.Default()
	cfg.Orgs = []salesforce.Org{{ID: "00D5e000000SoAP", Name: "First"}, {ID: "00D36000000bLGTEA2", Name: "Long"}}
	cfg.Users = []salesforce.User{
		{Name: "none@example.com", Password: "soapstone"},
		{Name: "short@example.com", Password: "soapstone", Org: "00D36000000bLGT"},
		{Name: "l?ng@example.com", Password: "soapstone", Org: "00D36000000bLGTEA2"},
	}
	r := startWith(t, cfg)
	for user, want := range map[string]string{"none@example.com": "First", "short@example.com": "Long", "long@example.com": "Long"} {
		session := r.login(user)
		if a := r.call(session, "<getUserInfo/>"); !strings.Contains(a.body, "<organizationName>"+want+"</organizationName>") {
			t.Errorf("%s is told: %s, want the organisation %s", user, a.body, want)
		}
		if want == "Long" && !strings.HasPrefix(session, "00D36000000bLGT!") {
			t.Errorf("the session of %s is %s", user, session)
		}
	}
}

// The record of a user is written by the first login, and by one that begins the count of bad ones anew.
func TestLoginsThatWriteTheAccount(t *testing.T) {
	r := start(t, "lockoutAttempts", "3", "sessionReuse", "off")
	both, session := []string{store.KindAccount, store.KindSession}, []string{store.KindSession}
	for i, tt := range []struct {
		password string
		want     []string
	}{
		{"soapstone", both},
		{"soapstone", session},
		{"wrong", []string{store.KindAccount}},
		{"soapstone", both},
		{"soapstone", session},
	} {
		r.store.Count()
		r.loginCode("a@example.com", tt.password)
		if d := cmp.Diff([][]string{tt.want}, r.store.Done().Put); d != "" {
			t.Errorf("login %d (-want +got):\n%s", i+1, d)
		}
	}
}
