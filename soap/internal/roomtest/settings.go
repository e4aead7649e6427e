package roomtest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// settings is what the configuration of a room offers, through a pointer to it.
type settings[C any] interface {
	*C
	Set(name, value string) error
	Validate() error
}

// With are the default settings with some of them changed, names and values in turn.
func With[C any, P settings[C]](tb testing.TB, defaults func() C, set ...string) C {
	tb.Helper()
	cfg := defaults()
	for i := 0; i < len(set); i += 2 {
		if err := P(&cfg).Set(set[i], set[i+1]); err != nil {
			tb.Fatal(err)
		}
	}
	return cfg
}

// Set changes settings, each in the default ones. What is right changes them, and they are right afterwards. What is wrong
// has an error that begins with the system's name and has Err in it, and changes nothing. A copy never changes.
func Set[C interface{ Clone() C }, P settings[C]](t *testing.T, system string, defaults func() C, list []struct{ Name, Value, Err string }) {
	t.Helper()
	for _, tt := range list {
		t.Run(tt.Name+"="+tt.Value[:min(len(tt.Value), 20)], func(t *testing.T) {
			cfg := defaults()
			before := cfg.Clone()
			err := P(&cfg).Set(tt.Name, tt.Value)
			diff := cmp.Diff(before, cfg)
			switch {
			case tt.Err == "" && err != nil:
				t.Error(err)
			case tt.Err == "":
				if diff == "" {
					t.Error("nothing has changed")
				}
				if err := P(&cfg).Validate(); err != nil {
					t.Error(err)
				}
			case err == nil || !strings.HasPrefix(err.Error(), system+": ") || !strings.Contains(err.Error(), tt.Err):
				t.Errorf("got %v, want %s: … %s", err, system, tt.Err)
			case diff != "":
				t.Errorf("it was refused, and changed something:\n%s", diff)
			}
			if diff := cmp.Diff(defaults(), before); diff != "" {
				t.Errorf("the copy has changed:\n%s", diff)
			}
		})
	}
}
