package futurama_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/futurama"
	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
	"github.com/soapstone-dev/soapstone/store"
)

const (
	namespace = "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"
	actions   = namespace + "IWebAPIService/"
	service   = "/WebAPIService.svc"
	rest      = "/rest/webapi"
)

// opening is when the rooms of these tests open: twenty minutes before the NextTimeout that is printed.
var opening = time.Date(2017, 8, 15, 14, 2, 31, 123456700, time.FixedZone("", 2*3600))

// stand is a room behind a server on loopback, with a clock that stands still.
type stand struct {
	*httptest.Server
	t     testing.TB
	room  *futurama.Room
	clock *soap.Clock
	store *roomtest.Store
}

func open(t testing.TB, set ...string) *stand {
	t.Helper()
	cfg := roomtest.With(t, futurama.Default, append([]string{"timezone", "+02:00"}, set...)...)
	r := roomtest.Start(t, roomtest.Setup{At: opening}, func(s store.Store) (*futurama.Room, error) { return futurama.New(cfg, s) })
	return &stand{Server: r.Server, t: t, room: r.Room, clock: r.Clock, store: r.Store}
}

func (s *stand) advance(by time.Duration) {
	s.t.Helper()
	if err := s.clock.Set(s.t.Context(), s.clock.Now().Add(by)); err != nil {
		s.t.Fatal(err)
	}
}

// put puts a session of an id into the store, last used so long ago.
func (s *stand) put(id string, ago time.Duration) {
	s.t.Helper()
	at := s.clock.Now().Add(-ago)
	err := s.store.Update(s.t.Context(), func(tx store.Tx) error {
		return tx.Put(store.Record{
			Key:     store.Key{System: futurama.System, Kind: store.KindSession, ID: id},
			Created: at, LastUsed: at, Timeout: 20 * time.Minute,
		})
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// count is how many sessions are in the store, dead ones too.
func (s *stand) count() int {
	s.t.Helper()
	return len(roomtest.Records(s.t, s.store, futurama.System, store.KindSession))
}

// answer is what came back.
type answer struct {
	status int
	phrase string
	header http.Header
	body   string
}

func (s *stand) send(method, path, contentType, body string, edit ...func(*http.Request)) answer {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for _, f := range edit {
		f(r)
	}
	resp, err := s.Client().Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Status, resp.Header, string(b)}
}

// soap sends a body under the SOAPAction of an operation.
func (s *stand) soap(operation, body string, edit ...func(*http.Request)) answer {
	s.t.Helper()
	return s.send(http.MethodPost, service, "text/xml; charset=utf-8", body, append([]func(*http.Request){func(r *http.Request) {
		r.Header.Set("SOAPAction", `"`+actions+operation+`"`)
	}}, edit...)...)
}

func (s *stand) json(path, body string) answer {
	s.t.Helper()
	return s.send(http.MethodPost, path, "application/json", body)
}

// result is what a call came to: its message, and the other two where they are.
type result struct{ Message, NextTimeout, SessionID string }

var member = regexp.MustCompile(`<(Message|NextTimeout|SessionID|sessionID)>([^<]*)</`)

// read reads an answer, whichever form it has.
func (a answer) read(t testing.TB) (r result) {
	t.Helper()
	if a.status != http.StatusOK {
		t.Fatalf("status %d: %s", a.status, a.body)
	}
	if strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
		if err := json.Unmarshal([]byte(a.body), &r); err != nil {
			t.Fatalf("%s: %v", a.body, err)
		}
		return r
	}
	for _, m := range member.FindAllStringSubmatch(a.body, -1) {
		switch m[1] {
		case "Message":
			r.Message = m[2]
		case "NextTimeout":
			r.NextTimeout = m[2]
		default:
			r.SessionID = m[2]
		}
	}
	return r
}

// say calls an operation with an id over SOAP.
func (s *stand) say(operation, id string) result {
	s.t.Helper()
	return s.soap(operation, call(operation, fmt.Sprintf("<n:request><n:SessionID>%s</n:SessionID></n:request>", id))).read(s.t)
}

// start begins a session over SOAP.
func (s *stand) start() string {
	s.t.Helper()
	r := s.soap("StartSession", call("StartSession", "<n:request><n:Folder>Savingsaccount</n:Folder></n:request>")).read(s.t)
	if r.Message != "success" || r.SessionID == "" {
		s.t.Fatalf("%+v", r)
	}
	return r.SessionID
}

// call is the envelope of an operation with something inside; n is the service's namespace.
func call(operation, inside string) string {
	return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:n="` + namespace + `"><e:Body><n:` +
		operation + `>` + inside + `</n:` + operation + `></e:Body></e:Envelope>`
}

// published is a message from the vendor's pages, or part of one.
func published(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("../../testdata/futurama/published/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
