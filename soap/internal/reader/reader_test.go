package reader_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// manyAttributes are more than are compared one by one.
var manyAttributes = func() (s string) {
	for i := range 40 {
		s += fmt.Sprintf(" a%d=''", i)
	}
	return s
}()

const xmlNamespace = "http://www.w3.org/XML/1998/namespace"

// outline writes a tree in a form that is easy to type: {namespace}name, attributes as name=value, text
// between quotes, children between brackets.
func outline(e *reader.Element) string {
	var b strings.Builder
	writeOutline(&b, e)
	return b.String()
}

func writeOutline(b *strings.Builder, e *reader.Element) {
	b.WriteString(expanded(e.Name))
	for _, a := range e.Attrs() {
		fmt.Fprintf(b, " %s=%s", expanded(a.Name), a.Value)
	}
	if text := e.Text(); text != "" {
		fmt.Fprintf(b, " %q", text)
	}
	if e.First() == nil {
		return
	}
	b.WriteString(" [")
	for child := range e.Elements() {
		if child != e.First() {
			b.WriteString("; ")
		}
		writeOutline(b, child)
	}
	b.WriteString("]")
}

func expanded(n reader.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return "{" + n.Space + "}" + n.Local
}

var accepted = []struct{ name, in, want string }{
	{"one element", `<a/>`, `a`},
	{"explicit end tag", `<a></a>`, `a`},
	{"white space around", " \t\r\n<a/>\n", `a`},
	{"white space in tags", "<a\n b = '1'\t></a \r\n>", `a b=1`},
	{"declaration", `<?xml version="1.0"?><a/>`, `a`},
	{"whole declaration", `<?xml  version = '1.0' encoding="utf-8" standalone='no' ?>` + "\n<a/>", `a`},
	{"byte order mark", "\xef\xbb\xbf<a>ü</a>", `a "ü"`},
	{"nested", `<a><b>1</b><c><d/></c></a>`, `a [b "1"; c [d]]`},
	{"text around children", `<a>x<b/>y<c/>z</a>`, `a "xyz" [b; c]`},
	{"comments", `<!-- 1 --><a>x<!-- - > < & -->y</a><!----><!-- 2 -->`, `a "xy"`},
	{"instructions", `<?one?><a>x<?two a?b > ?>y</a><?xml-stylesheet?>`, `a "xy"`},
	{"CDATA", `<a>1<![CDATA[<b>&amp;]]]>2<![CDATA[]]></a>`, `a "1<b>&amp;]2"`},
	{"CDATA holds less than its end", `<a><![CDATA[]] ]>]]]]></a>`, `a "]] ]>]]"`},
	{"predefined entities", `<a b="&lt;&quot;&apos;">&amp;&lt;&gt;&amp;amp;</a>`, `a b=<"' "&<>&amp;"`},
	{"character references", `<a b="&#9;&#xa;&#x000D;">&#65;&#x1F600;&#x10ffff;</a>`, "a b=\t\n\r \"A😀\\U0010ffff\""},
	{"line ends", "<a>1\r\n2\r3\n4\r\r\n5&#13;</a>", `a "1\n2\n3\n4\n\n5\r"`},
	{"line ends in CDATA", "<a><![CDATA[1\r\n&#13;\r]]></a>", `a "1\n&#13;\n"`},
	{"white space in values", "<a b='1\r\n2\t3\n4\r5 \r\r\n'/>", `a b=1 2 3 4 5   `},
	{"brackets in text", `<a>]] > ]>]</a>`, `a "]] > ]>]"`},
	{"greater-than and quotes", `<a b='">' c="'>">">'</a>`, `a b="> c='> "\">'"`},
	{"default namespace", `<a xmlns="u" b="1"><c xmlns=""/><d/></a>`, `{u}a b=1 [c; {u}d]`},
	{"prefixes", `<p:a xmlns:p="u" p:b="1" b="2"><p:c xmlns:p="v"/><p:d/></p:a>`, `{u}a {u}b=1 b=2 [{v}c; {u}d]`},
	{"a prefix declared after its use", `<p:a p:b="1" xmlns:p="u"/>`, `{u}a {u}b=1`},
	{"a prefix declared by a sibling and by e itself", `<a><p:b xmlns:p="u"/><p:b xmlns:p="v"/></a>`, `a [{u}b; {v}b]`},
	{"xml", `<a xml:lang="en"/>`, `a {` + xmlNamespace + `}lang=en`},
	{"xml declared", `<a xmlns:xml="` + xmlNamespace + `" xml:lang="en"/>`, `a {` + xmlNamespace + `}lang=en`},
	{"one default and one prefix for a namespace", `<a xmlns="u" xmlns:p="u" b="1" p:b="2"/>`, `{u}a b=1 {u}b=2`},
	{"a namespace with references", `<a xmlns="u&amp;v"/>`, `{u&v}a`},
	{"names", `<_a.-·9 äöü="1"><𐀀/></_a.-·9>`, `_a.-·9 äöü=1 [𐀀]`},
	{"names of the fifth edition", "<a\u0132\u0370\u2C00\uFDF0/>", "a\u0132\u0370\u2C00\uFDF0"},
	{"names with xml in them", `<xmlfoo xmlbar="1"/>`, `xmlfoo xmlbar=1`},
	{"controls that XML allows", "<a>\x7f\u0085\u2028\uFFFD</a>", "a \"\\x7f\\u0085\\u2028\uFFFD\""},
}

