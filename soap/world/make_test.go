package world_test

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"sync/atomic"
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

// emptied is a store that somebody empties of a system before anybody reads.
type emptied struct {
	store.Store
	system string
}

func (s emptied) View(ctx context.Context, f func(store.Tx) error) error {
	if err := store.DeleteAll(ctx, s.Store, s.system, store.KindSession, nil); err != nil {
		return err
	}
	return s.Store.View(ctx, f)
}

// What ends every session at the same time, as a restart does, may take this one away before it was told of.
func TestMakeAndEndAtOnce(t *testing.T) {
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	w, err := world.New(world.Default(), emptied{db.Handle(), "sqlserver"}, soap.NewFrozenClock(noon), world.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	const want = "world: session: it was made, and ended at the same time, as by a restart of sqlserver: make it again"
	if _, err := w.Make(t.Context(), "sqlserver", map[string]string{"user": "alice"}); !errors.Is(err, world.ErrConflict) || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// resettingBefore is a store that is asked, before it keeps what is made, to let a reset have its way.
type resettingBefore struct {
	store.Store
	reset func(context.Context)
}

func (s resettingBefore) Update(ctx context.Context, f func(store.Tx) error) error {
	if s.reset != nil {
		s.reset(ctx)
	}
	return s.Store.Update(ctx, f)
}

// What is made at the time of a reset is let go as a client's call is: no session is left that has the old settings.
func TestMakeIsLetGoByAReset(t *testing.T) {
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s := &resettingBefore{Store: db.Handle()}
	w, err := world.New(world.Default(), s, soap.NewFrozenClock(noon), world.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	done := make(chan error, 1)
	var begun atomic.Bool
	s.reset = func(ctx context.Context) {
		if begun.Swap(true) {
			return
		}
		reset := make(chan struct{})
		go func() {
			defer close(reset)
			done <- w.ResetSystem(context.Background(), "sqlserver", map[string]string{"/sql/demo.sessionTimeout": "30"})
		}()
		select {
		case <-ctx.Done():
		case <-reset:
		}
	}
	const want = "world: session: sqlserver was reset or stopped at the same time: make it again"
	if _, err := w.Make(t.Context(), "sqlserver", map[string]string{"user": "alice"}); !errors.Is(err, world.ErrConflict) || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if left := list(t, w, world.Query{}).Sessions; len(left) != 0 {
		t.Errorf("%+v is left of before the reset", left)
	}
}
