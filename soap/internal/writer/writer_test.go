package writer_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/writer"
)

func TestWriter(t *testing.T) {
	tests := []struct {
		name  string
		write func(w *writer.Writer)
		want  string
	}{
		{"nothing", func(w *writer.Writer) {}, ""},
		{"explicit end tag", func(w *writer.Writer) { w.Open("a"); w.Close() }, "<a></a>"},
		{"short form", func(w *writer.Writer) { w.Open("a"); w.Attr("b", "1"); w.Empty() }, `<a b="1"/>`},
		{"leaf", func(w *writer.Writer) { w.Leaf("faultcode", "s:Client") }, "<faultcode>s:Client</faultcode>"},
		{"empty leaf", func(w *writer.Writer) { w.Leaf("a", "") }, "<a></a>"},
		{"empty text closes the start tag", func(w *writer.Writer) { w.Open("a"); w.Text("") }, "<a>"},
		{"nested, names as given", func(w *writer.Writer) {
			w.Raw(`<?xml version="1.0" encoding="utf-8"?>`)
			w.Open("SOAP-ENV:Envelope")
			w.Attr("xmlns:SOAP-ENV", "http://schemas.xmlsoap.org/soap/envelope/")
			w.Open("SOAP-ENV:Body")
			w.Leaf("x", "1 < 2")
			w.Open("y")
			w.Empty()
			w.RawBytes([]byte("<z/>"))
			w.Close()
			w.Close()
		}, `<?xml version="1.0" encoding="utf-8"?>` +
			`<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body>` +
			`<x>1 &lt; 2</x><y/><z/></SOAP-ENV:Body></SOAP-ENV:Envelope>`},
		{"start tag by hand", func(w *writer.Writer) {
			w.Raw(`<a href="`)
			w.Value(`x"y`)
			w.Raw(`"/>`)
		}, `<a href="x&quot;y"/>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var w writer.Writer
			tt.write(&w)
			if diff := cmp.Diff(tt.want, string(w.Bytes())); diff != "" {
				t.Errorf("written (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEscapes(t *testing.T) {
	const all = "a&<>\"'\t\n\r é \U0001F600 \x01 \uFFFE \xff."
	tests := []struct {
		name        string
		escapes     writer.Escapes
		text, value string
	}{
		{
			"default", writer.Escapes{},
			"a&amp;&lt;&gt;\"'\t\n&#xD; é \U0001F600 \uFFFD \uFFFD \uFFFD.",
			"a&amp;&lt;>&quot;'&#x9;&#xA;&#xD; é \U0001F600 \uFFFD \uFFFD \uFFFD.",
		}, {
			"quotes everywhere", writer.Escapes{QuoteInText: true, AposInText: true, GreaterInValue: true, AposInValue: true},
			"a&amp;&lt;&gt;&quot;&apos;\t\n&#xD; é \U0001F600 \uFFFD \uFFFD \uFFFD.",
			"a&amp;&lt;&gt;&quot;&apos;&#x9;&#xA;&#xD; é \U0001F600 \uFFFD \uFFFD \uFFFD.",
		}, {
			"only ASCII", writer.Escapes{NonASCII: true},
			"a&amp;&lt;&gt;\"'\t\n&#xD; &#xE9; &#x1F600; &#xFFFD; &#xFFFD; &#xFFFD;.",
			"a&amp;&lt;>&quot;'&#x9;&#xA;&#xD; &#xE9; &#x1F600; &#xFFFD; &#xFFFD; &#xFFFD;.",
		}, {
			"loose", writer.Escapes{Loose: true},
			"a&amp;&lt;&gt;\"'\t\n&#xD; é \U0001F600 &#x1; &#xFFFE; \uFFFD.",
			"a&amp;&lt;>&quot;'&#x9;&#xA;&#xD; é \U0001F600 &#x1; &#xFFFE; \uFFFD.",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := writer.Writer{Escapes: tt.escapes}
			w.Text(all)
			if diff := cmp.Diff(tt.text, w.String()); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
			w.Reset()
			w.Open("a")
			w.Attr("b", all)
			w.Empty()
			if diff := cmp.Diff(`<a b="`+tt.value+`"/>`, w.String()); diff != "" {
				t.Errorf("value (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDepth(t *testing.T) {
	var w writer.Writer
	for i, step := range []struct {
		do    func()
		depth int
	}{
		{func() { w.Open("a") }, 1},
		{func() { w.Open("b") }, 2},
		{w.Empty, 1},
		{func() { w.Leaf("c", "") }, 1},
		{w.Close, 0},
		{func() { w.Open("d") }, 1},
		{w.Reset, 0},
	} {
		step.do()
		if got := w.Depth(); got != step.depth {
			t.Errorf("after step %d the depth is %d, want %d", i, got, step.depth)
		}
	}
	if got := w.Len(); got != 0 {
		t.Errorf("after Reset %d bytes are left", got)
	}
}

func TestMistakesPanic(t *testing.T) {
	tests := map[string]func(w *writer.Writer){
		"close nothing":          func(w *writer.Writer) { w.Close() },
		"attribute outside":      func(w *writer.Writer) { w.Attr("a", "b") },
		"attribute after text":   func(w *writer.Writer) { w.Open("a"); w.Text("x"); w.Attr("a", "b") },
		"short form after text":  func(w *writer.Writer) { w.Open("a"); w.Text("x"); w.Empty() },
		"short form for nothing": func(w *writer.Writer) { w.Empty() },
	}
	for name, mistake := range tests {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			mistake(new(writer.Writer))
		})
	}
}
