package main

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// look opens the operator's page as a browser does.
func look(t *testing.T, s *server) (*http.Response, string) {
	t.Helper()
	return fetch(t, s.admin.url("http")+"/")
}

func fetch(t *testing.T, url string) (*http.Response, string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

// seen is a page without its tags, as somebody reads it.
func seen(page string) string {
	_, body, _ := strings.Cut(page, "<body>")
	body = regexp.MustCompile("</?(a|b|code|span)( [^>]*)?>").ReplaceAllString(body, "") // within a line
	text := html.UnescapeString(regexp.MustCompile("<[^>]*>").ReplaceAllString(body, " "))
	return strings.Join(strings.Fields(text), " ")
}

func wantSeen(t *testing.T, page string, texts ...string) {
	t.Helper()
	for _, want := range texts {
		if !strings.Contains(seen(page), want) {
			t.Errorf("%q is missing in\n%s", want, seen(page))
		}
	}
}

// Where not all systems run, the sessions of those that do are shown.
func TestPageOfFewSystems(t *testing.T) {
	s := start(t, serveOptions{})
	if err := s.world.Reset(t.Context(), map[string]string{"systems": "mft"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.world.Make(t.Context(), "mft", map[string]string{"user": "admin"}); err != nil {
		t.Fatal(err)
	}
	if _, page := look(t, s); strings.Contains(page, "cannot be listed") {
		t.Error(seen(page))
	} else {
		wantSeen(t, page, "mft mft:admin ")
	}
}

// An operator sees at a glance what goes on.
func TestPage(t *testing.T) {
	s := start(t, serveOptions{})
	_, page := look(t, s)
	wantSeen(t, page, "Ready.", "The emulated clock runs, at ", "which is the real time.", "Sessions None.", "Latest exchanges None.",
		"sqlserver/demo "+s.emulated.url("http")+"/sql/demo alice / soapstone WSDL")

	if err := s.world.Advance(t.Context(), 13*time.Second); err != nil {
		t.Fatal(err)
	}
	_, page = look(t, s)
	wantSeen(t, page, ", 13s ahead of the real time.")

	at := time.Date(2005, 11, 7, 10, 0, 0, 0, time.UTC)
	s.world.FreezeClock(true)
	if err := s.world.SetClock(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	for range pageSessions + 1 {
		if _, err := s.world.Make(t.Context(), "sqlserver", map[string]string{"user": "alice", "timeout": "60"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.world.AddFault(world.Fault{System: "sqlserver", Do: world.DropReply, Times: 3}); err != nil {
		t.Fatal(err)
	}
	if err := s.world.SetClock(t.Context(), at.Add(20*time.Second)); err != nil {
		t.Fatal(err)
	}
	if answer, err := batch(s, "SELECT 1"); err == nil {
		t.Errorf("the reply was to be lost, and is %s", answer)
	}
	_, page = look(t, s)
	wantSeen(t, page, "The emulated clock stands still at 2005-11-07T10:00:20Z, ", " days behind the real time.", "Planned fault: drop-reply, sqlserver, times to come: 2.",
		"sqlserver http:alice /sql/demo open idle 20s of 1m0s", "These are the oldest of each system",
		"2005-11-07T10:00:20Z sqlserver/demo sqlbatch POST /sql/demo http:alice lost: 200")
	if n := strings.Count(seen(page), "idle 20s of 1m0s"); n != pageSessions {
		t.Errorf("%d sessions stand there, want %d", n, pageSessions)
	}
}

// The clock can be set further away than a Duration is long.
func TestPageOfFarClock(t *testing.T) {
	at := time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		emulated time.Time
		want     string
	}{
		{at.Add(-499 * time.Millisecond), "which is the real time"}, {at.Add(-500 * time.Millisecond), "1s behind the real time"},
		{at.Add(25 * time.Hour), "25h0m0s ahead of the real time"}, {at.AddDate(0, 0, 3), "3 days ahead of the real time"},
		{at.AddDate(400, 0, 0), "146097 days ahead of the real time"}, // four centuries of the Gregorian calendar
	} {
		if got := fromReal(tt.emulated, at); got != tt.want {
			t.Errorf("%s is %q, want %q", tt.emulated, got, tt.want)
		}
	}
}

// What is wrong stands first, and the sessions of a store that is closed are not said to be none.
func TestPageOfTrouble(t *testing.T) {
	s := start(t, serveOptions{})
	a := &admin{server: s, world: s.world, probe: probe{store: s.db.Handle(), systems: s.store}}
	a.probe.at, a.probe.err = time.Now().Add(time.Hour), errors.New("no space left on device") // it does not look again
	for range pageFaults + 5 {
		if err := s.world.AddFault(world.Fault{System: "mft", Do: world.DropReply}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.db.Close(); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	a.index(w, httptest.NewRequest(http.MethodGet, "/", nil))
	wantSeen(t, w.Body.String(), "Not ready: the store cannot write: see to the disk, then ask again: no space left on device", "They cannot be listed: ",
		"5 more are planned: /faults.")
	if text := seen(w.Body.String()); strings.Contains(text, "Sessions None") || strings.Contains(text, "Ready.") {
		t.Errorf("all is well in %s", text)
	}
}

// What clients write is text on the page, whatever it looks like.
func TestPageOfHostileNames(t *testing.T) {
	s := start(t, serveOptions{})
	user := `<script>alert(1)</script>"'@example.com`
	if _, err := s.world.Make(t.Context(), "salesforce", map[string]string{"user": user}); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, s.emulated.url("http"), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.URL.Opaque = `/m204/"'><script>alert(2)</script>`
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	_, page := look(t, s)
	if strings.Contains(page, "<script") {
		t.Errorf("a script stands in\n%s", page)
	}
	wantSeen(t, page, user, "POST /m204/%22%27%3E%3Cscript%3Ealert%282%29%3C/script%3E")
}

// A browser obeys the policy to the letter: it takes the page's style by its hash, and runs no script, also none in a WSDL. And the links
// lead to where the page came from, by whatever name that was reached.
func TestPageInBrowser(t *testing.T) {
	s := start(t, serveOptions{tlsListen: "localhost:0"})
	answer, page := look(t, s)
	_, style, _ := strings.Cut(page, "<style>")
	style, _, _ = strings.Cut(style, "</style>")
	sum := sha256.Sum256([]byte(style))
	policy := answer.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"';") {
		t.Errorf("the policy is %s", policy)
	}
	links := regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(links) < 20 || !strings.Contains(page, `href="/ca"`) {
		t.Errorf("there are %d links", len(links))
	}
	for _, link := range links {
		if !strings.HasPrefix(link[1], "/") {
			t.Errorf("%s leads to a name by which nobody may have come", link[1])
			continue
		}
		answer, _ := fetch(t, s.admin.url("http")+link[1])
		if answer.StatusCode != http.StatusOK || answer.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %s %v", link[1], answer.Status, answer.Header)
		}
		if policy := answer.Header.Get("Content-Security-Policy"); strings.HasPrefix(link[1], "/wsdl/") && link[1] != "/wsdl/" && !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("%s: the policy is %q", link[1], policy)
		}
	}
}