func TestAccepted(t *testing.T) {
	for _, tt := range accepted {
		t.Run(tt.name, func(t *testing.T) {
			d, err := reader.Read([]byte(tt.in), reader.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Release()
			if diff := cmp.Diff(tt.want, outline(d.Root())); diff != "" {
				t.Errorf("read (-want +got):\n%s", diff)
			}
		})
	}
}

// refusal is what an error says, but for the wording.
type refusal struct {
	kind         reader.Kind
	line, column int
	name         string
}

func refused(t *testing.T, in string, opt reader.Options) refusal {
	t.Helper()
	d, err := reader.Read([]byte(in), opt)
	if err == nil {
		t.Fatalf("accepted, as %s", outline(d.Root()))
	}
	e, ok := errors.AsType[*reader.Error](err)
	if !ok {
		t.Fatalf("the error is a %T", err)
	}
	if want := fmt.Sprintf("soap/reader: line %d, column %d: %s", e.Line, e.Column, e.Detail); err.Error() != want {
		t.Errorf("worded %q, want %q", err, want)
	}
	return refusal{e.Kind, e.Line, e.Column, e.Name}
}

var refusals = []struct {
	in   string
	want refusal
}{
	{"", refusal{reader.Empty, 1, 1, ""}},
	{" \r\n ", refusal{reader.Empty, 2, 2, ""}},
	{"<!-- only -->", refusal{reader.Empty, 1, 14, ""}},
	{`<?xml version="1.0"?>`, refusal{reader.Empty, 1, 22, ""}},

	{"hello", refusal{reader.Leading, 1, 1, ""}},
	{"\n x<a/>", refusal{reader.Leading, 2, 2, ""}},
	{"&lt;<a/>", refusal{reader.Leading, 1, 1, ""}},
	{"<![CDATA[x]]><a/>", refusal{reader.Leading, 1, 1, ""}},
	{"\ufeff\ufeff<a/>", refusal{reader.Leading, 1, 1, ""}},
	{"<a/> x", refusal{reader.Trailing, 1, 6, ""}},
	{"<a/>&lt;", refusal{reader.Trailing, 1, 5, ""}},
	{"<a/><b/>", refusal{reader.Trailing, 1, 5, ""}},
	{"<a/></a>", refusal{reader.Trailing, 1, 5, ""}},
	{"<a/><![CDATA[x]]>", refusal{reader.Trailing, 1, 5, ""}},

	{"\n<?xml version='1.0'?><a/>", refusal{reader.MisplacedXML, 2, 1, ""}},
	{"<a><?xml version='1.0'?></a>", refusal{reader.MisplacedXML, 1, 4, ""}},
	{"<?XML version='1.0'?><a/>", refusal{reader.BadName, 1, 1, "XML"}},
	{"<?xml version='1.1'?><a/>", refusal{reader.Version, 1, 16, ""}},
	{"<?xml version=''?><a/>", refusal{reader.Version, 1, 16, ""}},
	{"<?xml?><a/>", refusal{reader.Syntax, 1, 6, ""}},
	{"<?xml encoding='utf-8'?><a/>", refusal{reader.Syntax, 1, 6, ""}},
	{"<?xml version='1.0'encoding='utf-8'?><a/>", refusal{reader.Syntax, 1, 20, ""}},
	{"<?xml version='1.0' standalone='yes' encoding='utf-8'?><a/>", refusal{reader.Syntax, 1, 38, ""}},
	{"<?xml version='1.0' standalone='maybe'?><a/>", refusal{reader.Syntax, 1, 33, ""}},
	{"<?xml version='1.0' encoding='8'?><a/>", refusal{reader.Syntax, 1, 31, ""}},
	{"<?xml version='1.0' encoding=utf-8?><a/>", refusal{reader.Syntax, 1, 21, ""}},
	{"<?xml version='1.0'", refusal{reader.Unclosed, 1, 1, ""}},

	{"<!DOCTYPE a><a/>", refusal{reader.Doctype, 1, 1, ""}},
	{"<a><!DOCTYPE a [<!ENTITY x 'y'>]></a>", refusal{reader.Doctype, 1, 4, ""}},
	{"<!doctype a><a/>", refusal{reader.Syntax, 1, 1, ""}},
	{"<a><!ELEMENT b></a>", refusal{reader.Syntax, 1, 4, ""}},

	{"<a></b>", refusal{reader.Mismatch, 1, 4, "a"}},
	{"<a>\r\n <b></a></b>", refusal{reader.Mismatch, 2, 5, "b"}},
	{"<a></ab>", refusal{reader.Mismatch, 1, 4, "a"}},
	{"<a></A>", refusal{reader.Mismatch, 1, 4, "a"}},
	{"<a></ a>", refusal{reader.Mismatch, 1, 4, "a"}},
	{"<p:a xmlns:p='u' xmlns:q='u'></q:a>", refusal{reader.Mismatch, 1, 30, "p:a"}},
	{"</a>", refusal{reader.Mismatch, 1, 1, ""}},
	{"<a></a/>", refusal{reader.Syntax, 1, 7, "a"}},
	{"<a></a b='1'>", refusal{reader.Syntax, 1, 8, "a"}},

	{"<", refusal{reader.Unclosed, 1, 1, ""}},
	{"<a", refusal{reader.Unclosed, 1, 3, "a"}},
	{"<a ", refusal{reader.Unclosed, 1, 4, "a"}},
	{"<a/", refusal{reader.Unclosed, 1, 4, "a"}},
	{"<a b", refusal{reader.Unclosed, 1, 5, "b"}},
	{"<a b=", refusal{reader.Unclosed, 1, 6, "b"}},
	{"<a b='x", refusal{reader.Unclosed, 1, 8, "b"}},
	{"<a>", refusal{reader.Unclosed, 1, 4, "a"}},
	{"<a>text", refusal{reader.Unclosed, 1, 8, "a"}},
	{"<ab></a", refusal{reader.Unclosed, 1, 5, "ab"}},
	{"<ab></ab", refusal{reader.Unclosed, 1, 9, "ab"}},
	{"<a><!-- ", refusal{reader.Unclosed, 1, 4, ""}},
	{"<a><!-", refusal{reader.Unclosed, 1, 4, ""}},
	{"<a><!--->", refusal{reader.Unclosed, 1, 4, ""}},
	{"<a><![CDATA[ ]]", refusal{reader.Unclosed, 1, 4, ""}},
	{"<a><?x ?", refusal{reader.Unclosed, 1, 4, ""}},
	{"<a:", refusal{reader.Unclosed, 1, 4, ""}},

	{"< a/>", refusal{reader.BadName, 1, 2, ""}},
	{"<1/>", refusal{reader.BadName, 1, 2, "1"}},
	{"<-a/>", refusal{reader.BadName, 1, 2, "-a"}},
	{"<:a/>", refusal{reader.BadName, 1, 2, ""}},
	{"<a:/>", refusal{reader.BadName, 1, 4, ""}},
	{"<a:1/>", refusal{reader.BadName, 1, 4, "1"}},
	{"<a:b:c/>", refusal{reader.BadName, 1, 5, "a:b"}},
	{"<×/>", refusal{reader.BadName, 1, 2, ""}},
	{"<a =''/>", refusal{reader.BadName, 1, 4, ""}},
	{"<a><?1?></a>", refusal{reader.BadName, 1, 6, "1"}},
	{"<a><?p:q?></a>", refusal{reader.BadName, 1, 4, "p:q"}},
	{"<a><??></a>", refusal{reader.BadName, 1, 6, ""}},

	{"<a b/>", refusal{reader.Syntax, 1, 5, "b"}},
	{"<a b=1/>", refusal{reader.Syntax, 1, 6, "b"}},
	{"<a b='1'c='2'/>", refusal{reader.Syntax, 1, 9, "a"}},
	{"<a / >", refusal{reader.Syntax, 1, 5, "a"}},
	{"<a×/>", refusal{reader.Syntax, 1, 3, "a"}},
	{"<a b='<'/>", refusal{reader.Syntax, 1, 7, "b"}},
	{"<a>]]></a>", refusal{reader.Syntax, 1, 4, ""}},
	{"<a>x\ny]]]></a>", refusal{reader.Syntax, 2, 3, ""}},
	{"<!-- -- --><a/>", refusal{reader.Syntax, 1, 6, ""}},
	{"<a><!-- ---></a>", refusal{reader.Syntax, 1, 9, ""}},
	{"<a><![cdata[x]]></a>", refusal{reader.Syntax, 1, 4, ""}},
	{"<a><?x+?></a>", refusal{reader.Syntax, 1, 7, "x"}},

	{"<a>&nbsp;</a>", refusal{reader.BadEntity, 1, 4, "nbsp"}},
	{"<a>ü &b;</a>", refusal{reader.BadEntity, 1, 6, "b"}},
	{"<a b='&b;'/>", refusal{reader.BadEntity, 1, 7, "b"}},
	{"<a>& </a>", refusal{reader.BadEntity, 1, 4, ""}},
	{"<a>&amp</a>", refusal{reader.BadEntity, 1, 4, ""}},
	{"<a>&#;</a>", refusal{reader.BadEntity, 1, 4, ""}},
	{"<a>&#x;</a>", refusal{reader.BadEntity, 1, 4, ""}},
	{"<a>&#X41;</a>", refusal{reader.BadEntity, 1, 4, ""}},
	{"<a>&#4A;</a>", refusal{reader.BadEntity, 1, 4, ""}},
	{"<a>&#65</a>", refusal{reader.BadEntity, 1, 4, ""}},
	{"<a>&#0;</a>", refusal{reader.BadCharacter, 1, 4, ""}},
	{"<a>&#x1;</a>", refusal{reader.BadCharacter, 1, 4, ""}},
	{"<a>&#xD800;</a>", refusal{reader.BadCharacter, 1, 4, ""}},
	{"<a>&#xFFFF;</a>", refusal{reader.BadCharacter, 1, 4, ""}},
	{"<a>&#x110000;</a>", refusal{reader.BadCharacter, 1, 4, ""}},
	{"<a>&#99999999999999999999;</a>", refusal{reader.BadCharacter, 1, 4, ""}},
	{"<a b='&#x1F;'/>", refusal{reader.BadCharacter, 1, 7, ""}},

	{"\x00", refusal{reader.BadCharacter, 1, 1, ""}},
	{"<a>\x01</a>", refusal{reader.BadCharacter, 1, 4, ""}},
	{"<a>\n\x1b</a>", refusal{reader.BadCharacter, 2, 1, ""}},
	{"<a\x0b/>", refusal{reader.BadCharacter, 1, 3, ""}},
	{"<a/>\x00", refusal{reader.BadCharacter, 1, 5, ""}},
	{"<!--\uFFFE--><a/>", refusal{reader.BadCharacter, 1, 5, ""}},
	{"<a b='a long enough value\x02'/>", refusal{reader.BadCharacter, 1, 26, ""}},
	{"<a></b>\x00", refusal{reader.Mismatch, 1, 4, "a"}}, // The first thing that is wrong counts.
	{"<a>\xff</a>", refusal{reader.Encoding, 1, 4, ""}},
	{"<a>ü\xc3</a>", refusal{reader.Encoding, 1, 5, ""}},
	{"<a>\xc0\x80</a>", refusal{reader.Encoding, 1, 4, ""}},
	{"<a>\xed\xa0\x80</a>", refusal{reader.Encoding, 1, 4, ""}},

	{"<p:a/>", refusal{reader.UndeclaredPrefix, 1, 1, "p"}},
	{"<a p:b=''/>", refusal{reader.UndeclaredPrefix, 1, 1, "p"}},
	{"<a><b xmlns:p='u'/><p:c/></a>", refusal{reader.UndeclaredPrefix, 1, 20, "p"}},
	{"<a xmlns:xml='u'/>", refusal{reader.BadNamespace, 1, 4, "xml"}},
	{"<a xmlns:xmlns='u'/>", refusal{reader.BadNamespace, 1, 4, "xmlns"}},
	{"<a xmlns:p='" + xmlNamespace + "'/>", refusal{reader.BadNamespace, 1, 4, "p"}},
	{"<a xmlns='" + xmlNamespace + "'/>", refusal{reader.BadNamespace, 1, 4, ""}},
	{"<a xmlns='http://www.w3.org/2000/xmlns/'/>", refusal{reader.BadNamespace, 1, 4, ""}},
	{"<a xmlns:p=''/>", refusal{reader.BadNamespace, 1, 4, "p"}},
	{"<xmlns:a/>", refusal{reader.BadNamespace, 1, 1, "xmlns"}},
	{"<a b='1' c='2' b='3'/>", refusal{reader.DuplicateAttribute, 1, 1, "b"}},
	{"<a><b xmlns:p='u' xmlns:q='u' p:c='1' q:c='2'/></a>", refusal{reader.DuplicateAttribute, 1, 4, "c"}},
	{"<a xmlns:p='u' xmlns:p='v'/>", refusal{reader.DuplicateAttribute, 1, 16, "p"}},
	{"<a xmlns='u' xmlns='u'/>", refusal{reader.DuplicateAttribute, 1, 14, ""}},
	{"<a" + manyAttributes + " a7=''/>", refusal{reader.DuplicateAttribute, 1, 1, "a7"}},
}

func TestRefused(t *testing.T) {
	for _, tt := range refusals {
		t.Run(tt.in, func(t *testing.T) {
			got := refused(t, tt.in, reader.Options{})
			if got != tt.want {
				t.Errorf("refused %q\nas   %v\nwant %v", tt.in, got, tt.want)
			}
		})
	}
}

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
