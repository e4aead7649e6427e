package main

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Who has no token is told whether the program is ready, and not why its store is not. The scheme of a token is needed, in any
// case of letters.
func TestToken(t *testing.T) {
	s := start(t, serveOptions{})
	s.token = "long random word"
	a := &admin{server: s, world: s.world, probe: probe{store: s.db.Handle(), systems: s.store, file: s.db}}
	broken := errors.New("/var/lib/sessions.db: no space left on device")
	for _, tt := range []struct {
		authorization string
		trusted       bool
	}{
		{"", false}, {"long random word", false}, {"Basic long random word", false}, {"Bearer long random", false}, {"Bearer", false},
		{"Basic " + base64.StdEncoding.EncodeToString([]byte("long random word")), false}, {"Basic " + base64.StdEncoding.EncodeToString([]byte("long random word:")), false},
		{"Basic " + base64.StdEncoding.EncodeToString([]byte(":long random word")), true}, {"basic " + base64.StdEncoding.EncodeToString([]byte("a:long random word")), true},
		{"Bearer long random word", true}, {"bearer long random word", true},
	} {
		r := httptest.NewRequest(http.MethodGet, "/readyz", nil)
		r.Header.Set("Authorization", tt.authorization)
		if a.trusts(r) != tt.trusted {
			t.Errorf("%q is trusted: %v", tt.authorization, !tt.trusted)
		}
		a.probe.at, a.probe.err = time.Now().Add(time.Hour), broken // it does not look again
		if _, err := a.ready(r); err == nil || strings.Contains(err.Error(), broken.Error()) != tt.trusted || !strings.HasPrefix(err.Error(), "the store cannot write: see to the disk, then ask again: ") {
			t.Errorf("%q is told %v", tt.authorization, err)
		}
		r.URL.Path = "/clock"
		if err := a.guard(r); (err == nil) != tt.trusted {
			t.Errorf("%q: %v", tt.authorization, err)
		}
	}
}

// asBrowser sends a request as a browser does whose user has given the token as password, of whatever user.
func asBrowser(t *testing.T, method, url, password string, head ...string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth("whoever", password)
	for i := 0; i < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer
}

// startWithToken runs a server whose operator has a token, with a colon in it.
func startWithToken(t *testing.T) *server {
	t.Helper()
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("long:random wörd\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return start(t, serveOptions{adminTokenFile: file, tlsListen: "localhost:0"})
}

// A browser is asked for a password, and with the token as that it sees the page and all that this links to.
func TestTokenInBrowser(t *testing.T) {
	s := startWithToken(t)
	base := s.admin.url("http")
	for _, path := range []string{"/", "/clock", "/wsdl/", "/nothing"} {
		answer, _ := fetch(t, base+path)
		if got := answer.Header.Values("WWW-Authenticate"); answer.StatusCode != http.StatusUnauthorized || len(got) != 2 ||
			!strings.HasPrefix(got[0], "Bearer ") || !strings.HasPrefix(got[1], "Basic ") {
			t.Errorf("%s: %s %q", path, answer.Status, got)
		}
	}
	for _, password := range []string{"", "long", "long:random", "long:random wörd ", "whoever:long:random wörd"} {
		if answer := asBrowser(t, http.MethodGet, base+"/", password); answer.StatusCode != http.StatusUnauthorized {
			t.Errorf("%q: %s", password, answer.Status)
		}
	}
	const token = "long:random wörd"
	with := "http://:" + url.QueryEscape(token) + "@" + strings.TrimPrefix(base, "http://") // as somebody may keep it among his bookmarks
	with = strings.ReplaceAll(with, "+", "%20")
	answer, page := fetch(t, with+"/")
	if answer.StatusCode != http.StatusOK {
		t.Fatal(answer.Status)
	}
	links := regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(links) < 20 {
		t.Errorf("there are %d links", len(links))
	}
	for _, link := range links {
		if answer := asBrowser(t, http.MethodGet, base+link[1], token); answer.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", link[1], answer.Status)
		}
	}
	if answer := asBrowser(t, http.MethodHead, base+"/", token); answer.StatusCode != http.StatusOK {
		t.Errorf("HEAD: %s", answer.Status)
	}
}

// What changes something does not take the password, which a browser sends by itself with the form or the script of
// anybody's page: neither of an old one that tells no Origin, nor of one that tells what kind of site it comes from.
func TestTokenInBrowserChangesNothing(t *testing.T) {
	s := startWithToken(t)
	base, token := s.admin.url("http"), s.token
	before := s.world.Clock().Now()
	for _, head := range [][]string{
		nil,
		{"Content-Type", "application/x-www-form-urlencoded"},
		{"Content-Type", "text/plain"},
		{"Origin", base},
		{"Origin", "https://example.com"},
		{"Origin", "null"},
		{"Sec-Fetch-Site", "same-origin"},
		{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"},
		{"X-HTTP-Method-Override", "GET"},
	} {
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodOptions, "get", "BREW"} {
			for _, path := range []string{"/clock/advance?by=1h", "/clock?frozen=true", "/sessions?system=mft", "/reset", "/faults?system=mft&do=drop-reply", "/shutdown", "/readyz"} {
				answer := asBrowser(t, method, base+path, token, head...)
				want := http.StatusUnauthorized
				switch {
				case len(head) > 0 && head[0] == "Origin" && head[1] != base:
					want = http.StatusForbidden
				case path == "/readyz":
					want = http.StatusMethodNotAllowed
				}
				if answer.StatusCode != want || strings.Contains(strings.Join(answer.Header.Values("WWW-Authenticate"), " "), "Basic") {
					t.Errorf("%v %s %s: %s %v, want %d", head, method, path, answer.Status, answer.Header, want)
				}
			}
		}
	}
	if answer := asBrowser(t, http.MethodGet, base+"/", token, "Origin", "https://example.com"); answer.StatusCode != http.StatusForbidden {
		t.Errorf("a script of another site's reads the page: %s", answer.Status)
	}
	// Looking by the path of an act is no act.
	for _, path := range []string{"/clock/advance?by=1h", "/reset", "/shutdown"} {
		if answer := asBrowser(t, http.MethodGet, base+path, token); answer.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("GET %s: %s", path, answer.Status)
		}
	}
	if moved := s.world.Clock().Now().Sub(before); moved > 30*time.Minute || s.world.Clock().Frozen() || len(s.world.Faults()) != 0 {
		t.Errorf("something has changed: the clock has moved by %v, and there are the faults %v", moved, s.world.Faults())
	}
}

// An answer that JSON cannot hold is no empty one.
func TestAnswerThatIsNoJSON(t *testing.T) {
	w := httptest.NewRecorder()
	writeJSON(w, http.StatusOK, map[string]time.Time{"at": time.Time{}.AddDate(-5, 0, 0)})
	text, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	if w.Code != http.StatusInternalServerError || !strings.HasPrefix(string(text), `{"error":"the answer cannot be written as JSON: `) {
		t.Errorf("%d %s", w.Code, text)
	}
}
