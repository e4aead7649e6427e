package world

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// What the gate keeps for a session goes with it: when its client ends it, and when it has been idle for too long.
func TestGateForgetsEndedSessions(t *testing.T) {
	far, _ := startWorld(t, nil)
	near, w := startWorld(t, map[string]string{
		"salesforce.forward.url": far.URL, "salesforce.forward.exchange-session": "true",
		"salesforce.forward.user": "alice@example.com", "salesforce.forward.password": "soapstone",
	})
	call := func(header, body string) string {
		t.Helper()
		r, err := http.NewRequest(http.MethodPost, near.URL+"/services/Soap/u/58.0", strings.NewReader(
			`<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Header>`+header+`</S:Header><S:Body>`+body+`</S:Body></S:Envelope>`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header = http.Header{"Content-Type": {"text/xml"}, "Soapaction": {`""`}}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var b strings.Builder
		if err := res.Write(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	const space = ` xmlns="urn:partner.soap.sforce.com"`
	begin := func(user string) (header string) {
		t.Helper()
		answer := call("", `<login`+space+`><username>`+user+`@example.com</username><password>soapstone</password></login>`)
		id := regexp.MustCompile(`<sessionId>([^<]+)<`).FindStringSubmatch(answer)
		if id == nil {
			t.Fatal(answer)
		}
		return `<SessionHeader` + space + `><sessionId>` + id[1] + `</sessionId></SessionHeader>`
	}
	system, err := w.current().find("salesforce")
	if err != nil {
		t.Fatal(err)
	}
	one, other := begin("one"), begin("other")
	for _, header := range []string{one, other} {
		call(header, `<query`+space+`/>`)
	}
	if n := len(system.gate.Sessions()); n != 2 {
		t.Fatalf("%d sessions are kept", n)
	}
	call(one, `<logout`+space+`/>`)
	if n := len(system.gate.Sessions()); n != 1 {
		t.Errorf("%d sessions are kept after a logout", n)
	}
	if err := w.Advance(t.Context(), 3*time.Hour); err != nil {
		t.Fatal(err)
	}
	if kept := system.gate.Sessions(); len(kept) > 0 {
		t.Errorf("%d sessions are kept of those that are over", len(kept))
	}
}

func startWorld(t *testing.T, set map[string]string) (*httptest.Server, *World) {
	t.Helper()
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	clock := soap.NewFrozenClock(time.Date(2020, 2, 3, 10, 0, 0, 0, time.UTC))
	cfg := Default()
	for name, value := range set {
		if err := cfg.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	w, err := New(cfg, db.Handle(), clock, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	srv := httptest.NewServer(w.Handler())
	t.Cleanup(srv.Close)
	return srv, w
}
