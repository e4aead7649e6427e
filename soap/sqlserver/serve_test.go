package sqlserver_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/beevik/etree"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
	"github.com/soapstone-dev/soapstone/soap/sqlserver"
	"github.com/soapstone-dev/soapstone/store"
)

const (
	envelopeNS = "http://schemas.xmlsoap.org/soap/envelope/"
	sqlNS      = "http://schemas.microsoft.com/sqlserver/2004/SOAP"
	optionsNS  = sqlNS + "/Options"
)

// stand is a room behind a server on loopback, with a clock that stands still.
type stand struct {
	*httptest.Server
	t     testing.TB
	room  *sqlserver.Room
	clock *soap.Clock
	store *roomtest.Store
	log   *logged
}

// logged is what was told to the operator. It is read after the answers that were waited for.
type logged struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func start(t testing.TB, set ...string) *stand {
	t.Helper()
	return startWith(t, roomtest.With(t, sqlserver.Default, set...))
}

func startWith(t testing.TB, cfg sqlserver.Config) *stand {
	t.Helper()
	log := &logged{}
	setup := roomtest.Setup{At: time.Date(2005, 11, 7, 10, 0, 0, 0, time.UTC), Log: log}
	r := roomtest.Start(t, setup, func(s store.Store) (*sqlserver.Room, error) { return sqlserver.New(cfg, s) })
	return &stand{Server: r.Server, t: t, room: r.Room, clock: r.Clock, store: r.Store, log: log}
}

// answer is what came back.
type answer struct {
	status int
	head   http.Header
	body   string
}

// session is what the sqlSession header of the answer says: name="value" in the order written, "" without a header.
func (a answer) session() string {
	_, rest, found := strings.Cut(a.body, "<sqloptions:sqlSession ")
	if !found {
		return ""
	}
	attributes, _, _ := strings.Cut(rest, ">")
	return attributes
}

func (a answer) id(t testing.TB) string {
	t.Helper()
	_, rest, found := strings.Cut(a.session(), `sessionId="`)
	if !found {
		t.Fatalf("no session in status %d: %s", a.status, a.body)
	}
	id, _, _ := strings.Cut(rest, `"`)
	return id
}

// request makes a POST of a body by a user, whose password is the demo password.
func (s *stand) request(path, user, body string) *http.Request {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "text/xml; charset=utf-8")
	r.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user+":soapstone")))
	return r
}

func (s *stand) do(r *http.Request) answer {
	s.t.Helper()
	a, err := s.try(r)
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

func (s *stand) try(r *http.Request) (answer, error) {
	resp, err := s.Client().Do(r)
	if err != nil {
		return answer{}, err
	}
	return read(resp)
}

func (s *stand) advance(by time.Duration) {
	s.t.Helper()
	if err := s.clock.Advance(s.t.Context(), by); err != nil {
		s.t.Fatal(err)
	}
}

// waiting returns once so many batches wait.
func (s *stand) waiting(n int) {
	s.t.Helper()
	if err := s.clock.AwaitWaiting(s.t.Context(), n); err != nil {
		s.t.Fatal(err)
	}
}

// hangUp sends a batch in a session, as alice to /sql/demo, and goes away while it waits, after what happens meanwhile.
func (s *stand) hangUp(session, text string, meanwhile func()) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	gone := make(chan struct{})
	r := s.request("/sql/demo", "alice", envelope(session, batchOf(text))).WithContext(ctx)
	go func() {
		defer close(gone)
		_, _ = s.try(r)
	}()
	s.waiting(1)
	meanwhile()
	cancel()
	<-gone
	if err := s.clock.AwaitWaitingAtMost(s.t.Context(), 0); err != nil {
		s.t.Fatal(err)
	}
	if err := s.clock.AwaitIdle(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

func read(resp *http.Response) (answer, error) {
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, string(b)}, err
}

// call sends an envelope as alice to /sql/demo.
func (s *stand) call(body string) answer {
	s.t.Helper()
	return s.do(s.request("/sql/demo", "alice", body))
}

// batch sends a batch with an sqlSession header ("" for none) of these attributes, as alice to /sql/demo.
func (s *stand) batch(session, text string) answer {
	s.t.Helper()
	return s.call(envelope(session, batchOf(text)))
}

func envelope(session, body string) string {
	header := ""
	if session != "" {
		header = "<e:Header><o:sqlSession xmlns:o=\"" + optionsNS + "\" " + session + "/></e:Header>"
	}
	return envelopeWith(header, body)
}

func envelopeWith(header, body string) string {
	return "<e:Envelope xmlns:e=\"" + envelopeNS + "\">" + header + "<e:Body>" + body + "</e:Body></e:Envelope>"
}

func batchOf(text string) string {
	escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(text)
	return "<s:sqlbatch xmlns:s=\"" + sqlNS + "\"><s:BatchCommands>" + escaped + "</s:BatchCommands></s:sqlbatch>"
}

func (s *stand) initiate() (id string) {
	s.t.Helper()
	return s.batch(`initiate="true"`, "").id(s.t)
}

func enlist(id string) string { return `sessionId="` + id + `"` }

// fault is the faultstring of an answer, behind its beginning that is always the same.
func (a answer) fault() string {
	_, rest, found := strings.Cut(a.body, "<faultstring>")
	if !found {
		return fmt.Sprintf("status %d without a fault", a.status)
	}
	text, _, _ := strings.Cut(rest, "</faultstring>")
	return strings.TrimPrefix(text, "There was an error in the incoming SOAP request packet:  ")
}

const badSession = "Client, SoapHeader, SessionIdIsInvalid"

// sessions are the records of sessions there are.
func (s *stand) sessions() []store.Record {
	s.t.Helper()
	return roomtest.Records(s.t, s.store, sqlserver.System, store.KindSession)
}

// canonical writes XML so that two documents that mean the same are the same: full names, sorted attributes, no white
// space between elements, no comments. Change may alter texts and values.
func canonical(t testing.TB, document string, change func(string) string) string {
	t.Helper()
	doc := etree.NewDocument()
	doc.ReadSettings.ValidateInput = true
	if err := doc.ReadFromString(strings.TrimSpace(document)); err != nil {
		t.Fatalf("%v in %s", err, document)
	}
	var b strings.Builder
	writeCanonical(&b, doc.Root(), "", change)
	return b.String()
}

func writeCanonical(b *strings.Builder, e *etree.Element, indent string, change func(string) string) {
	fmt.Fprintf(b, "%s{%s}%s", indent, e.NamespaceURI(), e.Tag)
	var attributes []string
	for _, a := range e.Attr {
		if a.Space == "xmlns" || a.Key == "xmlns" {
			continue
		}
		space := ""
		if a.Space != "" {
			space = "{" + a.NamespaceURI() + "}"
		}
		attributes = append(attributes, fmt.Sprintf(" %s%s=%q", space, a.Key, change(a.Value)))
	}
	slices.Sort(attributes)
	b.WriteString(strings.Join(attributes, ""))
	if text := strings.TrimSpace(e.Text()); text != "" {
		fmt.Fprintf(b, " %q", change(text))
	}
	b.WriteString("\n")
	for _, child := range e.ChildElements() {
		writeCanonical(b, child, indent+"  ", change)
	}
}

func same(s string) string { return s }
