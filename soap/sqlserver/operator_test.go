package sqlserver_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver"
	"github.com/soapstone-dev/soapstone/store"
)

// put makes records of sessions without asking the room.
func (s *stand) put(n int, path string, timeout time.Duration) {
	s.t.Helper()
	err := s.store.Update(s.t.Context(), func(tx store.Tx) error {
		for i := range n {
			err := tx.Put(store.Record{
				Key:   store.Key{System: sqlserver.System, Kind: store.KindSession, ID: fmt.Sprintf("%s-%04d", path, i)},
				Owner: "http:alice", Context: path, Created: s.clock.Now(), LastUsed: s.clock.Now(), Timeout: timeout, State: "open",
				Values: map[string]string{"spid": "51"},
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func TestSweep(t *testing.T) {
	s := start(t)
	s.put(250, "/sql/demo", 10*time.Second)
	s.put(3, "/sql/other", 0)
	now := s.clock.Now()
	for _, tt := range []struct {
		after   time.Duration
		left    int
		updates int32 // a hundred records each
	}{{10 * time.Second, 253, 1}, {10*time.Second + 1, 3, 3}, {1000 * time.Hour, 3, 1}} {
		s.store.Updates.Store(0)
		if err := s.room.Sweep(t.Context(), now.Add(tt.after)); err != nil {
			t.Fatal(err)
		}
		if n := len(s.sessions()); n != tt.left {
			t.Errorf("after %v %d are left, not %d", tt.after, n, tt.left)
		}
		if n := s.store.Updates.Load(); n != tt.updates {
			t.Errorf("after %v there were %d transactions, not %d", tt.after, n, tt.updates)
		}
	}
}

// A record that was ending when the process was killed is nobody's.
func TestSweepOfWhatIsLeftOver(t *testing.T) {
	s := start(t)
	s.put(1, "/sql/demo", time.Nanosecond)
	if err := s.room.Sweep(t.Context(), s.clock.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if n := len(s.sessions()); n != 0 {
		t.Errorf("%d are left", n)
	}
}

func TestRestart(t *testing.T) {
	s := start(t)
	s.put(250, "/sql/demo", 0)
	if err := s.room.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(s.sessions()); n != 0 {
		t.Errorf("%d are left", n)
	}
}

func TestAlter(t *testing.T) {
	s := start(t)
	s.put(250, "/sql/demo", 0)
	s.put(150, "/sql/other", 0)
	for _, tt := range []struct {
		path, name, value, want string
	}{
		{"/sql/none", "sessions", "disabled", `there is no endpoint at "/sql/none": there is /sql/demo, /sql/other, /sql/nosessions`},
		{"/sql/demo", "sessions", "off", `sessions: "off" is not one of enabled, disabled`},
		{"/sql/demo", "path", "/x", `an endpoint has no setting "path" that can be changed: there is headerLimit, state`},
		{"/sql/demo", "sessionTimeout", "0", `"0" is neither never nor a number of seconds from 1 to 2147483647`},
		{"/sql/demo", "database", "nowhere", `"nowhere" is not there`},
		{"/sql/demo", "headerLimit", "-1", `headerLimit: "-1" is no number from 0 to`},
	} {
		err := s.room.Alter(t.Context(), tt.path, map[string]string{tt.name: tt.value, "batches": "disabled"})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
	if a := s.batch("", ""); a.status != 200 || len(s.sessions()) != 400 {
		t.Errorf("a change that was refused changed something: %s", a.body)
	}
	if err := s.room.Alter(t.Context(), "/SQL/demo", map[string]string{"batches": "disabled"}); err != nil {
		t.Fatal(err)
	}
	if n := len(s.sessions()); n != 150 {
		t.Errorf("%d sessions are left, not those of the other endpoint", n)
	}
	if a := s.batch("", ""); a.fault() != "Client, SoapBody, UnsupportedOperation" {
		t.Errorf("%s", a.body)
	}
}

// An endpoint that is altered while a batch runs has nothing left of its session afterwards.
func TestAlterWhileABatchRuns(t *testing.T) {
	s := start(t)
	id := s.initiate()
	done := make(chan answer)
	go func() {
		a, _ := s.try(s.request("/sql/demo", "alice", envelope(enlist(id), batchOf("WAITFOR DELAY '00:01:00' USE AdventureWorks"))))
		done <- a
	}()
	s.waiting(1)
	if err := s.room.Alter(t.Context(), "/sql/demo", nil); err != nil {
		t.Fatal(err)
	}
	s.advance(time.Minute)
	if a := <-done; a.status != 200 || a.session() != enlist(id) {
		t.Errorf("%s", a.body)
	}
	if a := s.batch(enlist(id), ""); a.fault() != badSession || len(s.sessions()) != 0 {
		t.Errorf("the session came back: %s", a.body)
	}
}

// A session that begins under settings which ALTER ENDPOINT has replaced by then is one that it ended, whoever began it:
// none lives on with the old idle time, or at an endpoint that has sessions no more.
func TestAlterWhileASessionBegins(t *testing.T) {
	for _, set := range []map[string]string{{"sessionTimeout": "5"}, {"sessions": "disabled"}, nil} {
		for _, tt := range []struct {
			who   string
			begin func(s *stand) (id string)
		}{
			{"client", func(s *stand) string { return s.initiate() }},
			{"client, with a batch", func(s *stand) string { return s.batch(`initiate="true"`, "USE AdventureWorks").id(t) }},
			{"operator", func(s *stand) string {
				key, err := s.room.Make(t.Context(), s.clock.Now(), strings.NewReader(strings.Repeat("x", 24)), map[string]string{"user": "alice"})
				if err != nil {
					t.Fatal(err)
				}
				return s.room.ID(key)
			}},
		} {
			t.Run(fmt.Sprint(tt.who, set), func(t *testing.T) {
				s := start(t)
				s.store.BeforeUpdate = func(ctx context.Context) error { return s.room.Alter(ctx, "/sql/demo", set) }
				id := tt.begin(s)
				if left := s.sessions(); len(left) != 0 {
					t.Errorf("%+v is left of before", left)
				}
				if a := s.batch(enlist(id), ""); a.status == 200 {
					t.Errorf("the session lives: %s", a.body)
				}
			})
		}
	}
}

// A session that was ending when the process was killed takes nobody, whoever has the id.
func TestEndingRecordTakesNobody(t *testing.T) {
	s := start(t)
	id := s.initiate()
	rec := s.sessions()[0]
	rec.State = "ending"
	if err := s.store.Update(t.Context(), func(tx store.Tx) error { return tx.Put(rec) }); err != nil {
		t.Fatal(err)
	}
	if a := s.batch(enlist(id), ""); a.fault() != badSession {
		t.Errorf("%s", a.body)
	}
}

// What a session keeps is kept: another room over the same store, as after a start of the program, goes on with it.
func TestSessionsOutliveTheProcess(t *testing.T) {
	s := start(t)
	id := s.batch(`initiate="true"`, "").id(t)
	s.batch(enlist(id), "USE AdventureWorks SET LANGUAGE French SET NOCOUNT ON")
	before := s.sessions()
	next := start(t)
	next.store.Store = s.store
	a := next.batch(enlist(id), "SELECT DB_NAME() AS a, @@LANGUAGE AS b")
	if strings.Contains(a.body, "SqlRowCount>") {
		t.Errorf("SET NOCOUNT ON was forgotten: %s", a.body)
	}
	for _, want := range []string{"<a>AdventureWorks</a>", "<b>Français</b>"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("no %s in %s", want, a.body)
		}
	}
	if diff := cmp.Diff(before, s.sessions()); diff != "" {
		t.Error(diff)
	}
}

// What each kind of request costs: an enlist that changes nothing writes nothing but when it was.
func TestStoreIsAskedForLittle(t *testing.T) {
	s := start(t)
	id := ""
	for _, tt := range []struct {
		name                    string
		do                      func()
		views, updates, touches int32
	}{
		{"no session", func() { s.batch("", "") }, 0, 0, 0},
		{"initiate", func() { id = s.initiate() }, 0, 1, 1},
		{"enlist", func() { s.batch(enlist(id), "SELECT 1") }, 1, 0, 1},
		{"enlist with a change", func() { s.batch(enlist(id), "USE AdventureWorks") }, 1, 1, 1},
		{"unknown", func() { s.batch(`sessionId="AAAAADreaLE="`, "") }, 1, 0, 0},
		{"foreign", func() { s.do(s.request("/sql/demo", "bob", envelope(enlist(id), batchOf("")))) }, 1, 0, 0},
		{"terminate", func() { s.batch(`terminate="true" `+enlist(id), "") }, 1, 1, 0},
	} {
		tt.do()
		got := [3]int32{s.store.Views.Swap(0), s.store.Updates.Swap(0), s.store.Touches.Swap(0)}
		if want := [3]int32{tt.views, tt.updates, tt.touches}; got != want {
			t.Errorf("%s: %d views, updates, touches; want %d", tt.name, got, want)
		}
	}
}

// What could not be kept is not acknowledged, and changes nothing.
func TestStoreFails(t *testing.T) {
	s := start(t)
	id := s.initiate()
	s.store.FailUpdates.Store(true)
	for _, session := range []string{`initiate="true"`, enlist(id), `terminate="true" ` + enlist(id)} {
		a := s.batch(session, "USE AdventureWorks")
		if a.status != 500 || !strings.Contains(a.body, ":  Server, UnknownSqlError<") || strings.Contains(a.body, "secret") {
			t.Errorf("%s: status %d, %s", session, a.status, a.body)
		}
		if strings.Contains(a.session(), "terminate") {
			t.Errorf("%s: the end was acknowledged: %s", session, a.session())
		}
	}
	s.store.FailUpdates.Store(false)
	if a := s.batch(enlist(id), "SELECT DB_NAME() AS n"); !strings.Contains(a.body, "<n>master</n>") {
		t.Errorf("%s", a.body)
	}
}

// closes is a stream that says when it was closed.
type closes struct {
	io.Reader
	closed chan struct{}
}

func (c closes) Close() error {
	close(c.closed)
	return nil
}

// An answer from elsewhere is let go when the session's end cannot be kept.
func TestStoreFailsBehindAStream(t *testing.T) {
	s := startWith(t, withMethods(t, `[{name: F, elsewhere: true}]`))
	id := s.method(`initiate="true"`, "F", "").id(t)
	stream := closes{strings.NewReader("<taken/>"), make(chan struct{})}
	services := s.room.Services()
	services[4].Else = func(context.Context, *soap.Call) (soap.Reply, error) {
		s.store.FailUpdates.Store(true)
		return &soap.Response{Stream: stream}, nil
	}
	endpoint, err := soap.NewEndpoint(soap.Config{Services: services, Clock: s.clock})
	if err != nil {
		t.Fatal(err)
	}
	s.Config.Handler = endpoint
	if a := s.method(`terminate="true" `+enlist(id), "F", ""); a.status != 500 {
		t.Errorf("status %d, %s", a.status, a.body)
	}
	s.Close() // the call has ended
	select {
	case <-stream.closed:
	default:
		t.Error("the stream is open")
	}
}
