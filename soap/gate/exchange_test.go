package gate_test

import (
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
)

// users are who logs in at the far side.
func users() map[string]string {
	return map[string]string{"salesforce": "alice@example.com", "mft": "admin", "futurama": "", "model204": "HARPO1", "sqlserver": "alice"}
}

// exchanging is the settings of a near side whose sessions are swapped for those of a far side.
func exchanging(target string) []soaptest.Option {
	options := append(everySystem("forward.url = "+target), everySystem("forward.exchange-session = true")...)
	for system, user := range users() {
		if user != "" {
			options = append(options, soaptest.Set(system+".forward.user = "+user), soaptest.Set(system+".forward.password = soapstone"))
		}
	}
	return append(options, soaptest.At(start()))
}

func systemOf(name string) string {
	system, _, _ := strings.Cut(name, " ")
	return system
}

// worked are the exchanges in which a far side was asked for work: its operations are none of ours.
func worked(s *soaptest.Server) []soaptest.Exchange {
	return slices.DeleteFunc(s.Exchanges(), func(x soaptest.Exchange) bool {
		return x.Operation != "" || strings.Contains(string(x.Request), "initiate=")
	})
}

// The far side sees its own session and its own user, the client sees its own; a session that the far side has forgotten is
// begun again, and nobody notices.
func TestExchangeSession(t *testing.T) {
	for name, s := range systems() {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			answer, want := `<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><answered session="${sessionId}">${sessionId}</answered></e:Body></e:Envelope>`, `<answered session="{id}">{id}</answered>`
			if strings.HasSuffix(s.answer, ".json") {
				answer, want = `{"answered":"${sessionId}"}`, `{"answered":"{id}"}`
			}
			write(t, dir, map[string]string{s.answer: unwrapped(name, answer)})
			second := soaptest.Start(t, soaptest.At(start()), soaptest.Set("answers = "+dir))
			near := soaptest.Start(t, exchanging(second.URL)...)
			id := s.begin(t, near.URL)
			for round := range 3 {
				if round == 2 {
					second.Advance(s.timeout)
				}
				_, body := send(t, near.URL, s.work.with(id))
				if !strings.Contains(body, strings.ReplaceAll(want, "{id}", id)) {
					t.Fatalf("round %d: %s", round, body)
				}
				if system := systemOf(name); system == "sqlserver" && strings.Count(body, "<sqloptions:sqlSession ") != 1 {
					t.Errorf("the header of an answer: %s", body)
				}
			}
			for _, x := range second.Exchanges() {
				if strings.Contains(string(x.Request), id) || strings.Contains(x.URL, id) {
					t.Errorf("our id went there: %s", x.Request)
				}
			}
			if n := len(worked(second)); n != 4 { // the third was refused first
				t.Errorf("the far side was asked for work %d times", n)
			}
			// With a dead session nothing more goes there.
			before := len(second.Exchanges())
			near.Advance(s.timeout)
			if _, body := send(t, near.URL, s.work.with(id)); !strings.Contains(body, s.dead) {
				t.Errorf("dead: %s", body)
			}
			if n := len(second.Exchanges()) - before; n > 0 {
				t.Errorf("the far side was asked for a dead session, %d times", n)
			}
		})
	}
}

// Calls of one session that come at once log in once, and two sessions twice.
func TestExchangeLogsInOnce(t *testing.T) {
	for _, name := range []string{"salesforce SOAP", "mft", "sqlserver"} {
		t.Run(name, func(t *testing.T) {
			second := soaptest.Start(t, soaptest.At(start()))
			all := make(chan struct{})
			var mu sync.Mutex
			logins := 0
			f := newFar(t, nil)
			f.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				if regexp.MustCompile(`<login |<getSession |initiate=`).Match(body) {
					mu.Lock()
					logins++
					mu.Unlock()
					<-all // until every call waits for it
				}
				req, _ := http.NewRequest(r.Method, second.URL+r.RequestURI, strings.NewReader(string(body)))
				req.Header = r.Header
				res, err := http.DefaultTransport.RoundTrip(req)
				if err != nil {
					t.Error(err)
					return
				}
				defer res.Body.Close()
				maps.Copy(w.Header(), res.Header)
				w.WriteHeader(res.StatusCode)
				io.Copy(w, res.Body)
			})
			near := soaptest.Start(t, exchanging(f.URL)...)
			one, other := login(t, near, name), login(t, near, name)
			const each = 8
			var done sync.WaitGroup
			for i := range 2 * each {
				work := one
				if i%2 == 1 {
					work = other
				}
				done.Go(func() { send(t, near.URL, work) })
			}
			near.AwaitWaiting(2 * each)
			close(all)
			done.Wait()
			want := 2
			if one.body == other.body { // Salesforce gives the same session to the same client
				want = 1
			}
			if logins != want {
				t.Errorf("%d logins, want %d", logins, want)
			}
			if n := len(worked(second)); n != 2*each {
				t.Errorf("%d calls came through", n)
			}
		})
	}
}

