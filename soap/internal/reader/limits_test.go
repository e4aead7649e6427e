package reader_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

func TestLimits(t *testing.T) {
	opt := reader.Options{Limits: reader.Limits{MaxBytes: 60, MaxDepth: 3, MaxElements: 6, MaxAttributes: 2, MaxNamespaces: 2, MaxNameBytes: 8}}
	tests := []struct {
		in   string
		kind reader.Kind // 0: accepted
	}{
		{"<a>" + strings.Repeat("x", 53) + "</a>", 0},
		{"<a>" + strings.Repeat("x", 54) + "</a>", reader.TooLarge},
		{"<a><b><c/><c/></b><b/></a>", 0},
		{"<a><b/><b><c><d/></c></b></a>", reader.TooDeep},
		{"<a><b/><b/><b/><b/><b/><b/></a>", reader.TooMany},
		{"<a><b c=''/><b c=''/><b/></a>", 0},
		{"<a><b c=''/><b c=''/><b c=''/></a>", reader.TooMany},
		{"<a><b xmlns='u'/><b xmlns='u'/><b xmlns='u'/></a>", reader.TooMany},
		{"<a>x<!---->x<!---->x<!---->x<!----><b/></a>", 0},
		{"<a>x<!---->x<!---->x<!---->x<!----><b/><b/></a>", reader.TooMany},
		{"<a><![CDATA[]]><![CDATA[]]><?x?><?x?><?x?></a>", 0},
		{"<a><![CDATA[]]><![CDATA[]]><![CDATA[]]></a><!----><?x?><?x?>", reader.TooMany},
		{"<a b='' c=''/>", 0},
		{"<a b='' c='' d=''/>", reader.TooMany},
		{"<a b='' c='' xmlns='u'/>", reader.TooMany},
		{"<a xmlns='u'><c xmlns='v'/><c xmlns='v'/></a>", 0},
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

// TestMemory: a document as large as the limits allow takes as much memory as its elements may, whatever it is made of.
func TestMemory(t *testing.T) {
	const size = 15 << 20
	fill := func(s string) string { return "<a>" + strings.Repeat(s, size/len(s)) + "</a>" }
	for name, doc := range map[string]string{
		"elements":     fill("<b/>"),
		"attributes":   fill("<b" + numbered(250, " a%d=''") + "/>"),
		"escapes":      fill("<b" + numbered(250, " a%d='&lt;'") + "/>"),
		"declarations": fill("<b" + numbered(250, " xmlns:a%d='u'") + "/>"),
		"comments":     fill("x<!---->"),
		"instructions": fill("x<?x?>"),
		"sections":     fill("x<![CDATA[]]>"),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		d, err := reader.Read([]byte(doc), reader.Options{})
		runtime.ReadMemStats(&after)
		if err == nil {
			d.Release()
			t.Errorf("%s: accepted", name)
		}
		if spent := (after.TotalAlloc - before.TotalAlloc - size) >> 20; spent > 128 {
			t.Errorf("%s: %d MB", name, spent)
		}
	}
}

func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
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
