package diff_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

// FuzzBodies: comparing never panics and ends, a body never differs from itself, and differences are bounded.
func FuzzBodies(f *testing.F) {
	for _, pair := range [][2]string{
		{env(`<a x="1">b</a>`), env(`<a x="2"><b/></a>`)},
		{`{"a":[1,2,{"b":null}]}`, `{"a":[1,{"b":"x"}]}`},
		{"a=1&b=2", "b=3"},
		{`<a>${time +5m ±1s} ${match [a-z]{2}} ${any}</a>`, `<a>2017-08-15T12:00:00Z xy </a>`},
		{`<a b="${absent}"><c>${optional}</c></a>`, `<a/>`},
		{"Tue, 15 Aug 2017 12:00:00 GMT", "/Date(1502805751123+0200)/"},
		{"\xfe\xff\x00<\x00a\x00/\x00>", "\xff\xfe<\x00b\x00/\x00>\x00"},
		{"${", "$${"},
		{"[1e999999999999]", "[1e-99999999999]"},
	} {
		f.Add([]byte(pair[0]), []byte(pair[1]), "text/xml")
	}
	o := diff.Options{
		IDs: []string{"session-1", "session-2"}, Most: 20,
		Want: diff.Side{Bases: []string{"http://a:1"}, Now: time.Unix(1e9, 0)}, Got: diff.Side{Bases: []string{"b"}, Now: time.Unix(2e9, 0)},
	}
	f.Fuzz(func(t *testing.T, want, got []byte, contentType string) {
		if found := diff.Bodies(want, bytes.Clone(want), contentType, contentType, o); len(found) > 0 {
			t.Errorf("a body differs from itself: %v", found)
		}
		found := diff.Bodies(want, got, contentType, contentType, o)
		if len(found) > 21 {
			t.Errorf("%d differences", len(found))
		}
		var causes diff.Causes
		causes.Add(diff.Where{File: "a", Step: 1}, found)
		list, beyond := causes.List(0)
		var b strings.Builder
		p := diff.NewPrinter(&b, diff.Style{Width: 100})
		p.Story(diff.Result{Story: "a", Steps: []diff.Step{{Number: 1, Differences: found}}})
		p.Causes(list, beyond)
		j := diff.NewJUnit("a", nil)
		j.Story(diff.Result{Story: "a", Steps: []diff.Step{{Number: 1, Differences: found}}})
		if err := j.Write(&b); err != nil {
			t.Error(err)
		}
		if strings.ContainsAny(b.String(), "\x00\x1b\r") {
			t.Errorf("control characters are printed: %q", b.String())
		}
	})
}

// FuzzAttributes: attributes the other way round, and blanks in tags, never differ.
func FuzzAttributes(f *testing.F) {
	f.Add("a", "1", "b", "2", "text")
	f.Add("xml:lang", "de", "b", "&amp;", "${any}")
	f.Add("A", "0", ">", "0", "0")
	name := regexp.MustCompile(`^[\pL_][\pL\pN_.:-]*$`)
	f.Fuzz(func(t *testing.T, a, v, b, w, text string) {
		if !name.MatchString(a) || !name.MatchString(b) {
			return // another name may end the tag, and what follows is text
		}
		want := fmt.Sprintf(`<x %s=%q %s=%q>%s</x>`, a, v, b, w, text)
		got := fmt.Sprintf("<x %s=%q\n %s=%q >%s</x >", b, w, a, v, text)
		o := diff.Options{Plain: true}
		if len(diff.Bodies([]byte(want), []byte(want+" "), "text/xml", "text/xml", o)) > 0 {
			return // it is not XML
		}
		if found := diff.Bodies([]byte(want), []byte(got), "text/xml", "text/xml", o); len(found) > 0 && found[0].Kind != diff.Body && found[0].Kind != diff.Space {
			t.Errorf("%q, %q: %v", want, got, found)
		}
	})
}

// FuzzLiteral: what was made literal is nothing but itself.
func FuzzLiteral(f *testing.F) {
	f.Add("${any} $${ $ {")
	f.Fuzz(func(t *testing.T, s string) {
		m := &transcript.Message{Start: "HTTP/1.1 200 OK", Body: []byte("x" + diff.Literal(s)), Fields: []transcript.Field{{Name: "X-A", Value: diff.Literal(s)}}}
		if err := diff.CheckMessage(m); err != nil {
			t.Error(err)
		}
		got := &transcript.Message{Start: "HTTP/1.1 200 OK", Body: []byte("x" + s), Fields: []transcript.Field{{Name: "X-A", Value: s}}}
		if found := diff.Messages(m, got, diff.Options{Headers: []string{"X-A"}}); len(found) > 0 {
			t.Errorf("%q: %v", s, found)
		}
	})
}

