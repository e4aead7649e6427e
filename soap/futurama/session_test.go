package futurama_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/store"
)

// Of many who end one session at once, one does.
func TestOneEnds(t *testing.T) {
	s := open(t)
	id := s.start()
	var ended atomic.Int32
	var wait sync.WaitGroup
	for range 32 {
		wait.Go(func() {
			if s.say("SessionEnd", id).Message == "success" {
				ended.Add(1)
			}
		})
	}
	wait.Wait()
	if n := ended.Load(); n != 1 {
		t.Errorf("%d ended it", n)
	}
}

// A session that is ended while others keep it alive does not come back.
func TestKeepAliveNeverRevives(t *testing.T) {
	s := open(t)
	for range 20 {
		id := s.start()
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() { s.say("SessionKeepAlive", id) })
		}
		if got := s.say("SessionEnd", id).Message; got != "success" {
			t.Error(got)
		}
		wait.Wait()
		if got := s.say("SessionKeepAlive", id).Message; got == "success" {
			t.Error("it lives")
		}
	}
	if n := s.count(); n != 0 {
		t.Errorf("%d sessions are left", n)
	}
}

// A session that was seen dead stays dead, also when the clock is moved back behind its end.
func TestDeadStaysDead(t *testing.T) {
	for _, look := range []func(s *stand, id string){
		func(s *stand, id string) { s.say("SessionKeepAlive", id) },
		func(s *stand, id string) { s.say("SessionEnd", id) },
		func(s *stand, id string) { s.json(rest, `{"sessionID":"`+id+`"}`) },
	} {
		s := open(t)
		id := s.start()
		s.advance(20 * time.Minute)
		look(s, id)
		s.advance(-20 * time.Minute)
		if got := s.say("SessionKeepAlive", id).Message; got == "success" {
			t.Error("it lives again")
		}
	}
}

// A clock that is moved back makes nothing expire.
func TestClockBack(t *testing.T) {
	s := open(t)
	id := s.start()
	s.advance(-time.Hour)
	if got, want := s.say("SessionKeepAlive", id), (result{Message: "success", NextTimeout: "2017-08-15T13:22:31.1234567+02:00"}); got != want {
		t.Errorf("%+v", got)
	}
}

// Keeping a session alive writes no transaction: it looks and touches.
func TestKeepAliveIsCheap(t *testing.T) {
	s := open(t)
	id := s.start()
	before := s.store.Updates.Load()
	s.say("SessionKeepAlive", id)
	s.json(rest+"/SessionKeepAlive", `{"sessionID":"`+id+`"}`)
	s.say("SessionKeepAlive", "unknown")
	if n := s.store.Updates.Load() - before; n != 0 {
		t.Errorf("%d updates", n)
	}
}

// A session that is ended between the look and the touch is gone for who keeps it alive, too.
func TestEndedMeanwhile(t *testing.T) {
	s := open(t)
	s.store.Store = ending{s.store.Store}
	id := s.start()
	if got, want := s.say("SessionKeepAlive", id), (result{Message: "Session '" + id + "' does not exist or has expired."}); got != want {
		t.Errorf("%+v", got)
	}
}

// ending ends each session just before it is touched.
type ending struct{ store.Store }

func (e ending) Touch(ctx context.Context, key store.Key, at time.Time) error {
	if err := e.Update(ctx, func(tx store.Tx) error { return tx.Delete(key) }); err != nil {
		return err
	}
	return e.Store.Touch(ctx, key, at)
}

// A session that another call keeps alive, which read its instant before the end and is slower than one after it, is not
// buried.
func TestKeptAliveMeanwhile(t *testing.T) {
	s := open(t)
	id := s.start()
	s.store.Store = lateTouch{s.store.Store, s.clock.Now().Add(19 * time.Minute)}
	s.advance(20 * time.Minute)
	if got := s.say("SessionKeepAlive", id).Message; got != "success" {
		t.Error(got)
	}
}

// lateTouch touches what is looked at, at an instant, when the look is over.
type lateTouch struct {
	store.Store
	at time.Time
}

func (l lateTouch) Get(ctx context.Context, key store.Key) (store.Record, error) {
	rec, err := l.Store.Get(ctx, key)
	return rec, errors.Join(err, l.Store.View(ctx, func(tx store.Tx) error {
		for rec := range tx.All("futurama", store.KindSession, store.Place{}) {
			defer l.Touch(ctx, rec.Key, l.at)
		}
		return nil
	}))
}

