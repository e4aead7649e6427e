package world_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// TestClientsTakenForOthers: the journal tells the address of a client as it is seen, until a reset.
func TestClientsTakenForOthers(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	seen := func() string {
		r := httptest.NewRequest(http.MethodPost, "/sql/demo", http.NoBody)
		r.RemoteAddr = "127.0.0.1:50001"
		w.Handler().ServeHTTP(httptest.NewRecorder(), r)
		return w.Journal(1)[0].Remote
	}
	if err := w.SeeAs("127.0.0.1:50001", "192.0.2.7"); err != nil {
		t.Fatal(err)
	}
	if got := seen(); got != "192.0.2.7:50001" {
		t.Errorf("it is seen as %s", got)
	}
	if err := w.Reset(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if got := seen(); got != "127.0.0.1:50001" {
		t.Errorf("after a reset it is seen as %s", got)
	}
	for _, bad := range [][2]string{{"127.0.0.1", "192.0.2.7"}, {"127.0.0.1:1", "elsewhere"}} {
		if err := w.SeeAs(bad[0], bad[1]); !errors.Is(err, world.ErrInvalid) {
			t.Errorf("%v: got %v", bad, err)
		}
	}
}

// TestResetWithSettings: a reset may have settings of several systems and of the world, all or none.
func TestResetWithSettings(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	if err := w.Reset(t.Context(), map[string]string{"timezone": "+02:00", "mft.timeout": "45m"}); err != nil {
		t.Fatal(err)
	}
	changed := w.Config()
	if changed.Timezone != "+02:00" {
		t.Errorf("the zone is %s", changed.Timezone)
	}
	if err := w.Reset(t.Context(), map[string]string{"mft.choices.nothing": "a", "timezone": "UTC"}); err == nil {
		t.Error("a setting that there is not was taken")
	}
	if got := w.Config().Timezone; got != "+02:00" {
		t.Errorf("after a reset that was refused the zone is %s", got)
	}
	if err := w.Reset(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if got := w.Config().Timezone; got != world.Default().Timezone {
		t.Errorf("after a reset the zone is %s", got)
	}
}
