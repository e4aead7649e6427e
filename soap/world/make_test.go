package world_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/world"
)

// The operator makes a session of SQL Server, whose id follows from the seed.
func TestMakeSQLServer(t *testing.T) {
	var keys []string
	for range 2 {
		w, _ := open(t, world.Default(), world.Options{Seeds: soap.SeedFrom([]byte{7})})
		got, err := w.Make(t.Context(), "sqlserver", map[string]string{"user": "alice", "timeout": "30"})
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, got.Key)
		want := world.Session{
			Key: got.Key, System: "sqlserver", Kind: "session", Owner: "http:alice", Context: "/sql/demo", State: "open",
			Created: noon, LastUsed: noon, Timeout: "30s",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("made (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]world.Session{want}, list(t, w, world.Query{}).Sessions); diff != "" {
			t.Errorf("listed (-want +got):\n%s", diff)
		}
		if err := w.Advance(t.Context(), 31*time.Second); err != nil {
			t.Fatal(err)
		}
		if left := owners(list(t, w, world.Query{})); left != "" {
			t.Errorf("%s is left", left)
		}
	}
	if keys[0] != keys[1] {
		t.Errorf("of one seed come %s and %s", keys[0], keys[1])
	}
}

func TestMakeRefuses(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	if _, err := w.Make(t.Context(), "sqlserver", nil); !errors.Is(err, world.ErrInvalid) {
		t.Errorf("a session of nobody: %v", err)
	}
	if _, err := w.Make(t.Context(), "oracle", nil); !errors.Is(err, world.ErrUnknown) {
		t.Errorf("a system that there is not: %v", err)
	}
}
