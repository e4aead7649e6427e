package world_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
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
func open(t testing.TB, cfg world.Config, o world.Options) (*world.World, store.Store) {
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
	t.Cleanup(w.Close)
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
	if err := w.Reset(t.Context(), nil); err != nil {
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
