package world_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store"
)

func owners(p world.Page) string {
	var list []string
	for _, s := range p.Sessions {
		list = append(list, s.Owner)
	}
	return strings.Join(list, " ")
}

func list(t *testing.T, w *world.World, q world.Query) world.Page {
	t.Helper()
	p, err := w.Sessions(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSessionsPageByPage(t *testing.T) {
	w, s := open(t, world.Default(), world.Options{})
	for n := range 7 {
		// Two are made at each instant, so that the place within it counts.
		put(t, s, fmt.Sprintf("id %d \x00/?%%", n), fmt.Sprintf("http:user%d", n%2), noon.Add(time.Duration(n/2)*time.Second-time.Minute), time.Hour)
	}
	for _, tt := range []struct {
		name string
		q    world.Query
		want []string
	}{
		{"all at once", world.Query{}, []string{"http:user0 http:user1 http:user0 http:user1 http:user0 http:user1 http:user0"}},
		{"in pages", world.Query{Limit: 3}, []string{"http:user0 http:user1 http:user0", "http:user1 http:user0 http:user1", "http:user0"}},
		{"of an owner", world.Query{Limit: 2, Owner: "http:user1"}, []string{"http:user1 http:user1", "http:user1"}},
		{"the last page is full", world.Query{Limit: 7}, []string{"http:user0 http:user1 http:user0 http:user1 http:user0 http:user1 http:user0"}},
		{"of a system", world.Query{System: "sqlserver", Limit: 4}, []string{"http:user0 http:user1 http:user0 http:user1", "http:user0 http:user1 http:user0"}},
		{"of nobody", world.Query{Owner: "http:nobody"}, []string{""}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for {
				p := list(t, w, tt.q)
				got = append(got, owners(p))
				if tt.q.After = p.Next; p.Next == "" {
					break
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("pages (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSessionsGoOnBehindOneThatEnded(t *testing.T) {
	w, s := open(t, world.Default(), world.Options{})
	for n, owner := range []string{"a", "b", "c"} {
		put(t, s, owner, owner, noon.Add(time.Duration(n)*time.Nanosecond), time.Hour)
	}
	first := list(t, w, world.Query{Limit: 2})
	if err := w.End(t.Context(), first.Sessions[1].Key); err != nil {
		t.Fatal(err)
	}
	if got := owners(list(t, w, world.Query{After: first.Next})); got != "c" {
		t.Errorf("the second page has %q, want c", got)
	}
}

func TestSessionsRefuse(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	for _, tt := range []struct {
		q    world.Query
		kind error
	}{
		{world.Query{System: "oracle"}, world.ErrUnknown},
		{world.Query{Limit: -1}, world.ErrInvalid},
		{world.Query{Limit: 1001}, world.ErrInvalid},
		{world.Query{After: "x"}, world.ErrInvalid},
		{world.Query{After: "sqlserver.session.YQ.1-x"}, world.ErrInvalid},
		{world.Query{After: "sqlserver.session.%%.1-1"}, world.ErrInvalid},
	} {
		if _, err := w.Sessions(t.Context(), tt.q); !errors.Is(err, tt.kind) {
			t.Errorf("%+v: got %v, want %v", tt.q, err, tt.kind)
		}
	}
}

// However often a session is aged, it can be shown, and so can a list with it. One of MFT is never swept.
func TestAgedBeyondTime(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	made, err := w.Make(t.Context(), "mft", map[string]string{"user": "admin"})
	if err != nil {
		t.Fatal(err)
	}
	aged := 0
	for err == nil && aged < 10 {
		_, err = w.Age(t.Context(), made.Key, math.MaxInt64)
		aged++
	}
	if aged != 7 || !errors.Is(err, world.ErrInvalid) { // some 292 years each
		t.Errorf("aged %d times, then %v", aged, err)
	}
	if _, err := json.Marshal(list(t, w, world.Query{})); err != nil {
		t.Error(err)
	}
}

func TestAgeAndSweep(t *testing.T) {
	w, s := open(t, world.Default(), world.Options{})
	put(t, s, "a", "a", noon, time.Minute)
	put(t, s, "b", "b", noon, time.Minute)
	key := list(t, w, world.Query{}).Sessions[0].Key
	aged, err := w.Age(t.Context(), key, 20*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if want := noon.Add(-20 * time.Second); !aged.LastUsed.Equal(want) || !aged.Created.Equal(noon) {
		t.Errorf("aged: last used %v, created %v", aged.LastUsed, aged.Created)
	}
	if err := w.Advance(t.Context(), 45*time.Second); err != nil {
		t.Fatal(err)
	}
	if got := owners(list(t, w, world.Query{})); got != "b" {
		t.Errorf("after 45s there are %q, want b alone", got)
	}
	for _, by := range []time.Duration{0, -time.Second} {
		if _, err := w.Age(t.Context(), key, by); !errors.Is(err, world.ErrInvalid) {
			t.Errorf("age by %v: %v", by, err)
		}
	}
	for _, key := range []string{key, "", "x", "sqlserver.session.", "sqlserver.session.%%", "a.b.c.d"} {
		if _, err := w.Age(t.Context(), key, time.Second); !errors.Is(err, world.ErrUnknown) {
			t.Errorf("age %q: %v", key, err)
		}
		if err := w.End(t.Context(), key); !errors.Is(err, world.ErrUnknown) {
			t.Errorf("end %q: %v", key, err)
		}
	}
}

// The verbs for sessions reach nothing else that is in the store, such as a password that was changed.
func TestSessionVerbsReachSessionsAlone(t *testing.T) {
	w, s := open(t, world.Default(), world.Options{})
	for _, key := range []store.Key{
		{System: "sqlserver", Kind: store.KindAccount, ID: "alice"},
		{System: "soapstone", Kind: "clock", ID: "farthest"},
	} {
		rec := store.Record{Key: key, Created: noon, LastUsed: noon}
		if err := s.Update(t.Context(), func(tx store.Tx) error { return tx.Put(rec) }); err != nil {
			t.Fatal(err)
		}
		url := key.System + "." + key.Kind + "." + base64.RawURLEncoding.EncodeToString([]byte(key.ID))
		if err := w.End(t.Context(), url); !errors.Is(err, world.ErrUnknown) {
			t.Errorf("end %s: %v", url, err)
		}
		if _, err := w.Age(t.Context(), url, time.Hour); !errors.Is(err, world.ErrUnknown) {
			t.Errorf("age %s: %v", url, err)
		}
		if _, err := w.Sessions(t.Context(), world.Query{After: url + ".1-1"}); !errors.Is(err, world.ErrInvalid) {
			t.Errorf("sessions after %s: %v", url, err)
		}
		got, err := s.Get(t.Context(), key)
		if diff := cmp.Diff(rec, got, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Errorf("%s, %v: (-want +got)\n%s", url, err, diff)
		}
	}
}

// Who ends a thread of Model 204 ends what hangs on it: the session that is open on it is closed.
func TestEndOfAThread(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	call := func(body string) string {
		r := httptest.NewRequest(http.MethodPost, "/m204/session", strings.NewReader(
			`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>`+body+`</e:Body></e:Envelope>`))
		r.Header.Set("Content-Type", "text/xml")
		answer := httptest.NewRecorder()
		w.Handler().ServeHTTP(answer, r)
		return answer.Body.String()
	}
	const space = ` xmlns="urn:m204:janus:session:v1"`
	login := func() string {
		answer := call(`</e:Header><e:Body><Login` + space + `><userid>HARPO</userid><password>soapstone</password></Login>`)
		thread := regexp.MustCompile(`<m:thread>(.*)</m:thread>`).FindStringSubmatch(answer)
		if thread == nil {
			t.Fatal(answer)
		}
		return `<Thread` + space + `>` + thread[1] + `</Thread></e:Header><e:Body>`
	}
	if answer := call(login() + `<Session_Create` + space + `><sesid>A</sesid></Session_Create>`); !strings.Contains(answer, "<m:rc>0<") {
		t.Fatal(answer)
	}
	for _, s := range list(t, w, world.Query{System: "model204"}).Sessions {
		if s.Kind == store.KindThread {
			if err := w.End(t.Context(), s.Key); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, s := range list(t, w, world.Query{System: "model204"}).Sessions {
		if s.Kind != store.KindSession || s.State != "closed" {
			t.Errorf("there is a %s of %s, %s", s.Kind, s.Owner, s.State)
		}
	}
	if answer := call(login() + `<Session_Open` + space + `><sesid>A</sesid></Session_Open>`); !strings.Contains(answer, "<m:rc>0<") {
		t.Errorf("open: %s", answer)
	}
}