// What cannot be an id is unknown, whatever it is, and the answer is XML or JSON all the same.
func TestStrangeIDs(t *testing.T) {
	s := open(t)
	id := s.start()
	for _, id := range []string{strings.ToUpper(id), id + "x", strings.Repeat("a", 255), strings.Repeat("a", 256), strings.Repeat("ä", 5000), "&lt;&gt;&amp;'\"", "😀", "../../etc", "%s"} {
		for _, operation := range []string{"SessionKeepAlive", "SessionEnd"} {
			if got := s.say(operation, id).Message; !strings.HasSuffix(got, "does not exist or has expired.") {
				t.Errorf("%q: %s", id, got)
			}
		}
	}
	for _, id := range []string{`\u0000`, `\ud800`, `a\nb`, `\"`, "\U0010ffff"} {
		a := s.send("POST", rest+"/SessionKeepAlive", "application/json", `{"sessionID":"`+id+`"}`, accept("application/xml"))
		if got := a.read(t).Message; !strings.HasSuffix(got, "does not exist or has expired.") || strings.ContainsRune(a.body, 0) {
			t.Errorf("%q: %q", id, a.body)
		}
	}
}

// An id that no one issued comes back in JSON with the escapes that JSON needs, and none of those that pages of HTML do.
func TestEscapes(t *testing.T) {
	s := open(t)
	for _, tt := range []struct{ id, want string }{
		{`a<&>'/`, `a<&>'/`},
		{`\"\\`, `\"\\`},
		{`\u0041\/`, `A/`},
		{`a\u0000\u001f\r\n\t\b\f`, `a\u0000\u001f\r\n\t\b\f`},
		{"\x7fé😀", "\x7fé😀"},
		{"\u2028\u2029", `\u2028\u2029`},
		{`\ud800`, "\ufffd"},
	} {
		want := `{"Message":"Session 'x` + tt.want + `x' does not exist or has expired.","NextTimeout":null}`
		if diff := cmp.Diff(want, s.json(rest+"/SessionKeepAlive", `{"sessionID":"x`+tt.id+`x"}`).body); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.id, diff)
		}
	}
}

// TestHistory plays random histories of all calls in all forms against a plain reading of the rules.
func TestHistory(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			s := open(t)
			chance := rand.New(rand.NewPCG(seed, 0))
			used := map[string]time.Time{} // of sessions that nothing has ended
			ids := []string{"neverissued"}
			const timeout = 20 * time.Minute
			for range 300 {
				id := ids[chance.IntN(len(ids))]
				at, there := used[id]
				lives := there && s.clock.Now().Sub(at) < timeout
				switch step := chance.IntN(10); step {
				case 0, 1:
					id = s.start()
					ids, used[id] = append(ids, id), s.clock.Now()
				case 2:
					s.advance(time.Duration(chance.Int64N(int64(12 * time.Minute))))
				case 3:
					if err := s.room.Sweep(t.Context(), s.clock.Now()); err != nil {
						t.Fatal(err)
					}
				case 4, 5:
					got := s.form(step == 4, "SessionEnd", id)
					if (got.Message == "success") != lives || got.NextTimeout != "" {
						t.Fatalf("end %s: %+v, lives: %t", id, got, lives)
					}
					delete(used, id)
				default:
					got := s.form(step < 8, "SessionKeepAlive", id)
					if (got.Message == "success") != lives || (got.NextTimeout != "") != lives {
						t.Fatalf("keep alive %s: %+v, lives: %t", id, got, lives)
					}
					if lives {
						used[id] = s.clock.Now()
						if next, err := time.Parse(time.RFC3339Nano, got.NextTimeout); err != nil || !next.Equal(s.clock.Now().Add(timeout).Truncate(100)) {
							t.Fatalf("next timeout %s at %s: %v", got.NextTimeout, s.clock.Now(), err)
						}
					}
				}
			}
		})
	}
}

// form calls an operation over SOAP or REST.
func (s *stand) form(overSOAP bool, operation, id string) result {
	s.t.Helper()
	if overSOAP {
		return s.say(operation, id)
	}
	return s.json(rest+"/"+operation, `{"sessionID":"`+id+`"}`).read(s.t)
}

// A page says its document in each form that a body has, and in any case; one that there is not begins no session.
func TestDocumentOfAPage(t *testing.T) {
	s := open(t, "documents", "start.xml")
	for _, tt := range []struct{ contentType, body string }{
		{"application/json", `{"document":"%s"}`},
		{"application/json", `{"Folder":"any","DOCUMENT":"%s"}`},
		{"application/xml", "<request><document>%s</document></request>"},
	} {
		for document, want := range map[string]string{"start.xml": "success", "other.xml": "The document does not exist."} {
			body := strings.Replace(tt.body, "%s", document, 1)
			if got := s.send(http.MethodPost, rest, tt.contentType, body).read(t).Message; got != want {
				t.Errorf("%s: %s", body, got)
			}
		}
	}
}
