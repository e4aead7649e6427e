package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/store"
)

var noon = time.Date(2015, 6, 1, 12, 0, 0, 0, time.UTC)

func good() store.Record {
	return store.Record{
		Key:      store.Key{System: "mft", Kind: store.KindSession, ID: "42"},
		Created:  noon,
		LastUsed: noon,
		Values:   map[string]string{"a": "b"},
	}
}

func TestValidate(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(*store.Record)
		want  string // part of the message; empty: the record is fine
	}{
		{"fine", func(*store.Record) {}, ""},
		{"aged before it was made", func(r *store.Record) { r.LastUsed = noon.Add(-time.Hour) }, ""},
		{"longest", func(r *store.Record) {
			r.Key = store.Key{System: strings.Repeat("s", 64), Kind: strings.Repeat("k", 64), ID: strings.Repeat("i", 1024)}
			r.Owner = strings.Repeat("o", 1024)
		}, ""},
		{"no system", func(r *store.Record) { r.Key.System = "" }, "key has no system"},
		{"no kind", func(r *store.Record) { r.Key.Kind = "" }, "key has no kind"},
		{"no id", func(r *store.Record) { r.Key.ID = "" }, "key has no id"},
		{"long system", func(r *store.Record) { r.Key.System = strings.Repeat("x", 65) }, "system takes 65 bytes, more than the 64 allowed"},
		{"long kind", func(r *store.Record) { r.Key.Kind = strings.Repeat("x", 65) }, "kind takes 65 bytes"},
		{"long id", func(r *store.Record) { r.Key.ID = strings.Repeat("x", 1025) }, "id takes 1025 bytes"},
		{"long owner", func(r *store.Record) { r.Owner = strings.Repeat("x", 1025) }, "owner takes 1025 bytes"},
		{"never created", func(r *store.Record) { r.Created = time.Time{} }, "no created instant"},
		{"never used", func(r *store.Record) { r.LastUsed = time.Time{} }, "no last-used instant"},
		{"negative timeout", func(r *store.Record) { r.Timeout = -time.Second }, "negative timeout -1s"},
		{"huge", func(r *store.Record) { r.Values["v"] = strings.Repeat("x", 1<<20) }, "more than the 1048576 allowed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := good()
			tt.spoil(&r)
			err := r.Validate()
			if tt.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if !errors.Is(err, store.ErrInvalid) || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want ErrInvalid with %q", err, tt.want)
			}
		})
	}
}

func TestKeyStringMasksTheID(t *testing.T) {
	for _, tt := range []struct {
		id, want string
	}{
		{"42", "mft/session/…"},
		{"00D50000000IehZ!AQcAQH0dMHZfz972Szmpkb58urFRkgeBGsxL_QJWwYMfAbUeeG7c1E6", "mft/session/00D5…"},
		{"\xff\xff\xff\xff0123456789", "mft/session/…"},
	} {
		if got := (store.Key{System: "mft", Kind: "session", ID: tt.id}).String(); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

func TestDue(t *testing.T) {
	r := good()
	if _, ok := r.Due(); ok {
		t.Error("a record without a timeout is due")
	}
	r.Timeout = time.Minute
	if at, ok := r.Due(); !ok || !at.Equal(noon.Add(time.Minute)) {
		t.Errorf("due at %v, %v, want %v", at, ok, noon.Add(time.Minute))
	}
}

func TestCloneSharesNothing(t *testing.T) {
	r := good()
	c := r.Clone()
	c.Values["a"] = "changed"
	if diff := cmp.Diff(good(), r); diff != "" {
		t.Errorf("changing the clone changed the record (-want +got):\n%s", diff)
	}
}
