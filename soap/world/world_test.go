package world_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

var noon = time.Date(2005, 11, 7, 12, 0, 0, 0, time.UTC)

// open returns a world of its own, whose clock stands at noon, and its store.
func open(t *testing.T, cfg world.Config, o world.Options) (*world.World, store.Store) {
	t.Helper()
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	s := db.Handle()
	w, err := world.New(cfg, s, soap.NewFrozenClock(noon), o)
	if err != nil {
		t.Fatal(err)
	}
	return w, s
}

// put keeps a session of SQL Server that was made and used at an instant.
func put(t *testing.T, s store.Store, id, owner string, at time.Time, timeout time.Duration) {
	t.Helper()
	err := s.Update(t.Context(), func(tx store.Tx) error {
		return tx.Put(store.Record{
			Key: store.Key{System: "sqlserver", Kind: store.KindSession, ID: id}, Owner: owner, Context: "/sql/demo",
			Created: at, LastUsed: at, Timeout: timeout,
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

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

func TestRunSweepsWithTheTick(t *testing.T) {
	w, s := open(t, world.Default(), world.Options{})
	put(t, s, "a", "a", noon.Add(-time.Hour), time.Minute)
	tick := make(chan time.Time)
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.Run(t.Context(), tick)
	}()
	tick <- noon
	close(tick)
	<-done
	err := s.View(t.Context(), func(tx store.Tx) error {
		for range tx.All("sqlserver", store.KindSession, store.Place{}) {
			t.Error("the session is still there")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestResetEmptiesEverything(t *testing.T) {
	w, s := open(t, world.Default(), world.Options{})
	for n := range 250 {
		put(t, s, fmt.Sprint(n), "a", noon, 0)
	}
	ask(t, w, "/sql/demo?wsdl")
	if err := w.AddFault(world.Fault{System: "sqlserver", Do: world.DropReply}); err != nil {
		t.Fatal(err)
	}
	if len(w.Journal(0)) != 1 || len(w.Faults()) != 1 {
		t.Errorf("before the reset: %d entries, %d faults", len(w.Journal(0)), len(w.Faults()))
	}
	if err := w.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p := list(t, w, world.Query{}); len(p.Sessions) > 0 || len(w.Faults()) > 0 || len(w.Journal(0)) > 0 {
		t.Errorf("left over: %d sessions, %d faults, %d entries", len(p.Sessions), len(w.Faults()), len(w.Journal(0)))
	}
	if w.Clock().Frozen() || w.Clock().Now().Before(noon.AddDate(1, 0, 0)) {
		t.Errorf("the clock shows %v", w.Clock().Now())
	}
}

func TestResetSystemWithABadSetChangesNothing(t *testing.T) {
	w, s := open(t, world.Default(), world.Options{})
	put(t, s, "a", "a", noon, 0)
	before := w.Config()
	for _, tt := range []struct {
		system string
		set    map[string]string
		kind   error
	}{
		{"oracle", nil, world.ErrUnknown},
		{"sqlserver", map[string]string{"choices.nothing": "x"}, world.ErrInvalid},
		{"sqlserver", map[string]string{"choices.faultHeader": "purple"}, world.ErrInvalid},
	} {
		if err := w.ResetSystem(t.Context(), tt.system, tt.set); !errors.Is(err, tt.kind) {
			t.Errorf("%s %v: got %v, want %v", tt.system, tt.set, err, tt.kind)
		}
	}
	if diff := cmp.Diff(before, w.Config()); diff != "" {
		t.Errorf("the settings changed (-before +after):\n%s", diff)
	}
	if got := owners(list(t, w, world.Query{})); got != "a" {
		t.Errorf("the sessions are %q", got)
	}
}

func TestResetSystemSets(t *testing.T) {
	w, s := open(t, world.Default(), world.Options{})
	put(t, s, "a", "a", noon, 0)
	if err := w.ResetSystem(t.Context(), "sqlserver", map[string]string{"choices.faultHeader": "none"}); err != nil {
		t.Fatal(err)
	}
	if got := w.Config().SQLServer.Choices.FaultHeader; got != "none" {
		t.Errorf("faultHeader is %q", got)
	}
	if got := owners(list(t, w, world.Query{})); got != "" {
		t.Errorf("the sessions are %q", got)
	}
	// The next reset begins from the start again, not from here.
	if err := w.ResetSystem(t.Context(), "sqlserver", nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(world.Default(), w.Config()); diff != "" {
		t.Errorf("not the start (-want +got):\n%s", diff)
	}
}

// ask sends a GET and returns the answer's status, 0 when there was none.
func ask(t *testing.T, w *world.World, path string) (status int) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil && p != http.ErrAbortHandler { // with which a handler breaks off an answer
			panic(p)
		}
	}()
	answer := httptest.NewRecorder()
	w.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
	return answer.Code
}

func TestNumbersGoOnThroughChanges(t *testing.T) {
	numbers := make(chan uint64, 100)
	w, _ := open(t, world.Default(), world.Options{Observe: func(x *soap.Exchange) { numbers <- x.Number }})
	for range 3 {
		ask(t, w, "/sql/demo?wsdl")
		ask(t, w, "/sql/demo?wsdl")
		if err := w.ResetSystem(t.Context(), "sqlserver", nil); err != nil {
			t.Fatal(err)
		}
	}
	close(numbers)
	last := uint64(0)
	for n := range numbers {
		if n != last+1 {
			t.Errorf("%d follows %d", n, last)
		}
		last = n
	}
	if last != 6 {
		t.Errorf("%d exchanges, want 6", last)
	}
}

func TestDropReply(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	if err := w.AddFault(world.Fault{System: "sqlserver", Do: world.DropReply, Times: 2}); err != nil {
		t.Fatal(err)
	}
	var got []int
	for range 3 {
		got = append(got, ask(t, w, "/sql/demo?wsdl"))
	}
	if got[0] != 0 || got[1] != 0 || got[2] == 0 {
		t.Errorf("statuses %v, want two without an answer, and then one", got)
	}
	if f := w.Faults(); len(f) != 0 {
		t.Errorf("still planned: %v", f)
	}
	for _, f := range []world.Fault{
		{System: "oracle", Do: world.DropReply}, {System: "sqlserver", Do: "explode"}, {System: "sqlserver", Do: world.DropReply, Times: -1},
		{System: "sqlserver", Do: world.DropReply, Operation: "nothing"},
	} {
		if err := w.AddFault(f); err == nil {
			t.Errorf("%+v was taken", f)
		}
	}
}

func TestConfig(t *testing.T) {
	for _, tt := range []struct{ name, value, want string }{
		{"timezone", "Europe/Berlin", ""},
		{"timezone", "+02:00", ""},
		{"timezone", "Local", `world: timezone: "Local" is no zone`},
		{"timezone", "", `world: timezone: "" is no zone`},
		{"publicURL", "https://soap.example.com/x", ""},
		{"publicURL", "soap.example.com", `world: publicURL: "soap.example.com" is no address`},
		{"hostname", "a b", `world: hostname: "a b" is no host name`},
		{"restart", "sometimes", `world: restart: "sometimes" is neither none nor real`},
		{"restart", "real", ""},
		{"trustForwarded", "true", ""},
		{"trustForwarded", "perhaps", `world: trustForwarded: "perhaps" cannot be read`},
		{"limits.depth", "7", `world: limits.depth: 7 is not from 8 to 10000`},
		{"limits.bodyBytes", "0", `world: limits.bodyBytes: 0 is not`},
		{"limits.journalBytes", "-1", `world: limits.journalBytes: -1 is not`},
		{"limits.width", "1", `world: there is no setting "limits.width"`},
		{"systems", "sqlserver", ""},
		{"systems", "", `world: systems: no system runs`},
		{"systems", "sqlserver,sqlserver", `world: systems: sqlserver stands there twice`},
		{"systems", "oracle", `world: systems: "oracle" is no system`},
		{"oracle.x", "1", `world: there is no system "oracle"`},
		{"colour", "red", `world: there is no setting "colour"`},
	} {
		t.Run(tt.name+"="+tt.value, func(t *testing.T) {
			cfg := world.Default()
			err := cfg.Set(tt.name, tt.value)
			if err == nil {
				err = cfg.Validate()
			}
			if tt.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got %v, want %s…", err, tt.want)
			}
		})
	}
}

func TestWorldIsSafeForConcurrentUse(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{Seeds: soap.SeedFrom([]byte{0})})
	handler := w.Handler()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	for range 3 {
		go func() {
			for ctx.Err() == nil {
				r := httptest.NewRequest(http.MethodGet, "/sql/demo?wsdl", nil)
				handler.ServeHTTP(httptest.NewRecorder(), r)
			}
			done <- struct{}{}
		}()
	}
	for n := range 20 {
		if err := w.ResetSystem(ctx, "sqlserver", nil); err != nil {
			t.Error(err)
		}
		if err := w.Advance(ctx, time.Second); err != nil {
			t.Error(err)
		}
		if _, err := w.Sessions(ctx, world.Query{}); err != nil {
			t.Error(err)
		}
		w.Journal(n)
	}
	cancel()
	for range 3 {
		<-done
	}
}
