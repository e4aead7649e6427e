package world_test

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/world"
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
