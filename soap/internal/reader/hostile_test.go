package reader_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// hostile are documents made to be expensive, each of about the given number of bytes. Reading them must cost
// about as much for each byte as reading others does, whatever their size.
func hostile(size int) map[string]string {
	fill := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	repeat := func(s string) string { return strings.Repeat(s, size/len(s)) }
	declarations := ""
	for i := range 250 {
		declarations += fmt.Sprintf(" xmlns:p%d='u%d'", i, i)
	}
	return map[string]string{
		"attributes on one element": "<a" + fill(" a%d=''") + "/>",
		"declarations on one":       "<a" + fill(" xmlns:a%d='u'") + "/>",
		"13 attributes on each":     "<a>" + repeat("<a a='' b='' c='' d='' e='' f='' g='' h='' i='' j='' k='' l='' m=''/>") + "</a>",
		"a prefix for each element": "<a>" + fill("<b xmlns:p%d='u'/>") + "</a>",
		"many prefixes in scope":    "<a" + declarations + ">" + repeat("<p249:b/><p0:b/>") + "</a>",
		"elements":                  "<a>" + repeat("<b/>") + "</a>",
		"depth":                     repeat("<a>"),
		"comments in text":          "<a>" + repeat("x<!---->") + "</a>",
		"unclosed comments":         "<a>" + repeat("<!-- ->"),
		"brackets":                  "<a>" + repeat("]]<b/>") + "</a>",
		"ampersands":                "<a>" + repeat("&amp;"),
		"long references":           "<a>&#" + repeat("0") + "65;</a>",
		"ampersands in a value":     "<a b='" + repeat("&#1") + "'/>",
		"lines":                     "<a>" + repeat("\n<b/>\r") + "</a>",
		"one name":                  "<" + repeat("a") + "/>",
		"quotes":                    "<a b='" + repeat(`"`) + "'/>",
	}
}

func BenchmarkHostile(b *testing.B) {
	unlimited := reader.Options{Limits: reader.Limits{MaxDepth: 1 << 30, MaxElements: 1 << 30, MaxAttributes: 1 << 30, MaxNamespaces: 1 << 30, MaxNameBytes: 1 << 30}}
	for _, size := range []int{64 << 10, 1 << 20} {
		for name, doc := range hostile(size) {
			b.Run(fmt.Sprintf("%s/%dKB", strings.ReplaceAll(name, " ", "-"), size>>10), func(b *testing.B) {
				b.ReportAllocs()
				body := []byte(doc)
				for b.Loop() {
					if d, err := reader.Read(body, unlimited); err == nil {
						d.Release()
					}
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/(float64(len(body))/1024), "µs/KB")
			})
		}
	}
}

// Without the limits set aside, all of them are answered, and those beyond a limit say which.
func TestHostile(t *testing.T) {
	for name, doc := range hostile(1 << 20) {
		d, err := reader.Read([]byte(doc), reader.Options{})
		if err == nil {
			d.Release()
		} else if _, ok := errors.AsType[*reader.Error](err); !ok {
			t.Errorf("%s: the error is a %T", name, err)
		}
	}
}
