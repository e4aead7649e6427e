package reader_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

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
	{"one kind of white space in each value", "<a b='\r' c='\n' d='\t' e='\r\n'/>", `a b=  c=  d=  e= `},
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
	{"name characters that cannot begin one", "<a\u0300\u036F\u203F\u2040\u00B7/>", "a\u0300\u036F\u203F\u2040\u00B7"},
	{"names with xml in them", `<xmlfoo xmlbar="1"/>`, `xmlfoo xmlbar=1`},
	{"many attributes, twice", "<a" + manyAttributes + "><b" + manyAttributes + "/></a>",
		"a" + strings.ReplaceAll(manyAttributes, "''", "") + " [b" + strings.ReplaceAll(manyAttributes, "''", "") + "]"},
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
