package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// The default file documents what holds without a file, so the two must not part.
func TestDefaultFileIsTheDefault(t *testing.T) {
	var alone world.Config // the file alone, with no defaults beneath it
	if err := yaml.UnmarshalWithOptions(world.DefaultFile(), &alone, yaml.Strict()); err != nil {
		t.Fatal(yaml.FormatError(err, false, true))
	}
	if diff := cmp.Diff(world.Default(), alone, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the default file says otherwise than Default (-Default +file):\n%s", diff)
	}
	over, err := parseConfig("default", world.DefaultFile())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(world.Default(), over, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("read over the defaults it is otherwise (-Default +file):\n%s", diff)
	}
}

// The default file names every setting, also those that are empty: who looks for one finds it there.
func TestDefaultFileNamesEverySetting(t *testing.T) {
	text, err := yaml.Marshal(world.Default())
	if err != nil {
		t.Fatal(err)
	}
	var file, all map[string]any
	if err := errors.Join(yaml.Unmarshal(text, &all), yaml.Unmarshal(world.DefaultFile(), &file)); err != nil {
		t.Fatal(err)
	}
	for _, name := range unnamed("", all, file) {
		t.Errorf("the default file does not have %s", name)
	}
}

// unnamed are the keys of a mapping that another one does not have, also those of the mappings that both have.
func unnamed(below string, all, file map[string]any) (names []string) {
	for name, value := range all {
		there, found := file[name]
		if !found {
			names = append(names, below+name)
		}
		inner, is := value.(map[string]any)
		innerFile, isThere := there.(map[string]any) // forward is its URL, in short
		if is && isThere {
			names = append(names, unnamed(below+name+".", inner, innerFile)...)
		}
	}
	return names
}

// Every choice has a value, and a comment above it, alone or with its neighbours: a behaviour that nobody vouches for is of
// no use.
func TestDefaultFileExplainsEachChoice(t *testing.T) {
	choices, explained, count := -1, false, 0
	for i, line := range strings.Split(string(world.DefaultFile()), "\n") {
		text := strings.TrimLeft(line, " ")
		depth := len(line) - len(text)
		switch {
		case text == "":
			explained = false
		case strings.HasPrefix(text, "#"):
			explained = true
		case text == "choices:":
			choices, explained = depth, false
		case choices >= 0 && depth <= choices:
			choices = -1
		case choices >= 0:
			count++
			if !explained && !strings.Contains(text, " # ") {
				t.Errorf("line %d: the choice %q has no comment with its evidence", i+1, text)
			}
			if strings.HasSuffix(text, ":") || strings.HasSuffix(text, `""`) {
				t.Errorf("line %d: the choice %q has no value", i+1, text)
			}
		}
	}
	if count == 0 {
		t.Error("no choices were found")
	}
}

// A file that answers a web method is looked for beside the configuration, as every other file that it names.
func TestAnswerOfWebMethodIsBesideTheFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "soapstone.yaml")
	for file, text := range map[string]string{
		name:                             "sqlserver: {endpoints: [{path: /s, webmethods: [{name: M, answer: answer.xml}]}]}",
		filepath.Join(dir, "answer.xml"): `<MResponse xmlns="http://tempuri.org"/>`,
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg, err := readConfig(name)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := cfg.SQLServer.Endpoints[0].WebMethods[0].Answer, filepath.Join(dir, "answer.xml"); got != want {
		t.Errorf("the answer is %s, want %s", got, want)
	}
}

func FuzzParseConfig(f *testing.F) {
	f.Add(string(world.DefaultFile()))
	f.Add("systems: [a\n")
	f.Add("limits: {depth: x}\n")
	f.Fuzz(func(t *testing.T, s string) {
		if _, err := parseConfig("x.yaml", []byte(s)); err != nil && !strings.HasPrefix(err.Error(), "x.yaml:") {
			t.Errorf("%q: the error does not name the file: %v", s, err)
		}
	})
}

func TestDidYouMean(t *testing.T) {
	known := []string{"timezone", "hostname", "limits", "now", "SOAPSTONE_MIN_EVIDENCE"}
	for _, tt := range []struct{ name, want string }{
		{"timezon", ` (did you mean "timezone"?)`},
		{"TimeZone", ` (did you mean "timezone"?)`},
		{"limit", ` (did you mean "limits"?)`},
		{"hsotname", ` (did you mean "hostname"?)`},
		{"x", ""},
		{"colour", ""},
		{"limits", ""}, // it is one, elsewhere
		{"foo", ""},    // half of "now" is not enough of it
		{"SOAPSTONE_ADMIN_HOST", ""},
		{"", ""},
	} {
		if got := didYouMean(tt.name, known); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
