package setting_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// server has a setting of each kind that stands at the top of a configuration.
type server struct {
	Enabled       bool
	Any, Optional string
	Timeout       string
	Words, Names  []string
	Bytes         int64
	Idle          time.Duration
}

func (s *server) settings() setting.List {
	short := func(s string) error {
		if len(s) > 3 {
			return fmt.Errorf("%q is long", s)
		}
		return nil
	}
	return setting.List{
		setting.Flag("enabled", &s.Enabled),
		setting.Any("any", &s.Any),
		setting.Word("optional", &s.Optional, "", "on", "off"),
		setting.Read("timeout", &s.Timeout, setting.Minutes),
		setting.Words("words", &s.Words, short),
		setting.Names("names", &s.Names, short),
		setting.Number("bytes", &s.Bytes, 1, 1<<40),
		setting.Duration("idle", &s.Idle, time.Second, time.Hour),
	}
}

func TestListSet(t *testing.T) {
	begin := server{Any: "x", Timeout: "20m", Bytes: 1, Idle: time.Minute}
	for _, tt := range []struct {
		name, value string
		want        func(*server)
		err, path   string
	}{
		{"enabled", "true", func(s *server) { s.Enabled = true }, "", ""},
		{"enabled", "on", nil, `enabled: "on" is neither true nor false`, "enabled"},
		{"any", "", func(s *server) { s.Any = "" }, "", ""},
		{"optional", "off", func(s *server) { s.Optional = "off" }, "", ""},
		{"optional", "Off", nil, `optional: "Off" is not one of on, off`, "optional"},
		{"timeout", "5", func(s *server) { s.Timeout = "5" }, "", ""},
		{"timeout", "0", nil, `timeout: "0" is no time above zero and below a hundred years: write a duration such as 20m, or a number of minutes`, "timeout"},
		{"words", "a, b c,", func(s *server) { s.Words = []string{"a", "b", "c"} }, "", ""},
		{"words", "", func(s *server) { s.Words = []string{} }, "", ""},
		{"words", "a, long", nil, `words: "long" is long`, "words[1]"},
		{"names", "a, b c,", func(s *server) { s.Names = []string{"a", "b c"} }, "", ""},
		{"names", "a b c", nil, `names: "a b c" is long`, "names[0]"},
		{"bytes", "1099511627776", func(s *server) { s.Bytes = 1 << 40 }, "", ""},
		{"bytes", "1099511627777", nil, `bytes: "1099511627777" is no number from 1 to 1099511627776`, "bytes"},
		{"idle", "90s", func(s *server) { s.Idle = 90 * time.Second }, "", ""},
		{"idle", "90", nil, `idle: "90" is no duration: write one such as 30s or 1h30m`, "idle"},
		{"idle", "61m", nil, `idle: 1h1m0s is not from 1s to 1h0m0s`, "idle"},
	} {
		got, want := begin, begin
		found, err := got.settings().Set(tt.name, tt.value)
		if !found || text(err) != tt.err {
			t.Errorf("%s = %q: %v, %v, want %s", tt.name, tt.value, found, err, tt.err)
		}
		if wrong, _ := errors.AsType[*setting.Error](err); wrong != nil && wrong.Path != tt.path {
			t.Errorf("%s = %q: the place is %s, want %s", tt.name, tt.value, wrong.Path, tt.path)
		}
		if tt.want != nil {
			tt.want(&want)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s = %q (-want +got):\n%s", tt.name, tt.value, diff)
		}
		if err := got.settings().Check(); err != nil {
			t.Errorf("%s = %q was taken and is refused: %v", tt.name, tt.value, err)
		}
	}
	var s server
	choices := setting.Choices(setting.Any("choice", new(string)))
	if got, want := append(s.settings(), choices...).Names(), "enabled, any, optional, timeout, words, names, bytes, idle"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestSetOwn(t *testing.T) {
	var s server
	list := setting.List{setting.Flag("enabled", &s.Enabled), setting.Any("any", &s.Any)}
	if err := list.SetOwn("a server", "any", "x"); err != nil || s.Any != "x" {
		t.Errorf("%q, %v", s.Any, err)
	}
	for name, want := range map[string]string{
		"enabled": `enabled: "x" is neither true nor false`,
		"name":    `a server has no setting "name" that can be changed: there is enabled, any`,
	} {
		if err := list.SetOwn("a server", name, "x"); text(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// What a file says is checked as what is set, element by element.
func TestListCheck(t *testing.T) {
	s := server{Timeout: "20m", Bytes: 1, Idle: time.Minute, Names: []string{"a,b", "a", "long"}}
	wrong, ok := errors.AsType[*setting.Error](s.settings().Check())
	if !ok || wrong.Path != "names[2]" || wrong.Error() != `names: "long" is long` {
		t.Errorf("%v", wrong)
	}
}

// Others who have the list do not see the change, and nobody sees one that was refused.
func TestChange(t *testing.T) {
	list := []string{"a", "b", "b"}
	others := list
	is := func(s string) bool { return s == "b" }
	refused := errors.New("refused")
	found, err := setting.Change(&list, is, func(s *string) error { *s = "c"; return refused })
	if !found || !errors.Is(err, refused) || list[1] != "b" {
		t.Errorf("%v, %v, %q", found, err, list)
	}
	found, err = setting.Change(&list, is, func(s *string) error { *s = "c"; return nil })
	if diff := cmp.Diff([][]string{{"a", "c", "b"}, {"a", "b", "b"}}, [][]string{list, others}); !found || err != nil || diff != "" {
		t.Errorf("%v, %v (-want +got):\n%s", found, err, diff)
	}
	if found, err := setting.Change(&list, func(string) bool { return false }, nil); found || err != nil {
		t.Errorf("nobody: %v, %v", found, err)
	}
}