// A login that is refused is the client's internal failure, and the operator's line; no call goes on without.
func TestExchangeLoginFails(t *testing.T) {
	for _, name := range []string{"salesforce SOAP", "mft", "sqlserver", "model204"} {
		t.Run(name, func(t *testing.T) {
			second := soaptest.Start(t, soaptest.At(start()))
			near := soaptest.Start(t, append(exchanging(second.URL), soaptest.Set(systemOf(name)+".forward.password = wrong"))...)
			status, body := send(t, near.URL, login(t, near, name))
			if status != 500 || !strings.Contains(body, internal()[name]) || strings.Contains(body, "wrong") {
				t.Errorf("%d %s", status, body)
			}
			if n := len(worked(second)); n > 0 && name != "sqlserver" {
				t.Errorf("%d calls went on", n)
			}
		})
	}
}

// Old servers answer in encodings other than UTF-8.
func TestExchangeLoginInAnotherEncoding(t *testing.T) {
	for name, said := range map[string]string{
		"salesforce SOAP": `<e:Body><r><name>J\xfcrgen</name><sessionId>THEIRS</sessionId></r></e:Body>`,
		"sqlserver":       `<e:Header><o:sqlSession xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options" user="J\xfcrgen" sessionId="THEIRS"/></e:Header><e:Body/>`,
	} {
		t.Run(name, func(t *testing.T) {
			said = strings.ReplaceAll(said, `\xfc`, "\xfc")
			var f *far
			f = newFar(t, func(w http.ResponseWriter, r *http.Request) {
				if _, body := f.last(t); regexp.MustCompile(`<login |initiate=`).MatchString(body) {
					answering(200, "text/xml", `<?xml version="1.0" encoding="ISO-8859-1"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">`+said+`</e:Envelope>`)(w, r)
					return
				}
				answering(200, "text/plain", "done")(w, r)
			})
			near := soaptest.Start(t, append(exchanging(f.URL), soaptest.At(start()))...)
			if status, body := send(t, near.URL, login(t, near, name)); status != 200 || body != "done" {
				t.Fatalf("%d %s", status, body)
			}
			if _, body := f.last(t); !strings.Contains(body, "THEIRS") {
				t.Errorf("the far side was asked %s", body)
			}
		})
	}
}

