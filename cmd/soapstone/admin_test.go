package main

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
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
