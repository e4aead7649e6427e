package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestInteropMissing shows which tests .ci/clients excuses by its file of what could not be had, and that it excuses no other.
func TestInteropMissing(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("SOAPSTONE_CLIENTS", folder)
	named := func(names ...string) string { return interopNamed(t, names) }
	if got := named("cxf"); got != "" {
		t.Errorf("without a file cxf is excused by %q", got)
	}
	writeDocument(t, filepath.Join(folder, "missing"), []byte("Apache CXF: cxf\ngSOAP: gsoap libgsoap-dev\n"))
	for _, c := range []struct {
		names []string
		want  string
	}{
		{[]string{"cxf"}, "Apache CXF: cxf"},
		{[]string{"gsoap", "libgsoap-dev", "gcc"}, "gSOAP: gsoap libgsoap-dev"},
		{[]string{"gcc"}, ""},
		{[]string{"Apache"}, ""}, // part of a name, and no package
		{nil, ""},
	} {
		if got := named(c.names...); got != c.want {
			t.Errorf("%v: excused by %q, want %q", c.names, got, c.want)
		}
	}
	t.Setenv("SOAPSTONE_INTEROP", "required")
	var skipped bool
	t.Run("excused", func(t *testing.T) {
		defer func() { skipped = t.Skipped() }()
		installed(t, "cxf")
	})
	if !skipped {
		t.Error("a test of what .ci/clients could not have is not skipped")
	}
	if err := os.Mkdir(filepath.Join(folder, "wsc"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got := installed(t, "wsc"); got != filepath.Join(folder, "wsc") {
		t.Errorf("what is there is %s", got)
	}
}