// Where nobody is configured, the credentials of the call log in, for systems whose calls have any.
func TestExchangeWithTheCallsOwnUser(t *testing.T) {
	for _, name := range []string{"mft", "sqlserver"} {
		t.Run(name, func(t *testing.T) {
			s, dir := systems()[name], t.TempDir()
			write(t, dir, map[string]string{s.answer: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><answered/></e:Body></e:Envelope>`})
			second := soaptest.Start(t, soaptest.Set("answers = "+dir))
			near := soaptest.Start(t, append(everySystemOf(systemOf(name), "forward.url = "+second.URL, "forward.exchange-session = true"), soaptest.At(start()))...)
			if _, body := send(t, near.URL, login(t, near, name)); !strings.Contains(body, "answered") {
				t.Error(body)
			}
		})
	}
}

func everySystemOf(system string, settings ...string) []soaptest.Option {
	var options []soaptest.Option
	for _, s := range settings {
		options = append(options, soaptest.Set(system+"."+s))
	}
	return options
}

// A session of SQL Server that begins and ends with work begins and ends at the far side, too.
func TestExchangeInitiateAndTerminate(t *testing.T) {
	s, dir := systems()["sqlserver"], t.TempDir()
	write(t, dir, map[string]string{s.answer: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><answered session="${sessionId}"/></e:Body></e:Envelope>`})
	second := soaptest.Start(t, soaptest.Set("answers = "+dir))
	near := soaptest.Start(t, exchanging(second.URL)...)
	work := s.work
	work.body = strings.Replace(work.body, `sessionId="{id}"`, `initiate="true" timeout='30' S:mustUnderstand="1"`, 1)
	_, body := send(t, near.URL, work)
	found := regexp.MustCompile(`sqlSession sessionId="([^"]+)" timeout="30"`).FindStringSubmatch(body)
	if found == nil || !strings.Contains(body, `<answered session="`+found[1]+`"/>`) {
		t.Fatal(body)
	}
	work = s.work.with(found[1])
	work.body = strings.Replace(work.body, `sessionId="`, `terminate="true" sessionId="`, 1)
	if _, body := send(t, near.URL, work); !strings.Contains(body, `sqlSession terminate="true" sessionId="`+found[1]+`"`) || !strings.Contains(body, "answered") {
		t.Fatal(body)
	}
	all := second.Exchanges()
	last := all[len(all)-1]
	if n := len(all); n != 3 || !strings.Contains(string(last.Response), "terminate=") || !strings.Contains(string(all[1].Request), `S:mustUnderstand="1"`) {
		t.Errorf("%d exchanges, the last one: %s\n%s", n, last.Request, last.Response)
	}
	if _, body := send(t, near.URL, s.work.with(found[1])); !strings.Contains(body, "SessionIdIsInvalid") {
		t.Error(body)
	}
}

// What is open on a thread of Model 204 is open at the far side when work comes there.
func TestExchangeOpensSessions(t *testing.T) {
	s, dir := systems()["model204"], t.TempDir()
	write(t, dir, map[string]string{s.answer: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><answered/></e:Body></e:Envelope>`})
	second := soaptest.Start(t, soaptest.At(start()), soaptest.Set("answers = "+dir))
	near := soaptest.Start(t, exchanging(second.URL)...)
	id := s.begin(t, near.URL)
	const space = "urn:m204:janus:session:v1"
	function := func(inside string) request {
		r := s.work.with(id)
		r.body = regexp.MustCompile(`<PAYROLL.*</PAYROLL>`).ReplaceAllLiteralString(r.body, inside)
		return r
	}
	var asked []string
	work := func() []string {
		t.Helper()
		if _, body := send(t, near.URL, s.work.with(id)); !strings.Contains(body, "answered") {
			t.Fatal(body)
		}
		var all []string
		for _, x := range second.Exchanges() {
			if x.Operation == "" {
				x.Operation = "work"
			}
			all = append(all, x.Operation)
		}
		fresh := all[len(asked):]
		asked = all
		return fresh
	}
	for _, step := range []struct {
		first string
		want  []string
	}{
		{"", []string{"Login", "work"}},
		{`<Session_Create xmlns="` + space + `"><sesid>A</sesid></Session_Create>`, []string{"Session_Close", "Session_Create", "work"}},
		{"", []string{"work"}},
		{`<Session_Close xmlns="` + space + `"/>`, []string{"Session_Close", "work"}},
		{"silence", []string{"work", "Login", "work"}},
		{`<Session_Open xmlns="` + space + `"><sesid>A</sesid></Session_Open>`, []string{"Session_Close", "Session_Create", "Session_Open", "work"}},
		{"silence", []string{"work", "Login", "Session_Create", "Session_Open", "work"}},
	} {
		if step.first == "silence" {
			second.Advance(s.timeout)
		} else if step.first != "" {
			if status, body := send(t, near.URL, function(step.first)); status != 200 || !strings.Contains(body, "rc>0<") {
				t.Fatalf("%s: %d %s", step.first, status, body)
			}
		}
		if diff := cmp.Diff(step.want, work()); diff != "" {
			t.Errorf("%s: %s", step.first, diff)
		}
	}
}
