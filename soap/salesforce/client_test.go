package salesforce_test

import (
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
	"github.com/soapstone-dev/soapstone/soap/salesforce"
	"github.com/soapstone-dev/soapstone/store"
)

const declared = `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"`

var noon = time.Date(2018, 3, 4, 12, 0, 0, 0, time.UTC)

// running is a room behind a server on loopback, with a clock that stands still.
type running struct {
	testing.TB
	room  *salesforce.Room
	clock *soap.Clock
	store *roomtest.Store
	url   string
	http  *http.Client
}

// start runs a room with settings, names and values in turn.
func start(t testing.TB, set ...string) *running {
	t.Helper()
	return startWith(t, roomtest.With(t, salesforce.Default, set...))
}

func startWith(t testing.TB, cfg salesforce.Config) *running {
	t.Helper()
	r := roomtest.Start(t, roomtest.Setup{At: noon}, func(s store.Store) (*salesforce.Room, error) { return salesforce.New(cfg, s) })
	r.Client().Transport.(*http.Transport).MaxIdleConnsPerHost = 100
	return &running{TB: t, room: r.Room, clock: r.Clock, store: r.Store, url: r.URL, http: r.Client()}
}

// session makes a session of a user without a client.
func (r *running) session(user string) string {
	r.Helper()
	key, err := r.room.Make(r.Context(), r.clock.Now(), rand.Reader, map[string]string{"user": user})
	if err != nil {
		r.Fatal(err)
	}
	return key.ID
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// post sends a body to a path and may change the request before.
func (r *running) post(path, body string, change ...func(*http.Request)) answer {
	r.Helper()
	a, err := r.try(path, body, change...)
	if err != nil {
		r.Fatal(err)
	}
	return a
}

func (r *running) try(path, body string, change ...func(*http.Request)) (answer, error) {
	request, err := http.NewRequest(http.MethodPost, r.url+path, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	request.Header["Content-Type"] = []string{"text/xml; charset=utf-8"}
	request.Header["SOAPAction"] = []string{`""`}
	for _, c := range change {
		c(request)
	}
	response, err := r.http.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, string(text)}, err
}

const partner = "/services/Soap/u/58.0"

// envelope is a request to the partner API, with a session unless that is empty.
func envelope(session, body string) string {
	header := ""
	if session != "" {
		header = "<SessionHeader><sessionId>" + session + "</sessionId></SessionHeader>"
	}
	return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com"><e:Header>` + header +
		"</e:Header><e:Body>" + body + "</e:Body></e:Envelope>"
}

func loginBody(user, password string) string {
	return fmt.Sprintf("<login><username>%s</username><password>%s</password></login>", user, password)
}

func invalidateBody(ids ...string) string {
	return "<invalidateSessions><sessionIds>" + strings.Join(ids, "</sessionIds><sessionIds>") + "</sessionIds></invalidateSessions>"
}

var sessionIDText = regexp.MustCompile(`<sessionId>([^<]+)</sessionId>`)

// login logs a user in and returns the session's id.
func (r *running) login(user string) string {
	r.Helper()
	a := r.post(partner, envelope("", loginBody(user, "soapstone")))
	found := sessionIDText.FindStringSubmatch(a.body)
	if a.status != http.StatusOK || found == nil {
		r.Fatalf("login: %d %s", a.status, a.body)
	}
	return found[1]
}

func (r *running) call(session, body string) answer {
	r.Helper()
	return r.post(partner, envelope(session, body))
}

// lives says whether a session is good for a call.
func (r *running) lives(session string) bool {
	r.Helper()
	a := r.call(session, "<getServerTimestamp/>")
	if a.status != http.StatusOK && !strings.Contains(a.body, "sf:INVALID_SESSION_ID") {
		r.Fatalf("%d %s", a.status, a.body)
	}
	return a.status == http.StatusOK
}
