package world_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// sql sends a batch with a session header and returns status and answer.
func sql(t *testing.T, h http.Handler, session, batch string) (int, string) {
	t.Helper()
	body := `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><o:sqlSession xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options" ` +
		session + `/></e:Header><e:Body><sqlbatch xmlns="http://schemas.microsoft.com/sqlserver/2004/SOAP"><BatchCommands>` + batch + `</BatchCommands></sqlbatch></e:Body></e:Envelope>`
	r := httptest.NewRequest(http.MethodPost, "/sql/demo", strings.NewReader(body))
	r.RemoteAddr = "127.0.0.1:50000"
	r.SetBasicAuth("alice", "soapstone")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

var idOf = regexp.MustCompile(`sessionId="[^"]+"`)

// Somebody moved the clock an hour ahead, began a session, and made the clock real again: its idle time counts from
// then on as any other does, also for a session that is used after that.
func TestClockMovedBackLeavesNothingInTheFuture(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	ctx := t.Context()
	if err := w.Advance(ctx, time.Hour); err != nil {
		t.Fatal(err)
	}
	_, answer := sql(t, w.Handler(), `initiate="true" timeout="20"`, "")
	id := idOf.FindString(answer)
	if err := w.SetClock(ctx, noon); err != nil {
		t.Fatal(err)
	}
	for i, step := range []struct {
		by   time.Duration
		want int
	}{{20 * time.Second, 200}, {20 * time.Second, 200}, {21 * time.Second, 500}} {
		if err := w.Advance(ctx, step.by); err != nil {
			t.Fatal(err)
		}
		if status, _ := sql(t, w.Handler(), id, ""); status != step.want {
			t.Errorf("step %d: status %d, want %d", i, status, step.want)
		}
	}
}

// The clock is real again after a restart, but the records stay.
func TestRestartLeavesNothingInTheFuture(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sessions.db")
	begin := func() (*world.World, func()) {
		t.Helper()
		db, err := bolt.Open(file, bolt.Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		w, err := world.New(world.Default(), db.Handle(), soap.NewFrozenClock(noon), world.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return w, func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	first, end := begin()
	if err := first.Advance(t.Context(), 10*time.Hour); err != nil {
		t.Fatal(err)
	}
	_, answer := sql(t, first.Handler(), `initiate="true" timeout="20"`, "")
	id := idOf.FindString(answer)
	end()
	second, end := begin()
	defer end()
	if status, _ := sql(t, second.Handler(), id, ""); status != http.StatusOK {
		t.Errorf("status %d, want the session to live: it was idle for no time", status)
	}
	if err := second.Advance(t.Context(), 21*time.Second); err != nil {
		t.Fatal(err)
	}
	if status, _ := sql(t, second.Handler(), id, ""); status != http.StatusInternalServerError {
		t.Errorf("status %d, want the fault of an expired session", status)
	}
}

// restarted is what a process shows of the sessions in a store that starts on it at an instant.
func restarted(t *testing.T, s store.Store, at time.Time) []world.Session {
	t.Helper()
	w, err := world.New(world.Default(), s, soap.NewFrozenClock(at), world.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return list(t, w, world.Query{}).Sessions
}

// A clock that was moved ahead runs on from there: half an hour ahead and running for an hour, it is at half past one
// when the real time, of a restart, is one.
func TestRestartAfterAMovedClockRanOn(t *testing.T) {
	w, s := open(t, world.Default(), world.Options{})
	ctx := t.Context()
	if err := w.Advance(ctx, 30*time.Minute); err != nil {
		t.Fatal(err)
	}
	if err := w.Clock().Advance(ctx, time.Hour); err != nil { // as it would have run
		t.Fatal(err)
	}
	if _, err := w.Make(ctx, "sqlserver", map[string]string{"user": "alice"}); err != nil {
		t.Fatal(err)
	}
	real := noon.Add(time.Hour)
	sessions := restarted(t, s, real)
	if len(sessions) != 1 || !sessions[0].LastUsed.Equal(real) || !sessions[0].Created.Equal(real) {
		t.Errorf("the sessions are %+v, want one of %v", sessions, real)
	}
}

// A clock that is real again leaves nothing to look for at a start, which goes through every record.
func TestClockResetIsForgotten(t *testing.T) {
	w, s := open(t, world.Default(), world.Options{})
	ctx := t.Context()
	put(t, s, "a", "a", noon.Add(time.Hour), time.Minute) // by hand: nobody but a moved clock makes such
	if err := w.Advance(ctx, time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := restarted(t, s, noon); len(got) != 1 || !got[0].LastUsed.Equal(noon) {
		t.Errorf("after a move: %+v", got)
	}
	if err := w.Advance(ctx, time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := w.ResetClock(ctx); err != nil {
		t.Fatal(err)
	}
	put(t, s, "b", "b", noon.Add(time.Hour), time.Minute)
	if got := restarted(t, s, noon); len(got) != 1 || !got[0].LastUsed.Equal(noon.Add(time.Hour)) {
		t.Errorf("after a reset: %+v", got)
	}
}

// A move may end in a crash on its way, or be given up there: the clock is ahead all the same.
func TestRestartAfterAMoveThatIsNotFinished(t *testing.T) {
	for name, givenUp := range map[string]bool{"crash": false, "given up": true} {
		t.Run(name, func(t *testing.T) {
			w, s := open(t, world.Default(), world.Options{})
			ctx, giveUp := context.WithCancel(t.Context())
			defer giveUp()
			turn := w.Clock().Begin()
			woken, stuck := make(chan error), make(chan struct{})
			var all sync.WaitGroup
			defer all.Wait()
			defer close(stuck)
			all.Go(func() {
				defer turn.End()
				_, _, err := turn.Wait(t.Context(), noon.Add(time.Hour), nil)
				woken <- err
				<-stuck
			})
			moved := make(chan error, 1)
			all.Go(func() { moved <- w.Advance(ctx, 2*time.Hour) })
			if err := <-woken; err != nil {
				t.Fatal(err)
			}
			if givenUp {
				giveUp()
				if err := <-moved; !errors.Is(err, context.Canceled) {
					t.Errorf("the move ended with %v", err)
				}
			}
			if _, err := w.Make(t.Context(), "sqlserver", map[string]string{"user": "alice"}); err != nil {
				t.Fatal(err)
			}
			if got := restarted(t, s, noon); len(got) != 1 || !got[0].LastUsed.Equal(noon) {
				t.Errorf("the sessions are %+v, want one of %v", got, noon)
			}
			giveUp()
		})
	}
}
