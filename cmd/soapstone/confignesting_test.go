package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/world"
)

func TestCheckNesting(t *testing.T) {
	indented := ""
	for i := range 100 {
		indented += strings.Repeat(" ", i) + "a:\n"
	}
	for text, refused := range map[string]bool{
		string(world.DefaultFile()):                                false,
		strings.Repeat("[", 65):                                    true,
		strings.Repeat("[\n", 65):                                  true,
		strings.Repeat("{a: ", 65):                                 true,
		strings.Repeat("- ", 65) + "a":                             true,
		indented:                                                   true,
		strings.Repeat("a:\n  - b\n  - [c, [d]]\n", 1000):          false,
		"a: '" + strings.Repeat("[", 1000) + "'":                   false,
		`a: "\"` + strings.Repeat("[", 1000) + `"`:                 false,
		"# " + strings.Repeat("[", 1000):                           false,
		"a: it's" + strings.Repeat("x[", 1000):                     false,
		strings.Repeat("a: ", 65) + "b":                            true,
		"a: " + strings.Repeat("&b ", 65) + "c":                    true,
		"a: " + strings.Repeat("!b ", 65) + "c":                    true,
		"a: {" + strings.Repeat("b: c, ", 1000) + "}":              false,
		"a: |\n" + strings.Repeat("  SELECT [a] FROM [b]\n", 1000): false,
	} {
		if err := checkNesting("f.yaml", []byte(text)); (err != nil) != refused {
			t.Errorf("%.80q: %v", text, err)
		}
	}
}

// Aliases of aliases stand for more than there is time to read: with a few lines more these would take hours.
func TestConfigAliases(t *testing.T) {
	lists, groups := "x0: &x0 [a, b]\n", "x0: &x0 {a: b}\n"
	for i := 1; i < 20; i++ {
		lists += fmt.Sprintf("x%d: &x%d [*x%d, *x%d]\n", i, i, i-1, i-1)
		groups += fmt.Sprintf("x%d: &x%d {<<: [*x%d, *x%d]}\n", i, i, i-1, i-1)
	}
	for _, text := range []string{lists, groups} {
		_, err := parseConfig("f.yaml", []byte(text))
		if want := ": the aliases up to this one stand for more than any configuration has: write out what you mean"; err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%v", err)
		}
	}
	shared := "sqlserver:\n  endpoints:\n    - &one\n      path: /a\n"
	for i := range 100 {
		shared += fmt.Sprintf("    - <<: *one\n      path: /s%d\n", i)
	}
	if _, err := parseConfig("f.yaml", []byte(shared)); err != nil {
		t.Error(err)
	}
}

// A configuration that cannot be one is refused before it takes memory.
func TestConfigInMemory(t *testing.T) {
	dir := t.TempDir()
	for name, tt := range map[string]struct{ text, want string }{
		"deep":  {strings.Repeat("[", 32<<10), ":1:1: this is nested more than 64 deep, which no setting is"},
		"large": {strings.Repeat("# comment\n", 600_000), " has more than 4 MB: is it the right file?"},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := readConfig(path)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), path+tt.want) {
			t.Errorf("%s: %v", name, err)
		}
		if spent := (after.TotalAlloc - before.TotalAlloc) >> 20; spent > 100 {
			t.Errorf("%s: %d MB", name, spent)
		}
	}
}
