package world_test

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
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
			Key: got.Key, ID: got.ID, System: "sqlserver", Kind: "session", Owner: "http:alice", Context: "/sql/demo", State: "open",
			Created: noon, LastUsed: noon, Timeout: "30s",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("made (-want +got):\n%s", diff)
		}
		want.ID = "" // which listings do not tell
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

// What a client sends is told where the session is made: in a URL the id has another form.
func TestMakeTellsTheID(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	for system, set := range map[string]map[string]string{
		"sqlserver": {"user": "alice"}, "mft": {"user": "admin"}, "salesforce": {"user": "a@example.com"}, "futurama": {}, "model204": {"sesid": "Ä 1", "owner": "HARPO"},
	} {
		made, err := w.Make(t.Context(), system, set)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := base64.RawURLEncoding.DecodeString(made.Key[strings.LastIndex(made.Key, ".")+1:])
		if err != nil {
			t.Fatal(err)
		}
		want := string(kept)
		switch system {
		case "sqlserver":
			want = base64.StdEncoding.EncodeToString(kept)
		case "model204":
			want = "Ä 1"
		}
		if made.ID != want {
			t.Errorf("%s: the id is %q, want %q", system, made.ID, want)
		}
	}
}

// resetting is a store that a reset empties of a system before anybody reads.
type resetting struct {
	store.Store
	system string
}

func (s resetting) View(ctx context.Context, f func(store.Tx) error) error {
	if err := store.DeleteAll(ctx, s.Store, s.system, store.KindSession, nil); err != nil {
		return err
	}
	return s.Store.View(ctx, f)
}

// A reset at the same time may take the session away before it was told of.
func TestMakeAndResetAtOnce(t *testing.T) {
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	w, err := world.New(world.Default(), resetting{db.Handle(), "sqlserver"}, soap.NewFrozenClock(noon), world.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	const want = "world: session: it was made, and ended at the same time, as by a reset of sqlserver: make it again"
	if _, err := w.Make(t.Context(), "sqlserver", map[string]string{"user": "alice"}); !errors.Is(err, world.ErrConflict) || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
