package world_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// No two places on the page look alike, and each can be asked for.
func TestIndexTellsPlacesApart(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	rw := httptest.NewRecorder()
	w.Handler().ServeHTTP(rw, httptest.NewRequest(http.MethodGet, "/", nil))
	page := rw.Body.String()
	for line := range strings.Lines(page) {
		seen := map[string]bool{}
		for i, part := range strings.Split(line, "<code>") {
			place, _, _ := strings.Cut(part, "</code>")
			if i > 0 && seen[place] {
				t.Errorf("%s stands twice in %s", place, line)
			}
			seen[place] = true
		}
	}
	for _, want := range []string{
		"<li>sqlserver/demo: <code>/sql/demo</code></li>", "<code>/cfcc/control?view=services/FTService</code>", "<code>/services/Soap/u/…</code>",
		"<li>futurama: <code>…/WebAPIService.svc</code></li>",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is missing in\n%s", want, page)
		}
	}
	if strings.Contains(page, "mft/stray") {
		t.Error("a service is listed that nobody means to call")
	}
}

// Who sees the page through a proxy that takes a part of the path away has to know that part.
func TestIndexSaysThePublicURL(t *testing.T) {
	cfg := world.Default()
	cfg.PublicURL = "https://soap.example.com/old"
	w, _ := open(t, cfg, world.Options{})
	rw := httptest.NewRecorder()
	w.Handler().ServeHTTP(rw, httptest.NewRequest(http.MethodGet, "/", nil))
	if want := "below <code>https://soap.example.com/old</code>"; !strings.Contains(rw.Body.String(), want) {
		t.Errorf("%s is missing in\n%s", want, rw.Body)
	}
}
