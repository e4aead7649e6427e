package mft_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
	"github.com/soapstone-dev/soapstone/soap/mft"
	"github.com/soapstone-dev/soapstone/store"
)

const (
	control = "/cfcc/control?view=services/AdministratorService"
	direct  = "/cfcc/services/AdministratorService"
	ft      = "/cfcc/control?view=services/FTService"

	wrapper = "http://administratorService.soap.sift.proginet.com"
)

// noon is when the rooms of these tests open.
var noon = time.Date(2014, 7, 11, 12, 0, 0, 0, time.UTC)

// stand is a room behind a server on loopback, with a clock that stands still.
type stand struct {
	*httptest.Server
	t     testing.TB
	room  *mft.Room
	clock *soap.Clock
	store *roomtest.Store
}

func start(t testing.TB, set ...string) *stand {
	t.Helper()
	set = append([]string{"hostname", "mft-emulator"}, set...)
	return startWith(t, roomtest.With(t, mft.Default, set...))
}

func startWith(t testing.TB, cfg mft.Config) *stand {
	t.Helper()
	r := roomtest.Start(t, roomtest.Setup{At: noon}, func(s store.Store) (*mft.Room, error) { return mft.New(cfg, s) })
	return &stand{Server: r.Server, t: t, room: r.Room, clock: r.Clock, store: r.Store}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// post sends a body, with a SOAPAction and the credentials "user:password" when they are not empty.
func (s *stand) post(path, credentials, body string, edit ...func(*http.Request)) answer {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "text/xml; charset=utf-8")
	r.Header.Set("SOAPAction", `""`)
	if user, password, ok := strings.Cut(credentials, ":"); ok {
		r.SetBasicAuth(user, password)
	}
	for _, f := range edit {
		f(r)
	}
	return s.do(r)
}

func (s *stand) do(r *http.Request) answer {
	s.t.Helper()
	resp, err := s.Client().Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(b)}
}

// call is a request with string parameters under their own names, as Axis clients write it.
func call(op string, parameters ...string) string {
	var b strings.Builder
	for i := 0; i < len(parameters); i += 2 {
		fmt.Fprintf(&b, `<%[1]s xsi:type="xsd:string">%[2]s</%[1]s>`, parameters[i], parameters[i+1])
	}
	return envelope(fmt.Sprintf(`<ns1:%[1]s soapenv:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/" xmlns:ns1="%[2]s">%[3]s</ns1:%[1]s>`, op, wrapper, &b))
}

func envelope(body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"` +
		` xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>` +
		body + `</soapenv:Body></soapenv:Envelope>`
}

var (
	returned    = regexp.MustCompile(`Return xsi:type="xsd:(?:string|boolean)">([^<]*)<`)
	faultString = regexp.MustCompile(`<faultstring>([^<]*)</faultstring>`)
	listed      = regexp.MustCompile(`<sessionID xsi:type="xsd:string">([^<]*)<|xsi:type="ns\d+:Session" (xsi:nil)="true"`)
)

// login begins a session of a demo account.
func (s *stand) login(op, user string) string {
	s.t.Helper()
	return s.result(control, user+":soapstone", call(op))
}

// result is the text that a call returns.
func (s *stand) result(path, credentials, body string) string {
	s.t.Helper()
	a := s.post(path, credentials, body)
	m := returned.FindStringSubmatch(a.body)
	if a.status != http.StatusOK || m == nil {
		s.t.Fatalf("%d %s", a.status, a.body)
	}
	return m[1]
}

// say is what a call returns, or the text of its fault behind "fault: ".
func (s *stand) say(op string, parameters ...string) string {
	s.t.Helper()
	a := s.post(control, "", call(op, parameters...))
	if m := faultString.FindStringSubmatch(a.body); m != nil {
		return "fault: " + m[1]
	}
	if strings.Contains(a.body, "arrayType") {
		var items, null []string // beans written apart stand behind the null
		for _, m := range listed.FindAllStringSubmatch(a.body, -1) {
			if m[2] != "" {
				null = append(null, "nil")
			} else {
				items = append(items, m[1])
			}
		}
		return strings.Join(append(items, null...), " ")
	}
	m := returned.FindStringSubmatch(a.body)
	if m == nil {
		s.t.Fatalf("%s: %d %s", op, a.status, a.body)
	}
	return m[1]
}

func (s *stand) advance(by time.Duration) {
	s.t.Helper()
	if err := s.clock.Advance(s.t.Context(), by); err != nil {
		s.t.Fatal(err)
	}
}

// put keeps a session as the printed answers have it.
func (s *stand) put(id, user, address string, terminated bool, created, used time.Time) {
	s.t.Helper()
	rec := store.Record{
		Key: store.Key{System: mft.System, Kind: store.KindSession, ID: id}, Owner: "mft:" + user, Context: "AdministratorService",
		Created: created, LastUsed: used, Timeout: 30 * time.Minute, Values: map[string]string{"address": address},
	}
	if terminated {
		rec.Values["terminator"] = "yes"
	}
	if err := s.store.Update(context.Background(), func(tx store.Tx) error { return tx.Put(rec) }); err != nil {
		s.t.Fatal(err)
	}
}

func published(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../testdata/mft/published", name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(string(b), "\n")
}

// back sets the clock to an instant.
func (s *stand) back(to time.Time) {
	s.t.Helper()
	if err := s.clock.Set(s.t.Context(), to); err != nil {
		s.t.Fatal(err)
	}
}

// withAccount is a server with one more account on the same table of sessions, at the same instant.
func (s *stand) withAccount(name string, rights ...string) *stand {
	s.t.Helper()
	cfg := mft.Default()
	cfg.Choices.Beans = "inline"
	cfg.Accounts = append(cfg.Accounts, mft.Account{Name: name, Password: "soapstone", Rights: rights})
	next := startWith(s.t, cfg)
	next.store.Store = s.store
	next.back(s.clock.Now())
	return next
}