// TestStoriesAreTheirOwnExpectation compares every response of every story with itself, written in another way, and looks
// that none of them holds a placeholder by accident.
func TestStoriesAreTheirOwnExpectation(t *testing.T) {
	n := 0
	err := filepath.WalkDir("../../../testdata", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".txtar" || strings.Contains(path, "script") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		s, err := transcript.Parse(path, text)
		if err != nil {
			return nil // an archive of another kind
		}
		if err := diff.Check(s); err != nil {
			t.Error(err)
		}
		for _, e := range s.Events {
			r, ok := e.(*transcript.Response)
			if !ok {
				continue
			}
			n++
			// An empty element is written as two tags, and the first quote of the declaration in another way.
			again := r.Message
			again.Body = bytes.ReplaceAll(r.Body, []byte(" />"), []byte("/>"))
			again.Body = bytes.Replace(again.Body, []byte(`version="1.0"`), []byte(`version='1.0'`), 1)
			if found := diff.Messages(&r.Message, &again, diff.Options{}); len(found) > 0 {
				t.Errorf("%s: response %d: %v", path, r.Number, found)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 500 {
		t.Errorf("only %d responses were found", n)
	}
}

func TestHugeBodies(t *testing.T) {
	deep := func(n int, leaf string) []byte {
		return []byte(strings.Repeat("<a>", n) + leaf + strings.Repeat("</a>", n))
	}
	wide := func(n int, item string) []byte {
		return []byte("<l>" + strings.Repeat(item, n) + "</l>")
	}
	deepJSON := func(n int, leaf string) []byte {
		return []byte(strings.Repeat("[", n) + leaf + strings.Repeat("]", n))
	}
	references := func(n int, value string) []byte {
		var b strings.Builder
		b.WriteString(`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><l>`)
		for i := range n {
			fmt.Fprintf(&b, `<i href="#id%d"/>`, i)
		}
		b.WriteString("</l>")
		for i := range n {
			fmt.Fprintf(&b, `<multiRef id="id%d">%s</multiRef>`, i, value)
		}
		return []byte(b.String() + "</e:Body></e:Envelope>")
	}
	members := func(n int, key string) []byte {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `,"%s%d":1`, key, i)
		}
		return []byte("{" + b.String()[1:] + "}")
	}
	counted := func(n int, format, separator string, backwards bool) string {
		items := make([]string, n)
		for i := range items {
			items[i] = fmt.Sprintf(format, i)
		}
		if backwards {
			slices.Reverse(items)
		}
		return strings.Join(items, separator)
	}
	swapped := func(n int, item, first, second, end string) []byte {
		return []byte(strings.Repeat(item+first+second, n) + strings.Repeat(end, n))
	}
	for _, test := range []struct {
		name      string
		want, got []byte
		first     diff.Kind
	}{
		{"deep", deep(900, "1"), deep(900, "2"), diff.Text},
		{"too deep", deep(5000, "1"), deep(4000, "1"), diff.Body},
		{"one too deep", deep(10, "1"), deep(5000, "1"), diff.Limit},
		{"deep JSON", deepJSON(900, "1"), deepJSON(900, "2"), diff.Value},
		{"too deep JSON", deepJSON(10, "1"), deepJSON(5000, "1"), diff.Limit},
		{"wide JSON, of other names", members(200_000, "a"), members(200_000, "b"), diff.Missing},
		{"wide JSON, of names in another case", members(100_000, "a"), members(100_000, "A"), diff.Name},
		{"wide and referred to", references(80_000, "1"), references(80_000, "2"), diff.Text},
		{"wide", wide(40_000, "<i>1</i>"), wide(40_000, "<i>2</i>"), diff.Text},
		{"wide, of other names", wide(30_000, "<i>1</i>"), wide(30_000, "<j>2</j>"), diff.Missing},
		{"wide, one more", wide(30_000, "<i>1</i>"), wide(30_001, "<i>2</i>"), diff.Text},
		{"wide and renamed", wide(20_000, "<i>1</i><k/>"), wide(20_000, "<j>1</j><k/>"), diff.Name},
		{"wide, in another order", wide(1, counted(40_000, "<i>%d</i>", "", false)), wide(1, counted(40_000, "<i>%d</i>", "", true)), diff.Order},
		{"wide JSON, in another order", []byte("[" + counted(100_000, "%d", ",", false) + "]"), []byte("[" + counted(100_000, "%d", ",", true) + "]"), diff.Order},
		{"deep, in another order at each depth", swapped(900, "<a>", "<i>1</i>", "<i>2</i>", "</a>"), swapped(900, "<a>", "<i>2</i>", "<i>1</i>", "</a>"), diff.Order},
		{"deep JSON, in another order at each depth", swapped(450, "[1,2,[", "", "", "]]"), swapped(450, "[2,1,[", "", "", "]]"), diff.Order},
		{"deep and of other names", deep(900, "<b/><c/>"), deep(900, "<c/>"), diff.Missing},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, ignore := range []func(string) bool{nil, func(string) bool { return false }} {
				begin := time.Now()
				found := diff.Bodies(test.want, test.got, "", "", diff.Options{Ignore: ignore})
				if len(found) == 0 || found[0].Kind != test.first || len(found) > 101 {
					t.Errorf("%d differences, first %v", len(found), found[:min(1, len(found))])
				}
				if took := time.Since(begin); took > 20*time.Second {
					t.Errorf("it took %v", took)
				} else {
					t.Log(took)
				}
			}
		})
	}
}

func BenchmarkMessages(b *testing.B) {
	var items strings.Builder
	for n := range 60 {
		fmt.Fprintf(&items, `<ns1:item xmlns:ns1="urn:a" id="%d"><name>Company number %d</name><at>2017-08-15T12:%02d:00Z</at><phone xsi:nil="true"/></ns1:item>`, n, n, n)
	}
	want := answer("200 OK", "<x>"+items.String()+"</x>")
	times := *want
	times.Body = bytes.ReplaceAll(want.Body, []byte("2017-08"), []byte("2026-01"))
	texts := *want
	texts.Body = bytes.ReplaceAll(want.Body, []byte("Company number 3"), []byte("Company no. 3"))
	order := *want
	order.Body = bytes.ReplaceAll(want.Body, []byte("ns1"), []byte("q"))
	for _, test := range []struct {
		name string
		got  *transcript.Message
	}{{"same bytes", want}, {"other prefixes", &order}, {"60 other times", &times}, {"11 other texts", &texts}} {
		b.Run(fmt.Sprintf("%s, %d bytes", test.name, len(want.Body)), func(b *testing.B) {
			for b.Loop() {
				diff.Messages(want, test.got, diff.Options{})
			}
		})
	}
}
