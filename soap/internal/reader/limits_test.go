package reader_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

func TestLimits(t *testing.T) {
	opt := reader.Options{MaxBytes: 60, MaxDepth: 3, MaxElements: 5, MaxAttributes: 2, MaxNamespaces: 3, MaxNameLength: 8}
	tests := []struct {
		in   string
		kind reader.Kind // 0: accepted
	}{
		{"<a>" + strings.Repeat("x", 53) + "</a>", 0},
		{"<a>" + strings.Repeat("x", 54) + "</a>", reader.TooLarge},
		{"<a><b><c/><c/></b><b/></a>", 0},
		{"<a><b/><b><c><d/></c></b></a>", reader.TooDeep},
		{"<a><b/><b/><b/><b/><b/></a>", reader.TooMany},
		{"<a b='' c=''/>", 0},
		{"<a b='' c='' d=''/>", reader.TooMany},
		{"<a b='' c='' xmlns='u'/>", reader.TooMany},
		{"<a xmlns='u' xmlns:b='u'><c xmlns='v'/><c xmlns='v'/></a>", 0},
		{"<a xmlns='u' xmlns:b='u'><c xmlns='' xmlns:b='v'/></a>", reader.TooMany},
		{"<a:bcdefg xmlns:a='u' hijklmno=''/>", 0},
		{"<a:bcdefgh/>", reader.NameTooLong},
		{"<a bcdefghij=''/>", reader.NameTooLong},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			if tt.kind != 0 {
				if got := refused(t, tt.in, opt); got.kind != tt.kind {
					t.Errorf("refused as %v, want %v", got.kind, tt.kind)
				}
				return
			}
			d, err := reader.Read([]byte(tt.in), opt)
			if err != nil {
				t.Fatal(err)
			}
			d.Release()
		})
	}
}

func TestDefaultLimits(t *testing.T) {
	tests := map[string]struct {
		in   string
		kind reader.Kind
	}{
		"bytes":      {"<a>" + strings.Repeat(" ", 16<<20) + "</a>", reader.TooLarge},
		"depth":      {strings.Repeat("<a>", 129), reader.TooDeep},
		"elements":   {"<a>" + strings.Repeat("<b/>", 250_000) + "</a>", reader.TooMany},
		"attributes": {"<a" + strings.Repeat(" b=''", 257) + "/>", reader.TooMany},
		"name":       {"<" + strings.Repeat("a", 1025) + "/>", reader.NameTooLong},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := refused(t, tt.in, reader.Options{}); got.kind != tt.kind {
				t.Errorf("refused as %v, want %v", got.kind, tt.kind)
			}
		})
	}
}

func TestKindsHaveNames(t *testing.T) {
	var names []string
	for kind := reader.Syntax; kind <= reader.NameTooLong; kind++ {
		name := kind.String()
		if name == "" || slices.Contains(names, name) {
			t.Errorf("kind %d is called %q", kind, name)
		}
		names = append(names, name)
	}
	if got := reader.Kind(0).String(); got != "kind 0" {
		t.Errorf("kind 0 is called %q", got)
	}
}
