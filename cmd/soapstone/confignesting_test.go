package main

import (
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
		"a: |\n" + strings.Repeat("  SELECT [a] FROM [b]\n", 1000): false,
	} {
		if err := checkNesting("f.yaml", []byte(text)); (err != nil) != refused {
			t.Errorf("%.80q: %v", text, err)
		}
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
