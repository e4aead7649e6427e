package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestFindFiles: a link to a folder that somebody names is the folder, and a folder that nobody may look into keeps no
// other from being found.
func TestFindFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"real/a.har", "real/b/c.har", "real/locked/d.har"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("real", "link"); err != nil {
		t.Skip(err) // Windows lets not everybody
	}
	if err := os.Chmod("real/locked", 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod("real/locked", 0o755) })
	locked := "locked"
	if _, err := os.ReadDir("real/locked"); err == nil { // root, whom nothing is locked for
		locked = "locked/d.har"
	}
	for _, tt := range []struct{ arg, root string }{{"real", "real"}, {"link", "link"}, {"lin?/**", ""}, {"link/**", "link"}, {"link/*", "link"}, {"./link/", "link"}} {
		got, err := findFiles("import", "", []string{tt.arg})
		if err != nil {
			t.Errorf("%s: %v", tt.arg, err)
			continue
		}
		want := []string{filepath.Join(tt.root, "a.har"), filepath.Join(tt.root, "b/c.har"), filepath.Join(tt.root, locked)}
		if tt.root == "" { // a pattern finds the link, and follows none
			want = []string{"link"}
		}
		for i := range got {
			got[i] = filepath.Clean(got[i])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.arg, diff)
		}
	}
}

// TestFindFilesOfAKilledImport: what it left is no part of a folder, unless somebody names it.
func TestFindFilesOfAKilledImport(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"traffic/a.txtar", "traffic/.soapstone-import-1/b.txtar", "traffic/.soapstone-2"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, ending := range []string{".txtar", ""} {
		for arg, want := range map[string][]string{
			"traffic":                      {"traffic/a.txtar"},
			"traffic/**":                   {"traffic/a.txtar"},
			"traffic/*":                    {"traffic/a.txtar"},
			"**/*.txtar":                   {"traffic/a.txtar"},
			"traffic/.soapstone-import-1/": {"traffic/.soapstone-import-1/b.txtar"},
		} {
			got, err := findFiles("replay", ending, []string{arg})
			for i := range got {
				got[i] = filepath.ToSlash(filepath.Clean(got[i]))
			}
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%s of %q (-want +got):\n%s%v", ending, arg, diff, err)
			}
		}
	}
}

// TestFlagNames: what stands between backquotes in a flag's text is taken for what it takes, so it is one word, and there is
// none where it takes nothing.
func TestFlagNames(t *testing.T) {
	var visit func(*cobra.Command)
	visit = func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			takes, _ := pflag.UnquoteUsage(f)
			if strings.Contains(takes, " ") || f.Value.Type() == "bool" && takes != "" {
				t.Errorf("%s --%s takes %q", cmd.CommandPath(), f.Name, takes)
			}
		})
		for _, c := range cmd.Commands() {
			visit(c)
		}
	}
	visit(newRoot())
}
